from decimal import Decimal

import pytest

from tests.builders import SOL, price, quantity
from tui.domain.candles import Slot
from tui.domain.quotes import Candle
from tui.ui.chart_data import ChartData, Level, cursor_slot, lay_out, slots_for
from tui.ui.lines import Tone


def slots(count: int, at: str = "100") -> tuple[Slot, ...]:
    p = price(at)
    return tuple(
        Slot(n * 60_000, Candle(SOL, "1m", n * 60_000, p, p, p, p, quantity("1"), closed=True))
        for n in range(count)
    )


def data(*levels: str, count: int = 500) -> ChartData:
    made = tuple(Level(Decimal(each), "sell", "◆", Tone.ASK) for each in levels)
    return ChartData(slots(count), "1m", Decimal("0.01"), made, 2)


def test_parts_are_left_out_whole_where_there_is_little_room() -> None:
    parts = {
        height: (made.has_legend, made.has_times, made.volume, made.rows)
        for height in (3, 4, 5, 10, 30)
        for made in [lay_out(data(), 80, height)]
    }
    assert parts == {
        3: (False, False, 0, 3),
        4: (False, True, 0, 3),
        5: (True, True, 0, 3),
        10: (True, True, 1, 7),
        30: (True, True, 4, 24),
    }
    assert not lay_out(data(), 12, 10).has_axis


def test_the_newest_slots_are_those_that_find_room() -> None:
    made = lay_out(data(), 80, 20)
    assert made.slots[-1].start_ms == 499 * 60_000
    assert len(made.slots) == made.plot // 2
    assert len(lay_out(data(), 30, 20).slots) == 2 * lay_out(data(), 30, 20).plot


def test_a_level_near_the_candles_is_brought_into_view_and_a_far_one_is_not() -> None:
    scale = lay_out(data("100.02", "150"), 80, 20).scale
    assert scale.holds(Decimal("100.02"))
    assert not scale.holds(Decimal(150))


@pytest.mark.parametrize(("moment", "slot"), [(None, None), (-5, 0), (61_000, 1), (10**9, 2)])
def test_the_crosshair_is_on_the_slot_that_holds_its_moment(
    moment: int | None, slot: int | None
) -> None:
    assert cursor_slot(slots(3), moment) == slot


def test_a_narrow_chart_has_room_for_two_slots_in_a_cell() -> None:
    assert slots_for(30, 2) == 60
    assert slots_for(80, 2) == 40
