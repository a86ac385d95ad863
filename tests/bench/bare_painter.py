"""The floor of what a terminal program in Python can do: one line, no Textual, no model.

It reads the same stream, decodes it with the standard library, and writes the same words at the
same places of the screen at the frame rate.
"""

import asyncio
import json
import os
import sys
import time

from websockets.asyncio.client import connect

from tests.bench.market import SYMBOL
from tests.bench.probe import RATE_VARIABLE

_FRAME = "\x1b[?2026h\x1b[1;1H last {last}{fill}\x1b[?2026l"
_FILL = "".join(f"\x1b[{row};1H{'x' * 120}" for row in range(2, 47))


async def _paint() -> None:
    interval = 1 / float(os.environ[RATE_VARIABLE])
    last, painted, waiting = "", 0.0, False
    loop = asyncio.get_running_loop()

    def frame() -> None:
        nonlocal painted, waiting
        painted, waiting = time.monotonic(), False
        sys.stdout.write(_FRAME.format(last=last, fill=_FILL))
        sys.stdout.flush()

    async with connect(os.environ["BACKPACK_WS_URL"], compression=None, max_queue=64) as socket:
        names = [f"{kind}.{SYMBOL}" for kind in ("depth", "bookTicker", "trade", "markPrice")]
        await socket.send(json.dumps({"method": "SUBSCRIBE", "params": names}))
        while True:
            data = json.loads(await socket.recv(decode=False))["data"]
            if data["e"] == "trade":
                last = f"{float(data['p']):,.2f}"
            if not waiting and last:
                waiting = True
                loop.call_later(max(0.0, painted + interval - time.monotonic()), frame)


asyncio.run(_paint())
