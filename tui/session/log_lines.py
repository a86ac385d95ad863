"""Which happenings deserve a line in the trader's log: those that changed something, once."""

from typing import assert_never

from tui.domain.events import (
    AccountRead,
    CameBack,
    ClockMeasured,
    CommandChanged,
    Event,
    FillsRead,
    HaltChanged,
    IntentChanged,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    OrderChanged,
    OrdersRead,
    PositionChanged,
    PositionClosed,
    PositionsRead,
    Reconciled,
    StoodStill,
)
from tui.domain.money import plain
from tui.domain.order import Fill, Order
from tui.session.fills import unknown_fills
from tui.session.orders import find_order
from tui.session.positions import is_other_size
from tui.session.state import State

Lines = tuple[Event, ...]


def worth_telling(before: State, after: State, event: Event) -> Lines:  # noqa: C901, PLR0911  # because it is one table
    """The lines that `event` adds to the log: none for a repetition or a mere revaluation.

    What was there before the first reading is no news either.
    """
    match event:
        case LinkUp() | LinkDown():
            return (event,) if _flipped(before, after, event.link) else ()
        case PositionChanged() | PositionClosed() | PositionsRead():
            return () if before.positions_confirmed is None else _position_lines(before, after)
        case OrderChanged(order):
            known = find_order(before, order.order_id), find_order(after, order.order_id)
            return () if _face(known[0]) == _face(known[1]) else (event,)
        case OrdersRead():
            return () if before.orders_confirmed is None else _order_lines(before, after)
        case FillsRead(fills):
            return tuple(map(_missed, unknown_fills(before, fills)))
        case IntentChanged(intent):
            return _intent_lines(before, after, intent.client_id)
        case CommandChanged(command):
            was = before.commands.get(command.number)
            return () if was is not None and was.status is command.status else (event,)
        case HaltChanged(halted):
            return () if (before.halted is None) == (halted is None) else (event,)
        case Reconciled():
            return () if before.reconciled else (event,)
        case Noted() | StoodStill() | CameBack():
            return (event,)
        case AccountRead() | ClockMeasured():
            return ()
    assert_never(event)


def _flipped(before: State, after: State, link: Link) -> bool:
    return link not in before.links or before.link(link).up is not after.link(link).up


def _position_lines(before: State, after: State) -> Lines:
    changed = tuple(
        PositionChanged(held.position, held.engine_us)
        for symbol, held in after.positions.items()
        if symbol not in before.positions
        or is_other_size(before.positions[symbol].position, held.position)
    )
    gone = (symbol for symbol in before.positions if symbol not in after.positions)
    return (*changed, *(PositionClosed(symbol, after.flat_since[symbol]) for symbol in gone))


def _order_lines(before: State, after: State) -> Lines:
    """What a reading found that nobody had announced."""
    found = (order for order_id, order in after.orders.items() if order_id not in before.orders)
    gone = (order for order_id, order in before.orders.items() if order_id not in after.orders)
    return (
        *(OrderChanged(order, "read") for order in found),
        *(Noted(f"Order {order.order_id} on {order.symbol} is no longer open") for order in gone),
    )


def _face(order: Order | None) -> tuple[object, ...] | None:
    """What a reader of the log would see of an order: the answer and the stream tell it twice."""
    return None if order is None else (order.status, order.executed, order.quantity, order.price)


def _missed(fill: Fill) -> Noted:
    """A fill that the stream never told, or that came while this program was not running."""
    return Noted(
        f"Found a fill of order {fill.order_id}: {fill.side.value} {plain(fill.quantity)}"
        f" {fill.symbol} at {plain(fill.price)}"
    )


def _intent_lines(before: State, after: State, client_id: int) -> Lines:
    known, now = before.intents.get(client_id), after.intents[client_id]
    return () if known is not None and known.status is now.status else (IntentChanged(now),)
