from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import exit_view, sol_short
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitView
from tui.ui.exit_card import outlook_lines, position_lines
from tui.ui.format import MINUS
from tui.ui.lines import Line, text_of, width_of
from tui.ui.rows_common import HATCH

WIDTH = 72


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [text_of(each).rstrip() for each in lines]


def outlook(at: str, size: str, view: ExitView | None = None) -> list[str]:
    view = view or exit_view()
    wanted = Draft(at, size)
    return texts(outlook_lines(wanted, view, check(wanted, view), WIDTH))


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


def test_a_number_too_long_for_its_place_is_not_cut() -> None:
    view, wanted = exit_view(), Draft("999999999999", "1")
    lines = texts(outlook_lines(wanted, view, check(wanted, view), 50))
    assert lines[0] == "From mark   too long      Gross       too long"


def test_a_narrow_card_leaves_out_units_before_numbers() -> None:
    view, wanted = exit_view(), Draft("104.50", "5")
    lines = texts(outlook_lines(wanted, view, check(wanted, view), 50))
    assert lines[1] == f"From entry  +6.42%        Exit fee    {MINUS}0.1045"


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
