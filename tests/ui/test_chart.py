from decimal import Decimal
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import SOL, price, quantity
from tui.domain.candles import CandleSeries
from tui.domain.quotes import Candle
from tui.ui.chart import KeptDrawing, draw
from tui.ui.chart_data import ChartData, Level, slots_for
from tui.ui.lines import Tone, text_of, width_of

START, STEP = 1_750_793_100_000, 300_000
TICK = Decimal("0.01")


def candle(n: int, close: Decimal, volume: str = "10", *, closed: bool = True) -> Candle:
    at = price(str(close))
    low, high = price(str(close - TICK)), price(str(close + TICK))
    return Candle(SOL, "5m", START + n * STEP, at, high, low, at, quantity(volume), closed)


def series(*closes: str | None) -> CandleSeries:
    made = CandleSeries(SOL, "5m")
    made.merge([candle(n, Decimal(c)) for n, c in enumerate(closes) if c is not None])
    return made


LEVELS = (
    Level(Decimal("101.50"), "last", "◀", Tone.STRONG, is_line=False),
    Level(Decimal("100.25"), "entry", "○", Tone.MUTED),
    Level(Decimal("71.42"), "liquidation", "✕", Tone.ALERT),
    Level(Decimal(110), "sell 5", "◆", Tone.ASK),
)


def data(
    made: CandleSeries,
    width: int,
    slot_width: int = 2,
    *,
    cursor_ms: int | None = None,
    is_stale: bool = False,
) -> ChartData:
    window = made.window(slots_for(width, slot_width))
    return ChartData(window, "5m", TICK, LEVELS, slot_width, cursor_ms, is_stale)


def shown(
    made: CandleSeries, width: int, height: int, *, cursor_ms: int | None = None
) -> list[str]:
    chart = data(made, width, cursor_ms=cursor_ms)
    return [text_of(each) for each in draw(chart, width, height)[0]]


RISING = series(*(f"{100 + n / 10:.2f}" for n in range(16)))


def test_a_chart_has_a_legend_prices_volumes_and_times() -> None:
    lines = shown(RISING, 50, 14)
    assert len(lines) == 14
    assert lines[0].startswith("last 101.50  ▼ liquidation 71.42  ▲ sell 5 110.00")
    assert any(each.endswith("◀101.50") for each in lines)
    assert any("entry ┄" in each and each.endswith("○100.25") for each in lines)
    assert "█" in lines[-2] or "▁" in lines[-2]
    assert "20:00" in lines[-1]


def test_the_crosshair_tells_the_values_of_its_candle() -> None:
    lines = shown(RISING, 70, 14, cursor_ms=START + 15 * STEP)
    assert lines[0].startswith("Jun 24 20:40  O 101.50  H 101.51  L 101.49  C 101.50  0.00%  V 10")
    assert any("┊" in each for each in lines)
    assert "Jun 24 20:40" in lines[-1]


def test_under_the_crosshair_a_gap_says_that_nothing_was_traded() -> None:
    made = series("100", None, "101")
    assert "no trade" in shown(made, 60, 12, cursor_ms=START + STEP)[0]


def test_a_narrow_chart_is_a_line() -> None:
    lines = shown(RISING, 30, 12)
    assert any(0x2800 < ord(char) <= 0x28FF for each in lines for char in each)
    assert not any("█" in each for each in lines)


def test_a_stale_chart_keeps_its_shape_and_loses_its_colours() -> None:
    fresh = draw(data(RISING, 60), 60, 14)[0]
    stale = draw(data(RISING, 60, is_stale=True), 60, 14)[0]
    assert [text_of(each) for each in fresh] == [text_of(each) for each in stale]
    tones = {span.tone for each in stale[1:] for span in each}
    assert Tone.STALE in tones
    assert not tones & {Tone.GAIN, Tone.LOSS, Tone.STRONG}


def test_prices_that_meet_on_a_row_are_named_together() -> None:
    levels = (
        Level(Decimal("100.50"), "entry", "○", Tone.MUTED),
        Level(Decimal("100.51"), "break-even", "○", Tone.MUTED),
    )
    made = ChartData(RISING.window(20), "5m", TICK, levels, 2)
    text = "\n".join(text_of(each) for each in draw(made, 60, 12)[0])
    assert "entry · break-even" in text


def test_without_a_candle_in_sight_the_prices_of_now_make_the_scale() -> None:
    gaps = RISING.window(10, end_ms=START - 100 * STEP)
    lines, _ = draw(ChartData(gaps, "5m", TICK, LEVELS, 2), 60, 12)
    assert any("◀101.50" in text_of(each) for each in lines)


closes = st.one_of(st.none(), st.decimals("0.01", "100000", places=2).map(str))


@settings(max_examples=150, deadline=None)
@given(
    prices=st.lists(closes, min_size=1, max_size=40),
    width=st.integers(1, 200),
    height=st.integers(1, 60),
    slot_width=st.sampled_from([1, 2, 4]),
    cursor=st.one_of(st.none(), st.integers(-5, 60)),
)
def test_no_size_breaks_it_and_nothing_overflows(
    prices: list[str | None], width: int, height: int, slot_width: int, cursor: int | None
) -> None:
    cursor_ms = None if cursor is None else START + cursor * STEP
    made = data(series(*prices), width, slot_width, cursor_ms=cursor_ms)
    lines, slots = draw(made, width, height)
    assert len(lines) <= height
    assert all(width_of(each) <= width for each in lines)
    assert all(a.start_ms < b.start_ms for a, b in pairwise(slots))


@settings(max_examples=100, deadline=None)
@given(width=st.integers(1, 200), height=st.integers(1, 60))
def test_no_number_is_cut(width: int, height: int) -> None:
    lines, _ = draw(data(RISING, width), width, height)
    whole = {f"{100 + n / 100:.2f}" for n in range(-50, 300)} | {"71.42", "110.00"}
    whole |= {f"{hour}:{minute:02}" for hour in range(24) for minute in range(60)}
    words = " ".join(text_of(each) for each in lines).replace("◀", " ").replace("○", " ").split()
    assert {each for each in words if each[0].isdigit()} <= whole | {"5"}


def test_a_drawing_is_kept_until_a_candle_a_level_or_the_size_changes() -> None:
    made, kept = series("100", "101"), KeptDrawing()
    first = kept(data(made, 60), 60, 12)
    assert kept(data(made, 60), 60, 12)[0] is first[0]
    assert first == draw(data(made, 60), 60, 12)
    assert kept(data(made, 60), 60, 13)[0] is not first[0]
    assert kept(data(made, 60), 0, 13) == ((), ())


prices = st.decimals("90", "110", places=2)


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(prices, st.booleans(), st.integers(1, 90), st.integers(1, 24)), max_size=12
    )
)
def test_what_is_kept_never_differs_from_what_would_be_drawn(
    steps: list[tuple[Decimal, bool, int, int]],
) -> None:
    made, kept = series("100", "101"), KeptDrawing()
    size = 60, 12
    for n, (at, is_candle, width, height) in enumerate(steps):
        if is_candle:
            made.take(candle(2 + n // 3, at, volume=str(n + 1), closed=False))
        elif n % 4 == 3:
            size = width, height
        level = Level(at, "last", "◀", Tone.STRONG, is_line=False)
        chart = ChartData(made.window(slots_for(size[0], 2)), "5m", TICK, (level,), 2)
        assert kept(chart, *size) == draw(chart, *size)
