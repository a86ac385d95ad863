from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import draft, exit_view, price, quantity, sol_long, sol_short
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan, ExitView, Field
from tui.domain.position import Side
from tui.ui.exit_card import (
    MODES,
    broken_fields,
    caution_lines,
    fate_lines,
    form_keys,
    limited,
    outlook_lines,
    position_lines,
    queue_ahead,
)
from tui.ui.format import MINUS
from tui.ui.lines import Line, Tone, line, text_of, width_of
from tui.ui.ports import Mode
from tui.ui.rows_common import HATCH

WIDTH = 72


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [text_of(each).rstrip() for each in lines]


def outlook(at: str, size: str, view: ExitView | None = None) -> list[str]:
    view = view or exit_view()
    wanted = Draft(at, size)
    return texts(outlook_lines(wanted, view, check(wanted, view), WIDTH))


def plan_for(at: str, size: str, view: ExitView) -> ExitPlan:
    plan = check(draft(at, size), view)
    assert isinstance(plan, ExitPlan), plan
    return plan


def fate(at: str, size: str, view: ExitView | None = None) -> str:
    view = view or exit_view()
    return " ".join(texts(fate_lines(plan_for(at, size, view), view, WIDTH)))


def test_the_position_is_said_with_the_side_that_closes_it() -> None:
    assert texts(position_lines(exit_view(), WIDTH)) == [
        "▲ LONG 25 SOL   mark 100.60   entry 98.20   break-even 98.25",
        "SELL to close your LONG   25 of 25 SOL free of other exits",
    ]
    assert texts(position_lines(exit_view(sol_short()), WIDTH))[1].startswith("BUY to close")


def test_a_position_that_is_gone_is_said_so() -> None:
    gone = replace(exit_view(), position=None)
    assert texts(position_lines(gone, WIDTH))[0] == "No open position on SOL_USDC_PERP"


def test_an_old_mark_is_hatched_and_tells_its_age() -> None:
    first = texts(position_lines(exit_view(mark_age=7.0), WIDTH))[0]
    assert f"mark {HATCH}100.60 7.0s old" in first


def test_the_outlook_of_an_exit_that_rests() -> None:
    assert outlook("104.50", "5") == [
        "From mark   +3.88%   +3.90       Gross       +31.50 USDC",
        f"From entry  +6.42%   +6.30       Exit fee    {MINUS}0.1045 USDC maker",
        "Share       20.0%    ━━────────  Net         +31.40 USDC",
        "",
        "RESTS at 104.50 — the queue there is deeper than the book is known",
    ]


def test_distances_are_told_while_the_quantity_is_still_wrong() -> None:
    lines = outlook("104.50", "0,5")
    assert lines[0] == "From mark   +3.88%   +3.90       Gross       —"
    assert lines[-1] == "✗ Use a dot for decimals and no separators: 0.05, not 0,05."


def test_problems_come_before_the_hint_about_an_empty_field() -> None:
    assert outlook("", "30")[-2:] == [
        "✗ Only 25 of 25 SOL is free of other exits. 25.00 or less works.",
        "· Type a price above the mark 100.6. The first is 100.61.",
    ]


def test_what_rests_names_the_queue_ahead() -> None:
    assert fate("100.66", "5") == "RESTS at 100.66 — 30 SOL ahead in the queue at that price"
    assert fate("100.65", "5") == "RESTS at 100.65 — first in the queue at that price"


BID_ABOVE = replace(
    exit_view(),
    mark=price("100.50"),
)
"""The best bid, 12 SOL at 100.59, is beyond the mark."""


def test_what_fills_now_is_said_with_its_price_and_its_role() -> None:
    assert fate("100.59", "5", BID_ABOVE) == "FILLS NOW ~5 at 100.59 (taker), 0 rests"


def test_what_fills_in_part_is_split() -> None:
    assert fate("100.59", "20", BID_ABOVE) == "FILLS NOW ~12 at 100.59 (taker), 8 rests at 100.59"


def test_without_a_book_nothing_is_promised() -> None:
    text = fate("104.50", "5", exit_view(book=None))
    assert text == "UNCERTAIN: the book is not live, so it may rest or fill now."


def test_a_caution_is_marked_and_what_the_fate_tells_is_not_repeated() -> None:
    plan = plan_for("100.59", "5", replace(BID_ABOVE, position=sol_long(entry=price("101"))))
    lines = texts(caution_lines(plan, BID_ABOVE, WIDTH))
    assert lines == ["! AT A LOSS: 100.59 is below your entry 101."]


def test_a_number_too_long_for_its_place_is_not_cut() -> None:
    view, wanted = exit_view(), Draft("999999999999", "1")
    lines = texts(outlook_lines(wanted, view, check(wanted, view), 50))
    assert lines[0] == "From mark   too long      Gross       too long"


def test_a_narrow_card_leaves_out_units_before_numbers() -> None:
    view, wanted = exit_view(), Draft("104.50", "5")
    lines = texts(outlook_lines(wanted, view, check(wanted, view), 50))
    assert lines[1] == f"From entry  +6.42%        Exit fee    {MINUS}0.1045"


def test_the_queue_beyond_the_known_levels_is_not_guessed() -> None:
    assert queue_ahead(exit_view(), Side.ASK, Decimal("100.67")) is None
    assert queue_ahead(exit_view(), Side.BID, Decimal("100.54")) is None
    assert queue_ahead(exit_view(), Side.BID, Decimal("100.55")) == quantity("40")
    assert queue_ahead(exit_view(book=None), Side.ASK, Decimal("100.61")) is None


def test_an_empty_field_is_waiting_not_broken() -> None:
    view = exit_view()
    result = check(Draft("", "30"), view)
    assert not isinstance(result, ExitPlan)
    assert broken_fields(result) == {Field.QUANTITY}


def test_lines_beyond_the_height_are_counted() -> None:
    lines = [line(str(n)) for n in range(5)]
    assert texts(limited(lines, 5)) == ["0", "1", "2", "3", "4"]
    assert texts(limited(lines, 3)) == ["0", "1", "… 3 more lines"]
    assert limited(lines, 0) == ()


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_says_whose_money_it_is(mode: Mode) -> None:
    assert mode.value in MODES[mode].text
    assert MODES[mode].tone is not Tone.PLAIN


TYPED = st.text(max_size=34) | st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,12})?", fullmatch=True)


@given(TYPED, TYPED, st.integers(min_value=46, max_value=120))
def test_no_text_makes_a_line_wider_than_the_card(at: str, size: str, width: int) -> None:
    view = exit_view()
    wanted = Draft(at, size)
    lines = (
        *outlook_lines(wanted, view, check(wanted, view), width),
        *position_lines(view, width),
    )
    assert all(width_of(each) <= width for each in lines)


def test_the_way_out_of_the_form_is_told_in_any_width() -> None:
    assert text_of(form_keys(80)).endswith("shift+↑↓ ten")
    assert text_of(form_keys(30)) == "enter review   esc close"
