"""Candles of one market at one interval, and how far they may be trusted."""

from dataclasses import dataclass

from tui.domain.candles import CandleSeries
from tui.domain.quotes import Candle


@dataclass(slots=True, eq=False)
class CandleStore:
    """A series with what is known about its completeness; written by the session only."""

    series: CandleSeries
    heard_at: float | None = None
    """Monotonic second of the newest candle by stream."""
    read_at: float | None = None
    """Monotonic second at which the history was read last; None while it never was."""
    problem: str | None = None
    """Why the history could not be read; None when it could."""
    watched: bool = False
    since_ms: int | None = None
    """How far back the history is wanted; None for as far as one read goes."""
    is_exhausted: bool = False
    """Whether the exchange has nothing older, or there is no room for it."""
    gaps: int = 1
    """Times the flow was broken: nothing was read yet, a link was lost, an interval was missed."""
    mended: int = 0
    """The value of `gaps` up to which history was read."""

    @property
    def is_whole(self) -> bool:
        """Whether history was read since the flow was broken last."""
        return self.mended == self.gaps

    @property
    def wants_older(self) -> bool:
        """Whether history from before the oldest candle is asked for and may exist."""
        oldest = self.series.oldest
        if self.since_ms is None or oldest is None or self.is_exhausted:
            return False
        return self.since_ms < oldest.start_ms

    def break_off(self) -> None:
        """Candles may be missing from here on: read again."""
        self.gaps += 1

    def hear(self, candle: Candle, at: float) -> bool:
        """Take a candle of the stream; whether the one before it is known."""
        follows = self.series.follows(candle)
        self.series.take(candle)
        self.heard_at = at
        return follows

    def age_by(self, seconds: float) -> None:
        """Make everything older: our clock stood still while the world went on."""
        self.heard_at = None if self.heard_at is None else self.heard_at - seconds
        self.read_at = None if self.read_at is None else self.read_at - seconds
