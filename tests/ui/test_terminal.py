import asyncio
import errno
import gc
import os
import pty
import signal
import sys
from contextlib import suppress
from io import StringIO
from queue import Full, Queue
from types import SimpleNamespace
from typing import Any, cast

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from tui.ui.terminal import (
    Screenside,
    catch_signals,
    drawing_on_stdout,
    frames_queued,
    give_up_drawing,
    settle_garbage,
)


def test_frames_the_terminal_has_not_taken_are_counted() -> None:
    waiting: Queue[str] = Queue()
    waiting.put("frame")
    driver = SimpleNamespace(_writer_thread=SimpleNamespace(_queue=waiting))
    assert frames_queued(cast("Any", driver)) == 1


def test_the_frame_that_the_terminal_is_taking_counts_until_it_is_flushed() -> None:
    screen = Screenside(StringIO())
    driver = cast(
        "Any", SimpleNamespace(_writer_thread=SimpleNamespace(_queue=Queue(), _file=screen))
    )
    screen.write("frame")
    assert frames_queued(driver) == 1
    screen.flush()
    assert frames_queued(driver) == 0


def test_a_textual_that_shows_no_queue_has_none_waiting() -> None:
    assert frames_queued(None) == 0
    assert frames_queued(cast("Any", SimpleNamespace())) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_with_its_own_code(number: signal.Signals) -> None:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()
    catch_signals(ended.set_result)
    try:
        os.kill(os.getpid(), number)
        assert await asyncio.wait_for(ended, 5) == 128 + number
    finally:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(each)


def test_what_stays_is_left_alone_by_the_collector() -> None:
    before = gc.get_threshold()
    try:
        settle_garbage()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def test_the_screen_is_drawn_on_stdout_wherever_messages_go() -> None:
    class Drawing:
        def __init__(self) -> None:
            self._file = sys.__stderr__

    driver = cast("Any", drawing_on_stdout(cast("Any", Drawing)))
    with pytest.MonkeyPatch.context() as patch:
        shown = StringIO()
        patch.setattr(sys, "__stdout__", shown)
        driver()._file.write("frame")
        assert shown.getvalue() == "frame"


class Gone(StringIO):
    """A terminal whose window was closed."""

    def write(self, text: str) -> int:
        raise OSError(errno.EIO, text)

    def flush(self) -> None:
        raise OSError(errno.EIO, "gone")


def test_frames_for_a_terminal_that_is_gone_do_not_stop_the_program() -> None:
    writer = WriterThread(cast("Any", Screenside(Gone())))
    writer.start()
    for _ in range(MAX_QUEUED_WRITES * 3):
        writer._queue.put("frame", timeout=10)
    writer.stop()
    assert not writer.is_alive()


def fill(writer: WriterThread) -> bool:
    """Draw until the terminal takes no more."""
    try:
        for _ in range(1_000):
            writer._queue.put("frame" * 1_000, timeout=0.5)
    except Full:
        return True
    return False


def test_frames_that_a_terminal_does_not_take_can_be_given_up() -> None:
    """As when it is held by Ctrl-S."""
    ours, theirs = pty.openpty()
    before = signal.signal(signal.SIGURG, lambda *_: None)
    held = os.fdopen(theirs, "w")
    writer = WriterThread(cast("Any", Screenside(held)))
    driver = cast("Any", SimpleNamespace(_writer_thread=writer))
    give_up_drawing(driver)
    writer.start()
    assert fill(writer)
    give_up_drawing(driver)
    writer.stop()
    assert not writer.is_alive()
    give_up_drawing(driver)
    give_up_drawing(None)
    signal.signal(signal.SIGURG, before)
    os.close(ours)
    with suppress(OSError):
        held.close()


def test_the_screenside_answers_for_its_file() -> None:
    with os.fdopen(os.dup(2), "w") as file:
        assert Screenside(file).fileno() == file.fileno()
        assert Screenside(file).isatty() is file.isatty()
