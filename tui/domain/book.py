"""The order book of one market, kept from a snapshot and a gapless run of changes.

A book that missed a change is worse than none: it looks right. So a break in the sequence, or a
book that crosses itself, makes it `BROKEN` and it shows nothing until a new snapshot arrives.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import Enum, auto
from statistics import median
from typing import NamedTuple

from tui.domain.money import WIDE, Price, Quantity
from tui.domain.position import Side

Change = tuple[Decimal, Decimal]
"""Price and the absolute size now resting there, never negative; size 0 removes the level."""


@dataclass(frozen=True, slots=True)
class Level:
    """All that rests at one price."""

    price: Price
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class BookTop:
    """The nearest levels of both sides, best first."""

    bids: tuple[Level, ...]
    asks: tuple[Level, ...]

    @property
    def best_bid(self) -> Price | None:
        """Highest price somebody buys at; None when the side is empty."""
        return self.bids[0].price if self.bids else None

    @property
    def best_ask(self) -> Price | None:
        """Lowest price somebody sells at; None when the side is empty."""
        return self.asks[0].price if self.asks else None

    def active_price(self, last: Price | None) -> Price | None:
        """The price that the exchange's price band is measured from.

        Median of best bid, best ask and last trade (support pages, price bands); None until all
        three are known.
        """
        bid, ask = self.best_bid, self.best_ask
        if bid is None or ask is None or last is None:
            return None
        return Price(median((Decimal(bid), Decimal(ask), Decimal(last))))

    def takes(self, side: Side, price: Decimal, quantity: Decimal) -> "Take":
        """What a limit order would fill at once against the levels seen here."""
        left, cost, fills = quantity, Decimal(0), list[Level]()
        for level in self.asks if side is Side.BID else self.bids:
            beyond = level.price > price if side is Side.BID else level.price < price
            if beyond or left <= 0:
                break
            amount = min(left, level.quantity)
            left -= amount
            with localcontext(prec=WIDE):
                cost += amount * level.price
            fills.append(Level(level.price, Quantity(amount)))
        return Take(Quantity(quantity - left), Quantity(left), cost, tuple(fills))


@dataclass(frozen=True, slots=True)
class Take:
    """How an order divides into what fills now and what rests."""

    now: Quantity
    rests: Quantity
    cost: Decimal
    """Sum of price times quantity of the part that fills now."""
    fills: tuple[Level, ...] = ()
    """What fills now, level by level, best first."""


class BookStatus(Enum):
    """Whether the book may be shown."""

    WAITING = auto()
    """No snapshot yet; changes are kept for it."""
    LIVE = auto()
    BROKEN = auto()
    """A change was missed or the book crossed itself; a new snapshot is needed."""


class Delta(NamedTuple):
    """One change message: ids `first`..`last` and the levels they touched."""

    first: int
    last: int
    bids: tuple[Change, ...]
    asks: tuple[Change, ...]


MAX_WAITING = 5_000
"""Changes kept while a snapshot is on its way; more means the snapshot never comes."""


class Book:
    """Levels by price, with the sequence rule of the exchange's depth stream."""

    __slots__ = (
        "_ask_keys",
        "_asks",
        "_bid_keys",
        "_bids",
        "_joins",
        "_waiting",
        "last_id",
        "status",
    )

    def __init__(self) -> None:
        self.status = BookStatus.WAITING
        self.last_id = 0
        self._waiting: list[Delta] = []
        self._joins = False
        """Whether the next change is the first after a snapshot, which may reach back into it."""
        self._forget()

    def _forget(self) -> None:
        self._bids: dict[Decimal, Decimal] = {}
        self._asks: dict[Decimal, Decimal] = {}
        self._bid_keys: list[Decimal] = []
        self._ask_keys: list[Decimal] = []

    def reset(self) -> None:
        """Forget everything and wait for a snapshot, as after a reconnect."""
        self.status = BookStatus.WAITING
        self.last_id = 0
        self._waiting = []
        self._forget()

    def load(self, bids: Iterable[Change], asks: Iterable[Change], last_id: int) -> bool:
        """Take a snapshot, then the changes that waited for it.

        Returns False when the snapshot is older than the first change kept: the caller fetches
        another one. The changes stay kept.
        """
        newer = [delta for delta in self._waiting if delta.last > last_id]
        if newer and newer[0].first > last_id + 1:
            return False
        self._forget()
        self.last_id = last_id
        self._apply(bids, asks)
        self.status = BookStatus.LIVE
        self._waiting = []
        self._joins = True
        self._check_crossed()
        for delta in newer:
            self.change(delta)
        return True

    def change(self, delta: Delta) -> BookStatus:
        """Apply one change, or keep it while a snapshot is awaited."""
        if self.status is BookStatus.WAITING:
            self._waiting.append(delta)
            if len(self._waiting) > MAX_WAITING:
                self._waiting = []
            return self.status
        if self.status is BookStatus.BROKEN or delta.last <= self.last_id:
            return self.status
        if delta.first > self.last_id + 1 or (delta.first <= self.last_id and not self._joins):
            self._break()
            return self.status
        self._joins = False
        self.last_id = delta.last
        self._apply(delta.bids, delta.asks)
        self._check_crossed()
        return self.status

    def _break(self) -> None:
        self.status = BookStatus.BROKEN
        self._forget()

    def _check_crossed(self) -> None:
        if self._bid_keys and self._ask_keys and self._bid_keys[-1] >= self._ask_keys[0]:
            self._break()

    def _apply(self, bids: Iterable[Change], asks: Iterable[Change]) -> None:
        for price, quantity in bids:
            _set_level(self._bids, self._bid_keys, price, quantity)
        for price, quantity in asks:
            _set_level(self._asks, self._ask_keys, price, quantity)

    def top(self, depth: int) -> BookTop:
        """The best `depth` levels of each side; empty unless the book is live."""
        bids: Sequence[Decimal] = self._bid_keys[: -depth - 1 : -1]
        return BookTop(
            tuple(Level(Price(p), Quantity(self._bids[p])) for p in bids),
            tuple(Level(Price(p), Quantity(self._asks[p])) for p in self._ask_keys[:depth]),
        )

    @property
    def depth(self) -> tuple[int, int]:
        """Number of bid and ask levels."""
        return len(self._bid_keys), len(self._ask_keys)


def _set_level(
    levels: dict[Decimal, Decimal], keys: list[Decimal], price: Decimal, quantity: Decimal
) -> None:
    if quantity:
        if price not in levels:
            insort(keys, price)
        levels[price] = quantity
    elif price in levels:
        del levels[price]
        del keys[bisect_left(keys, price)]
