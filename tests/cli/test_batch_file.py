"""Orders as JSON fields: read as they stand, or refused with the number of the order."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.builders import SOL
from tui.cli.batch_file import MOST_BYTES, draft_of, read_batch
from tui.domain.intent import TimeInForce
from tui.domain.orders.plan import OrderDraft, PriceAt
from tui.domain.position import Side
from tui.settings import BadSetting

SELL = {"side": "Ask", "quantity": "1", "price": "110"}


def written(tmp_path: Path, rows: object) -> Path:
    path = tmp_path / "orders.json"
    path.write_text(rows if isinstance(rows, str) else json.dumps(rows))
    return path


def test_each_order_is_as_it_stands_there(tmp_path: Path) -> None:
    buy = {
        "symbol": SOL,
        "side": "Bid",
        "quantity": "2",
        "market": True,
        "slippage": "1",
        "timeInForce": "FOK",
        "reduceOnly": False,
    }
    assert read_batch(written(tmp_path, [SELL, buy]), SOL) == (
        OrderDraft(Side.ASK, "1", "110", reduce_only=True),
        OrderDraft(
            Side.BID,
            "2",
            at=PriceAt.MARKET,
            slippage=Decimal("0.01"),  # type: ignore[arg-type]  # equal is enough
            time_in_force=TimeInForce.FOK,
        ),
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"side": None}, "side must be a text"),
        ({"side": "Sell"}, "side is one of Bid, Ask"),
        ({"quantity": 1}, "quantity must be a text"),
        ({"price": 110.5}, "price must be a text"),
        ({"reduceOnly": "yes"}, "reduceOnly must be true or false"),
        ({"reduce_only": True}, "'reduce_only' is not known"),
        ({"market": True}, "give one of price and market"),
        ({"slippage": "1"}, "slippage bounds an order at market only"),
        ({"symbol": "ETH_USDC_PERP"}, "it is not of SOL_USDC_PERP"),
        ({"timeInForce": "DAY"}, "timeInForce is one of GTC, IOC, FOK"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_number_of_the_order(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadSetting, match="order 2: ") as refused:
        read_batch(written(tmp_path, [SELL, SELL | change]), SOL)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        *("", "{}", "[]", "[1]", "null", '[{"side": "Ask", "side": "Bid"}]', "[" * 5_000),
        pytest.param(" " * (MOST_BYTES + 1), id="too long"),
    ],
)
def test_a_file_that_holds_no_orders_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(BadSetting, match="--batch"):
        read_batch(written(tmp_path, content), SOL)


def test_on_the_command_line_a_missing_part_is_named_by_its_option() -> None:
    with pytest.raises(BadSetting, match="--side is missing"):
        draft_of({"quantity": "1", "price": "1"}, options=True)
    with pytest.raises(BadSetting, match="--tif at market"):
        draft_of(
            {"side": "Ask", "quantity": "1", "market": True, "timeInForce": "GTC"}, options=True
        )
    with pytest.raises(BadSetting, match="--post-only cannot fill at once"):
        draft_of({"side": "Ask", "quantity": "1", "market": True, "postOnly": True}, options=True)
