from decimal import Decimal
from typing import Any

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine

SOL = "SOL_USDC_PERP"


@pytest.fixture(scope="module")
def client() -> EngineClient:
    client = EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))
    for number in range(5):
        client.order(side="Ask", orderType="Market", quantity="0.1", clientId=number)
        client.wait(0.1)
    client.order(side="Ask", orderType="Limit", price="120", quantity="1", clientId=9)
    return client


def _ids(rows: Any) -> list[int]:
    return [int(row["id"]) for row in rows]


def test_pages_are_counted_in_headers(client: EngineClient) -> None:
    answer = client.ask(
        "GET", "/wapi/v1/history/orders", ("symbol", SOL), ("limit", "3"), ("offset", "3")
    )
    assert answer.headers == (
        ("X-Current-Page", "2"),
        ("X-Page-Count", "3"),
        ("X-Page-Size", "3"),
        ("X-Total", "7"),
    )


def test_rows_come_newest_first_unless_asked_otherwise(client: EngineClient) -> None:
    newest = _ids(client.get("/wapi/v1/history/orders"))
    oldest = _ids(client.get("/wapi/v1/history/orders", sortDirection="Asc"))
    assert newest == sorted(newest, reverse=True) == oldest[::-1]


@pytest.mark.parametrize(
    "bad", [{"limit": "0"}, {"limit": "1001"}, {"offset": "-1"}, {"sortDirection": "up"}]
)
def test_impossible_pages_are_refused(client: EngineClient, bad: dict[str, str]) -> None:
    assert client.ask("GET", "/wapi/v1/history/fills", *bad.items()).status == 400


def test_fills_can_be_asked_for_by_order_and_by_time(client: EngineClient) -> None:
    fills = client.get("/wapi/v1/history/fills", symbol=SOL)
    newest = fills[0]
    assert newest["clientId"] == "4"
    same = client.get("/wapi/v1/history/fills", orderId=newest["orderId"])
    assert same == [fill for fill in fills if fill["orderId"] == newest["orderId"]]
    now = str(START_US // 1000)
    later = client.get("/wapi/v1/history/fills", **{"from": now})
    earlier = client.get("/wapi/v1/history/fills", to=now)
    assert len(later) + len(earlier) == len(client.get("/wapi/v1/history/fills"))
    assert all(fill["clientId"] is not None for fill in later)
    assert all(fill["clientId"] is None for fill in earlier)


def test_fills_by_their_kind(client: EngineClient) -> None:
    assert client.get("/wapi/v1/history/fills", fillType="Liquidation") == []
    everything = client.get("/wapi/v1/history/fills")
    assert client.get("/wapi/v1/history/fills", fillType="User") == everything
    assert client.ask("GET", "/wapi/v1/history/fills", ("fillType", "Mine")).status == 400


def test_spot_has_no_history(client: EngineClient) -> None:
    for name in ("fills", "orders"):
        assert client.get(f"/wapi/v1/history/{name}", marketType="SPOT") == []


def test_a_closed_position_moves_to_the_closed_ones() -> None:
    client = EngineClient(Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT}))
    client.order(side="Ask", orderType="Market", quantity="25", reduceOnly=True)
    (row,) = client.get("/wapi/v1/history/position", state="Closed")
    assert (row["symbol"], row["netQuantity"], row["closedVolume"]) == (SOL, "0", "25")
    gained = (Decimal(row["closingPrice"]) - Decimal(row["entryPrice"])) * 25
    assert abs(gained - Decimal(row["cumulativePnlRealized"])) < Decimal("0.00001")
    (row,) = client.get("/wapi/v1/history/position", state="Open")
    assert row["closedAt"] is None


def test_fees_and_funding_are_settlements(client: EngineClient) -> None:
    rows = client.get("/wapi/v1/history/settlement", source="TradingFees")
    fees = [Decimal(fill["fee"]) for fill in client.get("/wapi/v1/history/fills")]
    assert sum(Decimal(row["quantity"]) for row in rows) == -sum(fees)
    assert client.get("/wapi/v1/history/settlement", source="FundingPayment")


def test_settlements_explain_the_cash_to_the_last_digit(client: EngineClient) -> None:
    for quantity in ("3", "0.5", "7.25"):
        client.order(side="Ask", orderType="Market", quantity=quantity)
    rows = client.get("/wapi/v1/history/settlement", limit="1000")
    cash = client.engine._core.ledger.accounts[KEY].cash
    assert 10_000 + sum(Decimal(row["quantity"]) for row in rows) == cash
    assert {"TradingFees", "FundingPayment", "RealizePnl"} == {row["source"] for row in rows}


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("settlement", "source", "Nonsense"),
        ("fills", "fillType", "user"),
        ("position", "state", "open"),
        ("orders", "marketType", "perp"),
        ("strategies", "sortDirection", "asc"),
        ("funding", "limit", "ten"),
    ],
)
def test_a_filter_that_does_not_exist_is_answered_in_plain_text(
    client: EngineClient, path: str, name: str, value: str
) -> None:
    refused = client.ask("GET", f"/wapi/v1/history/{path}", (name, value))
    assert refused.status == 400
    assert refused.body.startswith(f"failed to parse parameter `{name}`".encode())


@pytest.mark.parametrize("path", ["borrowLend", "borrowLend/positions", "dust", "interest"])
def test_history_of_what_is_not_offered_is_an_empty_page(client: EngineClient, path: str) -> None:
    answer = client.ask("GET", f"/wapi/v1/history/{path}")
    assert (answer.status, answer.body) == (200, b"[]")
    assert dict(answer.headers)["X-Total"] == "0"


def test_position_history_comes_without_page_headers(client: EngineClient) -> None:
    assert client.ask("GET", "/wapi/v1/history/position").headers == ()
