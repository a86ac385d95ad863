"""The audit of a journal that somebody else may hold."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.builders import sol_intent
from tests.fakes.off_loop import inline
from tui.actions.audit import read_audit
from tui.actions.journal import JournalFailed, open_journal
from tui.actions.journal_commands import Uncovered
from tui.actions.journal_file import Sent
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import IntentStatus
from tui.domain.money import Quantity
from tui.domain.orders.plan import ReplacePolicy

NOW = 1_750_000_000_000
SENT = Sent(NOW, 5_000, "d" * 64)


async def test_it_tells_every_step_while_the_journal_is_held(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    journal = await open_journal(path, NOW, inline)
    intent = replace(sol_intent(7, IntentStatus.RECORDED), recorded_ms=NOW)
    await journal.record(intent)
    await journal.move(replace(intent, status=IntentStatus.SENDING), at_ms=NOW + 1, sent=SENT)
    filled = replace(
        intent, status=IntentStatus.FILLED, order_id="o1", executed=Quantity(Decimal(5))
    )
    await journal.move(filled, at_ms=NOW + 2)
    command = Command(1, CommandKind.CANCEL_ALL, CommandStatus.SENDING, NOW + 5, scope="all")
    await journal.record_command(command)
    await journal.move_command(replace(command, status=CommandStatus.PENDING, left=2), NOW + 6)
    await journal.halt(NOW + 7, is_on=True)
    gap = Uncovered("o1", 8, "SOL_USDC_PERP", ReplacePolicy.CANCEL_FIRST, NOW + 8, 120)
    await journal.uncovered(gap)

    audit = read_audit(path)
    first, second = audit.entries
    assert first.what == filled
    assert [step.status for step in first.steps] == ["recorded", "sending", "filled"]
    assert (first.steps[1].digest, first.steps[1].signed_ms) == ("d" * 64, NOW)
    assert (first.steps[2].order_id, first.steps[2].executed) == ("o1", "5")
    assert [(step.status, step.left) for step in second.steps] == [
        ("sending", None),
        ("pending", 2),
    ]
    assert audit.halts == ((NOW + 7, True),)
    assert audit.uncovered == ((NOW + 8, "o1", "SOL_USDC_PERP", 120),)
    assert read_audit(path, NOW + 1).entries == (second,)
    await journal.close()


def test_no_journal_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(JournalFailed, match=r"no journal .*j\.sqlite"):
        read_audit(tmp_path / "j.sqlite")


def test_a_damaged_one_is_an_error_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "j.sqlite"
    path.write_bytes(b"no database" * 999)
    with pytest.raises(JournalFailed, match="cannot be read"):
        read_audit(path)
