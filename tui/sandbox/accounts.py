"""Who holds what: collateral, orders, positions, and what happened to them.

Positions follow four recorded samples to the last digit: entry is net cost over net quantity, and
money is cut at six decimals. The arithmetic of a fill is in `ledger`.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import cut, quotient
from tui.sandbox.orders import Order


@dataclass(slots=True, eq=False)
class Position:
    """An open position, or what is left to tell of a closed one."""

    id: int
    instrument: Instrument
    opened_us: int
    quantity: Decimal = ZERO
    """Signed: positive is long."""
    net_cost: Decimal = ZERO
    """Signed like the quantity."""
    realized: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    """Positive was received."""
    closed_volume: Decimal = ZERO
    closed_value: Decimal = ZERO
    closed_us: int | None = None
    last_entry: Decimal = ZERO
    settled: Decimal = ZERO
    """Open profit that already went into the collateral."""
    liquidated: Decimal = ZERO
    """What was taken from its owner, in base units."""
    liquidation_fees: Decimal = ZERO

    @property
    def entry(self) -> Decimal:
        """Mean price paid; of a closed position the last one."""
        return quotient(self.net_cost, self.quantity) if self.quantity else self.last_entry

    @property
    def break_even(self) -> Decimal:
        """Entry with the fees and the funding so far; no fee for the way out."""
        if not self.quantity:
            return ZERO
        return quotient(self.net_cost + self.fees - self.funding, self.quantity)

    @property
    def closing_side(self) -> Side:
        """The side that reduces it."""
        return Side.ASK if self.quantity > 0 else Side.BID

    def unrealized(self, mark: Decimal) -> Decimal:
        """Open profit at `mark` that is not settled yet, cut at six decimals."""
        return cut(self.quantity * mark - self.net_cost - self.settled)


@dataclass(frozen=True, slots=True)
class FillRow:
    """One execution as the account's history keeps it."""

    order: Order
    trade_id: int
    price: Decimal
    quantity: Decimal
    fee: Decimal
    is_maker: bool
    at_us: int


@dataclass(frozen=True, slots=True)
class FundingRow:
    """One funding payment."""

    symbol: str
    rate: Decimal
    quantity: Decimal
    """USDC; positive was received."""
    at_us: int
    position_id: int | None = None


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One movement of cash that is neither a trading fee nor funding."""

    source: str
    quantity: Decimal
    """USDC; positive was received."""
    position_id: int | None
    at_us: int


POSITION_LIMIT = Decimal(100_000_000)
"""USDC of weighted notional; the exchange's number for a new account is unknown."""


@dataclass(slots=True, eq=False)
class Account:
    """One trader."""

    key: str
    user_id: int
    cash: Decimal
    leverage_limit: Decimal
    is_street: bool = False
    """Whether it belongs to the market itself: no margin, no history, no messages."""
    positions: dict[str, Position] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    """Live ones: resting and waiting for a trigger."""
    booked: dict[str, dict[int, Order]] = field(default_factory=dict)
    """Those of them that rest in a book, by market."""
    adding: dict[tuple[str, Side], Decimal] = field(default_factory=dict)
    """What is left of those that may enlarge a position, kept so that risk need not add it up."""
    reducing: dict[str, dict[int, Order]] = field(default_factory=dict)
    """Those that may not, by market."""
    ended: list[Order] = field(default_factory=list)
    fills: list[FillRow] = field(default_factory=list)
    funding: list[FundingRow] = field(default_factory=list)
    closed: list[Position] = field(default_factory=list)
    settings: dict[str, bool] = field(default_factory=dict)
    liquidating: bool = False
    auto_realize: bool = False
    """Whether open profit is settled every ten seconds."""
    position_limit: Decimal = POSITION_LIMIT
    settlements: list[SettlementRow] = field(default_factory=list)
    """Of profit and of liquidation fees; trading fees and funding have rows of their own."""

    def held(self, symbol: str) -> Decimal:
        """Signed quantity of the position; zero when flat."""
        position = self.positions.get(symbol)
        return ZERO if position is None else position.quantity

    def active(self) -> set[str]:
        """Markets in which it holds something or has an order in the book."""
        return {*self.positions, *self.booked}

    def admit(self, order: Order) -> None:
        """Keep a live order."""
        self.orders[order.id] = order
        if order.is_waiting:
            return
        self.booked.setdefault(order.terms.symbol, {})[order.id] = order
        if order.reduces:
            self.reducing.setdefault(order.terms.symbol, {})[order.id] = order
        else:
            self._add(order, order.left)

    def dismiss(self, order: Order) -> None:
        """Forget a live order, if it is one."""
        if self.orders.pop(order.id, None) is None:
            return
        symbol = order.terms.symbol
        resting = self.booked.get(symbol, {})
        if resting.pop(order.id, None) is None:
            return
        if not resting:
            del self.booked[symbol]
        if order.reduces:
            del self.reducing[symbol][order.id]
        else:
            self._add(order, -order.left)

    def note_fill(self, order: Order, quantity: Decimal) -> None:
        """Say that a resting order has `quantity` less left."""
        if order.id in self.orders and not order.reduces:
            self._add(order, -quantity)

    def _add(self, order: Order, quantity: Decimal) -> None:
        key = (order.terms.symbol, order.side)
        self.adding[key] = self.adding.get(key, ZERO) + quantity

    def resting(self, symbol: str, side: Side) -> list[Order]:
        """Orders of `side` in the book, oldest first."""
        mine = self.booked.get(symbol)
        return [] if mine is None else [order for order in mine.values() if order.side is side]
