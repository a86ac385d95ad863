"""Market makers: seeded accounts that keep a ladder of orders in one book.

Several of them quote each market. One stands at the touch and follows every move, one fills the
middle, one rests large and far out and is slow. Each leans against what it holds: a maker that was
sold to quotes lower until it got rid of some. An order is replaced when the fair price leaves it
behind; an order that a slow maker left on the wrong side is a gift, and the takers know it.
What a maker does in one turn reaches the book as one change, as a batch of orders does.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tui.domain.position import Side
from tui.sandbox.accounts import Account
from tui.sandbox.desk import Desk
from tui.sandbox.numbers import to_grid
from tui.sandbox.orders import Order, Status, Terms
from tui.sandbox.style import Style
from tui.sandbox.venue import Venue

_CHURN = 0.5
"""How often, a side and turn, somebody thinks better of an order."""
_REFILL = 0.6
"""How likely an empty rung is filled again in one turn."""
_SLACK = 0.5
"""How far a rung may be off its place, as a share of its distance."""
_FULL = 60.0
"""Typical sizes a maker holds before it leans as far as it will."""
_ENDED = frozenset({Status.FILLED, Status.CANCELLED, Status.EXPIRED})


@dataclass(frozen=True, slots=True)
class Manner:
    """How one maker works."""

    name: str
    rungs: range
    """Which places of the ladder it keeps; 0 is at the touch."""
    size: float
    """Against the market's typical size."""
    patience: int
    """It looks at its orders every so many turns of the market."""
    lean: float
    """How far it moves its quotes, at most, against what it holds; a fraction of the price."""


MANNERS = (
    Manner("street/front", range(12), 0.8, 1, 0.00006),
    Manner("street/middle", range(5, 41), 1.0, 2, 0.00012),
    Manner("street/back", range(30, 84, 2), 2.2, 4, 0.0002),
)


class _Rung:
    """One order of the ladder and the fair prices between which it may stay."""

    __slots__ = ("high", "low", "number", "order")

    def __init__(self, number: int) -> None:
        self.number = number
        self.order: Order | None = None
        self.low = self.high = 0.0


class Maker:
    """One maker in one market."""

    def __init__(
        self, desk: Desk, venue: Venue, account: Account, manner: Manner, random: Random
    ) -> None:
        self._desk, self._venue, self._account = desk, venue, account
        self._manner, self._random = manner, random
        self._style = Style()
        self._rungs: dict[Side, list[_Rung]] = {}
        self._turns = 0

    def fill_book(self, fair: float, style: Style) -> None:
        """Set up the whole ladder at once, as a scenario wants it."""
        self._style = style
        kept = self._manner.rungs[: max(1, round(len(self._manner.rungs) * style.levels))]
        self._rungs = {side: [_Rung(number) for number in kept] for side in Side}
        for side, rungs in self._rungs.items():
            for rung in rungs:
                self._rest(side, rung, fair)
        self._venue.publish()

    def step(self, fair: float) -> None:
        """Replace what no longer stands well; `fair` is what the street thinks it is worth."""
        self._turns += 1
        if self._turns % self._manner.patience:
            return
        own = fair * (1 - self._manner.lean * self._load())
        for rungs in self._rungs.values():
            self._drop_stale(rungs, own)
            if self._random.random() < _CHURN:
                self._pull(self._random.choice(rungs))
        for side, rungs in self._rungs.items():
            for rung in rungs:
                if rung.order is None and self._random.random() < _REFILL:
                    self._rest(side, rung, own)
        self._venue.publish()

    def _drop_stale(self, rungs: list[_Rung], fair: float) -> None:
        for rung in rungs:
            if rung.order is None:
                continue
            if rung.order.status in _ENDED:
                rung.order = None
            elif not rung.low < fair < rung.high:
                self._pull(rung)

    def _load(self) -> float:
        """What it holds, from -1 (all the short it wants) to 1."""
        held = self._account.positions.get(self._venue.symbol)
        if held is None:
            return 0.0
        item = self._venue.instrument
        return math.tanh(float(held.quantity) / (item.typical_size * _FULL))

    def _distance(self, number: int, fair: float) -> float:
        """How far from the fair price the order of a rung goes."""
        item, draw = self._venue.instrument, self._random.random
        tick = float(item.tick)
        curve = fair * 0.000012 * item.width * math.pow(number, 1.4)
        touch = fair * 0.000008 * (item.width - 0.8)
        far = self._style.width * (max((number * 1.25 + 0.5) * tick, curve) + touch)
        return far + draw() * max(tick, 0.3 * far)

    def _pull(self, rung: _Rung) -> None:
        order, rung.order = rung.order, None
        if order is not None and order.status not in _ENDED:
            self._venue.book.remove(order)

    def _rest(self, side: Side, rung: _Rung, fair: float) -> None:
        item, book = self._venue.instrument, self._venue.book
        sign = -1 if side is Side.BID else 1
        distance = self._distance(rung.number, fair)
        price = to_grid(fair + sign * distance, item.tick)
        facing = book.against(side).best
        if facing is not None:
            limit = facing + sign * item.tick
            price = min(price, limit) if side is Side.BID else max(price, limit)
        if price < max(item.tick, item.min_price):
            return
        terms = Terms(item.symbol, side, price=price, quantity=self._size(rung), post_only=True)
        rung.order = self._desk.new_order(self._account, terms, terms.quantity or item.step)
        rung.low, rung.high = self._stay(float(price), sign, distance)
        book.add(rung.order)

    def _size(self, rung: _Rung) -> Decimal:
        item = self._venue.instrument
        size = item.typical_size * self._manner.size * self._style.size
        size *= self._random.lognormvariate(-0.4, 0.8) * (1 + rung.number**0.5 / 2)
        return max(to_grid(size, item.step), item.step)

    def _stay(self, price: float, sign: int, distance: float) -> tuple[float, float]:
        """The fair prices between which an order at `price` is neither far off nor a gift."""
        centre = price - sign * distance
        slack = _SLACK * distance + 1.2 * float(self._venue.instrument.tick)
        if sign < 0:
            return max(price, centre - slack), centre + slack
        return centre - slack, min(price, centre + slack)
