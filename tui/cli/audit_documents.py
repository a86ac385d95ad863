"""The audit as JSON: everything that is written down, in the exchange's field names.

Signatures and secrets are not written down, so none can stand here.
"""

from pathlib import Path

from tui.actions.audit import Audit, Entry, Step
from tui.cli.documents import Document, amount, ticket_document
from tui.domain.command import Command
from tui.domain.intent import Intent


def audit_document(path: Path, audit: Audit) -> Document:
    """One journal; moments are milliseconds since the epoch."""
    return {
        "account": path.stem.removeprefix("journal-"),
        "file": str(path),
        "entries": [_entry(entry) for entry in audit.entries],
        "halts": [{"at": at, "on": is_on} for at, is_on in audit.halts],
        "uncovered": [
            {"at": at, "orderId": order_id, "symbol": symbol, "lastedMs": lasted}
            for at, order_id, symbol, lasted in audit.uncovered
        ],
    }


def _entry(entry: Entry) -> Document:
    match entry.what:
        case Intent() as intent:
            told = _intent(intent)
        case Command() as command:
            told = _command(command)
    return told | {"steps": [_step(step) for step in entry.steps]}


def _intent(intent: Intent) -> Document:
    return {
        "type": "order",
        "kind": intent.kind.value,
        "at": intent.recorded_ms,
        "clientId": intent.client_id,
        "markPrice": amount(intent.mark),
        "positionId": intent.position_id,
        "replaces": intent.replaces,
        "batch": intent.batch,
        "order": ticket_document(intent.ticket),
        "status": intent.status.value,
        "orderId": intent.order_id,
        "executedQuantity": amount(intent.executed),
        "reason": intent.reason,
    }


def _command(command: Command) -> Document:
    return {
        "type": "command",
        "kind": command.kind.value,
        "at": command.recorded_ms,
        "number": command.number,
        "symbol": command.symbol,
        "orderId": command.order_id,
        "scope": command.scope,
        "status": command.status.value,
        "reason": command.reason,
        "left": command.left,
    }


def _step(step: Step) -> Document:
    sent = {"timestamp": step.signed_ms, "window": step.window_ms, "digest": step.digest}
    return {
        "at": step.at_ms,
        "status": step.status,
        "reason": step.reason,
        "orderId": step.order_id,
        "executedQuantity": step.executed,
        "left": step.left,
        "sent": None if step.digest is None else sent,
    }
