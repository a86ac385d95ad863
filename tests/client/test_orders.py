import hashlib
import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.fakes.http import answer, refusal
from tests.fakes.rest import NOW, ORDER, SEED, Desk
from tui.client.answers import (
    Answered,
    BatchAnswered,
    CancelAccepted,
    Cancelled,
    CancelledAll,
    Declined,
    NotLive,
    NotSent,
    SettingDone,
    Unanswered,
)
from tui.domain.intent import Ticket
from tui.domain.money import Price, Quantity
from tui.domain.order import OrderStatus
from tui.domain.position import Side
from tui.wire.refusals import DEFINITIVE_CODES
from tui.wire.signing import Signer

REFUSAL = {"code": "INVALID_PRICE", "message": "no"}
TICKET = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal("141.50")), Quantity(Decimal(12)))


def test_preparing_sends_nothing_and_signs_the_text_of_the_body() -> None:
    desk = Desk()
    signed = desk.rest.prepare_order(TICKET, 7)
    assert desk.server.requests == []
    assert signed.body == (
        b'{"clientId":7,"orderType":"Limit","price":"141.50","quantity":"12","reduceOnly":true,'
        b'"side":"Ask","symbol":"SOL_USDC_PERP","timeInForce":"GTC"}'
    )
    assert signed.canonical == (
        "instruction=orderExecute&clientId=7&orderType=Limit&price=141.50&quantity=12"
        "&reduceOnly=true&side=Ask&symbol=SOL_USDC_PERP&timeInForce=GTC"
        f"&timestamp={NOW}&window=5000"
    )
    assert signed.headers["X-Signature"] == Signer(SEED).sign(signed.canonical)
    assert signed.digest == hashlib.sha256(signed.canonical.encode()).hexdigest()
    assert (signed.timestamp_ms, signed.window_ms) == (NOW, 5_000)


def test_a_signed_request_does_not_show_its_signature() -> None:
    signed = Desk().rest.prepare_order(TICKET, 7)
    assert signed.headers["X-Signature"] not in repr(signed)


async def test_the_prepared_bytes_are_the_bytes_sent() -> None:
    desk = Desk(answer(ORDER))
    signed = desk.rest.prepare_order(TICKET, 7)
    outcome = await desk.rest.send_order(signed)
    assert isinstance(outcome, Answered)
    assert (outcome.order.client_id, outcome.order.status) == (7, OrderStatus.NEW)
    assert (desk.asked.method, desk.asked.url.path) == ("POST", "/api/v1/order")
    assert desk.asked.content == signed.body
    assert desk.asked.headers["Content-Type"] == "application/json; charset=utf-8"
    for name, value in signed.headers.items():
        assert desk.asked.headers[name] == value


@pytest.mark.parametrize("code", sorted(DEFINITIVE_CODES))
async def test_fault_r11_x15_a_refusal_with_a_listed_code_is_definitive(code: str) -> None:
    desk = Desk(refusal(code, "why"))
    outcome = await desk.rest.send_order(desk.rest.prepare_order(TICKET, 7))
    assert isinstance(outcome, Declined)
    assert (outcome.status, outcome.code, outcome.definitive) == (400, code, True)
    assert "why" in outcome.message


UNPROVEN: list[httpx.Response] = [
    *[
        refusal(code, "why", status)
        for code, status in [
            ("TIMEOUT", 400),
            ("SERVER_ERROR", 400),
            ("TOO_EARLY", 400),
            ("MAINTENANCE", 503),
            ("PRECONDITION_FAILED", 400),
            ("NOT_IMPLEMENTED", 400),
            ("BRAND_NEW_CODE", 400),
            ("INVALID_BRAND_NEW", 400),
            ("RESOURCE_NOT_FOUND", 404),
            ("INVALID_PRICE", 500),
            ("INVALID_PRICE", 503),
            ("INVALID_PRICE", 202),
        ]
    ],
    httpx.Response(400, content=b"<html>bad gateway</html>"),
    httpx.Response(400, content=b'{"code":"INVALID_PRICE"}'),
    httpx.Response(400, content=b'{"code":"INVALID_PRICE","code":"TIMEOUT","message":""}'),
    httpx.Response(500),
    httpx.Response(502),
    httpx.Response(504),
    httpx.Response(307, headers={"Location": "https://elsewhere.test/"}),
]


@pytest.mark.parametrize("response", UNPROVEN)
async def test_fault_r10_r12_every_other_error_answer_proves_nothing(
    response: httpx.Response,
) -> None:
    desk = Desk(response)
    outcome = await desk.rest.send_order(desk.rest.prepare_order(TICKET, 7))
    assert isinstance(outcome, Declined)
    assert not outcome.definitive
    assert len(desk.server.requests) == 1


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")]
)
async def test_fault_n02_r05_only_a_connection_that_never_was_means_not_sent(
    error: Exception,
) -> None:
    desk = Desk(error)
    outcome = await desk.rest.send_order(desk.rest.prepare_order(TICKET, 7))
    assert isinstance(outcome, NotSent)
    assert len(desk.server.requests) == 1


@pytest.mark.parametrize(
    "error",
    [httpx.ReadError("x"), httpx.WriteError("x"), httpx.RemoteProtocolError("x")],
)
async def test_fault_n28_r06_a_broken_connection_leaves_the_outcome_unknown(
    error: Exception,
) -> None:
    desk = Desk(error)
    outcome = await desk.rest.send_order(desk.rest.prepare_order(TICKET, 7))
    assert isinstance(outcome, Unanswered)
    assert len(desk.server.requests) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"side": "Up"},
        {"executedQuantity": "NaN"},
        {"executedQuantity": 0.5},
        {"price": "1e5"},
        {"clientId": True},
        {"symbol": ""},
    ],
)
async def test_an_answer_of_another_shape_leaves_the_outcome_unknown(
    change: dict[str, Any],
) -> None:
    desk = Desk(answer(ORDER | change))
    outcome = await desk.rest.send_order(desk.rest.prepare_order(TICKET, 7))
    assert isinstance(outcome, Unanswered)
    assert next(iter(change)) in outcome.reason


async def test_fault_r14_an_expired_order_is_never_sent_again() -> None:
    desk = Desk(refusal("INVALID_CLIENT_REQUEST", "Request has expired"))
    outcome = await desk.rest.send_order(desk.rest.prepare_order(TICKET, 7))
    assert isinstance(outcome, Declined)
    assert len(desk.server.requests) == 1


async def test_a_cancel_carries_its_order_in_a_json_body() -> None:
    desk = Desk(answer(ORDER | {"status": "Cancelled"}))
    outcome = await desk.rest.cancel_order("SOL_USDC_PERP", "59669287267")
    assert isinstance(outcome, Cancelled)
    assert outcome.order.status is OrderStatus.CANCELLED
    assert (desk.asked.method, desk.asked.url.path) == ("DELETE", "/api/v1/order")
    assert json.loads(desk.asked.content) == {
        "orderId": "59669287267",
        "symbol": "SOL_USDC_PERP",
    }
    text = (
        "instruction=orderCancel&orderId=59669287267&symbol=SOL_USDC_PERP"
        f"&timestamp={NOW}&window=5000"
    )
    assert desk.asked.headers["X-Signature"] == Signer(SEED).sign(text)


async def test_a_cancel_may_be_taken_but_not_carried_out_yet() -> None:
    assert await Desk(httpx.Response(202)).rest.cancel_order("A", "1") == CancelAccepted()


async def test_a_cancel_of_what_is_not_open_says_so() -> None:
    desk = Desk(refusal("RESOURCE_NOT_FOUND", "Not Found", 404))
    assert await desk.rest.cancel_order("A", "1") == NotLive()


async def test_a_404_page_of_a_proxy_says_nothing_about_the_order() -> None:
    outcome = await Desk(httpx.Response(404, content=b"not found")).rest.cancel_order("A", "1")
    assert outcome == Declined(404, None, "answer 404: not found", definitive=False)


async def test_a_cancel_without_a_connection_or_an_answer_says_which() -> None:
    lost = await Desk(httpx.ConnectError("x")).rest.cancel_order("A", "1")
    broken = await Desk(httpx.ReadError("x")).rest.cancel_order("A", "1")
    unreadable = await Desk(answer({"status": "Cancelled"})).rest.cancel_order("A", "1")
    assert [type(o) for o in (lost, broken, unreadable)] == [NotSent, Unanswered, Unanswered]


BATCH = [(TICKET, 7), (TICKET, 8)]


async def test_a_batch_is_one_request_whose_signed_text_names_each_order() -> None:
    desk = Desk(answer([ORDER | {"operation": "Ok"}, {"operation": "Err", **REFUSAL}]))
    signed = desk.rest.prepare_batch(BATCH)
    assert signed.canonical.count("instruction=orderExecute") == 2
    outcome = await desk.rest.send_batch(signed)
    assert isinstance(outcome, BatchAnswered)
    first, second = outcome.orders
    assert isinstance(first, Answered)
    assert isinstance(second, Declined)
    assert (second.code, second.definitive) == ("INVALID_PRICE", True)
    assert (desk.asked.method, desk.asked.url.path) == ("POST", "/api/v1/orders")
    assert [row["clientId"] for row in json.loads(desk.asked.content)] == [7, 8]


@pytest.mark.parametrize("document", [[{"operation": "Maybe"}], {"operation": "Ok"}, [{}], "x"])
async def test_a_batch_answer_that_cannot_be_read_proves_nothing(document: object) -> None:
    desk = Desk(answer(document))
    outcome = await desk.rest.send_batch(desk.rest.prepare_batch(BATCH))
    assert isinstance(outcome, Unanswered)


def test_an_empty_batch_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Desk().rest.prepare_batch([])


async def test_cancelling_a_market_says_which_orders_went() -> None:
    desk = Desk(answer([ORDER | {"status": "Cancelled"}]))
    outcome = await desk.rest.cancel_all("SOL_USDC_PERP", include_conditional=False)
    assert isinstance(outcome, CancelledAll)
    assert [order.status for order in outcome.orders] == [OrderStatus.CANCELLED]
    assert (desk.asked.method, desk.asked.url.path) == ("DELETE", "/api/v1/orders")
    sent = json.loads(desk.asked.content)
    assert sent == {"orderType": "RestingLimitOrder", "symbol": "SOL_USDC_PERP"}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (httpx.Response(202), CancelAccepted),
        (refusal("INVALID_SYMBOL", "why"), Declined),
        (httpx.Response(200, content=b"{"), Unanswered),
        (httpx.ConnectError("no route"), NotSent),
        (httpx.ReadError("reset"), Unanswered),
    ],
)
async def test_other_answers_to_cancelling_a_market_are_told_apart(
    reply: httpx.Response | Exception, kind: type[object]
) -> None:
    outcome = await Desk(reply).rest.cancel_all("SOL_USDC_PERP", include_conditional=True)
    assert isinstance(outcome, kind)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (httpx.Response(200), SettingDone),
        (refusal("INVALID_CLIENT_REQUEST", "why"), Declined),
        (httpx.ConnectError("no route"), NotSent),
        (httpx.ReadError("reset"), Unanswered),
    ],
)
async def test_each_answer_to_a_leverage_limit_is_told_apart(
    reply: httpx.Response | Exception, kind: type[object]
) -> None:
    desk = Desk(reply)
    assert isinstance(await desk.rest.change_leverage(Decimal(5)), kind)
    assert (desk.asked.method, desk.asked.url.path) == ("PATCH", "/api/v1/account")
    assert json.loads(desk.asked.content) == {"leverageLimit": "5"}
