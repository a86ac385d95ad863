import pytest

from tui.domain.freshness import MARK_AGES, Freshness


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (None, Freshness.NEVER),
        (0.0, Freshness.FRESH),
        (2.0, Freshness.FRESH),
        (2.1, Freshness.AGING),
        (5.0, Freshness.AGING),
        (5.1, Freshness.STALE),
    ],
)
def test_a_mark_ages_after_two_seconds_and_is_stale_after_five(
    age: float | None, expected: Freshness
) -> None:
    assert MARK_AGES.judge(age) is expected
