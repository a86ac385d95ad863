"""How a command is told to end: by Ctrl-C, by SIGTERM, or by a terminal that is closed.

It is cancelled, which lets it wait for the answer of an order that is on its way. Its exit code is
then 128 and the number of the signal, whatever it still found out, so that no script goes on to its
next order.
"""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

from tui.cli.exits import Stop, say

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BY_SIGNAL = 128


class _Told:
    """Which signal came first."""

    number: int | None = None

    def exit_code(self) -> int | None:
        return None if self.number is None else BY_SIGNAL + self.number


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its result. A signal cancels it and ends the program.

    Raises:
        SystemExit: a signal came.
        Stop: raised by `work`.
    """
    result, code = run_to_end(work)
    if code is not None:
        raise SystemExit(code)
    return result


def run_to_end(work: Coroutine[Any, Any, T]) -> tuple[T, int | None]:
    """Run `work`, and return also the exit code when it came to its result in spite of a signal.

    Raises:
        SystemExit: a signal came and there is no result.
        Stop: raised by `work`, and no signal came.
    """
    told = _Told()
    try:
        with asyncio.Runner() as runner:
            return runner.run(_listening(work, told)), told.exit_code()
    except asyncio.CancelledError:
        code = told.exit_code()
    except Stop as stop:
        code = told.exit_code()
        if code is None:
            raise
        say(stop.message)
    if code is None:
        raise asyncio.CancelledError
    raise SystemExit(code)


async def _listening(work: Coroutine[Any, Any, T], told: _Told) -> T:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def end(number: int) -> None:
        told.number = told.number or number
        if task is not None:
            task.cancel()

    for number in SIGNALS:
        # Whoever started us may have asked that it be ignored, as nohup does.
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, end, number)
    return await work


def is_interrupted() -> bool:
    """Whether the running command was told to end, even if it is still finishing something."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
