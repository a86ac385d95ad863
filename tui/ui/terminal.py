"""What the application does for the terminal and the interpreter under it."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from textual.driver import Driver

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BY_SIGNAL = 128
_GC_THRESHOLDS = (20_000, 50, 100)


def frames_queued(driver: Driver | None) -> int:
    """Frames the terminal has not taken yet; 0 where Textual does not let us see its queue."""
    writer = getattr(driver, "_writer_thread", None)
    queue = getattr(writer, "_queue", None)
    return 0 if queue is None else int(queue.qsize())


class Screenside:
    """The file that frames go to. Once the terminal is gone they go nowhere.

    A write that fails would end Textual's writing thread; its full queue would then stop the
    program for good, deaf to the very signal that tells it that the window was closed.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write `text`, or drop it."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Hand over what was written, or drop it."""
        with suppress(OSError):
            self._file.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()

    def fileno(self) -> int:
        """The file's descriptor."""
        return self._file.fileno()


def drawing_on_stdout(driver: type[Driver]) -> type[Driver]:
    """`driver`, drawing on stdout. Textual draws on stderr, which `2>file` would leave empty."""

    class OnStdout(driver):  # type: ignore[valid-type, misc]  # because the platform decides which
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)
            if getattr(self, "_file", None) is sys.__stderr__ and sys.__stdout__ is not None:
                self._file = Screenside(sys.__stdout__)

    return OnStdout


def catch_signals(end: Callable[[int], None]) -> None:
    """Call `end` with the return code when told to end, so that the terminal is given back."""
    loop = asyncio.get_running_loop()
    for number in _ENDING:
        loop.add_signal_handler(number, end, _BY_SIGNAL + number)


def later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
    """Have the loop call `call`; a timer of Textual's would send it through a queue first."""
    return asyncio.get_running_loop().call_later(seconds, call)


def settle_garbage() -> None:
    """Keep the collector off everything that stays: a full collection would cost a frame."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
