from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL
from tests.safety_scenes import SAFETY_SCENES
from tests.scenes import BTC
from tui.domain.command import CancelScope
from tui.domain.position import Side
from tui.ui.lines import text_of, width_of
from tui.ui.scope_choice import Part, choice_panel, choices, turned

STATE = SAFETY_SCENES["orders_of_all_kinds"]().state
START = CancelScope(symbol=SOL, ours_only=True)


def test_every_choice_says_how_many_orders_it_would_cancel() -> None:
    rows = [" ".join(text_of(row.line).split()) for row in choice_panel(START, STATE, SOL, 72).rows]
    assert rows == [
        "market [SOL 2] BTC 1 every market 3",
        "side [both 2] sell 2 buy 0",
        "kind [all orders 2] exits only 2",
        "whose [ours only 2] other clients' too 3",
        "stop-losses [stay 2] cancelled too 2",
    ]


def test_a_choice_changes_its_own_part_only() -> None:
    assert turned(Part.MARKET, START, STATE, SOL, 1).symbol == BTC
    assert turned(Part.MARKET, START, STATE, SOL, -1).symbol is None
    assert turned(Part.SIDE, START, STATE, SOL, 1).side is Side.ASK
    assert turned(Part.KIND, START, STATE, SOL, 1).exits_only
    assert not turned(Part.OWNER, START, STATE, SOL, 1).ours_only
    assert turned(Part.WAITING, START, STATE, SOL, 1).include_conditional


@given(st.sampled_from(Part), st.integers(-3, 3))
def test_choices_go_round_in_a_circle(part: Part, by: int) -> None:
    many = len(choices(part, START, STATE, SOL))
    scope = START
    for _ in range(many):
        scope = turned(part, scope, STATE, SOL, by)
    assert scope == START


@given(st.integers(40, 120))
def test_where_there_is_no_room_the_chosen_answer_stays_and_arrows_tell_of_the_others(
    width: int,
) -> None:
    last = turned(Part.MARKET, START, STATE, SOL, -1)
    panel = choice_panel(last, STATE, SOL, width)
    assert all(width_of(row.line) <= width for row in panel.rows)
    market = text_of(panel.rows[0].line)
    assert "[every market 3]" in market
    assert "SOL" in market or "←" in market
