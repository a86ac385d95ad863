"""What deserves a second look before a plan is sent, as sentences; the table is complete."""

from collections.abc import Callable, Mapping

from tui.domain.exits.plan import Caution, ExitView
from tui.domain.money import plain, trimmed
from tui.domain.orders.plan import OrderPlan
from tui.domain.position import Direction
from tui.ui.plans import AnyPlan, ends_at_once, forecast_of, take_of


def caution_sentence(caution: Caution, plan: AnyPlan, view: ExitView) -> str:
    """What deserves a second look before the plan is sent."""
    return _CAUTIONS[caution](plan, view)


def _fills_now(plan: AnyPlan, _: ExitView) -> str:
    return f"The book is at {plain(plan.ticket.price)} or better: all of it fills now as taker."


def _partly_fills_now(plan: AnyPlan, view: ExitView) -> str:
    take = take_of(plan)
    part = "A part" if take is None else f"{trimmed(take.now)} {view.market.base}"
    rest = "is dropped" if ends_at_once(plan.ticket) else "waits in the book"
    return f"{part} fills now as taker; the rest {rest}."


def _at_a_loss(plan: AnyPlan, _: ExitView) -> str:
    seen, held = forecast_of(plan), plan.position
    price = plain(plan.ticket.price)
    if seen is None or held is None:
        return f"AT A LOSS: {price} costs more than it brings."
    entry = trimmed(held.entry)
    if seen.gross >= 0:
        return f"AT A LOSS: the fee is more than the gain from {entry} to {price}."
    way = "below" if held.direction is Direction.LONG else "above"
    return f"AT A LOSS: {price} is {way} your entry {entry}."


def _far_from_mark(plan: AnyPlan, _: ExitView) -> str:
    price, mark = plan.ticket.price, plan.mark
    away = f"{abs(price - mark) / mark * 100:.0f}% of the mark"
    return f"FAR FROM MARK: {plain(price)} is {away} away. Is a digit wrong?"


def _dust_left(plan: AnyPlan, view: ExitView) -> str:
    held = plan.ticket.quantity if plan.position is None else plan.position.quantity
    left, least = trimmed(held - plan.ticket.quantity), trimmed(view.market.quantity.minimum)
    return f"Leaves {left} {view.market.base} open, less than the smallest order {least}."


def _book_unknown(_: AnyPlan, __: ExitView) -> str:
    return "The book is not live: whether it rests or fills now cannot be told."


def _enlarges(plan: AnyPlan, view: ExitView) -> str:
    held = plan.position
    if held is None:
        return "It opens a position where there is none."
    size = f"{held.direction.name} {trimmed(held.quantity)} {view.market.base}"
    if plan.ticket.side is held.direction.closing_side:
        return f"It is more than your {size}: the position would turn round."
    return f"It adds to your {size}."


def _margin_short(plan: AnyPlan, view: ExitView) -> str:
    margin = plan.margin if isinstance(plan, OrderPlan) else None
    if margin is None or view.available is None:
        return "It needs more margin than is available; the exchange may refuse it."
    needs, has = f"{margin:,.2f}", f"{view.available:,.2f}"
    return f"It needs {needs} USDC of margin, {has} is available; the exchange may refuse it."


_CAUTIONS: Mapping[Caution, Callable[[AnyPlan, ExitView], str]] = {
    Caution.FILLS_NOW: _fills_now,
    Caution.PARTLY_FILLS_NOW: _partly_fills_now,
    Caution.AT_A_LOSS: _at_a_loss,
    Caution.FAR_FROM_MARK: _far_from_mark,
    Caution.DUST_LEFT: _dust_left,
    Caution.BOOK_UNKNOWN: _book_unknown,
    Caution.ENLARGES: _enlarges,
    Caution.MARGIN_SHORT: _margin_short,
}
