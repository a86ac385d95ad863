"""A moment in the past as a person types it."""

import pytest

from tui.cli.since import since_ms
from tui.settings import BadSetting

NOW = 1_764_072_000_000
"""2025-11-25 12:00 UTC."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, 0),
        ("30m", NOW - 30 * 60_000),
        ("2h", NOW - 2 * 3_600_000),
        ("7d", NOW - 7 * 86_400_000),
        (" 1w ", NOW - 7 * 86_400_000),
        ("2025-11-25", NOW - 12 * 3_600_000),
        ("2025-11-25T11:00", NOW - 3_600_000),
        ("2025-11-25T13:00+02:00", NOW - 3_600_000),
    ],
)
def test_it_is_an_age_or_a_date_of_utc(text: str | None, expected: int) -> None:
    assert since_ms(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "2", "h", "0h", "-2h", "2 hours", "yesterday", "٢h", "1.5h"])
def test_anything_else_is_refused_with_examples(text: str) -> None:
    with pytest.raises(BadSetting, match="2h or 7d"):
        since_ms(text, NOW)
