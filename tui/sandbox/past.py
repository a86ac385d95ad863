"""What happened before the sandbox started, so that charts and tickers are not empty.

A seeded walk back from the first price: minutes for two days, hours for a month, days for a year.
Longer candles are built from shorter ones where both exist, so they agree.
"""

import math
from decimal import Decimal
from random import Random

from tui.sandbox.candles import DAY, SECONDS, Bar, aggregate, start_of
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import to_grid

_MINUTES = 2 * 1440
_HOURS = 30 * 24
_DAYS = 365
_YEAR_MINUTES = 365 * 1440
_SIZES_PER_MINUTE = 7.0
_TRADES_PER_MINUTE = 45
_FROM = {
    "1m": ("3m", "5m", "15m", "30m"),
    "1h": ("2h", "4h", "6h", "8h", "12h"),
    "1d": ("3d", "1w", "1month"),
}


def _walk(
    item: Instrument, random: Random, last: float, starts: list[int], minutes: int
) -> list[Bar]:
    """Candles that end at the price `last`, made backwards and returned oldest first."""
    sigma = item.yearly_volatility * math.sqrt(minutes / _YEAR_MINUTES)
    close, spell, bars = last, 0.0, []
    for start in reversed(starts):
        spell = 0.97 * spell + 0.1 * random.gauss(0, 1)
        move = sigma * math.exp(spell - 0.55)
        opened = close / (1 + move * random.gauss(0, 1))
        high = max(opened, close) * (1 + move * 0.5 * random.random())
        low = min(opened, close) * (1 - move * 0.5 * random.random())
        activity = math.exp(spell + random.gauss(-0.3, 0.5))
        bars.append(_bar(item, start, (opened, high, low, close), activity * minutes))
        close = opened
    bars.reverse()
    return bars


def _bar(
    item: Instrument, start: int, prices: tuple[float, float, float, float], activity: float
) -> Bar:
    opened, high, low, close = (to_grid(price, item.tick) for price in prices)
    volume = to_grid(activity * item.typical_size * _SIZES_PER_MINUTE, item.step)
    trades = max(1, round(activity * _TRADES_PER_MINUTE))
    return Bar(start, opened, high, low, close, volume, volume * (opened + close) / 2, trades)


def past(item: Instrument, random: Random, now_us: int) -> dict[str, list[Bar]]:
    """Candles of every interval but seconds, up to the minute that runs at `now_us`."""
    now = now_us // 1_000_000
    minute, hour, day = (start_of(name, now) for name in ("1m", "1h", "1d"))
    first_minute = start_of("1h", minute - _MINUTES * 60)
    minutes = _walk(item, random, item.level, list(range(first_minute, minute, 60)), 1)
    newest_hours = aggregate("1h", minutes)
    first_hour = start_of("1d", hour - _HOURS * 3600)
    hours = _walk(
        item, random, _opening(newest_hours), list(range(first_hour, first_minute, 3600)), 60
    )
    hours += newest_hours
    newest_days = aggregate("1d", hours)
    first_day = day - _DAYS * DAY
    days = _walk(item, random, _opening(newest_days), list(range(first_day, first_hour, DAY)), 1440)
    known = {"1m": minutes, "1h": hours, "1d": days + newest_days}
    for source, longer in _FROM.items():
        for interval in longer:
            known[interval] = aggregate(interval, known[source])
    return {name: known[name] for name in SECONDS if name in known}


def _opening(bars: list[Bar]) -> float:
    opened = bars[0].open if bars else None
    return float(opened if opened is not None else Decimal(1))
