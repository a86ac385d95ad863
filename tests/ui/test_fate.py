from dataclasses import replace
from decimal import Decimal

from tests.builders import draft, exit_view, price, quantity, sol_long
from tui.domain.exits.check import check
from tui.domain.exits.plan import ExitPlan, ExitView
from tui.domain.position import Side
from tui.ui.fate import caution_lines, fate_lines, queue_ahead
from tui.ui.lines import Line, text_of

WIDTH = 72


def texts(lines: tuple[Line, ...]) -> list[str]:
    return [text_of(each).rstrip() for each in lines]


def plan_for(at: str, size: str, view: ExitView) -> ExitPlan:
    plan = check(draft(at, size), view)
    assert isinstance(plan, ExitPlan), plan
    return plan


def fate(at: str, size: str, view: ExitView | None = None) -> str:
    view = view or exit_view()
    return " ".join(texts(fate_lines(plan_for(at, size, view), view, WIDTH)))


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


def test_the_queue_beyond_the_known_levels_is_not_guessed() -> None:
    assert queue_ahead(exit_view(), Side.ASK, Decimal("100.67")) is None
    assert queue_ahead(exit_view(), Side.BID, Decimal("100.54")) is None
    assert queue_ahead(exit_view(), Side.BID, Decimal("100.55")) == quantity("40")
    assert queue_ahead(exit_view(book=None), Side.ASK, Decimal("100.61")) is None
