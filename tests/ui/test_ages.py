import pytest

from tui.domain.freshness import AgeLimits, Freshness
from tui.ui.ages import FEED_SIGNS, dated, feed_badge
from tui.ui.lines import Span, Tone, text_of
from tui.ui.rows_common import HATCH

LIMITS = AgeLimits(aging=2.0, stale=5.0)


@pytest.mark.parametrize(
    ("age", "text", "tone"),
    [
        (0.5, "7", Tone.GAIN),
        (3.0, "7", Tone.MUTED),
        (12.0, HATCH + "7 12s", Tone.STALE),
        (None, "—", Tone.MUTED),
    ],
)
def test_a_value_dims_then_is_hatched_with_its_age(
    age: float | None, text: str, tone: Tone
) -> None:
    assert dated("7", Tone.GAIN, age, LIMITS) == (Span(text, tone),)


def test_the_age_is_told_once_in_a_row() -> None:
    assert text_of(dated("7", Tone.GAIN, 12.0, LIMITS, tell=False)) == HATCH + "7"


def test_a_badge_differs_in_shape_and_tells_the_age_of_what_is_late() -> None:
    assert [text_of(feed_badge("mark", age, LIMITS)) for age in (0.1, 3.0, 70.0, None)] == [
        "mark ●",
        "mark ◐ 3s",
        "mark ○ 1m",
        "mark ·",
    ]
    assert len({sign for sign, _ in FEED_SIGNS.values()}) == len(Freshness)
