from hypothesis import given
from hypothesis import strategies as st

from tui.ui.arming import BEAT, Arming


def test_a_surface_is_armed_after_a_quiet_beat() -> None:
    arming = Arming(10.0)
    assert not arming.is_armed(10.0 + BEAT - 0.01)
    assert arming.is_armed(10.0 + BEAT + 0.001)


def test_a_key_before_the_beat_does_not_count_and_starts_it_again() -> None:
    arming = Arming(0.0)
    assert not arming.admits(0.5)
    assert not arming.is_armed(0.5 + BEAT - 0.01)
    assert arming.admits(0.5 + BEAT + 0.001)


def test_once_armed_a_quick_second_key_counts_too() -> None:
    arming = Arming(0.0)
    assert arming.admits(1.0)
    assert arming.admits(1.01)


@given(st.lists(st.floats(min_value=0.001, max_value=BEAT - 0.001), max_size=200))
def test_a_key_that_is_held_down_never_arms_it(gaps: list[float]) -> None:
    arming, now = Arming(0.0), 0.0
    for gap in gaps:
        now += gap
        assert not arming.admits(now)
