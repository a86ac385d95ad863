import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.ui.tiers import Tier, is_too_small, share_heights, tier


@pytest.mark.parametrize(
    ("width", "name"),
    [
        (80, Tier.COMPACT),
        (99, Tier.COMPACT),
        (100, Tier.MEDIUM),
        (139, Tier.MEDIUM),
        (140, Tier.FULL),
    ],
)
def test_a_width_has_one_tier(width: int, name: Tier) -> None:
    assert tier(width) is name


def test_a_terminal_is_too_small_by_width_or_by_height() -> None:
    assert is_too_small(59, 40)
    assert is_too_small(200, 15)
    assert not is_too_small(60, 16)


def test_lists_get_what_they_need_and_the_rest_is_left() -> None:
    assert share_heights(40, 4, 6, 9) == (5, 7, 10)
    assert share_heights(21, 4, 6) == (4, 6, 0)


def test_the_map_is_shown_whole_or_not_at_all() -> None:
    assert share_heights(25, 4, 6, 9) == (4, 6, 0)


def test_positions_come_first_when_room_is_short() -> None:
    assert share_heights(21, 30, 30) == (6, 7, 0)
    assert share_heights(21, 30, 3) == (10, 3, 0)


@given(st.integers(14, 100), *(st.integers(3, 60) for _ in range(3)))
def test_something_is_always_left_for_the_rest(
    height: int, positions: int, orders: int, exits: int
) -> None:
    heights = share_heights(height, positions, orders, exits)
    assert sum(heights) <= height - 8
    assert min(heights[:2]) >= 3
