"""Whatever is changed in the bytes after the confirmation is noticed."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.exchange_ledger import ExchangeLedger
from tui.actions.self_check import altered, altered_batch
from tui.client.answers import SignedRequest
from tui.domain.intent import Ticket, TimeInForce
from tui.domain.money import Price, Quantity
from tui.domain.position import Side

TICKET = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal("160.50")), Quantity(Decimal("4.10")))


def signed() -> SignedRequest:
    return ExchangeLedger(FakeClock()).prepare_order(TICKET, 7)


def with_body(**changes: object) -> SignedRequest:
    request = signed()
    body = {**json.loads(request.body), **changes}
    return replace(request, body=json.dumps(body).encode())


def test_an_unchanged_request_passes() -> None:
    assert altered(signed(), TICKET, 7) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reduceOnly", False),
        ("reduceOnly", 1),
        ("reduceOnly", "true"),
        ("orderType", "Market"),
        ("side", "Bid"),
        ("symbol", "BTC_USDC_PERP"),
        ("price", "160.5"),
        ("price", 160.5),
        ("quantity", "41.0"),
        ("clientId", 8),
        ("clientId", "7"),
        ("timeInForce", "IOC"),
        ("quoteQuantity", "5"),
        ("triggerPrice", "1"),
    ],
)
def test_a_changed_or_added_field_is_named(name: str, value: object) -> None:
    assert altered(with_body(**{name: value}), TICKET, 7) == name


def test_a_missing_field_is_named() -> None:
    request = signed()
    body = json.loads(request.body)
    del body["reduceOnly"]
    assert altered(replace(request, body=json.dumps(body).encode()), TICKET, 7) == "reduceOnly"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda r: replace(r, method="PUT"), "request line"),
        (lambda r: replace(r, path="/api/v1/orders"), "request line"),
        (lambda r: replace(r, body=b"{"), "body"),
        (lambda r: replace(r, body=b"[]"), "body"),
        (lambda r: replace(r, body=b"\xff"), "body"),
        (lambda r: replace(r, body=b'{"price":"1",' + r.body[1:]), "body"),
        (lambda r: replace(r, canonical=r.canonical.replace("Ask", "Bid")), "signed text"),
        (lambda r: replace(r, timestamp_ms=r.timestamp_ms + 1), "signed text"),
        (lambda r: replace(r, window_ms=60_000), "signed text"),
        (lambda r: replace(r, digest="0" * 64), "digest"),
    ],
)
def test_a_request_that_disagrees_with_itself_is_named(
    change: Callable[[SignedRequest], SignedRequest], part: str
) -> None:
    assert altered(change(signed()), TICKET, 7) == part


@pytest.mark.parametrize("force", TimeInForce)
@pytest.mark.parametrize("reduce_only", [True, False])
def test_every_kind_of_ticket_passes_as_it_is_and_no_other_way(
    force: TimeInForce, reduce_only: bool
) -> None:
    ticket = replace(
        TICKET,
        time_in_force=force,
        reduce_only=reduce_only,
        post_only=force is TimeInForce.GTC,
    )
    request = ExchangeLedger(FakeClock()).prepare_order(ticket, 7)
    assert altered(request, ticket, 7) is None
    assert altered(request, replace(ticket, reduce_only=not reduce_only), 7) == "reduceOnly"
    assert altered(request, replace(ticket, post_only=not ticket.post_only), 7) == "postOnly"


def test_a_batch_is_checked_order_by_order() -> None:
    orders = [(TICKET, 7), (replace(TICKET, price=Price(Decimal(161))), 8)]
    request = ExchangeLedger(FakeClock()).prepare_batch(orders)
    assert altered_batch(request, orders) is None
    assert altered_batch(request, orders[::-1]) == "price"
    assert altered_batch(request, orders[:1]) == "body"
    assert altered_batch(replace(request, path="/api/v1/order"), orders) == "request line"
    assert altered_batch(replace(request, body=b"{}"), orders) == "body"
    assert altered_batch(replace(request, body=b"[1,2]"), orders) == "body"
    assert altered_batch(replace(request, window_ms=9), orders) == "signed text"
    assert altered_batch(replace(request, digest="0" * 64), orders) == "digest"
