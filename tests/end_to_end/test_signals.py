"""Told to end with an order on its way: the order is not abandoned, and the next start knows it.

The sandbox answers late. By its own count of the fault the test knows that the request has left.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import ROOT, Sandbox, Start, environment
from tests.fakes.processes import running
from tests.fakes.terminal import LEFT_ALTERNATE_SCREEN, SHOWN_CURSOR, Terminal
from tui.actions.journal import fingerprint
from tui.actions.journal_file import connect, intents
from tui.cli.exits import ExitCode
from tui.domain.intent import Intent, IntentStatus

Headless = Callable[..., subprocess.CompletedProcess[str]]
LONG = "SOL_USDC_PERP"

LATE = {"kind": "late", "ms": 2_500, "method": "POST", "path": "/api/v1/order", "count": 1}
"""Accepted after a while, and answered then."""

NO_ANSWER = {**LATE, "kind": "delay-after", "ms": 14_000}
"""Accepted at once, and answered when nobody listens any more."""

NO_WORD = {"kind": "missing", "stream": "account.orderUpdate"}
"""The stream does not tell of it either."""

_BUG = """
import os
from pathlib import Path

from tui.ui.screens.dashboard import DashboardScreen

_original = DashboardScreen.paint


def paint(*arguments):
    if Path(os.environ["BUG_WHEN"]).exists():
        raise RuntimeError("a bug")
    return _original(*arguments)


DashboardScreen.paint = paint
"""


def control(sandbox: Sandbox, fault: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Set `fault`, and return all that are set."""
    body = None if fault is None else json.dumps(fault).encode()
    request = urllib.request.Request(  # noqa: S310  # http, to this machine
        f"{sandbox.rest}/sandbox/faults", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # as above
        listed: list[dict[str, Any]] = json.loads(answer.read())
    return listed


def sent(sandbox: Sandbox, meanwhile: Callable[[], object] = os.sched_yield) -> None:
    """Wait until the order has reached the exchange."""
    until = time.monotonic() + 30
    while not any(each["struck"] for each in control(sandbox) if each.get("method") == "POST"):
        assert time.monotonic() < until
        meanwhile()


def written_all(home: Path, sandbox: Sandbox) -> list[Intent]:
    """Every intent of the journal, oldest first."""
    name = f"journal-{fingerprint(sandbox.api_key)}.sqlite"
    with closing(connect(home / ".local" / "state" / "backpack-tui" / name)) as journal:
        return intents(journal)


def written(home: Path, sandbox: Sandbox) -> Intent:
    """The one intent of the journal."""
    (found,) = written_all(home, sandbox)
    return found


def price_of(headless: Headless, sandbox: Sandbox) -> str:
    """A price at which the exit of the long rests."""
    done = headless("positions", "--symbol", LONG, "--json", *sandbox.addresses, **sandbox.keys)
    (position,) = json.loads(done.stdout)
    return str((Decimal(position["markPrice"]) * Decimal("1.2")).quantize(Decimal("0.01")))


def ours_on_the_exchange(headless: Headless, sandbox: Sandbox, intent: Intent) -> int:
    """How many orders carry the client id of `intent`."""
    done = headless("orders", "--json", *sandbox.addresses, **sandbox.keys)
    return [row["clientId"] for row in json.loads(done.stdout)].count(intent.client_id)


def submit(start: Start, sandbox: Sandbox, price: str, **env: str) -> Terminal:
    """A dashboard with an order on its way."""
    terminal = start(*sandbox.addresses, **sandbox.keys, **env)
    terminal.until(lambda text: "LIVE" in text and "LONG" in text and "streaming" in text)
    terminal.press("t")
    terminal.until("SELL")
    terminal.press(price)
    terminal.until("RESTS")
    terminal.press("\r")
    terminal.until("y sign and send")
    terminal.press("y")
    sent(sandbox, lambda: terminal.read(0.01))
    return terminal


def restarted(start: Start, sandbox: Sandbox, price: str) -> None:
    """The dashboard again: it knows the order, and the gates are open."""
    terminal = start(*sandbox.addresses, **sandbox.keys)
    terminal.until(
        lambda text: any(price in line and "resting" in line for line in text.splitlines())
    )
    terminal.until(lambda text: "streaming" in text and "Orders are blocked" not in text)
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text


def gives_the_terminal_back(terminal: Terminal) -> bool:
    drawn, left, after = bytes(terminal.received).rpartition(LEFT_ALTERNATE_SCREEN)
    return bool(left) and SHOWN_CURSOR in drawn[-200:] + after


def left(terminal: Terminal, how: str) -> int:
    """The exit code; a terminal that is still there is read meanwhile."""
    return terminal.process.wait(30) if how == "a closed window" else terminal.wait(30)


Ending = Callable[[Terminal, Path], None]


def by(number: signal.Signals) -> Ending:
    return lambda terminal, _: terminal.process.send_signal(number)


ENDINGS: dict[str, tuple[Ending, int]] = {
    "SIGTERM": (by(signal.SIGTERM), 143),
    "SIGHUP": (by(signal.SIGHUP), 129),
    "SIGINT": (by(signal.SIGINT), 130),
    "a closed window": (lambda terminal, _: terminal.hang_up(), 129),
    "a bug": (lambda _, trigger: trigger.touch(), 1),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_faults_l02_l03_l19_an_order_on_its_way_is_waited_for_however_the_dashboard_ends(
    start: Start, sandbox: Sandbox, headless: Headless, tmp_path: Path, how: str
) -> None:
    end, code = ENDINGS[how]
    (tmp_path / "buggy").mkdir()
    (tmp_path / "buggy" / "sitecustomize.py").write_text(_BUG)
    trigger = tmp_path / "now"
    price = price_of(headless, sandbox)
    control(sandbox, LATE)
    env = {"PYTHONPATH": f"{tmp_path / 'buggy'}:{ROOT}", "BUG_WHEN": str(trigger)}
    terminal = submit(start, sandbox, price, **env)
    end(terminal, trigger)
    assert left(terminal, how) == code
    if how != "a closed window":
        assert gives_the_terminal_back(terminal)
        after = terminal.received.rpartition(LEFT_ALTERNATE_SCREEN)[2]
        assert b"s for an order that is on its way" in after
    intent = written(tmp_path, sandbox)
    assert intent.status is IntentStatus.RESTING
    assert ours_on_the_exchange(headless, sandbox, intent) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminal_that_takes_nothing_does_not_hold_up_an_order_or_the_end(
    start: Start, sandbox: Sandbox, headless: Headless, tmp_path: Path, number: signal.Signals
) -> None:
    """As when it is held by Ctrl-S, or hangs on a dead connection."""
    price = price_of(headless, sandbox)
    control(sandbox, LATE)
    terminal = submit(start, sandbox, price)
    terminal.process.send_signal(number)
    assert terminal.process.wait(30) == 128 + number
    assert written(tmp_path, sandbox).status is IntentStatus.RESTING


@pytest.mark.parametrize("how", ["SIGTERM", "a closed window"])
def test_fault_l02_an_order_without_an_answer_is_left_as_unknown_and_found_by_the_next_start(
    start: Start, sandbox: Sandbox, headless: Headless, tmp_path: Path, how: str
) -> None:
    end, code = ENDINGS[how]
    price = price_of(headless, sandbox)
    for fault in (NO_ANSWER, NO_WORD):
        control(sandbox, fault)
    terminal = submit(start, sandbox, price)
    end(terminal, tmp_path)
    assert left(terminal, how) == code
    intent = written(tmp_path, sandbox)
    assert intent.status is IntentStatus.UNKNOWN

    restarted(start, sandbox, price)
    assert written(tmp_path, sandbox).status is IntentStatus.RESTING
    assert ours_on_the_exchange(headless, sandbox, intent) == 1


def test_fault_l01_a_dashboard_that_is_killed_with_an_order_on_its_way_finds_it_again(
    start: Start, sandbox: Sandbox, headless: Headless, tmp_path: Path
) -> None:
    price = price_of(headless, sandbox)
    control(sandbox, LATE)
    terminal = submit(start, sandbox, price)
    terminal.process.kill()
    terminal.process.wait(10)
    intent = written(tmp_path, sandbox)
    assert intent.status is IntentStatus.SENDING

    restarted(start, sandbox, price)
    assert written(tmp_path, sandbox).status is IntentStatus.RESTING
    assert ours_on_the_exchange(headless, sandbox, intent) == 1


def exit_words(price: str) -> tuple[str, ...]:
    return ("--symbol", LONG, "--price", price, "--quantity", "1.5", "--yes", "--json")


def exit_order(
    sandbox: Sandbox, price: str, home: Path
) -> "AbstractContextManager[subprocess.Popen[str]]":
    """`take-profit --yes` as a script runs it."""
    return running(
        [sys.executable, "-m", "tui", "take-profit", *exit_words(price), *sandbox.addresses],
        env=environment(home, **sandbox.keys),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_fault_l02_a_command_told_to_end_waits_for_its_order_tells_it_and_leaves_by_the_signal(
    sandbox: Sandbox, headless: Headless, tmp_path: Path, number: signal.Signals
) -> None:
    price = price_of(headless, sandbox)
    control(sandbox, LATE)
    with exit_order(sandbox, price, tmp_path) as process:
        sent(sandbox)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 128 + number, err
    assert "for an order that is on its way" in err
    answer = json.loads(out)
    intent = written(tmp_path, sandbox)
    assert (answer["outcome"], answer["clientId"]) == ("resting", intent.client_id)
    assert intent.status is IntentStatus.RESTING
    assert ours_on_the_exchange(headless, sandbox, intent) == 1


def test_fault_l02_a_command_whose_order_is_not_answered_leaves_it_to_the_next_one(
    sandbox: Sandbox, headless: Headless, tmp_path: Path
) -> None:
    price = price_of(headless, sandbox)
    control(sandbox, NO_ANSWER)
    with exit_order(sandbox, price, tmp_path) as process:
        sent(sandbox)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM, err
    assert json.loads(out)["outcome"] == "unknown"
    intent = written(tmp_path, sandbox)
    # The look-up has begun by then, and may have found it.
    assert intent.status in {IntentStatus.UNKNOWN, IntentStatus.RESTING}

    again = headless("take-profit", *exit_words(price), *sandbox.addresses, **sandbox.keys)
    assert "UNKNOWN" not in again.stderr
    assert written_all(tmp_path, sandbox)[0].status is IntentStatus.RESTING
    assert ours_on_the_exchange(headless, sandbox, intent) == 1


def test_fault_l02_a_command_whose_terminal_is_closed_waits_for_its_order_too(
    start: Start, sandbox: Sandbox, headless: Headless, tmp_path: Path
) -> None:
    price = price_of(headless, sandbox)
    control(sandbox, LATE)
    order = ("--symbol", LONG, "--price", price, "--quantity", "1.5", "--yes")
    terminal = start("take-profit", *order, *sandbox.addresses, **sandbox.keys)
    sent(sandbox, lambda: terminal.read(0.01))
    terminal.hang_up()
    assert terminal.process.wait(20) == 128 + signal.SIGHUP
    assert written(tmp_path, sandbox).status is IntentStatus.RESTING


def test_fault_l02_a_command_that_has_sent_nothing_ends_at_once(
    start: Start, sandbox: Sandbox, headless: Headless, tmp_path: Path
) -> None:
    price = price_of(headless, sandbox)
    order = ("--symbol", LONG, "--price", price)
    for number in (signal.SIGTERM, signal.SIGHUP):
        terminal = start("take-profit", *order, *sandbox.addresses, **sandbox.keys)
        terminal.until("Type yes")
        terminal.process.send_signal(number)
        assert terminal.wait(10) == 128 + number
    assert written_all(tmp_path, sandbox) == []
