from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import SOL, price, quantity
from tui.domain.candles import Slot
from tui.domain.quotes import Candle
from tui.ui.chart_candles import draw_candle, draw_line, draw_volumes
from tui.ui.chart_canvas import Canvas
from tui.ui.chart_scale import Scale
from tui.ui.lines import Tone, text_of

SCALE = Scale(Decimal(0), Decimal(7), 4)
"""A whole number of half rows to the dollar."""


def candle(o: int, h: int, low: int, c: int, volume: str = "1") -> Candle:
    return Candle(
        SOL,
        "1m",
        0,
        price(str(o)),
        price(str(h)),
        price(str(low)),
        price(str(c)),
        quantity(volume),
        closed=True,
    )


def drawn(made: Candle, width: int) -> list[str]:
    canvas = Canvas(width, 4)
    draw_candle(canvas, made, 0, width, SCALE)
    return [text_of(each) for each in canvas.lines()]


def test_a_rising_candle_is_slim_and_a_falling_one_full() -> None:
    assert drawn(candle(2, 7, 0, 5), 1) == ["│", "┃", "┃", "│"]
    assert drawn(candle(5, 7, 0, 2), 1) == ["│", "█", "█", "│"]


def test_ends_are_exact_to_half_a_cell() -> None:
    assert drawn(candle(1, 6, 1, 4), 1) == ["╷", "╽", "┃", "╹"]
    assert drawn(candle(4, 4, 1, 1), 1) == [" ", "▄", "█", "▀"]


def test_a_wide_candle_has_wings_where_its_body_is() -> None:
    assert drawn(candle(5, 7, 0, 2), 4) == [" │  ", "███ ", "███ ", " │  "]
    assert drawn(candle(2, 7, 0, 5), 4) == [" │  ", "▐█▌ ", "▐█▌ ", " │  "]
    assert drawn(candle(1, 4, 1, 4), 4) == ["    ", "▗▄▖ ", "▐█▌ ", "▝▀▘ "]


def test_a_candle_without_prices_draws_nothing() -> None:
    gap = replace(candle(1, 2, 1, 2), open=None, high=None, low=None, close=None)
    assert drawn(gap, 1) == [" "] * 4


def slots(*candles: Candle | None) -> list[Slot]:
    return [Slot(n, each) for n, each in enumerate(candles)]


def test_volumes_are_shares_of_the_most_and_the_least_is_not_nothing() -> None:
    canvas = Canvas(4, 2)
    made = [candle(1, 2, 1, 2, volume) for volume in ("16", "12", "0.0001", "0")]
    draw_volumes(canvas, slots(*made), 1, 0, 2)
    assert [text_of(each) for each in canvas.lines()] == ["█▄  ", "██▁ "]


def test_volumes_of_a_quiet_time_draw_nothing() -> None:
    canvas = Canvas(2, 1)
    draw_volumes(canvas, slots(candle(1, 2, 1, 2, "0"), None), 1, 0, 1)
    assert [text_of(each) for each in canvas.lines()] == ["  "]


def test_a_line_joins_closes_and_stays_open_at_a_gap() -> None:
    canvas = Canvas(3, 4)
    closes = (candle(0, 7, 0, 0), candle(0, 7, 0, 7), None, candle(3, 4, 3, 3))
    draw_line(canvas, slots(*closes), SCALE, 4)
    lines = [text_of(each) for each in canvas.lines()]
    assert lines == ["⢸  ", "⢸  ", "⢸⠐ ", "⡸  "]


@pytest.mark.parametrize(("o", "c", "tone"), [(1, 2, Tone.GAIN), (2, 1, Tone.LOSS)])
def test_a_candle_has_the_tone_of_its_way(o: int, c: int, tone: Tone) -> None:
    canvas = Canvas(1, 4)
    draw_candle(canvas, candle(o, 2, 1, c), 0, 1, SCALE)
    assert tone in {span.tone for each in canvas.lines() for span in each}
