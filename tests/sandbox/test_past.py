from decimal import Decimal
from random import Random

import pytest

from tui.sandbox.candles import SECONDS, aggregate, start_of
from tui.sandbox.instruments import INSTRUMENTS
from tui.sandbox.past import Past

NOW = 1_788_000_123_000_000
LONGER = ("3m", "30m", "1h", "8h", "1d", "1w", "1month")


def past(number: int = 0, seed: int = 1) -> Past:
    return Past(INSTRUMENTS[number], Random(seed), NOW)


def test_the_past_ends_at_the_first_price_and_has_no_gaps() -> None:
    for number, item in enumerate(INSTRUMENTS):
        minutes = past(number).older("1m")
        assert minutes[-1].start == start_of("1m", NOW // 1_000_000) - 60
        starts = [bar.start for bar in minutes]
        assert starts == list(range(starts[0], starts[-1] + 60, 60))
        assert abs(float(minutes[-1].close or 0) / item.level - 1) < 0.0002


@pytest.mark.parametrize("interval", [name for name in SECONDS if name != "1s"])
def test_every_candle_is_possible(interval: str) -> None:
    bars = past(seed=3).older(interval)
    assert len(bars) > 10
    for bar in bars:
        assert bar.low is not None
        assert bar.high is not None
        assert bar.open is not None
        assert bar.close is not None
        assert 0 < bar.low <= min(bar.open, bar.close)
        assert bar.high >= max(bar.open, bar.close)
        assert bar.volume > 0
        assert bar.low * bar.volume <= bar.quote <= bar.high * bar.volume


def test_longer_candles_are_made_of_the_shorter_ones() -> None:
    subject = past(1, seed=5)
    hours = {bar.start: bar for bar in subject.older("1h")}
    first = start_of("1h", subject.older("1m")[0].start)
    for bar in aggregate("1h", subject.older("1m")):
        if bar.start in hours and bar.start > first:
            assert hours[bar.start] == bar


@pytest.mark.parametrize("interval", LONGER)
def test_the_running_candle_starts_where_the_older_ones_end(interval: str) -> None:
    subject = past()
    running = subject.running(interval)
    start = start_of(interval, NOW // 1_000_000)
    if running is not None:
        assert running.start == start
    assert subject.older(interval)[-1].start < start


def test_a_total_adds_up_the_candles_since_then() -> None:
    subject = past()
    minutes = subject.older("1m")[-30:]
    total = subject.total("1m", minutes[0].start)
    assert total.open == minutes[0].open
    assert total.volume == sum((bar.volume for bar in minutes), Decimal(0))
    assert subject.total("1m", NOW // 1_000_000).open is None


def test_seconds_have_no_past() -> None:
    assert past().older("1s") == []
    assert past().running("1s") is None
