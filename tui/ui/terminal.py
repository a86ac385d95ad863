"""What the application does for the terminal and the interpreter under it."""

import asyncio
import atexit
import gc
import os
import signal
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from textual.driver import Driver

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BY_SIGNAL = 128
_WAKES = signal.SIGURG
"""Means nothing to anybody; with a handler that does nothing it ends a wait of the system."""

PATIENCE_SECONDS = 3.0
"""How long the terminal may take to be given back before the program goes on without it."""

_GC_THRESHOLDS = (20_000, 50, 100)


def frames_queued(driver: Driver | None) -> int:
    """Frames the terminal has not taken yet, the one that it is taking included.

    0 where Textual does not let us see its queue.
    """
    writer = getattr(driver, "_writer_thread", None)
    queue = getattr(writer, "_queue", None)
    being_taken = getattr(getattr(writer, "_file", None), "is_busy", False)
    return 0 if queue is None else int(queue.qsize()) + bool(being_taken)


class Screenside:
    """The file that frames go to. Once the terminal is gone they go nowhere.

    A write that fails would end Textual's writing thread; its full queue would then stop the
    program for good, deaf to the very signal that tells it that the window was closed.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.is_busy = False
        """Whether the terminal has not taken all that was written."""

    def write(self, text: str) -> None:
        """Write `text`, or drop it."""
        self.is_busy = True
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Hand over what was written, or drop it."""
        try:
            with suppress(OSError):
                self._file.flush()
        finally:
            self.is_busy = False

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


def catch_signals(
    end: Callable[[int], None], driver: Driver | None = None, patience: float = PATIENCE_SECONDS
) -> None:
    """Call `end` with the return code when told to end, so that the terminal is given back.

    A terminal that takes nothing for `patience` seconds after that is given up.
    """
    loop = asyncio.get_running_loop()

    def told(number: int) -> None:
        # In a thread: the loop itself waits for the terminal then.
        watch = threading.Timer(patience, give_up_drawing, [driver])
        watch.daemon = True
        watch.start()
        end(_BY_SIGNAL + number)

    for number in _ENDING:
        loop.add_signal_handler(number, told, number)
    signal.signal(_WAKES, lambda *_: None)


def give_up_drawing(driver: Driver | None) -> None:
    """Drop the frames that a terminal does not take, while `driver` still waits for it.

    It may be held by Ctrl-S or hang on a dead connection. Orders cannot wait for that.
    """
    writer = getattr(driver, "_writer_thread", None)
    if writer is None or not writer.is_alive():
        return
    with suppress(OSError, ValueError, termios.error):
        # Whoever started us shares the terminal's flags, so they are put back at the end.
        terminal = os.dup(writer.fileno())
        atexit.register(os.set_blocking, terminal, True)
        os.set_blocking(terminal, False)
        termios.tcflush(terminal, termios.TCOFLUSH)
        # A write that waits already goes on waiting until something wakes it.
        signal.pthread_kill(writer.ident, _WAKES)


def later(seconds: float, call: Callable[[], None]) -> asyncio.TimerHandle:
    """Have the loop call `call`; a timer of Textual's would send it through a queue first."""
    return asyncio.get_running_loop().call_later(seconds, call)


def settle_garbage() -> None:
    """Keep the collector off everything that stays: a full collection would cost a frame."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
