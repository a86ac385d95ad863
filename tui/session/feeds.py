"""Where each public message goes: the store of its market, unless its time is impossible."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tui.client.stream import Message
from tui.domain.book import BookStatus, Delta
from tui.domain.events import OrderChanged, PositionChanged, PositionClosed
from tui.domain.quotes import Candle, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.session.flows import Flow, MarketMessage, no_flows
from tui.session.markets import MarketStore
from tui.session.ports import ExchangeTime

AccountEvent = OrderChanged | PositionChanged | PositionClosed

MAX_AHEAD_US = 60_000_000
"""A time further in the future is its sender's fault: it would outrank all true ones."""


def is_possible(exchange_us: int, time: ExchangeTime) -> bool:
    """Whether a message may bear this time; True while the exchange's clock is not known."""
    return time.uncertainty_ms is None or exchange_us <= time.now_us() + MAX_AHEAD_US


@dataclass(slots=True)
class _Lane:
    """The way of one kind of message: how it is counted, and what writes it down."""

    flow: Flow
    write: Callable[[MarketStore, Any, float], BookStatus | None]


_WRITERS: dict[type[MarketMessage], Callable[[MarketStore, Any, float], BookStatus | None]] = {
    Delta: MarketStore.take_delta,
    Quote: MarketStore.take_quote,
    Trade: MarketStore.take_trade,
    MarkTick: MarketStore.take_mark,
    Ticker: MarketStore.take_ticker,
    OpenInterest: MarketStore.take_open_interest,
    Liquidation: MarketStore.take_liquidation,
}


class MarketFeed:
    """Writes public messages into the stores; the only writer of them while a stream runs."""

    def __init__(
        self,
        markets: Mapping[str, MarketStore],
        time: ExchangeTime,
        on_broken_book: Callable[[str], None],
        on_candle: Callable[[Candle, float], bool] = lambda _candle, _at: False,
    ) -> None:
        self._markets = markets
        self._time = time
        self._on_broken_book = on_broken_book
        self._on_candle = on_candle
        self.suspect = 0
        """Messages refused for an impossible time."""
        self.flows = no_flows()
        self._lanes: dict[type[Message], _Lane] = {
            kind: _Lane(self.flows[kind], write) for kind, write in _WRITERS.items()
        }
        self._possible_us = 0
        """A time that was found possible: the clock need not be asked about any before it."""

    def take(self, message: Message, at: float) -> bool:
        """Write a message down; False when it is none of ours."""
        lane = self._lanes.get(type(message))
        if lane is None:
            return isinstance(message, Candle) and self._take_candle(message, at)
        told: MarketMessage = message  # type: ignore[assignment]  # because it has a lane
        store = self._markets.get(told.symbol)
        if store is None:
            return False
        exchange_us = told.exchange_us
        if exchange_us > self._possible_us and not self._is_possible(exchange_us):
            self.suspect += 1
            return False
        flow = lane.flow
        flow.count += 1
        flow.at = at
        flow.exchange_us = exchange_us
        if lane.write(store, told, at) is BookStatus.BROKEN:
            self._on_broken_book(told.symbol)
        return True

    def _is_possible(self, exchange_us: int) -> bool:
        """Ask the clock, once it is known, and remember how far ahead its answer reaches."""
        if self._time.uncertainty_ms is None:
            return True
        self._possible_us = self._time.now_us() + MAX_AHEAD_US
        return exchange_us <= self._possible_us

    def _take_candle(self, candle: Candle, at: float) -> bool:
        if not is_possible(candle.start_ms * 1_000, self._time):
            self.suspect += 1
            return False
        return self._on_candle(candle, at)


def engine_us(event: AccountEvent) -> int:
    """The engine's time of an account message."""
    return event.order.engine_us if isinstance(event, OrderChanged) else event.engine_us
