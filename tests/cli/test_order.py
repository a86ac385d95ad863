"""`order`: what the options come to; reduce-only unless somebody says otherwise."""

from pathlib import Path
from typing import Any

import pytest

from tests.builders import SOL, exit_view
from tui.cli.exits import Stop
from tui.cli.order import _drafts, _plans, _Wish
from tui.domain.intent import TimeInForce
from tui.domain.orders.plan import OrderDraft, PriceAt
from tui.domain.position import Side
from tui.settings import BadSetting

NOTHING: dict[str, Any] = {
    "side": None,
    "quantity": None,
    "price": None,
    "market": False,
    "slippage": None,
    "tif": None,
    "post_only": False,
    "may_open": False,
    "batch": None,
}
SELL = NOTHING | {"side": "Ask", "quantity": "1", "price": "110"}


def test_an_order_is_reduce_only_unless_it_may_open() -> None:
    assert _drafts(SOL, SELL) == (OrderDraft(Side.ASK, "1", "110", reduce_only=True),)
    (opening,) = _drafts(SOL, SELL | {"may_open": True})
    assert opening == OrderDraft(Side.ASK, "1", "110")


def test_at_market_it_may_be_all_or_nothing() -> None:
    options = SELL | {"price": None, "market": True, "tif": "FOK"}
    (draft,) = _drafts(SOL, options)
    assert (draft.at, draft.time_in_force) == (PriceAt.MARKET, TimeInForce.FOK)


@pytest.mark.parametrize("missing", ["side", "quantity", "price"])
def test_what_an_order_cannot_be_without_is_asked_for(missing: str) -> None:
    with pytest.raises(BadSetting, match=f"--{missing}"):
        _drafts(SOL, SELL | {missing: None})


def test_a_batch_takes_its_orders_from_the_file_alone(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="--batch takes"):
        _drafts(SOL, NOTHING | {"batch": tmp_path / "b.json", "side": "Ask"})


def test_a_broken_rule_in_a_batch_names_its_order() -> None:
    drafts = (OrderDraft(Side.ASK, "1", "110"), OrderDraft(Side.ASK, "1", "110.001"))
    with pytest.raises(Stop, match=r"order 2: denied: .*tick"):
        _plans(_Wish(drafts, is_batch=True, dry_run=False, yes=True), exit_view())
