from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tui.ui.painter import BEAT, Painter


@dataclass
class Timers:
    """A clock and its timers, moved by hand."""

    now: float = 100.0
    waiting: "list[Due]" = field(default_factory=list)

    def schedule(self, seconds: float, call: Callable[[], None]) -> "Due":
        due = Due(self.now + seconds, call)
        self.waiting.append(due)
        return due

    def advance(self, seconds: float) -> None:
        until = self.now + seconds
        while due := min(
            (each for each in self.waiting if not each.stopped and each.at <= until),
            key=lambda each: each.at,
            default=None,
        ):
            self.waiting.remove(due)
            self.now = due.at
            due.call()
        self.now = until


@dataclass
class Due:
    """One call that is due later."""

    at: float
    call: Callable[[], None]
    stopped: bool = False

    def cancel(self) -> None:
        self.stopped = True


@dataclass
class Screen:
    """Counts frames; `queued` is what the terminal has not taken."""

    timers: Timers = field(default_factory=Timers)
    painted: list[float] = field(default_factory=list)
    queued: int = 0

    def painter(self, rate: float = 30.0) -> Painter:
        return Painter(
            lambda: self.painted.append(round(self.timers.now - 100.0, 3)),
            schedule=self.timers.schedule,
            monotonic=lambda: self.timers.now,
            queued=lambda: self.queued,
            rate=rate,
        )


def test_the_first_change_is_painted_at_once() -> None:
    screen = Screen()
    screen.painter().touch()
    assert screen.painted == [0.0]


def test_changes_within_a_frame_are_painted_together_at_its_end() -> None:
    screen = Screen()
    painter = screen.painter(rate=10)
    for _ in range(50):
        painter.touch()
        screen.timers.advance(0.001)
    screen.timers.advance(0.06)
    assert screen.painted == [0.0, 0.1]


def test_fault_n24_a_flood_of_changes_never_exceeds_the_frame_rate() -> None:
    screen = Screen()
    painter = screen.painter(rate=30)
    for _ in range(1_000):
        painter.touch()
        screen.timers.advance(0.001)
    assert 28 <= len(screen.painted) <= 31


def test_a_timer_that_is_late_each_time_does_not_cost_frames() -> None:
    screen = Screen()
    punctual = screen.timers.schedule
    screen.timers.schedule = lambda seconds, call: punctual(seconds + 0.02, call)  # type: ignore[method-assign]
    painter = screen.painter(rate=10)
    for _ in range(1_000):
        painter.touch()
        screen.timers.advance(0.001)
    assert screen.painted == [round(0.12 + 0.1 * n, 3) if n >= 0 else 0.0 for n in range(-1, 9)]


def test_when_nothing_moves_only_the_beat_paints() -> None:
    screen = Screen()
    painter = screen.painter()
    painter.start()
    screen.timers.advance(3 * BEAT + 0.1)
    assert screen.painted == [0.0, 1.0, 2.0, 3.0]
    assert painter.frames == 4


def test_a_frame_waits_while_the_terminal_is_busy_and_then_shows_the_newest() -> None:
    screen = Screen(queued=5)
    painter = screen.painter(rate=10)
    painter.touch()
    screen.timers.advance(0.25)
    assert screen.painted == []
    assert painter.counts == (0, 1)
    screen.queued = 0
    screen.timers.advance(0.006)
    assert screen.painted == [pytest.approx(0.25, abs=0.006)]
    screen.queued = 1
    painter.touch()
    screen.timers.advance(0.2)
    assert painter.counts == (1, 2)


def test_a_stopped_painter_paints_no_more() -> None:
    screen = Screen()
    painter = screen.painter(rate=10)
    painter.touch()
    painter.touch()
    painter.stop()
    screen.timers.advance(10)
    painter.touch()
    painter.start()
    assert screen.painted == [0.0]
