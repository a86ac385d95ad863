"""The order book of one market, kept from a snapshot and a gapless run of changes.

A book that missed a change is worse than none: it looks right. So a break in the sequence, or a
book that crosses itself, makes it `BROKEN` and it shows nothing until a new snapshot arrives.

A busy book changes a hundred times between two looks, mostly at the same few prices. So a change is
checked for its place in the sequence and put aside as the texts it came in; what is newest at each
price is read, strictly, when somebody looks.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import Enum, auto
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from tui.domain.money import WIDE, Price, Quantity, parse_wire_amount
from tui.domain.position import Side

Change = tuple[Decimal, Decimal]
"""Price and the absolute size now resting there, never negative; size 0 removes the level."""

ToldChange = tuple[str, str]
"""The same as the exchange wrote it."""


class Level(NamedTuple):
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


_LIVE = BookStatus.LIVE
"""Found faster than through its class, thousands of times a second."""


class Delta(NamedTuple):
    """One change message of a market: ids `first`..`last` and the levels they touched."""

    symbol: str
    first: int
    last: int
    bids: Sequence[ToldChange]
    asks: Sequence[ToldChange]
    exchange_us: int = 0
    """The matching engine's time, microseconds."""


MAX_WAITING = 5_000
"""Changes kept while a snapshot is on its way; more means the snapshot never comes."""

MAX_TOLD = 4_096
"""Prices put aside on one side before they are read unasked: nobody may ever look."""


class Book:
    """Levels by price, with the sequence rule of the exchange's depth stream."""

    __slots__ = (
        "_ask_keys",
        "_asks",
        "_bid_keys",
        "_bids",
        "_joins",
        "_told_asks",
        "_told_bids",
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
        self._told_bids: dict[str, str] = {}
        self._told_asks: dict[str, str] = {}

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
        _set_levels(self._bids, self._bid_keys, bids)
        _set_levels(self._asks, self._ask_keys, asks)
        self.status = _LIVE
        self._waiting = []
        self._joins = True
        self._check_crossed()
        for delta in newer:
            self.change(delta)
        self._settle()
        return True

    def change(self, delta: Delta) -> BookStatus:
        """Take one change, or keep it while a snapshot is awaited.

        A gap breaks the book at once; levels that cannot be read or cross, when they are looked at.
        """
        if self.status is not _LIVE or delta.first != self.last_id + 1:
            return self._change_out_of_turn(delta)
        self._joins = False
        self.last_id = delta.last
        self._told_bids.update(delta.bids)
        self._told_asks.update(delta.asks)
        if len(self._told_bids) > MAX_TOLD or len(self._told_asks) > MAX_TOLD:
            self._settle()
        return self.status

    def _change_out_of_turn(self, delta: Delta) -> BookStatus:
        """A change that does not simply follow the last one: early, late, joining, after a gap."""
        if self.status is BookStatus.WAITING:
            self._waiting.append(delta)
            if len(self._waiting) > MAX_WAITING:
                self._waiting = []
        elif self.status is _LIVE and delta.last > self.last_id:
            if self._joins and delta.first <= self.last_id:
                return self.change(delta._replace(first=self.last_id + 1))
            self._break()
        return self.status

    def _break(self) -> None:
        self.status = BookStatus.BROKEN
        self._forget()

    def _check_crossed(self) -> None:
        if self._bid_keys and self._ask_keys and self._bid_keys[-1] >= self._ask_keys[0]:
            self._break()

    def _settle(self) -> None:
        """Read what was put aside; a book that cannot be read, or crosses itself, is broken."""
        if not self._told_bids and not self._told_asks:
            return
        bids, asks = _read(self._told_bids), _read(self._told_asks)
        if bids is None or asks is None:
            self._break()
            return
        _set_levels(self._bids, self._bid_keys, bids.items())
        _set_levels(self._asks, self._ask_keys, asks.items())
        self._told_bids.clear()
        self._told_asks.clear()
        self._check_crossed()

    def top(self, depth: int) -> BookTop:
        """The best `depth` levels of each side; empty unless the book is live."""
        self._settle()
        bids: Sequence[Decimal] = self._bid_keys[: -depth - 1 : -1]
        return BookTop(
            tuple([Level(Price(p), Quantity(self._bids[p])) for p in bids]),
            tuple([Level(Price(p), Quantity(self._asks[p])) for p in self._ask_keys[:depth]]),
        )

    @property
    def depth(self) -> tuple[int, int]:
        """Number of bid and ask levels."""
        self._settle()
        return len(self._bid_keys), len(self._ask_keys)


def _set_levels(
    levels: dict[Decimal, Decimal], keys: list[Decimal], changes: Iterable[Change]
) -> None:
    for price, quantity in changes:
        if quantity:
            if price not in levels:
                insort(keys, price)
            levels[price] = quantity
        elif levels.pop(price, None) is not None:
            del keys[bisect_left(keys, price)]


def _read(told: dict[str, str]) -> dict[Decimal, Decimal] | None:
    """The levels that texts tell of; None when one is no level, or two name the same price.

    Of two spellings of one price nobody could say which came last. The exchange pads every price
    of a market to the same number of decimals.
    """
    levels: dict[Decimal, Decimal] = {}
    for price_text, size_text in told.items():
        price, size = _price(price_text), parse_wire_amount(size_text)
        if price is None or size is None:
            return None
        levels[price] = size
    return levels if len(levels) == len(told) else None


@lru_cache(maxsize=8_192)
def _price(text: str) -> Decimal | None:
    """A price as the exchange writes it; None when it is none."""
    return parse_wire_amount(text) or None
