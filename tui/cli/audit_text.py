"""The audit for a person: one paragraph for each thing that was asked, oldest first."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tui.actions.audit import Audit, Entry, Step
from tui.domain.command import Command
from tui.domain.intent import Intent, Ticket, TimeInForce
from tui.domain.money import plain
from tui.ui.wording_orders import terms


def audit_text(path: Path, audit: Audit) -> str:
    """All of one journal, moments in UTC."""
    told = sorted(
        (
            *((entry.recorded_ms, list(_entry(entry))) for entry in audit.entries),
            *((at, [_halt(at, is_on=is_on)]) for at, is_on in audit.halts),
            *((gap[0], [_gap(gap)]) for gap in audit.uncovered),
        ),
        key=lambda one: one[0],
    )
    name = path.stem.removeprefix("journal-")
    lines = [line for _, paragraph in told for line in paragraph]
    return "\n".join([f"account {name}", *(lines or ["Nothing was asked."])]) + "\n"


def moment(at_ms: int) -> str:
    """A moment of UTC to the millisecond: `2026-11-25 14:03:07.250`."""
    when = datetime.fromtimestamp(at_ms / 1_000, UTC)
    return f"{when:%Y-%m-%d %H:%M:%S}.{at_ms % 1_000:03d}"


def _entry(entry: Entry) -> Iterator[str]:
    match entry.what:
        case Intent() as intent:
            yield f"{moment(entry.recorded_ms)} {_asked(intent)}"
        case Command() as command:
            yield f"{moment(entry.recorded_ms)} {_told(command)}"
    for step in entry.steps:
        yield f"  {moment(step.at_ms)} {_step(step)}"


def _asked(intent: Intent) -> str:
    parts = [f"{intent.kind.value} {intent.ticket.symbol}: {terms(intent.ticket)}"]
    parts += _flags(intent.ticket)
    parts.append(f"on mark {plain(intent.mark)}")
    if intent.replaces is not None:
        parts.append(f"in place of order {intent.replaces}")
    if intent.batch is not None:
        parts.append(f"batch {intent.batch}")
    parts.append(f"client id {intent.client_id}")
    return ", ".join(parts)


def _flags(ticket: Ticket) -> Iterator[str]:
    if ticket.reduce_only:
        yield "reduce-only"
    if ticket.post_only:
        yield "post-only"
    if ticket.time_in_force is not TimeInForce.GTC:
        yield ticket.time_in_force.value


def _told(command: Command) -> str:
    what = command.scope or f"order {command.order_id} on {command.symbol}"
    return f"{command.kind.value}: {what}"


def _step(step: Step) -> str:
    parts = [step.status]
    if step.digest is not None:
        parts.append(f"timestamp {step.signed_ms}, window {step.window_ms} ms")
        parts.append(f"SHA-256 {step.digest}")
    if step.order_id is not None:
        parts.append(f"order {step.order_id}")
    if step.executed is not None:
        parts.append(f"{step.executed} filled")
    if step.left is not None:
        parts.append(f"{step.left} left")
    if step.reason is not None:
        parts.append(step.reason)
    return ", ".join(parts)


def _halt(at_ms: int, *, is_on: bool) -> str:
    return f"{moment(at_ms)} kill switch {'on' if is_on else 'off'}"


def _gap(gap: tuple[int, str, str, int | None]) -> str:
    at_ms, order_id, symbol, lasted = gap
    how_long = "and nothing came in its place" if lasted is None else f"for {lasted} ms"
    return f"{moment(at_ms)} uncovered: order {order_id} on {symbol} gone, {how_long}"
