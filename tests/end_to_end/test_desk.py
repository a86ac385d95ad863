"""The order desk by its keys, on a terminal, against an exchange that is a process of its own."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.end_to_end.conftest import ON, Desk, Sandbox, Start
from tests.fakes.terminal import Terminal
from tui.cli.exits import ExitCode

F3 = "\x1bOR"
DOWN = "\x1b[B"
RIGHT = "\x1b[C"
SELL = ("order", *ON, "--side", "Ask", "--yes")

Open = Callable[[], Terminal]


@pytest.fixture
def trading(start: Start, sandbox: Sandbox) -> Open:
    """Open the dashboard on the account; live once nothing stands in the way of an order."""

    def opened() -> Terminal:
        terminal = start(*ON, *sandbox.addresses, **sandbox.keys)
        terminal.until(lambda text: "LIVE" in text and "LONG" in text and "streaming" in text)
        terminal.until(lambda text: re.search(r"mark [0-9]", text) is not None)
        return terminal

    return opened


def leave(terminal: Terminal) -> None:
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text


def rows(terminal: Terminal, *words: str) -> list[str]:
    """The lines of the screen that have all of `words`."""
    return [line for line in terminal.text.splitlines() if all(word in line for word in words)]


def shown(*words: str) -> Callable[[str], bool]:
    """Whether one line has all of `words`."""
    return lambda text: any(all(word in line for word in words) for line in text.splitlines())


def closed(terminal: Terminal) -> None:
    """Close the card on top: an Escape with a key behind it would be another key."""
    terminal.until("esc close")
    terminal.press("\x1b")
    terminal.until(lambda text: "esc close" not in text)


def reviewed(terminal: Terminal) -> str:
    """The review card once it takes a yes."""
    terminal.press("\r")
    return terminal.until("y sign and send")


def test_half_of_a_position_is_closed_at_market(trading: Open, desk: Desk) -> None:
    before = desk.held()
    terminal = trading()
    terminal.press("C")
    terminal.until("REDUCES RISK: closes 100.0%")
    terminal.press(F3)
    terminal.until("REDUCES RISK: closes 50.0%")
    assert "no worse than" in reviewed(terminal)
    terminal.press("y")
    terminal.until("Filled")
    terminal.until(shown("SOL", "LONG", f"{before / 2:.2f}"))
    leave(terminal)
    assert desk.held() == before / 2


def test_an_order_that_opens_takes_a_word_before_the_yes(trading: Open, desk: Desk) -> None:
    before = desk.held()
    terminal = trading()
    terminal.press("o")
    terminal.until("Reduce-only")
    # All at once, as over a slow line: buy, not reduce-only, 1.5 after a slip, at the price 70.
    terminal.press("b\tn\t1.7\x7f5\t\t70")
    terminal.until("RESTS at 70")
    terminal.press("\r")
    terminal.until("Type open to unlock y")
    terminal.press("y")
    assert not rows(terminal, "BUY", "resting")
    terminal.press("open")
    terminal.until("y sign and send")
    terminal.press("y")
    terminal.until(shown("BUY", "70.00", "resting"))
    leave(terminal)
    (order,) = desk.orders()
    assert (order["side"], order["price"], order["quantity"]) == ("Bid", "70", "1.5")
    assert order["reduceOnly"] is False
    assert desk.held() == before


def test_an_order_is_replaced_and_the_new_one_stands_in_its_place(
    trading: Open, desk: Desk
) -> None:
    placed = desk.ask(*SELL, "--quantity", "5", "--price", "110")
    terminal = trading()
    terminal.until(shown("SELL", "110.00", "resting"))
    terminal.press("2")
    terminal.until("━ ORDERS")
    terminal.press("e")
    terminal.until("instead of: sell 5 SOL at 110")
    terminal.press("\x7f\x7f\x7f112")
    terminal.until("PLACE FIRST")
    reviewed(terminal)
    terminal.press("y")
    terminal.until(shown("SELL", "112.00", "resting"))
    terminal.until(lambda text: not shown("SELL", "110.00", "resting")(text))
    leave(terminal)
    (order,) = desk.orders()
    assert (order["price"], order["quantity"], order["reduceOnly"]) == ("112", "5", True)
    assert order["id"] != placed["orderId"]
    assert desk.journal()["uncovered"] == []


def test_orders_are_cancelled_by_scope_after_a_look_at_them(trading: Open, desk: Desk) -> None:
    for price in ("110", "111"):
        desk.ask(*SELL, "--quantity", "2", "--price", price)
    terminal = trading()
    terminal.until(shown("SELL", "111.00", "resting"))
    terminal.press("X")
    terminal.until("It would cancel 2 orders")
    terminal.press("\r")
    terminal.until("y cancel 2 orders")
    terminal.press("y")
    terminal.until("cancelled")
    terminal.until("No open order.")
    closed(terminal)
    leave(terminal)
    assert desk.orders() == []


def test_the_kill_switch_cancels_what_rests_and_holds_until_it_is_unlocked(
    trading: Open, desk: Desk
) -> None:
    desk.ask(*SELL, "--quantity", "5", "--price", "110")
    held = desk.held()
    terminal = trading()
    terminal.until(shown("SELL", "110.00", "resting"))
    terminal.press("K")
    terminal.until("Type HALT to stop")
    terminal.press("HALT")
    terminal.until("Cancelled: sell 5 SOL at 110")
    closed(terminal)
    terminal.until("No open order.")
    leave(terminal)
    assert (desk.orders(), desk.held()) == ([], held)

    again = trading()
    again.until("HALTED")
    again.press("C")
    again.until("✗ The kill switch is on")
    closed(again)
    again.press("K")
    again.until("UNLOCK")
    again.press("UNLOCK")
    again.until("Type HALT to stop")
    closed(again)
    assert "HALTED since" not in again.text
    leave(again)
    assert [each["on"] for each in desk.journal()["halts"]] == [True, False]


def test_the_gates_show_what_is_shut_and_what_of_the_limits_is_used(
    trading: Open, desk: Desk
) -> None:
    desk.ask(*SELL, "--quantity", "5", "--price", "110")
    terminal = trading()
    terminal.press("D")
    terminal.until("● kill switch off")
    terminal.until(shown("orders within 60 s", "1 of 10"))
    terminal.press("\x1b")
    terminal.until("POSITIONS")
    leave(terminal)


def test_an_order_whose_answer_is_lost_is_found_and_its_card_tells_how(
    trading: Open, desk: Desk
) -> None:
    terminal = trading()
    terminal.press("t")
    terminal.until("SELL")
    terminal.press("120")
    terminal.until("RESTS at 120")
    reviewed(terminal)
    desk.fault(kind="drop", method="POST", path="/api/v1/order", count=1)
    # What tells of the order beside the answer: the stream, and look-ups after the last reading.
    desk.fault(kind="missing", stream="account.orderUpdate", count=5)
    desk.fault(kind="error", method="GET", path="/api/v1/order", skip=1, count=4)
    terminal.press("y")
    terminal.until(shown("SELL", "UNKNOWN, proof in"))
    terminal.press("2")
    terminal.until("━ ORDERS")
    terminal.press("\r")
    terminal.until("UNKNOWN ORDER")
    terminal.until(shown("open orders", "no answer"))
    terminal.until("RESTING ORDER")
    closed(terminal)
    terminal.until(shown("SELL", "120.00", "resting"))
    leave(terminal)
    (order,) = desk.orders()
    (entry,) = desk.journal()["entries"]
    assert (entry["orderId"], entry["status"]) == (order["id"], "resting")
    steps = [step["status"] for step in entry["steps"]]
    assert steps == ["recorded", "sending", "unknown", "resting"]
    assert Decimal(order["price"]) == 120
