"""Two programs on one account: one can send, the other looks on and says who holds it."""

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Sandbox, Start
from tests.fakes.terminal import Terminal
from tui.cli.exits import ExitCode

Headless = Callable[..., subprocess.CompletedProcess[str]]
LONG = "SOL_USDC_PERP"


def live(start: Start, sandbox: Sandbox, **size: int) -> Terminal:
    """A dashboard that can send."""
    terminal = start(*sandbox.addresses, **sandbox.keys, **size)
    terminal.until(lambda text: "LIVE" in text and "LONG" in text and "streaming" in text)
    assert "READ-ONLY" not in terminal.text
    return terminal


def looking_on(terminal: Terminal, holder: Terminal) -> str:
    """Read-only, and says which process holds the account."""
    return terminal.until(
        lambda text: (
            "READ-ONLY" in text
            and f"(process {holder.process.pid}, since" in " ".join(text.split())
            and "LONG" in text
        )
    )


def open_orders(headless: Headless, sandbox: Sandbox) -> object:
    return json.loads(headless("orders", "--json", *sandbox.addresses, **sandbox.keys).stdout)


@pytest.mark.parametrize("columns", [80, 120])
def test_fault_l10_a_second_dashboard_looks_on_and_names_the_first(
    start: Start, sandbox: Sandbox, columns: int
) -> None:
    first = live(start, sandbox)
    second = start(*sandbox.addresses, **sandbox.keys, columns=columns)
    looking_on(second, first)
    second.press("t")
    second.until("READ-ONLY · cannot send")
    second.press("\x1b")
    second.until(lambda text: "TAKE PROFIT" not in text)
    second.press("2x")
    second.until("cancels nothing")
    second.press("q")
    assert second.wait() == ExitCode.DONE
    assert "READ-ONLY" not in first.text
    first.press("q")
    assert first.wait() == ExitCode.DONE


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_fault_l10_the_account_is_free_as_soon_as_its_holder_is_gone(
    start: Start, sandbox: Sandbox, number: signal.Signals
) -> None:
    first = live(start, sandbox)
    first.process.send_signal(number)
    first.wait()
    live(start, sandbox)


def test_fault_l10_a_command_that_would_send_is_denied_and_one_that_only_looks_is_not(
    start: Start, sandbox: Sandbox, headless: Headless
) -> None:
    first = live(start, sandbox)
    before = open_orders(headless, sandbox)
    where = (*sandbox.addresses, "--json")
    held = f"(process {first.process.pid}, since"
    order = ("--symbol", LONG, "--price", "900")

    for command in (
        ("take-profit", *order, "--yes"),
        ("cancel", "--symbol", LONG, "--order-id", "1", "--yes"),
    ):
        done = headless(*command, *where, **sandbox.keys)
        assert done.returncode == ExitCode.DENIED, done.stderr
        assert held in done.stderr
        assert done.stdout == ""

    dry = headless("take-profit", *order, "--dry-run", *where, **sandbox.keys)
    assert held in dry.stderr
    assert dry.returncode in {ExitCode.DONE, ExitCode.DENIED}  # by the rules of the market
    assert "read-only" in dry.stderr
    assert open_orders(headless, sandbox) == before


def test_a_state_directory_of_its_own_is_as_another_machine_and_may_send(
    start: Start, sandbox: Sandbox, tmp_path: Path
) -> None:
    live(start, sandbox)
    other = start(*sandbox.addresses, **sandbox.keys, BACKPACK_TUI_STATE_DIR=str(tmp_path / "o"))
    other.until(lambda text: "LIVE" in text and "LONG" in text)
    assert "READ-ONLY" not in other.text


def test_two_sandboxes_of_our_own_need_no_lock(start: Start) -> None:
    for _ in range(2):
        terminal = start()
        terminal.until(lambda text: "SANDBOX" in text and "LONG" in text)
        assert "READ-ONLY" not in terminal.text
