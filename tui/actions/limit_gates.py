"""The limits a trader sets on themselves, as gates.

Largest order, open notional and daily loss keep the account from growing riskier, so they never
stand in the way of an order that can only reduce. Rate and distance hold for every order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tui.actions.denials import Denial, DenialCode
from tui.domain.intent import Ticket
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Price, Usd

_PERCENT = Decimal(100)
_CENT = Decimal("0.01")


def _nothing_used() -> Budget:
    return Budget(OrderLimits(), 0, 0, None, None)


@dataclass(frozen=True, slots=True)
class Usage:
    """The limits and what of them is used, with the reasons why a part of it is not known."""

    budget: Budget = field(default_factory=_nothing_used)
    notional_unknown: str = ""
    day_unknown: str = ""

    def with_order(self, ticket: Ticket) -> "Usage":
        """What is used once `ticket` is sent too: for the next order of the same request.

        It is the same request still, so no more of those is used.
        """
        used = self.budget
        adds = Decimal(0) if ticket.reduce_only else ticket.price * ticket.quantity
        return replace(
            self,
            budget=replace(
                used,
                last_minute=used.last_minute + 1,
                open_notional=None
                if used.open_notional is None
                else Usd(used.open_notional + adds),
            ),
        )


def limit_denials(ticket: Ticket, mark: Price | None, usage: Usage) -> Iterator[Denial]:
    """Every limit that `ticket` would break."""
    limits, used = usage.budget.limits, usage.budget
    yield from _rate_denials(used.last_second, limits.per_second, "1 s")
    yield from _rate_denials(used.last_minute, limits.per_minute, "60 s")
    if limits.from_mark is not None and mark is not None:
        away = abs(ticket.price - mark) / mark
        if away > limits.from_mark:
            yield Denial(
                DenialCode.TOO_FAR,
                limit=limits.from_mark * _PERCENT,
                found=(away * _PERCENT).quantize(_CENT),
            )
    if not ticket.reduce_only:
        yield from opening_denials(usage, ticket.price * ticket.quantity)


def _rate_denials(sent: int, limit: int | None, within: str) -> Iterator[Denial]:
    if limit is not None and sent + 1 > limit:
        found = Decimal(sent + 1)
        yield Denial(DenialCode.TOO_FAST, limit=Decimal(limit), found=found, detail=within)


def opening_denials(usage: Usage, notional: Decimal) -> Iterator[Denial]:
    """Limits that an order worth `notional` USDC would break which may add to a position."""
    limits, used = usage.budget.limits, usage.budget
    if limits.largest_order is not None and notional > limits.largest_order:
        found = notional.quantize(_CENT)
        yield Denial(DenialCode.ORDER_TOO_LARGE, limit=limits.largest_order, found=found)
    if limits.open_notional is not None:
        if used.open_notional is None:
            yield Denial(DenialCode.NOTIONAL_UNKNOWN, detail=usage.notional_unknown)
        elif used.open_notional + notional > limits.open_notional:
            found = (used.open_notional + notional).quantize(_CENT)
            yield Denial(DenialCode.OPEN_TOO_MUCH, limit=limits.open_notional, found=found)
    if limits.daily_loss is not None:
        if used.loss is None:
            yield Denial(DenialCode.DAILY_LOSS_UNKNOWN, detail=usage.day_unknown)
        elif used.loss >= limits.daily_loss:
            found = used.loss.quantize(_CENT)
            yield Denial(DenialCode.DAILY_LOSS, limit=limits.daily_loss, found=found)
