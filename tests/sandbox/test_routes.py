import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import START_US
from tui.sandbox.api import DEFAULT_ACCOUNT
from tui.sandbox.engine import Engine
from tui.sandbox.routes import ROUTES

ENGINE = Engine(seed=5, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT})

NAMES = [
    *("symbol", "limit", "offset", "interval", "startTime", "endTime", "priceType", "orderId"),
    *("clientId", "from", "to", "sortDirection", "marketType", "fillType", "state", "source"),
    *("price", "reduceOnly", "side", "strategyId", "clientStrategyId", "strategyType"),
]
WORDS = [
    *("SOL_USDC_PERP", "", "0", "-1", "5", "100", "1001", "9" * 30, "1m", "1month", "Bid", "Asc"),
    *("PERP", "SPOT", "User", "Open", "true", "\x00", "\x1b[31m", "\u0663", "253402300800"),
]
FIELDS = [
    *("symbol", "side", "orderType", "price", "quantity", "quoteQuantity", "timeInForce"),
    *("postOnly", "reduceOnly", "clientId", "triggerPrice", "triggerBy", "triggerQuantity"),
    *("takeProfitTriggerPrice", "stopLossTriggerPrice", "slippageTolerance", "orderId"),
    *("slippageToleranceType", "leverageLimit", "autoLend", "selfTradePrevention"),
    *("strategyId", "clientStrategyId", "duration", "interval", "randomizedIntervalQuantity"),
]
VALUES = (
    st.sampled_from(WORDS)
    | st.sampled_from(["Ask", "Limit", "Market", "100.5", "0.01", "50%", "IOC", "MarkPrice"])
    | st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.lists(st.none(), max_size=1)
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=9)


@settings(max_examples=250, deadline=None)
@given(
    endpoint=st.sampled_from(sorted(ROUTES)),
    params=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WORDS)), max_size=5),
    body=BODIES | st.lists(BODIES, max_size=3) | st.none() | st.text(max_size=3),
    changes=BODIES,
)
def test_whatever_is_asked_is_answered(
    endpoint: tuple[str, str],
    params: list[tuple[str, str]],
    body: object,
    changes: dict[str, object],
) -> None:
    method, path = endpoint
    if isinstance(body, dict):
        whole: dict[str, object] = {
            "symbol": "SOL_USDC_PERP",
            "side": "Ask",
            "orderType": "Limit",
            "price": "101.5",
            "quantity": "1",
            "strategyType": "Scheduled",
            "duration": 5000,
            "interval": 1000,
        }
        body = whole | changes
    answer = EngineClient(ENGINE).ask(
        method, path, ("symbol", "SOL_USDC_PERP"), *params, body=None if method == "GET" else body
    )
    assert answer.status in {200, 204, 400, 404}
    if answer.content_type.startswith("application/json") and answer.body:
        json.loads(answer.body)
        assert b"NaN" not in answer.body


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_private_endpoints_need_a_word_and_a_signature(endpoint: tuple[str, str]) -> None:
    method, path = endpoint
    word = ENGINE.instruction_for(method, path)
    answer = EngineClient(ENGINE, None).ask(method, path, ("symbol", "SOL_USDC_PERP"))
    assert (answer.status == 401) == (word is not None)
    if word is not None:
        assert word.isalpha()


def test_history_lives_under_its_own_root_and_is_private() -> None:
    history = {path for _, path in ROUTES if path.startswith("/wapi/v1/history/")}
    assert len(history) == 10
    assert all(ENGINE.instruction_for("GET", path) for path in history)
