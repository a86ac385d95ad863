"""One market: its book, its prices, its trades, and the public messages about them."""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox import frames
from tui.sandbox.book import Book, Level
from tui.sandbox.candles import DAY, SECONDS, Candles, end_of
from tui.sandbox.instruments import Instrument
from tui.sandbox.marks import Marks
from tui.sandbox.numbers import US, naive_iso, padded, text
from tui.sandbox.orders import Order, Terms
from tui.sandbox.outbox import Outbox
from tui.sandbox.states import BookState

WINDOWS_MS = (200, 600, 1000)
_MAX_TRADES = 10_000
_KLINE_DECIMALS = Decimal("0.000000001")


@dataclass(frozen=True, slots=True)
class Trade:
    """One public trade."""

    id: int
    price: Decimal
    quantity: Decimal
    is_buyer_maker: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class Ticker:
    """The last 24 hours, or the last week."""

    first: Decimal
    high: Decimal
    low: Decimal
    last: Decimal
    volume: Decimal
    quote: Decimal
    trades: int


class _Window:
    """The levels an aggregated depth stream has yet to tell about."""

    __slots__ = ("asks", "bids", "first")

    def __init__(self) -> None:
        self.first: int | None = None
        self.bids: set[Decimal] = set()
        self.asks: set[Decimal] = set()


class Venue:
    """One market's public state; every change goes out through `publish`."""

    def __init__(
        self, instrument: Instrument, outbox: Outbox, marks: Marks, last: Candles, first_id: int
    ) -> None:
        self.instrument = instrument
        self.outbox = outbox
        self.marks = marks
        self.book = Book()
        self.candles = {
            "Last": last,
            "Mark": last.without_volume(),
            "Index": last.without_volume(),
        }
        self.trades: deque[Trade] = deque(maxlen=_MAX_TRADES)
        self.last: Decimal = marks.mark
        self.state = BookState.OPEN
        self.is_frozen = False
        """Whether the mark is held where it is."""
        self.update_id = first_id
        self.updated_us = outbox.stamps.now_us
        self.trade_id = first_id // 64
        self.past_rates: list[tuple[int, Decimal]] = []
        """End of each past funding interval in microseconds, and its rate; oldest first."""
        self._windows = {window: _Window() for window in WINDOWS_MS}
        self._top: tuple[Level | None, Level | None] = (None, None)

    @property
    def symbol(self) -> str:
        """As in `SOL_USDC_PERP`."""
        return self.instrument.symbol

    def crosses(self, terms: Terms) -> bool:
        """Whether a limit order on these terms would trade at once."""
        return terms.price is not None and self.book.crosses(terms.side, terms.price)

    def publish(self) -> None:
        """Send what the last command changed in the book, if anything."""
        bids, asks = self.book.take_changes()
        if not bids and not asks:
            return
        self.update_id += 1
        times = self.outbox.times()
        self.updated_us = times[1]
        ids = (self.update_id, self.update_id)
        data = frames.depth(self.instrument, times, ids, (bids, asks))
        self.outbox.send(f"depth.{self.symbol}", data)
        for window in self._windows.values():
            if window.first is None:
                window.first = self.update_id
            window.bids.update(price for price, _ in bids)
            window.asks.update(price for price, _ in asks)
        self._publish_top()

    def top(self, side: Side) -> Level | None:
        """The best price of a side with the quantity there."""
        levels = self.book.side(side)
        best = levels.best
        return None if best is None else (best, levels.totals[best])

    def _publish_top(self) -> None:
        top = (self.top(Side.BID), self.top(Side.ASK))
        if top == self._top:
            return
        self._top = top
        data = frames.book_ticker(self.instrument, self.outbox.times(), self.update_id, *top)
        self.outbox.send(f"bookTicker.{self.symbol}", data)

    def publish_window(self, window_ms: int) -> None:
        """Send one aggregated depth stream what happened since its last message."""
        window = self._windows[window_ms]
        if window.first is None:
            return
        bids, asks = self.book.bids.totals, self.book.asks.totals
        changes = (
            [(price, bids.get(price, ZERO)) for price in sorted(window.bids)],
            [(price, asks.get(price, ZERO)) for price in sorted(window.asks)],
        )
        ids = (window.first, self.update_id)
        data = frames.depth(self.instrument, self.outbox.times(), ids, changes)
        self.outbox.send(f"depth.{window_ms}ms.{self.symbol}", data)
        self._windows[window_ms] = _Window()

    def record_trade(self, maker: Order, taker: Order, price: Decimal, quantity: Decimal) -> Trade:
        """Note one trade and send it."""
        self.trade_id += 1
        sent, at = self.outbox.times()
        is_buyer_maker = maker.side is Side.BID
        trade = Trade(self.trade_id, price, quantity, is_buyer_maker, at // 1000)
        self.trades.append(trade)
        self.last = price
        self.candles["Last"].take(at // US, price, quantity, price * quantity)
        buyer, seller = (maker, taker) if is_buyer_maker else (taker, maker)
        data = {
            "E": sent,
            "T": at // 1000 * 1000,
            "a": str(seller.id),
            "b": str(buyer.id),
            "e": "trade",
            "m": is_buyer_maker,
            "p": padded(price, self.instrument.tick),
            "q": padded(quantity, self.instrument.step),
            "s": self.symbol,
            "t": trade.id,
        }
        self.outbox.send(f"trade.{self.symbol}", data)
        return trade

    def sample(self, index: Decimal) -> None:
        """Once a second: new mark, and the messages that come every second."""
        held = self.marks.mark
        mid = None if self.state is BookState.POST_ONLY else self.book.mid
        self.marks.sample(index, mid)
        if self.is_frozen:
            self.marks.mark = held
        elif self.state is BookState.POST_ONLY:
            self.marks.follow_index()
        second = self.outbox.stamps.now_us // US
        self.candles["Mark"].take(second, self.marks.mark)
        self.candles["Index"].take(second, index)
        self.candles["Last"].roll(second)
        data = frames.mark_price(
            self.instrument,
            self.outbox.times(),
            (self.marks.mark, index),
            self.marks.rate,
            self.marks.next_funding_us // 1000,
        )
        self.outbox.send(f"markPrice.{self.symbol}", data)
        self._publish_ticker()
        self._publish_klines(second)

    def _publish_ticker(self) -> None:
        ticker = self.ticker(DAY)
        if ticker is None:
            return
        data = {
            "E": self.outbox.times()[0],
            "V": text(ticker.quote),
            "c": text(ticker.last),
            "e": "ticker",
            "h": text(ticker.high),
            "l": text(ticker.low),
            "n": ticker.trades,
            "o": text(ticker.first),
            "s": self.symbol,
            "v": text(ticker.volume),
        }
        self.outbox.send(f"ticker.{self.symbol}", data)

    def ticker(self, seconds: int) -> Ticker | None:
        """The last `seconds` in whole minutes (a day) or hours (longer); None without a trade."""
        interval = "1m" if seconds <= DAY else "1h"
        now = self.outbox.stamps.now_us // US
        whole = self.candles["Last"].summary(interval, seconds, now)
        if whole is None:
            return None
        return Ticker(
            first=whole.open or ZERO,
            high=whole.high or ZERO,
            low=whole.low or ZERO,
            last=whole.close or ZERO,
            volume=whole.volume,
            quote=whole.quote,
            trades=whole.trades,
        )

    def _publish_klines(self, second: int) -> None:
        for interval in SECONDS:
            for bar in self.candles["Last"].unsent(interval):
                end = end_of(interval, bar.start)
                data: dict[str, object] = {
                    "E": self.outbox.times()[0],
                    "T": naive_iso(end * US, timespec="seconds"),
                    "X": end <= second,
                    "c": _nine(bar.close),
                    "e": "kline",
                    "h": _nine(bar.high),
                    "l": _nine(bar.low),
                    "n": bar.trades,
                    "o": _nine(bar.open),
                    "s": self.symbol,
                    "t": naive_iso(bar.start * US, timespec="seconds"),
                    "v": padded(bar.volume, _KLINE_DECIMALS),
                }
                self.outbox.send(f"kline.{interval}.{self.symbol}", data)


def _nine(price: Decimal | None) -> str | None:
    return None if price is None else padded(price, _KLINE_DECIMALS)
