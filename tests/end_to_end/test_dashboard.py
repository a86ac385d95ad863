"""The dashboard as a trader meets it: a process on a terminal, its own sandbox behind it."""

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Sandbox, Start
from tests.fakes.terminal import LEFT_ALTERNATE_SCREEN, SHOWN_CURSOR, Terminal
from tui.cli.exits import ExitCode

_MARK = re.compile(r"[Mm]ark\s+([0-9][0-9,]*\.[0-9]+)")


def mark_of(terminal: Terminal) -> float:
    found = _MARK.search(terminal.text)
    assert found, terminal.text
    return float(found[1].replace(",", ""))


def ready(terminal: Terminal) -> Terminal:
    """Live: positions are shown and nothing stands in the way of an order."""
    terminal.until("SANDBOX")
    terminal.until(lambda text: "LONG" in text and _MARK.search(text) is not None)
    terminal.until("streaming")
    return terminal


def resting_at(price: str, text: str) -> bool:
    """Whether the list of orders shows an order of the exchange at `price`, not only our intent."""
    return any("SELL" in line and price in line and "resting" in line for line in text.splitlines())


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pids: list[int], seconds: float = 10.0) -> bool:
    """Whether all of `pids` end within `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(is_alive(pid) for pid in pids):
            return True
        os.sched_yield()
    return False


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 36), (160, 48)])
def test_a_take_profit_is_planned_confirmed_seen_resting_and_cancelled(
    start: Start, columns: int, lines: int
) -> None:
    terminal = ready(start("--symbol", "SOL_USDC_PERP", columns=columns, lines=lines))
    price = f"{mark_of(terminal) * 1.2:.2f}"

    terminal.press("t")
    terminal.until("SELL")
    terminal.press(price)
    terminal.until("RESTS")
    terminal.press("\r")
    terminal.until("reduceOnly")
    terminal.until("y sign and send")
    terminal.press("y")
    terminal.until(lambda text: "Resting" in text and "reduceOnly" not in text)
    terminal.until(lambda text: price in text)

    terminal.press("2")
    terminal.until("━ ORDERS")
    terminal.until(lambda text: resting_at(price, text))
    terminal.press("x")
    terminal.until("cancel it")
    terminal.press("y")
    terminal.until("Cancelled")

    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text
    assert LEFT_ALTERNATE_SCREEN in terminal.received


def test_two_enters_and_two_confirms_make_one_order(start: Start) -> None:
    terminal = ready(start())
    price = f"{mark_of(terminal) * 1.25:.2f}"
    terminal.press("t")
    terminal.until("SELL")
    terminal.press(price)
    terminal.until("RESTS")
    terminal.press("\r\r\r")
    terminal.until("reduceOnly")
    terminal.until("y sign and send")
    terminal.press("yyyy\r\ry")
    terminal.until("Resting")
    terminal.until(lambda text: "reduceOnly" not in text)
    orders = [line for line in terminal.text.splitlines() if "SELL" in line and price in line]
    assert len([line for line in orders if "exit" in line.lower()]) <= 1
    assert terminal.text.count("Resting: ") <= 2  # the toast and the log, of one order


ENDINGS: list[tuple[str, Callable[[Terminal], None], int]] = [
    ("ctrl-c", lambda terminal: terminal.press("\x03"), 0),
    ("q", lambda terminal: terminal.press("q"), 0),
    ("SIGTERM", lambda terminal: terminal.process.send_signal(signal.SIGTERM), 143),
    ("SIGHUP", lambda terminal: terminal.process.send_signal(signal.SIGHUP), 129),
    ("SIGINT", lambda terminal: terminal.process.send_signal(signal.SIGINT), 130),
]


@pytest.mark.parametrize(("name", "end", "code"), ENDINGS, ids=[name for name, _, _ in ENDINGS])
def test_fault_l02_every_way_out_restores_the_terminal_and_ends_the_sandbox(
    start: Start, name: str, end: Callable[[Terminal], None], code: int
) -> None:
    del name
    terminal = ready(start())
    exchange = children_of(terminal.process.pid)
    assert exchange
    end(terminal)
    assert terminal.wait() == code
    assert LEFT_ALTERNATE_SCREEN in terminal.received
    assert (
        SHOWN_CURSOR
        in terminal.received.rpartition(LEFT_ALTERNATE_SCREEN)[2]
        + (terminal.received.rpartition(LEFT_ALTERNATE_SCREEN)[0][-200:])
    )
    assert gone(exchange)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_the_first_frame_leaves_nothing_behind(
    start: Start, number: signal.Signals
) -> None:
    terminal = start()
    until = time.monotonic() + 20
    while not (exchange := children_of(terminal.process.pid)) and time.monotonic() < until:
        terminal.read(0.01)
    terminal.process.send_signal(number)
    assert terminal.wait() != 0
    assert b"Traceback" not in terminal.received
    assert gone(exchange)


def test_killing_the_dashboard_ends_its_sandbox(start: Start) -> None:
    terminal = ready(start())
    exchange = children_of(terminal.process.pid)
    terminal.process.kill()
    terminal.process.wait(10)
    assert gone(exchange)


def test_closing_the_window_ends_everything(start: Start) -> None:
    terminal = ready(start())
    exchange = children_of(terminal.process.pid)
    terminal.hang_up()
    terminal.process.wait(15)
    assert gone(exchange)


def test_a_dead_sandbox_is_shown_and_closes_the_exits(start: Start) -> None:
    terminal = ready(start())
    (exchange,) = children_of(terminal.process.pid)
    os.kill(exchange, signal.SIGKILL)
    terminal.until("link down")
    terminal.until("sandbox exchange ended")
    terminal.press("t")
    terminal.until("SELL")
    terminal.press("150")
    terminal.press("\r")
    terminal.until(lambda text: "link" in text.lower())
    assert "reduceOnly" not in terminal.text
    terminal.press("\x1b")
    terminal.until(lambda text: "TAKE PROFIT" not in text)
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text


def test_a_terminal_that_is_too_small_says_what_it_needs_and_recovers(start: Start) -> None:
    terminal = start(columns=40, lines=10)
    terminal.until(lambda text: "40" in text and "10" in text)
    terminal.resize(100, 30)
    ready(terminal)
    for columns, lines in ((10, 3), (1, 1), (120, 36)):
        terminal.resize(columns, lines)
        terminal.read(0.3)
    ready(terminal)
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text


def test_fault_l20_a_terminal_that_is_not_set_to_utf8_is_told_how_to_be(start: Start) -> None:
    terminal = start(PYTHONIOENCODING="latin-1")
    assert terminal.wait(30) == ExitCode.USAGE
    assert "set LC_ALL, for example to C.UTF-8" in terminal.text.replace("\n", " ")


@pytest.mark.parametrize(
    ("symbol", "said"),
    [("SOL_USDC_PREP", "SOL_USDC_PERP"), ("sol", "no market"), ("\x1b[31mX", "no market")],
)
def test_an_unknown_symbol_ends_with_a_sentence(start: Start, symbol: str, said: str) -> None:
    terminal = start("--symbol", symbol)
    assert terminal.wait(30) == ExitCode.USAGE
    assert said in terminal.text
    assert b"\x1b[31m" not in terminal.received


def test_with_a_key_and_another_exchange_it_is_live(start: Start, sandbox: Sandbox) -> None:
    terminal = start("--symbol", "SOL_USDC_PERP", *sandbox.addresses, **sandbox.keys)
    text = terminal.until(lambda text: "LIVE" in text and "LONG" in text)
    assert "SANDBOX" not in text
    assert sandbox.api_secret.encode() not in terminal.received
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text


def test_read_only_never_sends(start: Start, sandbox: Sandbox) -> None:
    terminal = start("--read-only", *sandbox.addresses, **sandbox.keys)
    terminal.until(lambda text: "READ-ONLY" in text and "LONG" in text)
    terminal.press("t")
    terminal.until("READ-ONLY · cannot send")
    terminal.press("150")
    terminal.until("RESTS at 150")
    terminal.press("\r")
    terminal.until("nothing can be sent")
    assert "y sign and send" not in terminal.text
    terminal.press("y")
    for card in ("REVIEW", "TAKE PROFIT"):
        terminal.press("\x1b")
        terminal.until(lambda text, card=card: card not in text)  # type: ignore[misc]
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text
