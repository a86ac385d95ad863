"""The street: seeded makers and takers who keep one market alive around its index.

Makers keep a ladder of rungs a side, dense at the touch and sparse far out, each replaced when the
price leaves it behind. Takers come in bursts, follow the last move a little, and take whatever
rests where it is their turn, so a client's order in the book is reached like anybody's. They also
take what a client leaves on the wrong side of the fair price.
"""

import math
from decimal import Decimal
from random import Random

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox.accounts import Account
from tui.sandbox.desk import Desk
from tui.sandbox.numbers import to_grid
from tui.sandbox.orders import Order, Status, Terms
from tui.sandbox.venue import Venue

RUNGS = 84
_CHURN = 0.5
"""How often, a side and turn, somebody thinks better of an order."""
_REFILL = 0.6
"""How likely an empty rung is filled again in one turn."""
_SLACK = 0.5
"""How far a rung may be off its place, as a share of its distance."""
_PREMIUM = 0.00008
_PREMIUM_MEMORY_S = 90.0
_CALM_PER_S = 0.9
_EXCITED_PER_TRADE = 0.5
_EXCITEMENT_S = 2.5
_MAX_RATE = 12.0
_SNIPE = 0.25
_ENDED = frozenset({Status.FILLED, Status.CANCELLED, Status.EXPIRED})
_REACH = 0.0006
"""How far beyond the touch a taker goes."""


class _Rung:
    """One order of the ladder and the fair prices between which it may stay."""

    __slots__ = ("high", "low", "order")

    def __init__(self) -> None:
        self.order: Order | None = None
        self.low = self.high = 0.0


class Street:
    """Makers and takers of one market."""

    def __init__(
        self, venue: Venue, desk: Desk, random: Random, maker: Account, taker: Account
    ) -> None:
        self._venue, self._desk, self._random = venue, desk, random
        self._maker, self._taker = maker, taker
        self._rungs = {side: [_Rung() for _ in range(RUNGS)] for side in Side}
        self._premium = 0.0
        self._excitement = 0.0
        self._last_fair = 0.0
        self._tick = float(venue.instrument.tick)

    def step(self, index: float, seconds: float) -> None:
        """Let the makers and takers act on an index `seconds` after their last turn."""
        decay = math.exp(-seconds / _PREMIUM_MEMORY_S)
        noise = _PREMIUM * math.sqrt(1 - decay * decay)
        self._premium = self._premium * decay + noise * self._random.gauss(0, 1)
        fair = index * (1 + self._premium)
        self._snipe(fair)
        self._quote(fair)
        self._take(fair, seconds)
        self._last_fair = fair

    def _quote(self, fair: float) -> None:
        for side in Side:
            for rung in self._rungs[side]:
                if rung.order is None:
                    continue
                if rung.order.status in _ENDED:
                    rung.order = None
                elif not rung.low < fair < rung.high:
                    self._pull(rung)
            if self._random.random() < _CHURN:
                self._pull(self._random.choice(self._rungs[side]))
        for side in Side:
            for number, rung in enumerate(self._rungs[side]):
                if rung.order is None and self._random.random() < _REFILL:
                    self._rest(side, number, rung, fair)

    def fill_book(self, index: float) -> None:
        """Set up the whole ladder at once."""
        self._last_fair = index
        for side in Side:
            for number, rung in enumerate(self._rungs[side]):
                self._rest(side, number, rung, index)

    def _distance(self, number: int, fair: float) -> float:
        """How far from the fair price the order of a rung goes."""
        far = max((number * 1.25 + 0.5) * self._tick, fair * 0.000012 * math.pow(number, 1.4))
        return far + self._random.random() * max(self._tick, 0.3 * far)

    def _pull(self, rung: _Rung) -> None:
        if rung.order is not None:
            self._venue.book.remove(rung.order)
            self._venue.publish()
            rung.order = None

    def _rest(self, side: Side, number: int, rung: _Rung, fair: float) -> None:
        item, book = self._venue.instrument, self._venue.book
        sign = -1 if side is Side.BID else 1
        distance = self._distance(number, fair)
        price = to_grid(fair + sign * distance, item.tick)
        facing = book.against(side).best
        if facing is not None:
            limit = facing + sign * item.tick
            price = min(price, limit) if side is Side.BID else max(price, limit)
        if price < item.tick:
            return
        size = item.typical_size * self._random.lognormvariate(-0.4, 0.8) * (1 + number**0.5 / 2)
        quantity = max(to_grid(size, item.step), item.step)
        terms = Terms(item.symbol, side, price=price, quantity=quantity, post_only=True)
        rung.order = self._desk.new_order(self._maker, terms, quantity)
        rung.low, rung.high = self._stay(float(price), sign, distance)
        book.add(rung.order)
        self._venue.publish()

    def _stay(self, price: float, sign: int, distance: float) -> tuple[float, float]:
        """The fair prices between which an order at `price` is neither far off nor a gift."""
        centre = price - sign * distance
        slack = _SLACK * distance + 1.2 * self._tick
        if sign < 0:
            return max(price, centre - slack), centre + slack
        return centre - slack, min(price, centre + slack)

    def _snipe(self, fair: float) -> None:
        """Take a client's order that stands better than the fair price."""
        for side in Side:
            first = self._venue.book.first(side)
            if first is None or first.account == self._maker.key or first.terms.price is None:
                continue
            price = float(first.terms.price)
            is_gift = price < fair if side is Side.BID else price > fair
            if is_gift and self._random.random() < _SNIPE:
                self._send(side, first.terms.price, first.left)

    def _take(self, fair: float, seconds: float) -> None:
        self._excitement *= math.exp(-seconds / _EXCITEMENT_S)
        rate = min(_CALM_PER_S + self._excitement, _MAX_RATE)
        if self._random.random() >= 1 - math.exp(-rate * seconds):
            return
        self._excitement += _EXCITED_PER_TRADE * self._random.random()
        move = (fair - self._last_fair) / (fair * 0.0001)
        side = Side.BID if self._random.random() < 1 / (1 + math.exp(-move)) else Side.ASK
        item = self._venue.instrument
        best = self._venue.book.against(side).best
        if best is None:
            return
        reach = float(best) * (1 + _REACH if side is Side.BID else 1 - _REACH)
        size = item.typical_size * self._random.lognormvariate(-1.9, 1.3)
        self._send(side, to_grid(reach, item.tick), max(to_grid(size, item.step), item.step))

    def _send(self, side: Side, price: Decimal, quantity: Decimal) -> None:
        terms = Terms(self._venue.symbol, side, price=price, quantity=quantity, time_in_force="IOC")
        self._desk.submit(self._desk.new_order(self._taker, terms, quantity))


def street_account(name: str, user_id: int) -> Account:
    """An account of the market itself; its cash starts at zero and may go below."""
    return Account(name, user_id, ZERO, Decimal(1), is_street=True)
