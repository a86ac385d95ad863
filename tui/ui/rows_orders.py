"""The open orders, and above them the intents whose fate nobody knows yet."""

from collections.abc import Sequence
from decimal import Decimal

from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import Rate, trimmed
from tui.domain.order import Order
from tui.session.state import State
from tui.ui import format as fmt
from tui.ui.lines import Line, Panel, Row, Span, Tone, words
from tui.ui.rows_common import Picture, mark_of, nothing_held, side_cell, step_of, tick_of
from tui.ui.rows_table import Cell, Column, cell, lay_out
from tui.ui.wording_orders import status_words
from tui.ui.wording_safety import is_ours, watched, watched_until

COLUMNS = (
    Column("market", 0, is_number=False, least=4),
    Column("side", 1, is_number=False),
    Column("price", 2),
    Column("to mark", 6),
    Column("left", 3),
    Column("of", 7),
    Column("status", 4, is_number=False),
    Column("whose", 5, is_number=False),
    Column("kind", 8, is_number=False),
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


def intent_key(intent: Intent) -> str:
    """The key of an intent's row."""
    return f"intent:{intent.client_id}"


def intent_of(state: State, key: str | None) -> Intent | None:
    """The intent a row stands for; None for other rows."""
    kind, _, client_id = (key or "").partition(":")
    return state.intents.get(int(client_id)) if kind == "intent" else None


def unsettled(state: State) -> list[Intent]:
    """Intents whose fate is not known, oldest first."""
    return sorted(
        (each for each in state.intents.values() if not each.status.is_settled),
        key=lambda each: each.recorded_ms,
    )


def orders_panel(picture: Picture, width: int) -> Panel:
    """The panel: unsettled intents, orders, what is absent and watched.

    The selected market's orders come before the others, the highest first.
    """
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
    absent = watched(picture.state, picture.wall_ms)
    cells = [_intent_cells(picture, each) for each in intents]
    cells += [_order_cells(picture, each) for each in orders]
    cells += [_intent_cells(picture, each) for each in absent]
    table = lay_out(COLUMNS, cells, width)
    keys = [*map(intent_key, intents), *map(order_key, orders), *map(intent_key, absent)]
    body = tuple(Row(content, key) for content, key in zip(table.lines, keys, strict=True))
    return Panel(
        title=(Span("ORDERS", Tone.TITLE),),
        note=_note(len(orders), intents),
        head=(table.head,) if cells else (),
        rows=body or (Row(_nothing(picture, width)),),
    )


def _nothing(picture: Picture, width: int) -> Line:
    text = nothing_held(picture, picture.state.orders_confirmed, "No open order.")
    return (Span(words(text, width), Tone.MUTED),)


def _note(orders: int, intents: Sequence[Intent]) -> Line:
    """How many there are; one that is only on its way is not unknown yet."""
    leaving = sum(each.status in _ON_THE_WAY for each in intents)
    unknown = len(intents) - leaving
    parts = [Span(f"{orders} open", Tone.MUTED)] if orders else []
    for count, word, tone in (
        (leaving, "being sent", Tone.WARN),
        (unknown, "UNKNOWN", Tone.ALERT),
    ):
        if count:
            parts.append(Span(f"{' · ' if parts else ''}{count} {word}", tone))
    return tuple(parts)


_ON_THE_WAY = frozenset({IntentStatus.RECORDED, IntentStatus.SENDING})


def _order_cells(picture: Picture, order: Order) -> list[Cell]:
    tick, step = tick_of(picture, order.symbol), step_of(picture, order.symbol)
    price = order.price or order.trigger_price
    return [
        cell(fmt.coin(order.symbol), Tone.STRONG),
        side_cell(order.side),
        cell(fmt.price(price, tick) if price else "market", Tone.STRONG),
        _distance(picture, order.symbol, price),
        cell(_remaining(order, step)),
        cell(_size(order, step), Tone.MUTED),
        _status(picture, order),
        _whose(picture.state, order),
        cell(_kind(order), Tone.MUTED),
        cell(order.order_id, Tone.MUTED),
    ]


def _status(picture: Picture, order: Order) -> Cell:
    words = status_words(order)
    if order.client_id in picture.state.returned:
        return cell(f"{words}, CAME BACK", Tone.ALERT)
    return cell(words, Tone.ACCENT if order.executed else Tone.PLAIN)


def _whose(state: State, order: Order) -> Cell:
    """Whether this program sent it; another client of the account is told apart."""
    return cell("ours", Tone.MUTED) if is_ours(state, order) else cell("not ours", Tone.WARN)


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


_UNSEEN = frozenset({IntentStatus.UNKNOWN, IntentStatus.SENDING})


def _fate(picture: Picture, intent: Intent) -> Cell:
    """How far the search for an intent is: the time to the proof, or how long it is watched."""
    if intent.status is IntentStatus.ABSENT:
        left = fmt.whole_age((watched_until(intent) - picture.wall_ms) / 1_000)
        return cell(f"absent, watched {left} more", Tone.MUTED)
    if intent.status is not IntentStatus.UNKNOWN:
        return cell(intent.status.value, Tone.ALERT)
    proof = picture.proofs.get(intent.client_id)
    if proof is None:
        return cell("UNKNOWN, looked up", Tone.ALERT)
    left = fmt.whole_age(max(0.0, proof - picture.now))
    return cell(f"UNKNOWN, proof in {left}", Tone.ALERT)


def _intent_cells(picture: Picture, intent: Intent) -> list[Cell]:
    ticket = intent.ticket
    return [
        cell(fmt.coin(ticket.symbol), Tone.STRONG),
        side_cell(ticket.side),
        cell(fmt.exact(ticket.price), Tone.STRONG),
        _distance(picture, ticket.symbol, ticket.price),
        cell("?", Tone.ALERT) if intent.status in _UNSEEN else _MISSING,
        cell(trimmed(ticket.quantity), Tone.MUTED),
        _fate(picture, intent),
        cell("ours", Tone.MUTED),
        cell(f"{'exit' if ticket.reduce_only else 'entry'} limit", Tone.MUTED),
        cell(f"client id {intent.client_id}", Tone.MUTED),
    ]
