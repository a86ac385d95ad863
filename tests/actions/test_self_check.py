"""Whatever is changed in the bytes after the confirmation is noticed."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.exchange_ledger import ExchangeLedger
from tui.actions.self_check import altered
from tui.client.answers import SignedRequest
from tui.domain.intent import Ticket
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
