"""One market's resting orders: price levels, first come first served within each.

The book remembers which levels a command touched, so that exactly those go out as a change.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox.orders import Order

Level = tuple[Decimal, Decimal]
"""Price and the quantity resting there."""


class BookSide:
    """The bids or the asks."""

    __slots__ = ("is_bid", "keys", "queues", "totals", "touched")

    def __init__(self, *, is_bid: bool) -> None:
        self.is_bid = is_bid
        self.keys: list[Decimal] = []
        self.queues: dict[Decimal, dict[int, Order]] = {}
        self.totals: dict[Decimal, Decimal] = {}
        self.touched: dict[Decimal, None] = {}

    @property
    def best(self) -> Decimal | None:
        """The price that trades first; None when nothing rests."""
        if not self.keys:
            return None
        return self.keys[-1] if self.is_bid else self.keys[0]

    def add(self, order: Order, price: Decimal) -> None:
        """Queue behind everything at `price`."""
        queue = self.queues.get(price)
        if queue is None:
            queue = self.queues[price] = {}
            self.totals[price] = ZERO
            insort(self.keys, price)
        queue[order.id] = order
        self.totals[price] += order.left
        self.touched[price] = None

    def remove(self, order: Order, price: Decimal) -> None:
        """Take out what is left of an order."""
        queue = self.queues[price]
        del queue[order.id]
        self.totals[price] -= order.left
        self.touched[price] = None
        if not queue:
            del self.queues[price], self.totals[price]
            del self.keys[bisect_left(self.keys, price)]

    def shrink(self, price: Decimal, by: Decimal) -> None:
        """Note that an order at `price` has `by` less left; it keeps its place."""
        self.totals[price] -= by
        self.touched[price] = None

    def prices(self) -> Iterator[Decimal]:
        """Best first."""
        return reversed(self.keys) if self.is_bid else iter(self.keys)

    def within(self, price: Decimal, limit: Decimal) -> bool:
        """Whether `price` is at least as good for a taker as `limit`."""
        return price >= limit if self.is_bid else price <= limit


class Book:
    """Both sides of one market."""

    __slots__ = ("asks", "bids")

    def __init__(self) -> None:
        self.bids = BookSide(is_bid=True)
        self.asks = BookSide(is_bid=False)

    def side(self, side: Side) -> BookSide:
        """Where orders of `side` rest."""
        return self.bids if side is Side.BID else self.asks

    def against(self, side: Side) -> BookSide:
        """What an order of `side` trades with."""
        return self.asks if side is Side.BID else self.bids

    def add(self, order: Order) -> None:
        """Let a limit order rest."""
        self.side(order.side).add(order, _price(order))

    def remove(self, order: Order) -> None:
        """Take an order out."""
        self.side(order.side).remove(order, _price(order))

    def first(self, side: Side) -> Order | None:
        """The resting order an order of `side` meets first."""
        facing = self.against(side)
        best = facing.best
        return None if best is None else next(iter(facing.queues[best].values()))

    def crosses(self, side: Side, price: Decimal) -> bool:
        """Whether a limit order would trade at once."""
        facing = self.against(side)
        best = facing.best
        return best is not None and facing.within(best, price)

    def available(self, side: Side, limit: Decimal, without: str) -> Decimal:
        """Base units an order of `side` could take up to `limit`, leaving out one account's."""
        facing = self.against(side)
        total = ZERO
        for price in facing.prices():
            if not facing.within(price, limit):
                break
            total += sum(
                (o.left for o in facing.queues[price].values() if o.account != without), ZERO
            )
        return total

    def take_changes(self) -> tuple[list[Level], list[Level]]:
        """Bids and asks touched since the last call, with the quantity now there."""
        return _drain(self.bids), _drain(self.asks)

    @property
    def mid(self) -> Decimal | None:
        """Halfway between the best prices; None when a side is empty."""
        bid, ask = self.bids.best, self.asks.best
        return None if bid is None or ask is None else (bid + ask) / 2


def _price(order: Order) -> Decimal:
    price = order.terms.price
    if price is None:
        raise ValueError(f"order {order.id} has no price to rest at")
    return price


def _drain(side: BookSide) -> list[Level]:
    changes = [(price, side.totals.get(price, ZERO)) for price in sorted(side.touched)]
    side.touched.clear()
    return changes
