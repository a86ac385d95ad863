"""The flow of one market: mutable, bounded, with one writer and a revision that counts changes.

Nothing is announced per tick. A reader compares `revision` with the one it painted last.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from tui.domain.book import Book, BookStatus, BookTop, Change, Delta
from tui.domain.market import Market
from tui.domain.money import Price
from tui.domain.quotes import FundingRate, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.session.candles import CandleStore

TAPE_LENGTH = 500
LIQUIDATIONS_KEPT = 50

_RECEIVED = (
    "mark_at",
    "mark_read_at",
    "quote_at",
    "ticker_at",
    "book_at",
    "tape_at",
    "open_interest_at",
    "funding_at",
)


@dataclass(slots=True)
class MarketStore:
    """All that is known of one market, with the monotonic second each datum was received."""

    market: Market
    is_listed: bool = True
    """Whether the exchange still has it in its list of markets."""
    revision: int = 0
    mark: MarkTick | None = None
    mark_at: float | None = None
    mark_streamed: Price | None = None
    """The newest mark of the stream, kept beside `mark` to be compared with the next one."""
    mark_read: Price | None = None
    """The newest mark that was asked for by request."""
    mark_read_at: float | None = None
    quote: Quote | None = None
    quote_at: float | None = None
    ticker: Ticker | None = None
    ticker_at: float | None = None
    book: Book = field(default_factory=Book)
    book_at: float | None = None
    is_resyncing: bool = False
    """Whether the book was whole, turned out to be wrong, and is being read anew."""
    tape: deque[Trade] = field(default_factory=lambda: deque(maxlen=TAPE_LENGTH))
    """Newest first."""
    tape_at: float | None = None
    open_interest: OpenInterest | None = None
    open_interest_at: float | None = None
    liquidations: deque[Liquidation] = field(
        default_factory=lambda: deque(maxlen=LIQUIDATIONS_KEPT)
    )
    """Newest first."""
    funding: tuple[FundingRate, ...] = ()
    """Newest first; empty until read."""
    funding_at: float | None = None
    candles: dict[str, CandleStore] = field(default_factory=dict)
    """By interval, for the charts that are looked at."""

    def take_mark(self, tick: MarkTick, at: float) -> None:
        """Keep a mark of the stream unless a younger one is held."""
        self.mark_streamed = tick.mark
        self._take_mark(tick, at)

    def take_read_mark(self, tick: MarkTick, at: float) -> None:
        """Keep a mark that was asked for unless a younger one is held."""
        self.mark_read, self.mark_read_at = tick.mark, at
        self._take_mark(tick, at)

    def _take_mark(self, tick: MarkTick, at: float) -> None:
        if self.mark is None or tick.exchange_us >= self.mark.exchange_us:
            self.mark, self.mark_at = tick, at
            self.revision += 1

    def take_quote(self, quote: Quote, at: float) -> None:
        """Keep the best bid and ask unless a younger pair is held."""
        if self.quote is None or quote.exchange_us >= self.quote.exchange_us:
            self.quote, self.quote_at = quote, at
            self.revision += 1

    def take_ticker(self, ticker: Ticker, at: float) -> None:
        """Keep the daily figures unless younger ones are held."""
        if self.ticker is None or ticker.exchange_us >= self.ticker.exchange_us:
            self.ticker, self.ticker_at = ticker, at
            self.revision += 1

    def take_open_interest(self, figure: OpenInterest, at: float) -> None:
        """Keep the open interest unless a younger one is held."""
        if self.open_interest is None or figure.exchange_us >= self.open_interest.exchange_us:
            self.open_interest, self.open_interest_at = figure, at
            self.revision += 1

    def take_liquidation(self, liquidation: Liquidation, _at: float) -> None:
        """Remember a forced close, to tell its trade from the others."""
        self.liquidations.appendleft(liquidation)
        self.revision += 1

    def take_funding(self, rates: tuple[FundingRate, ...], at: float) -> None:
        """Keep the rates of past intervals, newest first."""
        self.funding, self.funding_at = rates, at
        self.revision += 1

    def take_trade(self, trade: Trade, at: float) -> None:
        """Put a trade on the tape once."""
        if self.tape and trade.trade_id <= self.tape[0].trade_id:
            return
        self.tape.appendleft(trade)
        self.tape_at = at
        self.revision += 1

    def take_delta(self, delta: Delta, at: float) -> BookStatus:
        """Apply one change of the book; the caller fetches a snapshot when it breaks."""
        status = self.book.change(delta)
        self.book_at = at
        self.is_resyncing |= status is BookStatus.BROKEN
        self.revision += 1
        return status

    def take_trades(self, trades: Iterable[Trade], at: float) -> None:
        """Put trades read by request on the tape, among those the stream told."""
        by_id = {trade.trade_id: trade for trade in (*trades, *self.tape)}
        newest = sorted(by_id, reverse=True)[:TAPE_LENGTH]
        self.tape = deque((by_id[trade_id] for trade_id in newest), maxlen=TAPE_LENGTH)
        self.tape_at = at
        self.revision += 1

    def load_book(
        self, bids: Iterable[Change], asks: Iterable[Change], last_id: int, at: float
    ) -> bool:
        """Take a snapshot; False when it cannot be joined to the changes that came meanwhile."""
        self.revision += 1
        if not self.book.load(bids, asks, last_id):
            return False
        if self.book.status is not BookStatus.LIVE:
            self.reset_book(is_resyncing=True)
            return False
        self.book_at = at
        self.is_resyncing = False
        return True

    def age_by(self, seconds: float) -> None:
        """Make everything older: our clock stood still while the world went on."""
        for name in _RECEIVED:
            at = getattr(self, name)
            if at is not None:
                setattr(self, name, at - seconds)
        for candles in self.candles.values():
            candles.age_by(seconds)
        self.revision += 1

    def reset_book(self, *, is_resyncing: bool = False) -> None:
        """Forget the book, as after a gap or a reconnect."""
        self.book.reset()
        self.book_at = None
        self.is_resyncing = is_resyncing
        self.revision += 1

    @property
    def last(self) -> Price | None:
        """The last traded price: from the tape, else from the daily figures."""
        if self.tape:
            return self.tape[0].price
        return self.ticker.last if self.ticker else None

    def top(self, depth: int) -> BookTop | None:
        """The nearest levels; None unless the book is live."""
        top = self.book.top(depth)  # may find out that the book is broken
        if self.book.status is BookStatus.LIVE:
            return top
        self.is_resyncing |= self.book.status is BookStatus.BROKEN
        return None

    @property
    def active_price(self) -> Price | None:
        """The price that the exchange's price band is measured from; None when not known."""
        top = self.top(1)
        return None if top is None else top.active_price(self.last)
