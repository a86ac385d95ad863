"""The audit for scripts: each thing in its field, nothing left out, nothing secret."""

import json
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

from tests.builders import SOL, price, quantity, sol_intent
from tui.actions.audit import Audit, Entry, Step
from tui.cli.audit_documents import audit_document
from tui.cli.documents import Document
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import Intent, IntentKind, IntentStatus, TimeInForce

AT = 1_750_793_021_519
PATH = Path("/somewhere/journal-0123456789abcdef.sqlite")
SENDING = Step(AT + 1, "sending", None, signed_ms=AT, window_ms=5_000, digest="ab")


def document(*entries: Entry, audit: Audit | None = None) -> Document:
    made = audit_document(PATH, audit or Audit(entries, (), ()))
    assert json.loads(json.dumps(made)) == made
    return made


def entry(what: Intent | Command, *steps: Step) -> Document:
    (told,) = document(Entry(what, steps))["entries"]
    assert isinstance(told, dict)
    return told


def test_a_journal_is_named_by_its_account_and_its_file() -> None:
    made = document()
    assert (made["account"], made["file"]) == ("0123456789abcdef", str(PATH))
    assert (made["entries"], made["halts"], made["uncovered"]) == ([], [], [])


def test_an_order_has_every_field_of_what_was_asked_and_became_of_it() -> None:
    intent = replace(
        sol_intent(7, IntentStatus.PARTLY_FILLED),
        order_id="o1",
        executed=quantity("2.50"),
        reason="late",
        kind=IntentKind.REPLACE,
        replaces="42",
        batch="7",
    )
    intent = replace(
        intent, ticket=replace(intent.ticket, post_only=True, time_in_force=TimeInForce.GTC)
    )
    told = entry(intent, SENDING)
    assert {name: told[name] for name in told if name not in {"order", "steps"}} == {
        "type": "order",
        "kind": "replace",
        "at": intent.recorded_ms,
        "clientId": 7,
        "markPrice": "100.60",
        "positionId": "1111343026156135",
        "replaces": "42",
        "batch": "7",
        "status": "partly filled",
        "orderId": "o1",
        "executedQuantity": "2.50",
        "reason": "late",
    }
    assert told["order"]["symbol"] == SOL
    assert (told["order"]["price"], told["order"]["quantity"]) == ("110", "5")
    assert (told["order"]["postOnly"], told["order"]["reduceOnly"]) == (True, True)


def test_what_is_not_known_is_null_and_not_left_out() -> None:
    told = entry(replace(sol_intent(), position_id=None))
    for name in ("positionId", "replaces", "batch", "orderId", "executedQuantity", "reason"):
        assert told[name] is None, name


def test_small_amounts_are_written_out() -> None:
    told = entry(replace(sol_intent(), mark=price("0.00000001"), executed=quantity("1E-8")))
    assert (told["markPrice"], told["executedQuantity"]) == ("0.00000001", "0.00000001")


def test_a_command_has_every_field_of_its_own() -> None:
    command = Command(
        3, CommandKind.CANCEL_ALL, CommandStatus.PENDING, AT, SOL, None, "all orders", "late", 2
    )
    told = entry(command)
    assert told == {
        "type": "command",
        "kind": "cancel-all",
        "at": AT,
        "number": 3,
        "symbol": SOL,
        "orderId": None,
        "scope": "all orders",
        "status": "pending",
        "reason": "late",
        "left": 2,
        "steps": [],
    }
    assert len(told) == len(fields(Command)) + 2  # and the type and the steps


def test_only_the_step_of_a_send_tells_of_bytes() -> None:
    rests = Step(AT + 2, "resting", None, order_id="o1", executed="0")
    sending, resting = entry(sol_intent(), SENDING, rests)["steps"]
    assert sending["sent"] == {"timestamp": AT, "window": 5_000, "digest": "ab"}
    assert resting == {
        "at": AT + 2,
        "status": "resting",
        "reason": None,
        "orderId": "o1",
        "executedQuantity": "0",
        "left": None,
        "sent": None,
    }


def test_the_kill_switch_and_the_gaps_of_replacements_are_told() -> None:
    audit = Audit((), ((AT, True), (AT + 1, False)), ((AT + 2, "42", SOL, None),))
    made = document(audit=audit)
    assert made["halts"] == [{"at": AT, "on": True}, {"at": AT + 1, "on": False}]
    assert made["uncovered"] == [{"at": AT + 2, "orderId": "42", "symbol": SOL, "lastedMs": None}]


def test_amounts_are_text_so_that_no_digit_is_lost() -> None:
    text = "12345678901234567.12345678"
    told = entry(replace(sol_intent(), executed=quantity(text), mark=price("100.60")))
    assert Decimal(told["executedQuantity"]) == Decimal(text)
    assert isinstance(told["markPrice"], str)
