from decimal import Decimal
from random import Random

from tui.sandbox.candles import SECONDS, aggregate, start_of
from tui.sandbox.instruments import INSTRUMENTS
from tui.sandbox.past import past

NOW = 1_788_000_123_000_000


def test_the_past_ends_at_the_first_price_and_has_no_gaps() -> None:
    for item in INSTRUMENTS:
        bars = past(item, Random(1), NOW)
        assert set(bars) == set(SECONDS) - {"1s"}
        minutes = bars["1m"]
        assert minutes[-1].start == start_of("1m", NOW // 1_000_000) - 60
        starts = [bar.start for bar in minutes]
        assert starts == list(range(starts[0], starts[-1] + 60, 60))
        assert abs(float(minutes[-1].close or 0) / item.level - 1) < 0.0001


def test_every_candle_is_possible() -> None:
    for interval, bars in past(INSTRUMENTS[0], Random(3), NOW).items():
        for bar in bars:
            assert bar.low is not None, interval
            assert bar.high is not None
            assert bar.open is not None
            assert bar.close is not None
            assert 0 < bar.low <= min(bar.open, bar.close)
            assert bar.high >= max(bar.open, bar.close)
            assert bar.volume >= Decimal(0)


def test_longer_candles_are_made_of_the_shorter_ones() -> None:
    bars = past(INSTRUMENTS[1], Random(5), NOW)
    hours = {bar.start: bar for bar in bars["1h"]}
    for bar in aggregate("1h", bars["1m"]):
        assert hours[bar.start] == bar
