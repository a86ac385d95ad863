from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.position import Side
from tui.sandbox.api import Request
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import ExitLeg, Slippage, Trigger, TriggerBy
from tui.sandbox.reading import Body, Query, read_order

D = Decimal
GOOD: dict[str, object] = {
    "symbol": "SOL_USDC_PERP",
    "side": "Ask",
    "orderType": "Limit",
    "price": "141.5",
    "quantity": "12",
}


def test_a_whole_order_is_read() -> None:
    terms = read_order(
        GOOD
        | {
            "timeInForce": "IOC",
            "postOnly": False,
            "reduceOnly": True,
            "clientId": 0,
            "selfTradePrevention": "RejectBoth",
            "takeProfitTriggerPrice": "150",
            "takeProfitTriggerBy": "MarkPrice",
            "takeProfitLimitPrice": "149",
            "stopLossTriggerPrice": "130",
            "slippageTolerance": "0.5",
            "slippageToleranceType": "Percent",
            "brokerId": "ignored",
        }
    )
    assert (terms.side, terms.price, terms.quantity) == (Side.ASK, D("141.5"), D(12))
    assert (terms.time_in_force, terms.self_trade) == ("IOC", "RejectBoth")
    assert (terms.client_id, terms.reduce_only, terms.post_only) == (0, True, False)
    assert terms.take_profit == ExitLeg(D(150), TriggerBy.MARK, D(149))
    assert terms.stop_loss == ExitLeg(D(130), None, None)
    assert terms.slippage == Slippage(D("0.5"), in_ticks=False)


@pytest.mark.parametrize("quantity", ["80%", "1.5"])
def test_a_trigger_takes_an_amount_or_a_share(quantity: str) -> None:
    terms = read_order(GOOD | {"triggerPrice": 140, "triggerQuantity": quantity})
    assert terms.trigger == Trigger(D(140), TriggerBy.LAST, quantity)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, 'Expected input type "object"'),
        ([], 'Expected input type "object"'),
        ({}, "missing field"),
        (GOOD | {"side": "Buy"}, 'failed to parse "Side": Expect a valid enumeration value.'),
        (GOOD | {"side": 1}, 'Expected input type "string"'),
        (GOOD | {"price": "1e5"}, "Invalid decimal"),
        (GOOD | {"price": "-1"}, "Invalid decimal"),
        (GOOD | {"price": "NaN"}, "Invalid decimal"),
        (GOOD | {"price": "\u0661"}, "Invalid decimal"),
        (GOOD | {"price": True}, "Invalid decimal"),
        (GOOD | {"quantity": D("1E-30")}, "Invalid decimal"),
        (GOOD | {"postOnly": "true"}, 'Expected input type "boolean"'),
        (GOOD | {"clientId": 2**32}, "0 to 4294967295"),
        (GOOD | {"clientId": "7"}, "0 to 4294967295"),
        (GOOD | {"clientId": True}, "0 to 4294967295"),
        (GOOD | {"timeInForce": "gtc"}, "Expect a valid enumeration value."),
    ],
)
def test_a_malformed_order_is_refused_in_plain_text(body: object, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_order(body)
    assert refusal.value.code is None
    assert refusal.value.message.startswith("parse request payload error: ")
    assert refusal.value.message.endswith('(occurred while parsing "OrderExecutePayload")')
    assert said in refusal.value.message


@pytest.mark.parametrize("half", [{"triggerPrice": "1"}, {"triggerQuantity": "1"}])
def test_half_a_trigger_is_refused_in_the_words_of_the_exchange(half: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refusal:
        read_order(GOOD | half)
    assert refusal.value.code == "INVALID_CLIENT_REQUEST"
    said = "Must specify both `triggerPrice` and `triggerQuantity` or neither"
    assert refusal.value.message == said


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    changes=st.dictionaries(
        st.sampled_from(
            [*GOOD, "clientId", "triggerPrice", "triggerQuantity", "stopLossTriggerPrice"]
        ),
        VALUES,
    )
)
def test_whatever_is_sent_gives_terms_or_a_refusal(changes: dict[str, object]) -> None:
    try:
        read: object = read_order(GOOD | changes).side
    except Refusal as refusal:
        read = refusal.status
    assert read in {*Side, 400}


@given(value=VALUES)
def test_whatever_is_sent_as_a_body_gives_an_id_or_a_refusal(value: object) -> None:
    try:
        ids = Body(value, "OrderCancelPayload").order_id()
    except Refusal as refusal:
        ids = (refusal.status, None)
    assert ids.count(None) == 1


def test_sending_both_ids_or_none_is_refused() -> None:
    for value in ({}, {"orderId": "1", "clientId": 2}):
        with pytest.raises(Refusal, match="either `orderId` or `clientId`"):
            Body(value, "OrderCancelPayload").order_id()


def query(*pairs: tuple[str, str]) -> Query:
    return Query(Request("GET", "/x", pairs))


def test_a_bad_query_value_is_named_in_plain_text() -> None:
    with pytest.raises(Refusal) as refusal:
        query(("limit", "7")).choice("limit", "DepthLimit", ("5", "10"), "5")
    assert refusal.value.message == (
        'failed to parse parameter `limit`: failed to parse "DepthLimit": '
        "Expect a valid enumeration value."
    )


def test_a_repeated_parameter_keeps_all_its_values() -> None:
    subject = query(("marketType", "PERP"), ("marketType", "SPOT"))
    assert subject.texts("marketType") == ["PERP", "SPOT"]
    assert subject.text("marketType") == "PERP"


@pytest.mark.parametrize("value", ["", "x", "1.0", "\u0663", "9" * 30])
def test_a_number_must_be_one(value: str) -> None:
    with pytest.raises(Refusal, match="failed to parse parameter `limit`"):
        query(("limit", value)).integer("limit")
