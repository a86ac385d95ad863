import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.intent import Ticket, TimeInForce
from tui.domain.money import Price, Quantity
from tui.domain.order import OrderType
from tui.domain.position import Side
from tui.wire.requests import (
    Endpoint,
    batch_body,
    body,
    cancel_all_params,
    cancel_params,
    leverage_params,
    order_params,
    query,
    subscribe,
    unsubscribe,
)
from tui.wire.signing import Signer

TICKET = Ticket("kPEPE_USDC_PERP", Side.BID, Price(Decimal("0.0000001")), Quantity(Decimal(100)))


def test_every_signed_endpoint_has_a_word_the_signer_accepts() -> None:
    signer = Signer(bytes(range(32)))
    for endpoint in Endpoint:
        if endpoint.instruction is not None:
            assert signer.headers(endpoint.instruction, {}, 1, 5_000)


def test_only_public_endpoints_have_no_instruction() -> None:
    assert {e.name for e in Endpoint if e.instruction is None} == {
        "MARKETS",
        "DEPTH",
        "MARK_PRICES",
        "TICKER",
        "TICKERS",
        "OPEN_INTEREST",
        "FUNDING_RATES",
        "TRADES",
        "KLINES",
        "TIME",
        "STATUS",
    }


def test_an_order_is_a_reduce_only_limit_order_that_rests_unless_it_says_otherwise() -> None:
    assert order_params(TICKET, 4_294_967_295) == {
        "clientId": 4_294_967_295,
        "orderType": "Limit",
        "price": "0.0000001",
        "quantity": "100",
        "reduceOnly": True,
        "side": "Bid",
        "symbol": "kPEPE_USDC_PERP",
        "timeInForce": "GTC",
    }


@pytest.mark.parametrize("force", TimeInForce)
def test_an_order_that_may_open_says_nothing_of_reducing(force: TimeInForce) -> None:
    fields = order_params(replace(TICKET, reduce_only=False, time_in_force=force), 1)
    assert "reduceOnly" not in fields
    assert fields["timeInForce"] == force.value


def test_a_post_only_order_says_so() -> None:
    assert order_params(replace(TICKET, post_only=True), 1)["postOnly"] is True
    assert "postOnly" not in order_params(TICKET, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"order_type": OrderType.MARKET}, "limit order"),
        ({"time_in_force": "GTD"}, "GTD"),
        ({"post_only": True, "time_in_force": TimeInForce.IOC}, "GTC"),
        ({"post_only": True, "time_in_force": TimeInForce.FOK}, "GTC"),
        ({"price": Decimal(0)}, "price must be above zero"),
        ({"quantity": Decimal(-1)}, "quantity must be above zero"),
        ({"quantity": Decimal("NaN")}, "quantity must be above zero"),
        ({"price": Decimal("Infinity")}, "price must be above zero"),
    ],
)
def test_another_kind_of_order_cannot_be_built(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        order_params(replace(TICKET, **change), 1)


@pytest.mark.parametrize("client_id", [0, -1, 2**32])
def test_a_client_id_is_a_positive_32_bit_number(client_id: int) -> None:
    with pytest.raises(ValueError, match="client id is 1 to 4294967295"):
        order_params(TICKET, client_id)


@given(st.decimals("0.000000000001", "999999999999", places=12))
def test_the_price_is_sent_in_full_and_without_an_exponent(price: Decimal) -> None:
    sent = order_params(replace(TICKET, price=Price(price)), 1)["price"]
    assert isinstance(sent, str)
    assert "E" not in sent.upper()
    assert Decimal(sent) == price


def test_a_body_leaves_out_what_is_absent_and_keeps_false_and_zero() -> None:
    assert body({"b": False, "a": 0, "c": None, "d": "1.50"}) == b'{"a":0,"b":false,"d":"1.50"}'


def test_a_query_is_percent_encoded_and_repeats_the_keys_of_a_list() -> None:
    assert query({"b": True, "a": "100% & more", "n": None}) == "a=100%25+%26+more&b=true"
    assert query({"t": ["PERP", "SPOT"]}) == "t=PERP&t=SPOT"
    assert query({}) == ""


def test_a_cancel_names_the_order_id_and_no_client_id() -> None:
    assert cancel_params("A", "5") == {"orderId": "5", "symbol": "A"}


def test_cancelling_a_market_leaves_what_waits_for_a_trigger_unless_told() -> None:
    resting = cancel_all_params("A", include_conditional=False)
    assert json.loads(body(resting)) == {"orderType": "RestingLimitOrder", "symbol": "A"}
    assert json.loads(body(cancel_all_params("A", include_conditional=True))) == {"symbol": "A"}


def test_the_leverage_limit_is_sent_in_full() -> None:
    assert leverage_params(Decimal("1E+1")) == {"leverageLimit": "10"}


@pytest.mark.parametrize("limit", ["0.99", "0", "-5", "NaN", "Infinity"])
def test_a_leverage_limit_below_one_cannot_be_built(limit: str) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        leverage_params(Decimal(limit))


def test_a_batch_is_a_list_of_bodies() -> None:
    assert batch_body([{"b": 1, "a": None}, {"c": "x"}]) == b'[{"b":1},{"c":"x"}]'


def test_subscribe_and_unsubscribe_are_compact_json() -> None:
    assert json.loads(subscribe(["a", "b"], None)) == {"method": "SUBSCRIBE", "params": ["a", "b"]}
    assert json.loads(subscribe(["a"], ["k", "s", "1", "2"]))["signature"] == ["k", "s", "1", "2"]
    assert unsubscribe(["a"]) == '{"method":"UNSUBSCRIBE","params":["a"]}'
