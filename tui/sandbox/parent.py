"""Ends an owned sandbox when its owner is gone, even one that was killed outright.

Two watches, because neither is enough: Linux can send a signal when the parent dies, and a pipe
that the parent holds open reads its end wherever there are pipes.
"""

import asyncio
import ctypes
import os
import signal
import sys
import threading

_PR_SET_PDEATHSIG = 1
_STDIN = 0
_CHUNK_BYTES = 1_024


def follow_parent(stop: asyncio.Event) -> None:
    """Set `stop` when the parent dies or closes our standard input.

    Call it on the running event loop. What the parent writes to the pipe is read and ignored.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    loop = asyncio.get_running_loop()
    watcher = threading.Thread(
        target=_wait_for_end_of_input, args=(loop, stop), name="parent watch", daemon=True
    )
    watcher.start()


def _wait_for_end_of_input(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    # The raw descriptor: a buffered reader would hold a lock the interpreter wants when it ends.
    while os.read(_STDIN, _CHUNK_BYTES):
        pass
    if not loop.is_closed():
        loop.call_soon_threadsafe(stop.set)
