"""Where each public message goes: the store of its market, unless its time is impossible."""

from collections.abc import Callable, Mapping

from tui.client.stream import Message
from tui.domain.book import BookStatus
from tui.domain.events import OrderChanged, PositionChanged, PositionClosed
from tui.domain.quotes import Candle, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.session.flows import MarketMessage, no_flows
from tui.session.markets import MarketStore
from tui.session.ports import ExchangeTime
from tui.wire.market_frames import DepthChange

AccountEvent = OrderChanged | PositionChanged | PositionClosed

MAX_AHEAD_US = 60_000_000
"""A time further in the future is its sender's fault: it would outrank all true ones."""


_OF_A_MARKET = (DepthChange, Quote, Trade, MarkTick, Ticker, OpenInterest, Liquidation)
"""What a store keeps, the most frequent first."""


def is_possible(exchange_us: int, time: ExchangeTime) -> bool:
    """Whether a message may bear this time; True while the exchange's clock is not known."""
    return time.uncertainty_ms is None or exchange_us <= time.now_us() + MAX_AHEAD_US


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

    def take(self, message: Message, at: float) -> bool:
        """Write a message down; False when it is none of ours."""
        if isinstance(message, _OF_A_MARKET):
            return self._store(message, at)
        return isinstance(message, Candle) and self._take_candle(message, at)

    def _take_candle(self, candle: Candle, at: float) -> bool:
        if not is_possible(candle.start_ms * 1_000, self._time):
            self.suspect += 1
            return False
        return self._on_candle(candle, at)

    def _store(self, message: MarketMessage, at: float) -> bool:
        store = self._markets.get(message.symbol)
        if store is None:
            return False
        if not is_possible(message.exchange_us, self._time):
            self.suspect += 1
            return False
        flow = self.flows[type(message)]
        flow.count += 1
        flow.at, flow.exchange_us = at, message.exchange_us
        if self._write(store, message, at) is BookStatus.BROKEN:
            self._on_broken_book(message.symbol)
        return True

    def _write(self, store: MarketStore, message: MarketMessage, at: float) -> BookStatus | None:
        match message:
            case DepthChange():
                return store.take_delta(message.delta, at)
            case Quote():
                store.take_quote(message, at)
            case Trade():
                store.take_trade(message, at)
            case MarkTick():
                store.take_mark(message, at)
            case Ticker():
                store.take_ticker(message, at)
            case OpenInterest():
                store.take_open_interest(message, at)
            case Liquidation():
                store.take_liquidation(message)
        return None


def engine_us(event: AccountEvent) -> int:
    """The engine's time of an account message."""
    return event.order.engine_us if isinstance(event, OrderChanged) else event.engine_us
