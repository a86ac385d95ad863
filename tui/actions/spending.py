"""What of the trader's limits is used: recent orders, what is open, the day's result."""

from collections import deque
from decimal import Decimal, localcontext

from tui.actions.day import Day
from tui.actions.intents import Intents
from tui.actions.limit_gates import Usage
from tui.actions.ports import Account
from tui.client.clock import Clock
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import WIDE, ZERO, Usd

_SECOND = 1.0
_MINUTE = 60.0


class Spending:
    """Counts against `limits`. `sent_ms`: when earlier runs sent orders, our wall clock."""

    def __init__(
        self,
        session: Account,
        intents: Intents,
        clock: Clock,
        *,
        day: Day | None,
        limits: OrderLimits,
        sent_ms: tuple[int, ...],
    ) -> None:
        self._session = session
        self._intents = intents
        self._clock = clock
        self._day = day
        self._limits = limits
        now, now_ms = clock.monotonic(), clock.wall_ms()
        # A wall clock that was set back since must not let an old send count for ever.
        ages = (min(max(now_ms - at_ms, 0) / 1_000, _MINUTE) for at_ms in sent_ms)
        self._sent = deque(now - age for age in ages)
        self._requested = deque(self._sent)

    def note_sent(self, orders: int = 1) -> None:
        """Count the orders of one request that is about to leave."""
        now = self._clock.monotonic()
        self._sent.extend([now] * orders)
        self._requested.append(now)

    def usage(self) -> Usage:
        """What is used now, and why a part of it is not known."""
        now = self._clock.monotonic()
        _forget(self._sent, now - _MINUTE)
        _forget(self._requested, now - _SECOND)
        is_read = self._session.state.positions_confirmed is not None
        budget = Budget(
            limits=self._limits,
            last_second=len(self._requested),
            last_minute=len(self._sent),
            open_notional=self._open_notional() if is_read else None,
            day=None if self._day is None else self._day.result(),
        )
        return Usage(
            budget,
            notional_unknown="" if is_read else "the positions were not read yet",
            day_unknown="" if self._day is None else self._day.unknown,
        )

    def _open_notional(self) -> Usd:
        """Positions at their marks, and orders that may add to them at their prices."""
        state = self._session.state
        with localcontext(prec=WIDE):
            held = sum(
                (one.position.notional_at(one.position.mark) for one in state.positions.values()),
                start=ZERO,
            )
            orders = sum(
                (
                    order.remaining * order.price
                    for order in state.orders.values()
                    if order.price is not None and not order.reduce_only
                ),
                start=ZERO,
            )
            return Usd(held + orders + self._unsettled())

    def _unsettled(self) -> Decimal:
        tickets = (
            intent.ticket
            for intent in map(self._intents.get, [i.client_id for i in self._intents])
            if not intent.status.is_settled and not intent.ticket.reduce_only
        )
        return sum((ticket.price * ticket.quantity for ticket in tickets), start=ZERO)


def _forget(times: deque[float], until: float) -> None:
    while times and times[0] <= until:
        times.popleft()
