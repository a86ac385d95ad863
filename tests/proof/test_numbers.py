import random
from fractions import Fraction

import pytest

from tests.proof.numbers import COUNT, Page, Tally, by_keys, by_paste, expected, fuzzed, text
from tui.ui.widgets.amount_input import AmountInput


async def test_faults_u01_to_u04_no_text_is_taken_for_an_amount_or_changed_on_the_way() -> None:
    tally = await fuzzed(COUNT[False])
    assert tally.wrong == []
    for way in ("parser", "form", "paste", "keys"):
        assert tally.counts[f"{way} accepted"] > 100
        assert tally.counts[f"{way} refused"] > 100
    assert tally.counts["form accepted"] == tally.counts["parser accepted"]
    assert tally.counts["option accepted"] == COUNT[False]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.50", Fraction(3, 2)),
        (" 007 ", Fraction(7)),
        ("0.00", None),
        ("1,5", None),
        ("１", None),  # noqa: RUF001  # a full-width digit is the point
        ("1" * 13, None),
    ],
)
def test_the_grammar_gives_the_value(typed: str, value: Fraction | None) -> None:
    assert expected(typed) == value


def test_the_same_seed_gives_the_same_texts() -> None:
    first, second = random.Random(5), random.Random(5)
    assert [text(first) for _ in range(50)] == [text(second) for _ in range(50)]


async def test_a_field_that_edits_silently_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    tally, page, replace = Tally(), Page(), AmountInput.replace

    def without_commas(field: AmountInput, text: str, start: int, end: int) -> None:
        replace(field, text.replace(",", ""), start, end)

    monkeypatch.setattr(AmountInput, "replace", without_commas)
    async with page.run_test():
        by_paste(tally, "0,05", page)
        by_keys(tally, "0,05", page)
    assert tally.wrong == ["paste: '0,05'", "keys: '0,05'"]
