"""`journal`: which journals are read, and what stands in them, for people and for scripts."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.builders import SOL, sol_intent
from tests.fakes.off_loop import inline
from tui.actions.journal import Journal, fingerprint, open_journal
from tui.actions.journal_commands import Uncovered
from tui.actions.journal_file import Sent
from tui.cli.exits import Stop
from tui.cli.holding import journal_file
from tui.cli.journal import journal
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import IntentStatus
from tui.domain.orders.plan import ReplacePolicy
from tui.settings import BadSetting

KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
AT = 1_750_793_021_519
SENT = Sent(AT, 5_000, "d" * 64)

Read = Callable[..., Result]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    monkeypatch.setenv("BACKPACK_TUI_STATE_DIR", str(tmp_path))
    monkeypatch.delenv("BACKPACK_API_KEY", raising=False)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(journal, arguments, standalone_mode=False)

    return run


async def filled(tmp_path: Path, account: str) -> Journal:
    made = await open_journal(journal_file(tmp_path, account), AT, inline)
    intent = sol_intent(7, IntentStatus.RECORDED)
    await made.record(intent)
    await made.move(replace(intent, status=IntentStatus.SENDING), at_ms=AT + 1, sent=SENT)
    lost = replace(intent, status=IntentStatus.UNKNOWN, reason="nobody answered")
    await made.move(lost, at_ms=AT + 2)
    cancel = Command(1, CommandKind.CANCEL, CommandStatus.SENDING, AT + 3, SOL, "42")
    await made.record_command(cancel)
    await made.move_command(replace(cancel, status=CommandStatus.DONE), AT + 4)
    await made.halt(AT + 5, is_on=True)
    await made.uncovered(Uncovered("42", None, SOL, ReplacePolicy.CANCEL_FIRST, AT + 6, None))
    return made


async def test_it_tells_what_was_asked_sent_and_became_of_it(tmp_path: Path, read: Read) -> None:
    writing = await filled(tmp_path, fingerprint(KEY))
    assert read().output.splitlines() == [
        f"account {fingerprint(KEY)}",
        (
            "2025-06-24 19:23:41.519 take-profit SOL_USDC_PERP: sell 5 SOL at 110, reduce-only,"
            " on mark 100.60, client id 7"
        ),
        "  2025-06-24 19:23:41.519 recorded",
        (
            "  2025-06-24 19:23:41.520 sending, timestamp 1750793021519, window 5000 ms,"
            f" SHA-256 {'d' * 64}"
        ),
        "  2025-06-24 19:23:41.521 unknown, nobody answered",
        "2025-06-24 19:23:41.522 cancel: order 42 on SOL_USDC_PERP",
        "  2025-06-24 19:23:41.522 sending",
        "  2025-06-24 19:23:41.523 done",
        "2025-06-24 19:23:41.524 kill switch on",
        (
            "2025-06-24 19:23:41.525 uncovered: order 42 on SOL_USDC_PERP gone, and nothing came in"
            " its place"
        ),
    ]
    await writing.close()


async def test_scripts_get_all_of_it_in_fields(tmp_path: Path, read: Read) -> None:
    await (await filled(tmp_path, fingerprint(KEY))).close()
    (told,) = json.loads(read("--json").output)["journals"]
    order, cancel = told["entries"]
    assert (order["type"], order["clientId"], order["markPrice"]) == ("order", 7, "100.60")
    assert order["order"]["price"] == "110"
    assert [step["status"] for step in order["steps"]] == ["recorded", "sending", "unknown"]
    assert order["steps"][1]["sent"] == {"timestamp": AT, "window": 5_000, "digest": "d" * 64}
    assert (cancel["type"], cancel["orderId"], cancel["status"]) == ("command", "42", "done")
    assert told["halts"] == [{"at": AT + 5, "on": True}]
    assert told["uncovered"][0]["lastedMs"] is None
    assert "signature" not in json.dumps(told)


async def test_it_is_narrowed_by_market_and_moment(tmp_path: Path, read: Read) -> None:
    await (await filled(tmp_path, fingerprint(KEY))).close()
    (told,) = json.loads(read("--json", "--symbol", "ETH_USDC_PERP").output)["journals"]
    assert (told["entries"], told["uncovered"]) == ([], [])
    assert "Nothing was asked." in read("--since", "2025-06-25").output


async def test_an_account_is_named_by_its_public_key_or_by_its_journal(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in (fingerprint(KEY), "0" * 16):
        await (await filled(tmp_path, account)).close()
    assert read().output.count("account ") == 2
    for name in (KEY, fingerprint(KEY)):
        assert read("--account", name).output.count("account ") == 1
    monkeypatch.setenv("BACKPACK_API_KEY", KEY)
    assert read().output.startswith(f"account {fingerprint(KEY)}")
    assert "0" * 16 not in read().output


async def test_a_journal_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, read: Read
) -> None:
    assert isinstance(read().exception, BadSetting)
    await (await filled(tmp_path, "0" * 16)).close()
    error = read("--account", KEY).exception
    assert isinstance(error, BadSetting)
    assert "0" * 16 in str(error)


def test_a_damaged_one_is_told(tmp_path: Path, read: Read) -> None:
    journal_file(tmp_path, "0" * 16).write_bytes(b"no database" * 999)
    error = read().exception
    assert isinstance(error, Stop)
    assert "cannot be read" in str(error)
