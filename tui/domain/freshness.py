"""How far a datum may be trusted by its age: one rule for every panel and every gate."""

from dataclasses import dataclass
from enum import Enum, auto


class Freshness(Enum):
    """What an age means for the reader."""

    FRESH = auto()
    AGING = auto()
    """Older than usual: shown with its age."""
    STALE = auto()
    """Too old to decide on."""
    NEVER = auto()
    """Not received yet."""


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Ages in seconds after which a datum is aging, then stale."""

    aging: float
    stale: float

    def judge(self, age: float | None) -> Freshness:
        """What `age` means; None stands for a datum that was never received."""
        if age is None:
            return Freshness.NEVER
        if age > self.stale:
            return Freshness.STALE
        return Freshness.AGING if age > self.aging else Freshness.FRESH


MARK_AGES = AgeLimits(aging=2.0, stale=5.0)
"""The mark comes each second."""
QUOTE_AGES = AgeLimits(aging=2.0, stale=5.0)
BOOK_AGES = AgeLimits(aging=5.0, stale=15.0)
"""A quiet market changes its book rarely."""
POSITION_AGES = AgeLimits(aging=45.0, stale=60.0)
"""Read again every 30 seconds while the private stream is up."""
TRADE_AGES = AgeLimits(aging=60.0, stale=600.0)
"""Trades come when they come: while the stream is up, only a long quiet is worth a word."""
TICKER_AGES = AgeLimits(aging=2.0, stale=5.0)
"""The daily figures come each second on the stream, changed or not."""
OPEN_INTEREST_AGES = AgeLimits(aging=75.0, stale=180.0)
"""The open interest comes each minute."""
