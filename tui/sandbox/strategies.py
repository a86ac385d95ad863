"""Scheduled (TWAP) strategies: one large order sent as many small ones over time.

The exchange documents the fields and the states only. Here the quantity is split evenly over
duration / interval slices (the last takes what is left, and so does whatever a slice could not
fill); the first goes out at once. With a price the slices are limit orders, without one market
orders. Randomised slices differ by up to a fifth. A slice that is refused for want of size waits
for the next one; any other refusal, and liquidation, terminates the strategy. At the end of the
duration resting slices are cancelled and the strategy is completed, filled or not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from random import Random

from tui.domain.money import ZERO, floor_to
from tui.sandbox import checks, errors
from tui.sandbox.accounts import Account
from tui.sandbox.desk import Desk
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import Order, Status, Terms

MAX_SLICES = 10_000
_FIFTH = 200
"""Thousandths by which a randomised slice may differ."""

Job = Callable[[], int | None]
"""Does something and says when it is due again, in microseconds; None when it is done."""


class StrategyStatus(StrEnum):
    """Where a strategy stands, in the exchange's words."""

    RUNNING = "Running"
    COMPLETED = "Completed"
    CANCELLED = "Cancelled"
    TERMINATED = "Terminated"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a strategy's slices go out."""

    duration_ms: int
    interval_ms: int
    is_random: bool | None
    client_id: int | None


@dataclass(slots=True, eq=False)
class Strategy:
    """One strategy, running or ended."""

    id: int
    account: str
    terms: Terms
    """Of every slice; the quantity is the whole."""
    schedule: Schedule
    created_us: int
    status: StrategyStatus = StrategyStatus.RUNNING
    reason: str | None = None
    slices_left: int = 0
    children: list[Order] = field(default_factory=list)

    @property
    def quantity(self) -> Decimal:
        """What it is to fill, in base units."""
        return self.terms.quantity or ZERO

    @property
    def executed(self) -> Decimal:
        """What its orders filled, in base units."""
        return sum((child.executed for child in self.children), ZERO)

    @property
    def executed_quote(self) -> Decimal:
        """What its orders filled, in USDC."""
        return sum((child.executed_quote for child in self.children), ZERO)


_REASONS = {
    "INSUFFICIENT_MARGIN": "InsufficientMargin",
    "INVALID_PRICE": "PriceOutOfBounds",
    "INVALID_QUANTITY": "InvalidQuantity",
    "ACCOUNT_LIQUIDATING": "Liquidation",
}
"""The published cancel reason for the code of a refusal; `Unknown` for any other."""


class Strategies:
    """Creates, runs and ends them; `plan` is told when the next slice is due."""

    def __init__(self, desk: Desk, random: Random, plan: Callable[[int, Job], None]) -> None:
        self._desk, self._random, self._plan = desk, random, plan
        self._running: dict[int, Strategy] = {}
        self._past: dict[str, list[Strategy]] = {}

    def running(self, account: Account) -> list[Strategy]:
        """Those of an account that run, oldest first."""
        return [strategy for strategy in self._running.values() if strategy.account == account.key]

    def past(self, account: Account) -> list[Strategy]:
        """Those of an account that ended, in the order of their ends."""
        return self._past.get(account.key, [])

    def create(self, account: Account, terms: Terms, schedule: Schedule) -> Strategy:
        """Start a strategy and send its first slice, or refuse it."""
        venue = self._desk.venue(terms.symbol)
        checks.check_terms(terms, venue)
        self._desk.gate.check_account(account)
        slices = self._slices(schedule)
        quantity = terms.quantity or ZERO
        if quantity < slices * venue.instrument.step:
            raise errors.invalid_quantity("Quantity is below the minimum quantity of each interval")
        stamps = self._desk.outbox.stamps
        strategy = Strategy(stamps.new_id(), account.key, terms, schedule, stamps.stamp())
        strategy.slices_left = slices
        self._running[strategy.id] = strategy
        due = self._run(strategy)
        if due is not None:
            self._plan(due, lambda: self._run(strategy))
        return strategy

    def _slices(self, schedule: Schedule) -> int:
        slices = schedule.duration_ms // schedule.interval_ms if schedule.interval_ms else 0
        if not 0 < slices <= MAX_SLICES:
            raise errors.client(f"Duration must be between 1 and {MAX_SLICES} times the interval")
        return slices

    def _run(self, strategy: Strategy) -> int | None:
        """Send one slice, or end what has run its time; when to call again."""
        if strategy.status is not StrategyStatus.RUNNING:
            return None
        if self._desk.ledger.accounts[strategy.account].liquidating:
            self.end(strategy, StrategyStatus.TERMINATED, "Liquidation")
            return None
        self._drop_rest(strategy)
        left = strategy.quantity - strategy.executed
        if strategy.slices_left == 0 or left == 0:
            self.end(strategy, StrategyStatus.COMPLETED)
            return None
        quantity = self._slice(strategy, left)
        strategy.slices_left -= 1
        if quantity > 0:
            self._send(strategy, quantity)
        if strategy.status is StrategyStatus.RUNNING and strategy.executed == strategy.quantity:
            self.end(strategy, StrategyStatus.COMPLETED)
        return self._desk.outbox.stamps.now_us + strategy.schedule.interval_ms * 1000

    def _slice(self, strategy: Strategy, left: Decimal) -> Decimal:
        if strategy.slices_left == 1:
            return left
        share = left / strategy.slices_left
        if strategy.schedule.is_random:
            share = share * (1000 + self._random.randint(-_FIFTH, _FIFTH)) / 1000
        step = self._desk.venue(strategy.terms.symbol).instrument.step
        return min(max(floor_to(share, step), step), left)

    def _send(self, strategy: Strategy, quantity: Decimal) -> None:
        account = self._desk.ledger.accounts[strategy.account]
        terms = replace(strategy.terms, quantity=quantity, strategy_id=strategy.id)
        try:
            strategy.children.append(self._desk.place(account, terms))
        except Refusal as refusal:
            reason = _REASONS.get(refusal.code or "", "Unknown")
            if terms.reduce_only and self._desk.gate.reducible(account, terms) <= 0:
                reason = "ReduceOnlyNotReduced"
            self.end(strategy, StrategyStatus.TERMINATED, reason)

    def _drop_rest(self, strategy: Strategy) -> None:
        """Cancel the slices that still rest; their quantity goes to those to come."""
        account = self._desk.ledger.accounts[strategy.account]
        for child in strategy.children:
            if child.id in account.orders:
                self._desk.end(child, Status.CANCELLED)
        self._desk.venue(strategy.terms.symbol).publish()

    def end(self, strategy: Strategy, status: StrategyStatus, reason: str | None = None) -> None:
        """Stop a running strategy and take its orders out of the book."""
        self._drop_rest(strategy)
        strategy.status, strategy.reason = status, reason
        del self._running[strategy.id]
        self._past.setdefault(strategy.account, []).append(strategy)
