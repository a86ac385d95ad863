"""`cancel`: one order, or exactly the orders that are meant."""

from typing import Any

import pytest

from tests.builders import SOL
from tui.cli.cancel import _what
from tui.domain.command import CancelScope
from tui.domain.position import Side
from tui.settings import BadSetting

NOTHING: dict[str, Any] = {
    "order_id": None,
    "everywhere": False,
    "side": None,
    "exits": False,
    "ours": False,
    "conditional": False,
}


def test_an_id_is_one_order() -> None:
    assert _what(SOL, NOTHING | {"order_id": "42"}) == "42"


def test_a_market_alone_is_all_that_rests_there_and_stop_losses_stay() -> None:
    assert _what(SOL, NOTHING) == CancelScope(symbol=SOL)


def test_the_whole_account_has_to_be_asked_for() -> None:
    options = NOTHING | {"everywhere": True, "side": "Bid", "exits": True, "ours": True}
    assert _what(None, options | {"conditional": True}) == CancelScope(
        None, Side.BID, exits_only=True, ours_only=True, include_conditional=True
    )


@pytest.mark.parametrize(
    ("symbol", "options", "said"),
    [
        (None, {}, "which orders"),
        (None, {"side": "Bid"}, "which orders"),
        (SOL, {"everywhere": True}, "which orders"),
        (None, {"order_id": "42"}, "--symbol"),
        (SOL, {"order_id": " "}, "--order-id needs an id"),
        (SOL, {"order_id": "42", "everywhere": True}, "one order"),
        (SOL, {"order_id": "42", "ours": True}, "one order"),
    ],
)
def test_what_could_mean_more_than_was_wanted_is_refused(
    symbol: str | None, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadSetting, match=said):
        _what(symbol, NOTHING | options)
