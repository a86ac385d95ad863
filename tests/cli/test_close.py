"""`close`: what the options come to, and which of them contradict each other."""

from typing import Any

import pytest

from tui.cli.close import _draft
from tui.domain.orders.plan import CloseDraft, PriceAt
from tui.settings import BadSetting

NOTHING = {"share": None, "quantity": None, "at": "market", "slippage": None, "post_only": False}


def test_without_options_all_of_it_is_closed_at_market() -> None:
    assert _draft(dict(NOTHING)) == CloseDraft()


def test_a_share_at_the_ask_may_only_rest() -> None:
    options = NOTHING | {"share": "25", "at": "ask", "post_only": True}
    assert _draft(options) == CloseDraft(share="25", at=PriceAt.ASK, post_only=True)


def test_anything_but_a_word_is_the_price() -> None:
    assert _draft(NOTHING | {"at": "104.5"}) == CloseDraft(at=PriceAt.PRICE, price="104.5")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"share": "50", "quantity": "1"}, "--share and --quantity"),
        ({"at": "bid", "slippage": "1"}, "--slippage"),
        ({"post_only": True}, "--post-only"),
    ],
)
def test_options_that_contradict_each_other_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        _draft(NOTHING | options)
