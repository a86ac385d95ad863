import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.ui.layouts import Layout, arrange, home_of
from tui.ui.tiers import Tier

NEEDS = {"positions": 4, "orders": 6, "map": 5}


def test_the_layouts_follow_one_another_in_a_circle() -> None:
    assert Layout.EXITS.next().next().next() is Layout.EXITS
    assert {Layout.EXITS, Layout.EXITS.next(), Layout.EXITS.next().next()} == set(Layout)


def test_the_desk_for_exits_has_every_list_and_the_market_beside_them() -> None:
    plan = arrange(Layout.EXITS, Tier.FULL, 45, NEEDS)
    assert plan.shown == {"positions", "orders", "map", "log", "book", "tape"}
    assert (plan.rows, plan.market_rows, plan.wide) == ("5 7 6 1fr", 4, frozenset())


def test_a_narrow_desk_puts_the_book_beside_the_log() -> None:
    plan = arrange(Layout.EXITS, Tier.COMPACT, 21, NEEDS)
    assert plan.shown == {"positions", "orders", "log", "book"}
    assert plan.wide == {"positions", "orders"}
    assert plan.market_rows == 1


@pytest.mark.parametrize(
    ("layout", "panel"), [(Layout.CHART, "chart"), (Layout.MARKETS, "markets")]
)
def test_the_other_layouts_put_their_panel_below_the_positions(layout: Layout, panel: str) -> None:
    wide = arrange(layout, Tier.FULL, 45, NEEDS)
    assert wide.shown == {"positions", panel, "orders", "book", "tape"}
    assert wide.rows == "4 1fr 6"
    narrow = arrange(layout, Tier.COMPACT, 21, NEEDS)
    assert narrow.shown == narrow.wide == {"positions", panel}
    low = arrange(layout, Tier.MEDIUM, 17, NEEDS)
    assert low.shown == {"positions", panel, "book", "tape"}


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("tier", Tier)
def test_one_panel_can_have_the_whole_desk(layout: Layout, tier: Tier) -> None:
    plan = arrange(layout, tier, 30, NEEDS, whole="tape")
    assert plan.shown == {"tape"}
    assert (plan.rows, plan.columns) == ("1fr", "1fr")


counts = st.fixed_dictionaries(dict.fromkeys(NEEDS, st.integers(1, 60)))


@given(st.sampled_from(Layout), st.sampled_from(Tier), st.integers(1, 120), counts)
def test_positions_are_always_shown_and_the_fixed_rows_leave_room(
    layout: Layout, tier: Tier, height: int, needs: dict[str, int]
) -> None:
    plan = arrange(layout, tier, height, needs)
    fixed = [int(row) for row in plan.rows.split() if row != "1fr"]
    assert "positions" in plan.shown
    assert fixed[0] >= 3
    if height >= 14:
        assert sum(fixed) <= height - 6


def test_a_panel_is_shown_by_the_layout_it_belongs_to() -> None:
    for panel in ("positions", "log", "chart", "markets", "book"):
        assert panel in arrange(home_of(panel), Tier.FULL, 45, NEEDS).shown
