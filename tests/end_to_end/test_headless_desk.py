"""The commands as processes, against a sandbox exchange that runs as one more process."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import ON, Desk, Headless, Sandbox, Start
from tui.cli.exits import ExitCode


def rests(desk: Desk, *more: str, price: str = "110", quantity: str = "5") -> dict[str, Any]:
    """A reduce-only sell that rests."""
    placed = desk.ask(
        *("order", *ON, "--side", "Ask", "--quantity", quantity, "--price", price, "--yes"), *more
    )
    assert placed["outcome"] == "resting"
    assert isinstance(placed, dict)
    return placed


def test_a_quarter_is_closed_at_market_within_its_bound(desk: Desk) -> None:
    before = desk.held()
    dry = desk.ask("close", *ON, "--share", "25", "--dry-run")
    assert dry["request"]["method"] == "POST"
    assert '"reduceOnly":true' in dry["request"]["body"]
    assert dry["request"]["signedText"].startswith("instruction=orderExecute&clientId=")
    assert desk.held() == before

    done = desk.ask("close", *ON, "--share", "25", "--slippage", "1", "--yes")
    assert (done["outcome"], done["status"]) == ("filled", "Filled")
    assert desk.held() == before * Decimal("0.75")
    assert done["order"]["timeInForce"] == "IOC"
    assert Decimal(done["order"]["slippage"]) == Decimal("0.01")


def test_an_order_that_could_open_has_to_say_so(desk: Desk) -> None:
    buy = ("order", *ON, "--side", "Bid", "--quantity", "1", "--price", "90", "--yes")
    denied = desk.run(*buy)
    assert denied.returncode == ExitCode.DENIED
    assert denied.stdout == ""
    opened = desk.ask(*buy, "--open", "--post-only")
    assert (opened["outcome"], opened["order"]["reduceOnly"]) == ("resting", False)
    (order,) = desk.orders()
    assert (order["postOnly"], order["reduceOnly"]) == (True, False)


def test_a_batch_is_one_request_and_every_order_of_it_is_told(desk: Desk, tmp_path: Path) -> None:
    batch = tmp_path / "orders.json"
    rows = [{"side": "Ask", "quantity": "1", "price": price} for price in ("110", "111", "112")]
    batch.write_text(json.dumps(rows))
    dry = desk.ask("order", *ON, "--batch", str(batch), "--dry-run")
    assert (dry["request"]["path"], desk.orders()) == ("/api/v1/orders", [])
    done = desk.ask("order", *ON, "--batch", str(batch), "--yes")
    assert [row["outcome"] for row in done["orders"]] == ["resting"] * 3
    assert {row["price"] for row in desk.orders()} == {"110", "111", "112"}
    entries = desk.journal()["entries"]
    assert len({entry["batch"] for entry in entries}) == 1
    assert len({entry["steps"][1]["sent"]["digest"] for entry in entries}) == 1


def test_orders_are_cancelled_by_scope_and_what_is_out_of_it_stays(desk: Desk) -> None:
    kept = rests(desk)
    desk.ask("order", *ON, "--side", "Bid", "--quantity", "1", "--price", "90", "--open", "--yes")
    nobody = desk.run("cancel", *ON, "--side", "Bid")
    assert nobody.returncode == ExitCode.USAGE
    assert "cancel 1 order (all orders, Bid, on SOL_USDC_PERP" in nobody.stderr
    done = desk.ask("cancel", *ON, "--side", "Bid", "--yes")
    assert (done["count"], done["left"], done["outcome"]) == (1, 0, "done")
    assert [row["id"] for row in desk.orders()] == [kept["orderId"]]
    dry = desk.ask("cancel", "--all", "--exits", "--ours", "--dry-run")
    assert [each["method"] for each in dry["requests"]] == ["DELETE"]
    done = desk.ask("cancel", "--all", "--yes")
    assert [row["outcome"] for row in done["orders"]] == ["cancelled"]
    assert desk.orders() == []
    again = desk.ask("cancel", *ON, "--yes")
    assert again["outcome"] == "nothing to do"


def test_an_order_is_replaced_and_the_gap_is_told_and_written_down(desk: Desk) -> None:
    old = rests(desk)
    first = desk.ask("replace", *ON, "--order-id", old["orderId"], "--price", "112", "--yes")
    assert (first["policy"], first["uncoveredMs"], first["cancelled"]) == (
        *("place first", 0, "cancelled"),
    )
    whole = str(desk.held())
    second = desk.ask("replace", *ON, "--order-id", first["orderId"], "--quantity", whole, "--yes")
    assert (second["policy"], second["outcome"]) == ("cancel first", "resting")
    (order,) = desk.orders()
    assert (order["id"], order["price"], order["quantity"]) == (second["orderId"], "112", whole)
    (gap,) = desk.journal()["uncovered"]
    assert gap["lastedMs"] == second["uncoveredMs"] > 0


def test_the_kill_switch_holds_across_commands_until_it_is_unlocked(desk: Desk) -> None:
    rests(desk)
    assert desk.run("halt").returncode == ExitCode.USAGE
    done = desk.ask("halt", "--yes")
    assert (done["halted"], done["left"]) == (True, 0)
    assert desk.orders() == []
    sell = ("order", *ON, "--side", "Ask", "--quantity", "1", "--price", "110")
    dry = desk.ask(*sell, "--dry-run", code=ExitCode.DENIED)
    assert "kill switch" in dry["denials"][0]
    denied = desk.ask(*sell, "--yes", code=ExitCode.DENIED)
    assert denied["outcome"] == "denied"
    assert desk.orders() == []
    assert desk.ask("unlock", "--yes")["halted"] is False
    rests(desk)
    assert [each["on"] for each in desk.journal()["halts"]] == [True, False]


def test_a_typed_word_pulls_the_switch(start: Start, sandbox: Sandbox) -> None:
    terminal = start("halt", *sandbox.addresses, **sandbox.keys)
    terminal.until("Type halt")
    terminal.press("yes\r")
    assert terminal.wait(30) == ExitCode.DENIED


def test_the_leverage_limit_is_changed_and_read_back(desk: Desk) -> None:
    assert desk.ask("leverage", "--limit", "8", "--dry-run")["request"]["method"] == "PATCH"
    assert desk.ask("leverage", "--limit", "8", "--yes")["outcome"] == "done"
    assert desk.ask("leverage", "--limit", "9", "--dry-run")["before"] == "8"


def test_a_lost_answer_is_looked_up_and_the_order_is_sent_once(desk: Desk) -> None:
    desk.fault(kind="drop", method="POST", path="/api/v1/order", count=1)
    placed = rests(desk)
    assert [row["id"] for row in desk.orders()] == [placed["orderId"]]
    (entry,) = desk.journal()["entries"]
    steps = [step["status"] for step in entry["steps"]]
    assert steps[:3] == ["recorded", "sending", "unknown"]
    assert steps[-1] == "resting"


def test_an_order_nobody_can_tell_about_is_unknown_and_the_journal_says_so(
    desk: Desk, start: Start, sandbox: Sandbox
) -> None:
    """Told to end while it is looked up, it leaves the question to the next command."""
    desk.fault(kind="stall", method="POST", path="/api/v1/order", count=1)
    sell = ("order", *ON, "--side", "Ask", "--quantity", "1", "--price", "110", "--yes", "--json")
    terminal = start(*sell, *sandbox.addresses, **sandbox.keys)
    terminal.until("UNKNOWN", seconds=40)
    (entry,) = desk.journal()["entries"]
    assert entry["status"] == "unknown"
    assert entry["steps"][1]["sent"]["window"] == 5_000
    terminal.press("\x03")
    assert terminal.wait(30) == 130
    assert '"outcome": "unknown"' in terminal.text
    assert desk.orders() == []


def test_an_order_the_exchange_refuses_is_rejected_and_so_says_the_journal(desk: Desk) -> None:
    desk.fault(kind="bad-signature", method="POST", path="/api/v1/order", count=1)
    sell = ("order", *ON, "--side", "Ask", "--quantity", "1", "--price", "110", "--yes")
    refused = desk.ask(*sell, code=ExitCode.REJECTED)
    assert refused["outcome"] == "rejected"
    (entry,) = desk.journal()["entries"]
    assert (entry["status"], entry["orderId"]) == ("rejected", None)


def test_a_position_that_is_gone_is_denied_and_nothing_is_written_down(desk: Desk) -> None:
    desk.position("close")
    denied = desk.run("close", *ON, "--yes")
    assert denied.returncode == ExitCode.DENIED
    assert "no open position" in denied.stderr


def test_the_journal_is_read_while_the_dashboard_holds_it_and_without_key_or_network(
    desk: Desk, start: Start, sandbox: Sandbox
) -> None:
    placed = rests(desk)
    terminal = start(*sandbox.addresses, **sandbox.keys)
    terminal.until(lambda text: "LIVE" in text and "streaming" in text)
    (entry,) = desk.journal()["entries"]
    assert entry["orderId"] == placed["orderId"]
    looked = desk.ask("doctor")
    assert looked["wrong"] is False
    held = [each["words"] for each in looked["findings"] if each["about"] == "lock"]
    assert f"process {terminal.process.pid}" in held[0]
    assert "READ-ONLY" not in terminal.text
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text


def test_a_check_up_finds_what_is_wrong_and_changes_nothing(
    desk: Desk, headless: Headless, sandbox: Sandbox
) -> None:
    before = desk.orders(), desk.held()
    found = desk.ask("doctor")["findings"]
    assert {"key", "requests", "clock", "streams", "account stream", "state", "limits"} <= {
        each["about"] for each in found
    }
    nowhere = ("--rest-url", "http://127.0.0.1:9", "--ws-url", "ws://127.0.0.1:9")
    down = headless("doctor", *nowhere, **sandbox.keys)
    assert down.returncode == ExitCode.NOT_CONNECTED
    assert "wrong   requests" in down.stdout
    assert (desk.orders(), desk.held()) == before
    assert sandbox.api_secret not in down.stdout + down.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("close", *ON, "--at", "bid", "--slippage", "1"),
        ("order", *ON, "--side", "Ask", "--quantity", "1"),
        ("cancel", "--side", "Bid"),
        ("replace", *ON, "--order-id", "1"),
        ("leverage", "--limit", "0.5"),
        ("journal", "--since", "yesterday"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_before_any_network(
    headless: Headless, command: tuple[str, ...]
) -> None:
    done = headless(*command)
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("backpack-tui: ")
    assert done.stdout == ""
