"""The questions about the account: what is signed, and what "not found" may mean."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.fakes.http import answer, refusal
from tests.fakes.rest import NOW, ORDER, SEED, Desk
from tui.client.errors import Refused
from tui.client.rest import Rest
from tui.wire.signing import Signer, canonical

ACCOUNT = {
    "futuresMakerFee": "2",
    "futuresTakerFee": "5",
    "leverageLimit": "10",
    "liquidating": False,
}
MARGIN = {
    "imf": "1",
    "mmf": "0.007",
    "netEquity": "28.5",
    "netEquityAvailable": "28.5",
    "netEquityLocked": "0",
    "netExposureFutures": "0",
    "pnlUnrealized": "0",
}

Ask = Callable[[Rest], Awaitable[object]]

SIGNED: list[tuple[Ask, str, str, dict[str, Any], object]] = [
    (lambda r: r.balances(), "/api/v1/capital", "balanceQuery", {}, {}),
    (lambda r: r.positions(), "/api/v1/position", "positionQuery", {}, []),
    (lambda r: r.positions("A"), "/api/v1/position", "positionQuery", {"symbol": "A"}, []),
    (lambda r: r.open_orders("A"), "/api/v1/orders", "orderQueryAll", {"symbol": "A"}, []),
    (
        lambda r: r.order("A", client_id=7),
        "/api/v1/order",
        "orderQuery",
        {"symbol": "A", "clientId": 7},
        ORDER,
    ),
    (
        lambda r: r.order("A", order_id="9"),
        "/api/v1/order",
        "orderQuery",
        {"symbol": "A", "orderId": "9"},
        ORDER,
    ),
    (
        lambda r: r.order_history(),
        "/wapi/v1/history/orders",
        "orderHistoryQueryAll",
        {"limit": 100, "offset": 0, "sortDirection": "Desc"},
        [],
    ),
    (
        lambda r: r.fills(),
        "/wapi/v1/history/fills",
        "fillHistoryQueryAll",
        {"limit": 100, "offset": 0, "sortDirection": "Desc"},
        [],
    ),
    (
        lambda r: r.funding_paid(20, 40),
        "/wapi/v1/history/funding",
        "fundingHistoryQueryAll",
        {"limit": 20, "offset": 40, "sortDirection": "Desc"},
        [],
    ),
    (lambda r: r.account(), "/api/v1/account", "accountQuery", {}, ACCOUNT),
    (lambda r: r.margin(), "/api/v1/capital/collateral", "collateralQuery", {}, MARGIN),
    (
        lambda r: r.order_history("A", 50, 100),
        "/wapi/v1/history/orders",
        "orderHistoryQueryAll",
        {"symbol": "A", "limit": 50, "offset": 100, "sortDirection": "Desc"},
        [],
    ),
    (
        lambda r: r.fills("A", 5, 10, 0, "9"),
        "/wapi/v1/history/fills",
        "fillHistoryQueryAll",
        {
            "symbol": "A",
            "from": 5,
            "limit": 10,
            "offset": 0,
            "orderId": "9",
            "sortDirection": "Desc",
        },
        [],
    ),
]


@pytest.mark.parametrize(("ask", "path", "instruction", "params", "document"), SIGNED)
async def test_what_is_signed_is_what_is_asked(
    ask: Ask, path: str, instruction: str, params: dict[str, Any], document: object
) -> None:
    desk = Desk(answer(document))
    await ask(desk.rest)
    request = desk.asked
    assert (request.method, request.url.path) == ("GET", path)
    assert dict(request.url.params) == {key: str(value) for key, value in params.items()}
    text = canonical(instruction, params, NOW, 5_000)
    assert request.headers["X-Signature"] == Signer(SEED).sign(text)
    assert request.headers["X-Timestamp"] == str(NOW)
    assert request.headers["X-Window"] == "5000"


async def test_fault_r19_flat_is_an_empty_list_or_the_exchanges_own_not_found() -> None:
    desk = Desk(answer([]), refusal("RESOURCE_NOT_FOUND", "Not Found", 404))
    assert await desk.rest.positions() == ()
    assert await desk.rest.positions("A") == ()


@pytest.mark.parametrize("body", [b"<html>not found</html>", b"not found", b'{"code":"OTHER"}'])
async def test_fault_r19_another_404_never_means_flat_or_absent(body: bytes) -> None:
    desk = Desk(httpx.Response(404, content=body), httpx.Response(404, content=body))
    with pytest.raises(Refused):
        await desk.rest.positions("A")
    with pytest.raises(Refused):
        await desk.rest.order("A", client_id=1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda r: r.account(),
        lambda r: r.margin(),
        lambda r: r.balances(),
        lambda r: r.open_orders("A"),
        lambda r: r.order_history("A"),
        lambda r: r.fills("A"),
        lambda r: r.funding_paid(),
    ],
)
async def test_not_found_answers_no_other_question(ask: Ask) -> None:
    with pytest.raises(Refused, match="not found"):
        await ask(Desk(refusal("RESOURCE_NOT_FOUND", "Not Found", 404)).rest)


async def test_an_order_that_is_not_open_is_none() -> None:
    desk = Desk(refusal("RESOURCE_NOT_FOUND", "Not Found", 404))
    assert await desk.rest.order("A", client_id=1) is None


@pytest.mark.parametrize("ids", [{}, {"order_id": "1", "client_id": 1}])
async def test_an_order_is_looked_up_by_exactly_one_id(ids: dict[str, Any]) -> None:
    desk = Desk()
    with pytest.raises(ValueError, match="not both"):
        await desk.rest.order("A", **ids)
    assert desk.server.requests == []


async def test_positions_come_with_the_rows_as_the_exchange_wrote_them() -> None:
    row = {
        "breakEvenPrice": "126.9307",
        "cumulativeFundingPayment": "0.1",
        "entryPrice": "126.97",
        "estLiquidationPrice": "0",
        "imf": "0.02",
        "markPrice": "120.96",
        "mmf": "0.0135",
        "netQuantity": "-0.01",
        "pnlRealized": "0",
        "pnlUnrealized": "0.06",
        "positionId": "28563667732",
        "somethingNew": {"deep": [1]},
        "symbol": "SOL_USDC_PERP",
    }
    (position,), rows = await Desk(answer([row])).rest.positions_document()
    assert position.signed_quantity == Decimal("-0.01")
    assert rows == [row]
