import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

import httpx
import pytest

from tests.fakes.http import answer, refusal
from tests.fakes.rest import NOW, ORDER, Desk
from tui.client.answers import Cancelled, NotSent
from tui.client.errors import NotConnected, ReadFailed, Refused, Unreadable
from tui.client.rest import NoKeyError, Rest
from tui.domain.intent import Ticket
from tui.domain.money import Price, Quantity
from tui.domain.position import Side

MARK = {
    "fundingRate": "0.0000125",
    "indexPrice": "7.25",
    "markPrice": "7.249",
    "nextFundingTimestamp": 1788285600000,
    "symbol": "AVAX_USDC_PERP",
}


async def test_a_public_question_goes_unsigned() -> None:
    desk = Desk(answer([MARK]), key=False)
    (tick,) = await desk.rest.mark_prices("AVAX_USDC_PERP")
    assert tick.mark == Decimal("7.249")
    assert str(desk.asked.url) == ("https://exchange.test/api/v1/markPrices?symbol=AVAX_USDC_PERP")
    assert "X-Signature" not in desk.asked.headers


Ask = Callable[[Rest], Awaitable[object]]

DEPTH = {"asks": [], "bids": [], "lastUpdateId": "1", "timestamp": 1}

PUBLIC: list[tuple[Ask, str, dict[str, str], object]] = [
    (lambda r: r.markets(), "/api/v1/markets", {}, []),
    (lambda r: r.depth("A"), "/api/v1/depth", {"symbol": "A", "limit": "1000"}, DEPTH),
    (lambda r: r.mark_prices(), "/api/v1/markPrices", {}, []),
    (lambda r: r.trades("A"), "/api/v1/trades", {"symbol": "A", "limit": "100"}, []),
    (
        lambda r: r.klines("A", "1m", 5),
        "/api/v1/klines",
        {"symbol": "A", "interval": "1m", "startTime": "5"},
        [],
    ),
    (
        lambda r: r.klines("A", "1h", 5, 9, "Mark"),
        "/api/v1/klines",
        {"symbol": "A", "interval": "1h", "startTime": "5", "endTime": "9", "priceType": "Mark"},
        [],
    ),
]


@pytest.mark.parametrize(("ask", "path", "params", "document"), PUBLIC)
async def test_public_questions_name_exactly_what_they_want(
    ask: Ask, path: str, params: dict[str, str], document: object
) -> None:
    desk = Desk(answer(document), key=False)
    await ask(desk.rest)
    assert desk.asked.url.path == path
    assert dict(desk.asked.url.params) == params


async def test_account_questions_without_a_key_are_a_fault_of_the_caller() -> None:
    desk = Desk(key=False)
    with pytest.raises(NoKeyError):
        await desk.rest.positions()
    assert not desk.rest.can_sign
    assert desk.server.requests == []


async def test_an_expired_question_is_asked_once_more_on_a_fresh_measure_of_the_clock() -> None:
    late = answer(NOW + 60_000)
    desk = Desk(
        refusal("INVALID_CLIENT_REQUEST", "Request has expired"),
        *[answer(NOW + 60_000) for _ in range(4)],
        late,
        answer([]),
    )
    assert await desk.rest.positions() == ()
    assert [r.url.path for r in desk.server.requests[1:6]] == ["/api/v1/time"] * 5
    first, last = desk.server.requests[0], desk.asked
    assert int(last.headers["X-Timestamp"]) - int(first.headers["X-Timestamp"]) == 60_000


async def test_a_question_that_expires_twice_is_refused() -> None:
    expired = [refusal("INVALID_CLIENT_REQUEST", "Request has expired") for _ in range(2)]
    desk = Desk(expired[0], *[answer(NOW) for _ in range(5)], expired[1])
    with pytest.raises(Refused, match="expired"):
        await desk.rest.positions()


async def test_other_refusals_are_not_asked_again() -> None:
    desk = Desk(refusal("INVALID_SIGNATURE", "Invalid signature", 401))
    with pytest.raises(Refused) as caught:
        await desk.rest.positions()
    refused = caught.value
    assert (refused.status, refused.code, refused.message) == (
        401,
        "INVALID_SIGNATURE",
        "Invalid signature",
    )


async def test_no_ticker_is_an_answer() -> None:
    assert await Desk(httpx.Response(204)).rest.ticker("A") is None


async def test_fault_n27_a_page_that_is_not_the_exchanges_is_unreadable() -> None:
    desk = Desk(httpx.Response(200, content=b"<html>sign in to the hotel network"))
    with pytest.raises(Unreadable, match=r"/api/v1/position.*not JSON"):
        await desk.rest.positions()


async def test_no_connection_is_told_as_such() -> None:
    with pytest.raises(NotConnected, match="cannot connect: no route"):
        await Desk(httpx.ConnectError("no route")).rest.markets()


async def test_a_redirect_is_refused() -> None:
    desk = Desk(httpx.Response(302, headers={"Location": "https://elsewhere.test"}))
    with pytest.raises(Refused, match="302"):
        await desk.rest.balances()


async def test_the_time_and_the_status_are_read() -> None:
    desk = Desk(
        httpx.Response(200, content=b"1788285151083"), answer({"message": None, "status": "Ok"})
    )
    assert await desk.rest.server_time() == 1_788_285_151_083
    assert (await desk.rest.status()).ok


async def test_the_round_trip_of_the_last_answer_is_kept() -> None:
    desk = Desk(answer([]))
    assert desk.rest.round_trip is None
    await desk.rest.positions()
    assert desk.rest.round_trip == 0.0


async def test_every_read_failure_is_one_family() -> None:
    for step in (httpx.ReadError("x"), httpx.Response(500), httpx.Response(200, content=b"[")):
        with pytest.raises(ReadFailed):
            await Desk(step).rest.markets()


async def test_a_symbol_from_the_command_line_cannot_add_parameters() -> None:
    desk = Desk(answer([MARK]))
    await desk.rest.mark_prices("A&limit=1 #?")
    assert dict(desk.asked.url.params) == {"symbol": "A&limit=1 #?"}
    assert desk.asked.url.path == "/api/v1/markPrices"


def too_many(seconds: str | None = None) -> httpx.Response:
    headers = None if seconds is None else {"Retry-After": seconds}
    document = {"code": "TOO_MANY_REQUESTS", "message": "Too many requests"}
    return answer(document, 429, headers)


async def test_fault_r07_a_question_that_was_too_much_is_asked_again_after_the_pause() -> None:
    desk = Desk(too_many("3"), answer([]))
    asking = asyncio.create_task(desk.rest.open_orders())
    await desk.clock.advance(2.9)
    assert len(desk.server.requests) == 1
    await desk.clock.advance(0.1)
    assert asking.result() == ()


@pytest.mark.parametrize("said", ["30", "-1", "Wed, 21 Oct 2026 07:28:00 GMT", "1e9", None])
async def test_fault_r08_no_answer_makes_a_question_wait_for_ever(said: str | None) -> None:
    desk = Desk(*[too_many(said)] * 5)
    asking = asyncio.create_task(desk.rest.open_orders())
    await desk.clock.advance(6)
    with pytest.raises(Refused) as refused:
        asking.result()
    assert refused.value.status == 429


async def test_while_there_are_too_many_requests_orders_are_not_sent_and_cancels_are() -> None:
    desk = Desk(too_many("20"), answer(ORDER))
    asking = asyncio.create_task(desk.rest.open_orders())
    await desk.clock.advance(6)
    assert isinstance(asking.exception(), Refused)
    ticket = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal("141.5")), Quantity(Decimal(12)))
    signed = desk.rest.prepare_order(ticket, 7)
    assert await desk.rest.send_order(signed) == NotSent("too many requests: try again in 14 s")
    assert isinstance(await desk.rest.cancel_order("SOL_USDC_PERP", "59669287267"), Cancelled)
