"""Who holds what: collateral, positions, and the arithmetic of a fill.

Positions follow four recorded samples to the last digit: entry is net cost over net quantity, fees
are rounded up and funding is cut at six decimals. A part that closes takes its share of the cost
with it (assumed; no recording shows a partial close). Profit is settled into the collateral when a
position is reduced; of accounts that ask for it, open profit is settled as well.

Every amount that leaves one account arrives at another or in a pool, so nothing is lost or made.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import cut, on_ledger, quotient
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
        if not order.is_waiting:
            self.booked.setdefault(order.terms.symbol, {})[order.id] = order

    def dismiss(self, order: Order) -> None:
        """Forget a live order, if it is one."""
        if self.orders.pop(order.id, None) is None:
            return
        resting = self.booked.get(order.terms.symbol)
        if resting is not None and resting.pop(order.id, None) is not None and not resting:
            del self.booked[order.terms.symbol]

    def resting(self, symbol: str, side: Side) -> list[Order]:
        """Orders of `side` in the book, oldest first."""
        mine = self.booked.get(symbol)
        return [] if mine is None else [order for order in mine.values() if order.side is side]


@dataclass(frozen=True, slots=True)
class Change:
    """What a fill did to one position."""

    event: str
    position: Position


class Ledger:
    """All accounts and the two pools that stand between them."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.fee_pool = ZERO
        self.funding_pool = ZERO
        self._longs: dict[str, Decimal] = {}

    def total(self) -> Decimal:
        """Cash not explained by open cost; it never changes, whatever is traded."""
        total = self.fee_pool + self.funding_pool
        for account in self.accounts.values():
            total += account.cash
            total -= sum((p.net_cost + p.settled for p in account.positions.values()), ZERO)
        return total

    def longs(self, symbol: str) -> Decimal:
        """The long positions of all accounts, in base units."""
        return self._longs.get(symbol, ZERO)

    def charge(self, account: Account, position: Position, fee: Decimal) -> None:
        """Take a fee."""
        account.cash -= fee
        position.fees += fee
        self.fee_pool += fee

    def charge_liquidation(
        self, account: Account, position: Position, fee: Decimal, quantity: Decimal, at_us: int
    ) -> None:
        """Take the fee for closing `quantity` of a position its owner could not carry."""
        account.cash -= fee
        position.liquidated += quantity
        position.liquidation_fees += fee
        self.fee_pool += fee
        row = SettlementRow("TradingFeesSystem", -fee, position.id, at_us)
        account.settlements.append(row)

    def realize(self, account: Account, position: Position, mark: Decimal, at_us: int) -> None:
        """Settle the open profit, or loss, of a position into the collateral."""
        amount = position.unrealized(mark)
        if not amount:
            return
        account.cash += amount
        position.settled += amount
        position.realized += amount
        row = SettlementRow("RealizePnl", amount, position.id, at_us)
        account.settlements.append(row)

    def pay_funding(self, account: Account, position: Position, payment: Decimal) -> None:
        """Pay (or, when negative, take) funding."""
        account.cash += payment
        position.funding += payment
        self.funding_pool -= payment

    def trade(
        self,
        account: Account,
        instrument: Instrument,
        *,
        signed: Decimal,
        price: Decimal,
        new_id: int,
        at_us: int,
    ) -> list[Change]:
        """Add a signed quantity at `price` to the account; says what became of its position."""
        changes: list[Change] = []
        symbol = instrument.symbol
        position = account.positions.get(symbol)
        held = ZERO if position is None else position.quantity
        grown = max(held + signed, ZERO) - max(held, ZERO)
        self._longs[symbol] = self.longs(symbol) + grown
        if position is not None and (position.quantity > 0) != (signed > 0):
            part = _toward_zero(signed, position.quantity)
            profit = _close_part(account, position, part, price)
            if not account.is_street:
                row = SettlementRow("RealizePnl", profit, position.id, at_us)
                account.settlements.append(row)
            signed -= part
            if position.quantity == 0:
                position.closed_us = at_us
                del account.positions[symbol]
                account.closed.append(position)
                changes.append(Change("positionClosed", position))
                position = None
            else:
                changes.append(Change("positionAdjusted", position))
        if signed:
            event = "positionAdjusted"
            if position is None:
                event = "positionOpened"
                position = Position(new_id, instrument, at_us)
                account.positions[symbol] = position
            position.quantity += signed
            position.net_cost += signed * price
            changes.append(Change(event, position))
        return changes


def _toward_zero(signed: Decimal, held: Decimal) -> Decimal:
    """The part of `signed` that reduces `held` and no more."""
    size = min(abs(signed), abs(held))
    return size if signed > 0 else -size


def _close_part(account: Account, position: Position, part: Decimal, price: Decimal) -> Decimal:
    size = abs(part)
    share, settled = position.net_cost, position.settled
    if size != abs(position.quantity):
        share = on_ledger(position.net_cost * size / abs(position.quantity))
        settled = on_ledger(position.settled * size / abs(position.quantity))
    profit = -part * price - share - settled
    position.last_entry = position.entry
    account.cash += profit
    position.realized += profit
    position.net_cost -= share
    position.settled -= settled
    position.quantity += part
    position.closed_volume += size
    position.closed_value += size * price
    return profit
