import asyncio
import gc
import os
import signal
import sys
from queue import Queue
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tui.ui.terminal import catch_signals, drawing_on_stdout, frames_queued, settle_garbage


def test_frames_the_terminal_has_not_taken_are_counted() -> None:
    waiting: Queue[str] = Queue()
    waiting.put("frame")
    driver = SimpleNamespace(_writer_thread=SimpleNamespace(_queue=waiting))
    assert frames_queued(cast("Any", driver)) == 1


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
    assert driver()._file is sys.__stdout__
