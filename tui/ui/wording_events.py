"""The lines of the log: every event worth one, as a sentence with a tone.

Readings that arrive all the time say nothing here; a log that repeats itself is not read.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tui.domain.command import Command, CommandKind
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
from tui.domain.intent import IntentStatus
from tui.domain.money import plain, trimmed
from tui.domain.order import Fill, Order, OrderStatus
from tui.ui import format as fmt
from tui.ui.lines import Tone
from tui.ui.wording import side_verb
from tui.ui.wording_orders import (
    average_words,
    came_back,
    execution,
    expiry_words,
    order_terms,
    outcome,
    status_words,
)

_MAX_UNSURE_MS = 500
"""Beyond this the exchange's clock is known too roughly to send."""


class Told(NamedTuple):
    """A line of the log."""

    text: str
    tone: Tone


def tell(event: Event) -> Told | None:  # noqa: PLR0911  # because it is one table
    """The line for an event, or None when it is not worth one."""
    match event:
        case LinkUp() | LinkDown():
            return _link(event)
        case OrderChanged():
            return _order(event.order, event.happened, event.fill)
        case IntentChanged():
            return Told(outcome(event.intent), INTENT_TONES[event.intent.status])
        case PositionChanged() | PositionClosed():
            return Told(_position(event), Tone.PLAIN)
        case Noted() | StoodStill():
            return _said(event)
        case CameBack(intent, believed):
            return Told(came_back(intent, believed), Tone.ALERT)
        case CommandChanged(command):
            return _command(command)
        case HaltChanged(None):
            return Told("Kill switch off: orders can be sent again", Tone.WARN)
        case HaltChanged():
            return Told("Kill switch on: nothing but cancels is sent", Tone.ALERT)
        case _:
            return _reading(event)


def _command(command: Command) -> Told:
    """A command and where it stands: `Cancel of order 59887375336: done`."""
    what = f"order {command.order_id}" if command.scope == "" else command.scope
    why = "" if command.reason is None else f", {command.reason}"
    tone = Tone.MUTED if command.status.is_done else Tone.WARN
    return Told(f"{_COMMANDS[command.kind]} {what}: {command.status.value}{why}", tone)


_COMMANDS: Mapping[CommandKind, str] = {
    CommandKind.CANCEL: "Cancel of",
    CommandKind.CANCEL_ALL: "Cancel of",
    CommandKind.SETTING: "Setting",
    CommandKind.KILL: "Kill switch, cancel of",
}


def _said(event: Noted | StoodStill) -> Told:
    if isinstance(event, Noted):
        return Told(event.text, Tone.PLAIN)
    slept = f"slept for {fmt.whole_age(event.missed)}" if event.missed else "stood still"
    return Told(f"The program {slept}; everything is read again", Tone.WARN)


def _reading(
    event: PositionsRead | OrdersRead | FillsRead | AccountRead | ClockMeasured | Reconciled,
) -> Told | None:
    match event:
        case Reconciled():
            return Told("Compared with the exchange: positions and orders agree", Tone.MUTED)
        case ClockMeasured() if event.uncertainty_ms > _MAX_UNSURE_MS:
            unsure = f"{event.uncertainty_ms:.0f} ms"
            return Told(f"The exchange's clock is known to {unsure} only", Tone.WARN)
        case _:
            return None


def _position(event: PositionChanged | PositionClosed) -> str:
    if isinstance(event, PositionClosed):
        return f"Position closed: {event.symbol}"
    position = event.position
    base = position.symbol.partition("_")[0]
    held = f"{position.direction.name} {trimmed(position.quantity)} {base}"
    return f"Position is {held}, entry {plain(position.entry)}"


def _link(event: LinkUp | LinkDown) -> Told:
    name = _LINKS[event.link]
    if isinstance(event, LinkUp):
        return Told(f"Link up: {name}", Tone.GAIN)
    after = "" if event.retry_in is None else f"; retry in {event.retry_in:.1f} s"
    return Told(f"Link down: {name}, {event.reason}{after}", Tone.WARN)


_LINKS: Mapping[Link, str] = {
    Link.PUBLIC: "market stream",
    Link.PRIVATE: "account stream",
    Link.REST: "requests",
}


def _order(order: Order, happened: str, fill: Fill | None) -> Told:
    """Fills name their own size, price and fee; all else names the order."""
    if fill is not None:
        return Told(_fill(order, fill), Tone.GAIN)
    if order.status in {OrderStatus.EXPIRED, OrderStatus.TRIGGER_FAILED}:
        why = expiry_words(order.expiry_reason)
        done = trimmed(order.executed)
        part = f", {done} filled{average_words(order)}" if order.executed else ""
        return Told(f"Expired: {order_terms(order)}{part}; {why}", Tone.WARN)
    if happened == "orderModified":
        return Told(f"Resized by the exchange: {order_terms(order)}", Tone.WARN)
    words = status_words(order)
    is_filling = order.executed and order.status in _FILLING
    told = execution(order) if is_filling else order_terms(order)
    return Told(f"{words[0].upper()}{words[1:]}: {told}", Tone.GAIN if is_filling else Tone.PLAIN)


_FILLING = frozenset({OrderStatus.FILLED, OrderStatus.PARTIALLY_FILLED})


def _fill(order: Order, fill: Fill) -> str:
    base = order.symbol.partition("_")[0]
    word = "Filled" if order.status is OrderStatus.FILLED else "Partly filled"
    what = f"{side_verb(fill.side)} {trimmed(fill.quantity)} {base} at {plain(fill.price)}"
    role = "maker" if fill.is_maker else "taker"
    return f"{word}: {what}, {role} fee {trimmed(fill.fee)} {fill.fee_asset}"


INTENT_TONES: Mapping[IntentStatus, Tone] = {
    IntentStatus.RECORDED: Tone.MUTED,
    IntentStatus.SENDING: Tone.MUTED,
    IntentStatus.NOT_SENT: Tone.WARN,
    IntentStatus.REJECTED: Tone.ALERT,
    IntentStatus.RESTING: Tone.ACCENT,
    IntentStatus.PARTLY_FILLED: Tone.GAIN,
    IntentStatus.FILLED: Tone.GAIN,
    IntentStatus.CANCELLED: Tone.PLAIN,
    IntentStatus.EXPIRED: Tone.WARN,
    IntentStatus.MISMATCH: Tone.ALERT,
    IntentStatus.UNKNOWN: Tone.ALERT,
    IntentStatus.ABSENT: Tone.WARN,
}
"""How loud each outcome is."""
