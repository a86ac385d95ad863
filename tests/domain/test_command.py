from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, price, sol_order
from tui.domain.command import CancelScope, CommandStatus
from tui.domain.order import OrderStatus
from tui.domain.position import Side

_SCOPES = st.builds(
    CancelScope,
    symbol=st.sampled_from([None, SOL, "AAPL.US_USDC_PERP"]),
    side=st.sampled_from([None, *Side]),
    exits_only=st.booleans(),
    ours_only=st.booleans(),
    include_conditional=st.booleans(),
)


@given(_SCOPES)
def test_the_words_of_a_scope_say_all_of_it(scope: CancelScope) -> None:
    assert CancelScope.read(scope.words) == scope


@pytest.mark.parametrize("words", ["", "leverage limit 5", "all orders", "all orders, on , x"])
def test_other_words_are_no_scope(words: str) -> None:
    assert CancelScope.read(words) is None


def test_a_scope_is_one_request_only_where_it_takes_a_whole_market() -> None:
    assert CancelScope(SOL).is_whole_symbol
    assert CancelScope(SOL, include_conditional=True).is_whole_symbol
    for narrow in (
        CancelScope(),
        CancelScope(SOL, Side.ASK),
        CancelScope(SOL, exits_only=True),
        CancelScope(SOL, ours_only=True),
    ):
        assert not narrow.is_whole_symbol


@pytest.mark.parametrize(
    "changes",
    [
        {"status": OrderStatus.TRIGGER_PENDING},
        {"status": OrderStatus.OTHER, "trigger_price": price("1")},
        {"quantity": None, "trigger_price": price("1")},
    ],
)
def test_what_waits_for_a_trigger_stays_unless_told(changes: dict[str, object]) -> None:
    order = sol_order("1", **changes)
    assert not CancelScope().takes(order, is_ours=True)
    assert CancelScope(include_conditional=True).takes(order, is_ours=True)


def test_what_is_final_is_in_no_scope() -> None:
    gone = sol_order(status=OrderStatus.FILLED, executed=Decimal(5))
    assert not CancelScope(include_conditional=True).takes(gone, is_ours=True)


def test_only_what_failed_or_is_unknown_is_not_as_it_was_wanted() -> None:
    bad = {s for s in CommandStatus if not s.is_done}
    assert bad == {CommandStatus.NOT_SENT, CommandStatus.REJECTED, CommandStatus.UNKNOWN}
