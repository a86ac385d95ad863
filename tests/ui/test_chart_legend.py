"""The line above a chart: prices as numbers, or one candle, and only what fits whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, price, quantity
from tui.domain.candles import Slot
from tui.domain.quotes import Candle
from tui.ui.chart_data import ChartData, Level, lay_out
from tui.ui.chart_legend import legend
from tui.ui.lines import Line, Tone, text_of, width_of
from tui.ui.rows_common import HATCH

START, STEP = 1_750_793_100_000, 60_000
LAST = Level(Decimal("100.50"), "last", "◀", Tone.STRONG, is_line=False)
ENTRY = Level(Decimal("100.25"), "entry", "○", Tone.MUTED)
FAR = Level(Decimal(71), "liquidation", "✕", Tone.ALERT)
HIGH = Level(Decimal(900), "sell 5", "◆", Tone.ASK)


def candle(n: int = 0, to: str | None = "101", *, at: str | None = "100") -> Candle:
    begin, end = (None if each is None else price(each) for each in (at, to))
    prices = [each for each in (begin, end) if each is not None]
    high, low = (max(prices), min(prices)) if prices else (None, None)
    return Candle(
        SOL, "1m", START + n * STEP, begin, high, low, end, quantity("1500"), closed=n == 0
    )


def shown(
    *levels: Level, slots: tuple[Slot, ...] | None = None, cursor: int | None = None, to: int = 200
) -> Line:
    made = slots or tuple(Slot(START + n * STEP, candle(n)) for n in range(3))
    cursor_ms = None if cursor is None else START + cursor * STEP
    data = ChartData(made, "1m", Decimal("0.01"), levels, 2, cursor_ms)
    return legend(data, lay_out(data, 80, 20), to)


def test_prices_of_now_come_first_then_what_lies_beyond_the_scale() -> None:
    assert text_of(shown(FAR, LAST, ENTRY, HIGH)) == (
        "last 100.50  ▼ liquidation 71.00  ▲ sell 5 900.00"
    )


def test_a_line_that_is_in_view_needs_no_words_above() -> None:
    assert text_of(shown(ENTRY)) == ""


def test_a_stale_price_is_hatched() -> None:
    stale = Level(LAST.price, LAST.name, LAST.sign, Tone.STALE, is_line=False)
    assert text_of(shown(stale)) == f"last {HATCH}100.50"


def test_under_the_crosshair_the_candle_takes_the_place_of_the_prices() -> None:
    assert text_of(shown(LAST, FAR, cursor=0)) == (
        "Jun 24 19:25  O 100.00  H 101.00  L 100.00  C 101.00  +1.00%  V 1.50K"
    )


def test_a_candle_that_is_not_over_says_so() -> None:
    assert text_of(shown(cursor=1)).endswith("  running")
    assert "running" not in text_of(shown(cursor=0))


@pytest.mark.parametrize(
    ("to", "tone"), [("101", Tone.GAIN), ("100", Tone.GAIN), ("99.99", Tone.LOSS)]
)
def test_a_candle_has_the_tone_of_its_way(to: str, tone: Tone) -> None:
    spans = shown(slots=(Slot(START, candle(to=to)),), cursor=0)
    figures = [span for span in spans if span.text.strip().replace(".", "").isdigit()]
    assert len(figures) == 4
    assert {span.tone for span in figures} == {tone}


@pytest.mark.parametrize("slot", [Slot(START, None), Slot(START, candle(at=None, to=None))])
def test_where_nothing_was_traded_no_price_is_made_up(slot: Slot) -> None:
    assert text_of(shown(LAST, slots=(slot,), cursor=0)) == "Jun 24 19:25  no trade"


@given(width=st.integers(0, 90), cursor=st.none() | st.integers(0, 2))
def test_what_does_not_fit_is_left_out_whole(width: int, cursor: int | None) -> None:
    whole = text_of(shown(LAST, FAR, HIGH, cursor=cursor))
    line = shown(LAST, FAR, HIGH, cursor=cursor, to=width)
    assert width_of(line) <= width
    text = text_of(line).rstrip()
    assert whole.startswith(text)
    assert not text or whole[len(text) :][:2] in {"", "  "}
