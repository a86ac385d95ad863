"""How the market's messages flow: how many of each kind came, when, and how long they took.

Kept beside the hottest path of the program, so a message only writes three numbers down; what they
mean is worked out when somebody looks.
"""

from dataclasses import dataclass

from tui.domain.book import Delta
from tui.domain.quotes import Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.session.ports import ExchangeTime

MarketMessage = MarkTick | Quote | Trade | Ticker | Delta | OpenInterest | Liquidation

NAMES: dict[type[MarketMessage], str] = {
    MarkTick: "mark",
    Quote: "best quotes",
    Delta: "book",
    Trade: "trades",
    Ticker: "24 hours",
    OpenInterest: "open interest",
    Liquidation: "liquidations",
}
"""What each kind of message is called."""


@dataclass(slots=True)
class Flow:
    """Messages of one kind, of all markets together."""

    count: int = 0
    at: float | None = None
    """Monotonic second at which the newest was received."""
    exchange_us: int = 0
    """The exchange's time of the newest, microseconds."""

    def delay_ms(self, time: ExchangeTime, now: float) -> float | None:
        """How long the newest was on its way; None while the exchange's clock is not known.

        It may be a little below zero: the clock is known only to its uncertainty.
        """
        if self.at is None or not self.exchange_us or time.uncertainty_ms is None:
            return None
        received_us = time.now_us() - (now - self.at) * 1_000_000
        return (received_us - self.exchange_us) / 1_000


Flows = dict[type[MarketMessage], Flow]


def no_flows() -> Flows:
    """One flow for each kind, still dry."""
    return {kind: Flow() for kind in NAMES}
