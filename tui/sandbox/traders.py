"""The street of one market: its makers, and takers who trade against them and against clients.

Takers come in bursts, one trade calling forth the next. Most take little and a few take very much.
Some follow the trend of the last seconds, some sweep through several levels at once. They take
whatever rests where it is their turn, so a client's order in the book is reached like anybody's,
and they snap up what stands on the wrong side of the fair price.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox.accounts import Account
from tui.sandbox.desk import Desk
from tui.sandbox.makers import MANNERS, Maker
from tui.sandbox.numbers import to_grid
from tui.sandbox.orders import Terms
from tui.sandbox.style import PLAIN, Style
from tui.sandbox.venue import Venue

TAKER = "street/taker"
_PREMIUM = 0.00008
_PREMIUM_MEMORY_S = 90.0
_TREND_MEMORY_S = 12.0
_EXCITED_PER_TRADE = 0.5
"""How much one trade raises the rate of trades, as a share of the calm one."""
_EXCITEMENT_S = 2.5
_MAX_RATE = 13.0
"""Against the calm rate."""
_SNIPE = 0.25
_FOLLOWERS = 0.3
"""Share of the takers who follow the trend of the last seconds."""
_SWEEPS = 0.012
"""Share of the takers who go through several levels at once."""
_REACH = 0.0006
"""How far beyond the touch a common taker goes."""
_SWEEP_REACH = 0.003
_SWEEP_SIZE = 25.0
_TAIL = 1.35
"""Exponent of the sizes: the smaller, the more often somebody takes very much."""
_MOST = 60.0
"""Typical sizes nobody takes more of at once."""
_BASIS_POINT = 0.0001


class Street:
    """Makers and takers of one market; `accounts` are those of the makers, then the taker's."""

    def __init__(
        self,
        venue: Venue,
        desk: Desk,
        random: Random,
        accounts: Sequence[Account],
        style: Style = PLAIN,
    ) -> None:
        self._venue, self._desk, self._random, self._style = venue, desk, random, style
        *makers, self._taker = accounts
        self._makers = [
            Maker(desk, venue, account, manner, random)
            for account, manner in zip(makers, MANNERS, strict=True)
        ]
        self._maker_keys = {account.key for account in makers}
        self._premium = 0.0
        self._trend = 0.0
        self._excitement = 0.0
        self._last_fair = 0.0

    def fill_book(self, index: float) -> None:
        """Set up the whole book at once."""
        self._last_fair = index * (1 + self._style.premium)
        for maker in self._makers:
            maker.fill_book(self._last_fair, self._style)

    def step(self, index: float, seconds: float) -> None:
        """Let the makers and takers act on an index `seconds` after their last turn."""
        decay = math.exp(-seconds / _PREMIUM_MEMORY_S)
        noise = _PREMIUM * math.sqrt(1 - decay * decay)
        self._premium = self._premium * decay + noise * self._random.gauss(0, 1)
        fair = index * (1 + self._style.premium + self._premium)
        move = (fair / self._last_fair - 1) / _BASIS_POINT
        self._trend = self._trend * math.exp(-seconds / _TREND_MEMORY_S) + move
        self._last_fair = fair
        for side in Side:
            self._snipe(side, fair)
        for maker in self._makers:
            maker.step(fair)
        self._take(move, seconds)

    def _snipe(self, side: Side, fair: float) -> None:
        """Take an order that stands better than the fair price; a maker's if it is far off."""
        first = self._venue.book.first(side)
        if first is None or first.account == self._taker.key or first.terms.price is None:
            return
        price = float(first.terms.price)
        gain = fair - price if side is Side.BID else price - fair
        needed = 0.0
        if first.account in self._maker_keys:
            needed = 2 * float(self._venue.instrument.tick) + 2 * _BASIS_POINT * fair
        if gain > needed and self._random.random() < _SNIPE:
            self._send(side, first.terms.price, first.left)

    def _take(self, move: float, seconds: float) -> None:
        self._excitement *= math.exp(-seconds / _EXCITEMENT_S)
        calm = self._venue.instrument.trades_per_second * self._style.activity
        rate = calm * min(1 + self._excitement + abs(self._trend) / 8, _MAX_RATE)
        if self._random.random() >= 1 - math.exp(-rate * seconds):
            return
        self._excitement += _EXCITED_PER_TRADE * self._random.random()
        follows = self._random.random() < _FOLLOWERS
        urge = self._trend / 4 if follows else move
        is_buyer = self._random.random() < 1 / (1 + math.exp(-max(-30.0, min(30.0, urge))))
        self._take_size(Side.BID if is_buyer else Side.ASK)

    def _take_size(self, side: Side) -> None:
        item, draw = self._venue.instrument, self._random.random
        best = self._venue.book.against(side).best
        if best is None:
            return
        sweeps = draw() < _SWEEPS
        size = min(0.07 * (1 - draw()) ** (-1 / _TAIL), _MOST)
        if sweeps:
            size = _SWEEP_SIZE * (0.5 + draw())
        reach = (_SWEEP_REACH if sweeps else _REACH) * (1 if side is Side.BID else -1)
        price = to_grid(float(best) * (1 + reach * item.width**0.5), item.tick)
        quantity = max(to_grid(item.typical_size * size, item.step), item.step)
        self._send(side, max(price, item.tick), quantity)

    def _send(self, side: Side, price: Decimal, quantity: Decimal) -> None:
        terms = Terms(self._venue.symbol, side, price=price, quantity=quantity, time_in_force="IOC")
        self._desk.submit(self._desk.new_order(self._taker, terms, quantity))


def street_account(name: str, user_id: int) -> Account:
    """An account of the market itself; its cash starts at zero and may go below."""
    return Account(name, user_id, ZERO, Decimal(1), is_street=True)


def street_accounts(first_id: int) -> list[Account]:
    """The makers' accounts and then the takers', as `Street` wants them."""
    names = [*(manner.name for manner in MANNERS), TAKER]
    return [street_account(name, first_id + number) for number, name in enumerate(names)]
