"""The open orders, and above them the intents whose fate nobody knows yet."""

from decimal import Decimal

from tui.domain.intent import Intent
from tui.domain.money import Rate, trimmed
from tui.domain.order import Order
from tui.session.state import State
from tui.ui import format as fmt
from tui.ui.lines import Line, Panel, Row, Span, Tone, line, words
from tui.ui.rows_common import Picture, mark_of, nothing_held, side_cell, step_of, tick_of
from tui.ui.rows_table import Cell, Column, cell, lay_out
from tui.ui.wording_orders import status_words

COLUMNS = (
    Column("market", 0, is_number=False, least=4),
    Column("side", 1, is_number=False),
    Column("price", 2),
    Column("to mark", 5),
    Column("left", 3),
    Column("of", 6),
    Column("status", 4, is_number=False),
    Column("kind", 7, is_number=False),
    Column("from", 8, is_number=False),
    Column("order", 9, is_number=False),
)

_MISSING: Cell = (Span(fmt.MISSING, Tone.MUTED),)


def order_key(order: Order) -> str:
    """The key of an order's row."""
    return f"order:{order.order_id}"


def order_of(state: State, key: str | None) -> Order | None:
    """The order a row stands for; None for other rows."""
    kind, _, order_id = (key or "").partition(":")
    return state.orders.get(order_id) if kind == "order" else None


def unsettled(state: State) -> list[Intent]:
    """Intents whose fate is not known, oldest first."""
    return sorted(
        (each for each in state.intents.values() if not each.status.is_settled),
        key=lambda each: each.recorded_ms,
    )


def orders_panel(picture: Picture, width: int) -> Panel:
    """The panel: unsettled intents first, then the selected market's orders, highest first."""
    intents = unsettled(picture.state)
    orders = sorted(
        picture.state.orders.values(),
        key=lambda each: (
            each.symbol != picture.symbol,
            each.symbol,
            -(each.price or each.trigger_price or 0),
            each.order_id,
        ),
    )
    cells = [_intent_cells(picture, each) for each in intents]
    cells += [_order_cells(picture, each) for each in orders]
    table = lay_out(COLUMNS, cells, width)
    keys = [f"intent:{each.client_id}" for each in intents] + [order_key(each) for each in orders]
    body = tuple(Row(content, key) for content, key in zip(table.lines, keys, strict=True))
    return Panel(
        title=(Span("ORDERS", Tone.TITLE),),
        note=_note(len(orders), len(intents)),
        head=(table.head,) if cells else (),
        rows=body or (Row(_nothing(picture, width)),),
    )


def _nothing(picture: Picture, width: int) -> Line:
    text = nothing_held(picture, picture.state.orders_confirmed, "No open order.")
    return (Span(words(text, width), Tone.MUTED),)


def _note(orders: int, intents: int) -> Line:
    parts = [Span(f"{orders} open", Tone.MUTED)] if orders else []
    if intents:
        parts.append(Span(f"{' · ' if parts else ''}{intents} UNKNOWN", Tone.ALERT))
    return tuple(parts)


def _order_cells(picture: Picture, order: Order) -> list[Cell]:
    tick, step = tick_of(picture, order.symbol), step_of(picture, order.symbol)
    price = order.price or order.trigger_price
    ours = order.client_id is not None and order.client_id in picture.state.intents
    return [
        cell(fmt.coin(order.symbol), Tone.STRONG),
        side_cell(order.side),
        cell(fmt.price(price, tick) if price else "market", Tone.STRONG),
        _distance(picture, order.symbol, price),
        cell(_remaining(order, step)),
        cell(_size(order, step), Tone.MUTED),
        cell(status_words(order), Tone.ACCENT if order.executed else Tone.PLAIN),
        cell(_kind(order), Tone.MUTED),
        cell("here" if ours else "elsewhere", Tone.MUTED),
        cell(order.order_id, Tone.MUTED),
    ]


def _remaining(order: Order, step: Decimal) -> str:
    if order.quantity is None:
        return order.trigger_quantity or fmt.MISSING
    return fmt.quantity(order.remaining, step)


def _size(order: Order, step: Decimal) -> str:
    return fmt.MISSING if order.quantity is None else fmt.quantity(order.quantity, step)


def _kind(order: Order) -> str:
    does = "exit" if order.reduce_only else "entry"
    if order.trigger_price is not None:
        return f"{does} on {order.trigger_by or 'trigger'}"
    return f"{does} {'post-only' if order.post_only else order.order_type.value.lower()}"


def _distance(picture: Picture, symbol: str, price: Decimal | None) -> Cell:
    mark = mark_of(picture, symbol)
    if mark is None or mark.is_stale or not mark.price or price is None:
        return _MISSING
    return cell(fmt.percent(Rate((price - mark.price) / mark.price)), Tone.MUTED)


def _intent_cells(picture: Picture, intent: Intent) -> list[Cell]:
    ticket = intent.ticket
    return [
        cell(fmt.coin(ticket.symbol), Tone.STRONG),
        side_cell(ticket.side),
        cell(fmt.exact(ticket.price), Tone.STRONG),
        _distance(picture, ticket.symbol, ticket.price),
        cell("?", Tone.ALERT),
        cell(trimmed(ticket.quantity), Tone.MUTED),
        line(
            Span(
                "UNKNOWN, looked up" if intent.status == "unknown" else intent.status.value,
                Tone.ALERT,
            )
        ),
        cell("exit limit", Tone.MUTED),
        cell("here", Tone.MUTED),
        cell(f"client id {intent.client_id}", Tone.MUTED),
    ]
