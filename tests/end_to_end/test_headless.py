"""The commands without a screen, against a sandbox that is a process of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tests.end_to_end.conftest import Sandbox, Start, environment
from tests.fakes.processes import running
from tui.actions.journal import fingerprint
from tui.actions.journal_file import append, connect, intents
from tui.cli.exits import ExitCode
from tui.domain.intent import IntentStatus

Headless = Callable[..., subprocess.CompletedProcess[str]]
LONG = "SOL_USDC_PERP"
INTERRUPTED = 128 + signal.SIGINT


def above_the_mark(headless: Headless, sandbox: Sandbox) -> str:
    """A price at which the long's exit rests: ten per cent above its mark."""
    done = headless("positions", "--symbol", LONG, "--json", *sandbox.addresses, **sandbox.keys)
    (position,) = json.loads(done.stdout)
    assert position["side"] == "long"
    return str((Decimal(position["markPrice"]) * Decimal("1.1")).quantize(Decimal("0.01")))


def test_a_take_profit_goes_from_question_to_cancel(headless: Headless, sandbox: Sandbox) -> None:
    price = above_the_mark(headless, sandbox)
    where = (*sandbox.addresses, "--json")

    placed = headless(
        *("take-profit", "--symbol", LONG, "--price", price, "--quantity", "1.5", "--yes"),
        *where,
        **sandbox.keys,
    )
    assert placed.returncode == ExitCode.DONE, placed.stderr
    answer = json.loads(placed.stdout)
    assert answer["outcome"] == "resting"
    assert answer["status"] == "New"
    assert Decimal(answer["markPrice"]) < Decimal(price)
    assert [row["symbol"] for row in answer["positions"]] == [LONG]

    listed = json.loads(headless("orders", "--symbol", LONG, *where, **sandbox.keys).stdout)
    (order,) = [row for row in listed if row["id"] == answer["orderId"]]
    assert (order["side"], order["price"], order["quantity"]) == ("Ask", price, "1.5")
    assert order["reduceOnly"] is True
    assert order["clientId"] == answer["clientId"]

    cancelled = headless(
        *("cancel", "--symbol", LONG, "--order-id", answer["orderId"], "--yes"),
        *where,
        **sandbox.keys,
    )
    assert cancelled.returncode == ExitCode.DONE, cancelled.stderr
    assert json.loads(cancelled.stdout)["outcome"] == "cancelled"
    after = json.loads(headless("orders", "--symbol", LONG, *where, **sandbox.keys).stdout)
    assert answer["orderId"] not in {row["id"] for row in after}


def test_a_dry_run_shows_the_order_and_sends_none(headless: Headless, sandbox: Sandbox) -> None:
    price = above_the_mark(headless, sandbox)
    where = (*sandbox.addresses, "--json")
    before = headless("orders", *where, **sandbox.keys).stdout
    done = headless(
        *("take-profit", "--symbol", LONG, "--price", price, "--dry-run"), *where, **sandbox.keys
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    answer = json.loads(done.stdout)
    assert answer["outcome"] == "dry run"
    assert answer["orderId"] is None
    assert answer["order"]["reduceOnly"] is True
    assert headless("orders", *where, **sandbox.keys).stdout == before


def test_every_broken_rule_is_named_and_nothing_is_sent(
    headless: Headless, sandbox: Sandbox
) -> None:
    before = headless("orders", "--json", *sandbox.addresses, **sandbox.keys).stdout
    done = headless(
        *("take-profit", "--symbol", LONG, "--price", "1.001", "--quantity", "999999"),
        *("--side", "Bid", "--yes", *sandbox.addresses),
        **sandbox.keys,
    )
    assert done.returncode == ExitCode.DENIED
    assert done.stdout == ""
    for words in ("tick", "mark", "closed by a sell", "free"):
        assert words.lower() in done.stderr.lower(), done.stderr
    assert headless("orders", "--json", *sandbox.addresses, **sandbox.keys).stdout == before


def test_without_yes_and_without_a_person_nothing_is_sent(
    headless: Headless, sandbox: Sandbox
) -> None:
    price = above_the_mark(headless, sandbox)
    done = headless(
        *("take-profit", "--symbol", LONG, "--price", price, *sandbox.addresses), **sandbox.keys
    )
    assert done.returncode == ExitCode.USAGE
    assert "--yes" in done.stderr


def test_an_unknown_symbol_is_told_with_near_ones(headless: Headless, sandbox: Sandbox) -> None:
    done = headless(
        *("take-profit", "--symbol", "SOL_USDC_PREP", "--price", "100", *sandbox.addresses),
        **sandbox.keys,
    )
    assert done.returncode == ExitCode.USAGE
    assert LONG in done.stderr


def test_a_mismatched_secret_is_refused_before_any_network(headless: Headless) -> None:
    nowhere = ("--rest-url", "http://127.0.0.1:9", "--ws-url", "ws://127.0.0.1:9")
    done = headless(
        *("positions", *nowhere),
        BACKPACK_API_KEY="A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
        BACKPACK_API_SECRET="AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
    )
    assert done.returncode == ExitCode.USAGE
    assert "AgICAgIC" not in done.stderr


def test_an_order_that_is_not_there_is_said_to_be_gone(
    headless: Headless, sandbox: Sandbox
) -> None:
    done = headless(
        *("cancel", "--symbol", LONG, "--order-id", "424242", "--yes", "--json"),
        *sandbox.addresses,
        **sandbox.keys,
    )
    assert done.returncode == ExitCode.REJECTED
    assert json.loads(done.stdout)["outcome"] == "not open"


def test_an_order_whose_fate_an_earlier_run_did_not_learn_is_looked_up_first(
    headless: Headless, sandbox: Sandbox, tmp_path: Path
) -> None:
    price = above_the_mark(headless, sandbox)
    exit_command = ("take-profit", "--symbol", LONG, "--price", price, "--quantity", "1.5", "--yes")
    first = headless(*exit_command, "--json", *sandbox.addresses, **sandbox.keys)
    assert first.returncode == ExitCode.DONE, first.stderr
    placed = json.loads(first.stdout)
    state = tmp_path / ".local" / "state" / "backpack-tui"
    with closing(connect(state / f"journal-{fingerprint(sandbox.api_key)}.sqlite")) as journal:
        (sent,) = intents(journal)
        append(journal, [replace(sent, status=IntentStatus.SENDING)], sent.recorded_ms, None)

    second = headless(*exit_command, "--json", *sandbox.addresses, **sandbox.keys)
    assert second.returncode == ExitCode.DONE, second.stderr
    assert str(placed["clientId"]) in second.stderr
    assert f"order {placed['orderId']}" in second.stderr

    third = headless(*exit_command, "--json", *sandbox.addresses, **sandbox.keys)
    assert str(placed["clientId"]) not in third.stderr


def test_ctrl_c_at_the_question_ends_at_once_and_sends_nothing(
    headless: Headless, sandbox: Sandbox, start: Start
) -> None:
    price = above_the_mark(headless, sandbox)
    before = headless("orders", "--json", *sandbox.addresses, **sandbox.keys).stdout
    terminal = start(
        *("take-profit", "--symbol", LONG, "--price", price), *sandbox.addresses, **sandbox.keys
    )
    terminal.until("Type yes")
    terminal.press("\x03")
    assert terminal.wait(30) == INTERRUPTED
    assert headless("orders", "--json", *sandbox.addresses, **sandbox.keys).stdout == before


def test_a_reader_that_leaves_early_is_no_crash(sandbox: Sandbox, tmp_path: Path) -> None:
    """As `backpack-tui markets | head -1` does."""
    with running(
        [sys.executable, "-m", "tui", "markets", *sandbox.addresses],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment(tmp_path),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(30) == 128 + signal.SIGPIPE
        assert process.stderr.read() == ""
