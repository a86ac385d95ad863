"""What happened before the sandbox started, so that charts and tickers are not empty.

A seeded walk back from the first price: minutes for a day, hours for a month, days for a year.
Longer candles are built from shorter ones where both exist, so they agree. The walk is kept in
whole ticks and steps, which is quick to make; candles become decimals when somebody asks for them.
"""

import math
from collections.abc import Iterable
from itertools import takewhile
from random import Random

from tui.sandbox.candles import DAY, Bar, start_of
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import US

_MINUTES = 26 * 60
_HOURS = 30 * 24
_DAYS = 365
_YEAR_MINUTES = 365 * 1440
_SIZES_PER_MINUTE = 7.0
_TRADES_PER_MINUTE = 50
_SOURCES = {
    "1m": "1m",
    "3m": "1m",
    "5m": "1m",
    "15m": "1m",
    "30m": "1m",
    "1h": "1h",
    "2h": "1h",
    "4h": "1h",
    "6h": "1h",
    "8h": "1h",
    "12h": "1h",
    "1d": "1d",
    "3d": "1d",
    "1w": "1d",
    "1month": "1d",
}

_Row = tuple[int, int, int, int, int, int, int, int]
"""Start, then open, high, low, close in ticks, volume in steps, twice the value, and trades."""


class Past:
    """One market's candles from before `now_us`; a `tui.sandbox.candles.Source`."""

    def __init__(self, item: Instrument, random: Random, now_us: int) -> None:
        self._item = item
        self._random = random
        self._now = now_us // US
        minute, hour, day = (start_of(name, self._now) for name in ("1m", "1h", "1d"))
        first_minute = start_of("1h", minute - _MINUTES * 60)
        first_hour = start_of("1d", hour - _HOURS * 3600)
        first_day = day - _DAYS * DAY
        last = round(item.level / float(item.tick))
        minutes = self._walk(range(first_minute, minute, 60), 1, last)
        hours = self._walk(range(first_hour, first_minute, 3600), 60, minutes[0][1])
        hours += _aggregate("1h", minutes)
        days = self._walk(range(first_day, first_hour, DAY), 1440, hours[0][1])
        days += _aggregate("1d", hours)
        self._rows = {"1m": minutes, "1h": hours, "1d": days}

    def _walk(self, starts: range, minutes: int, last: int) -> list[_Row]:
        """Rows that end at the price `last`, made backwards and returned oldest first."""
        item, gauss, draw = self._item, self._random.gauss, self._random.random
        sigma = item.yearly_volatility * math.sqrt(minutes / _YEAR_MINUTES)
        sizes = _SIZES_PER_MINUTE * minutes * item.trades_per_second * item.typical_size
        volume_steps = sizes / float(item.step)
        trades = _TRADES_PER_MINUTE * minutes * item.trades_per_second
        close, spell, rows = last, 0.0, []
        for start in reversed(starts):
            spell = 0.97 * spell + 0.35 * (draw() - 0.5)
            move = sigma * math.exp(spell - 0.55)
            opened = max(1, round(close / (1 + move * gauss(0, 1))))
            low, high = (opened, close) if opened < close else (close, opened)
            high = round(high * (1 + move * 0.5 * draw()))
            low = max(1, round(low * (1 - move * 0.5 * draw())))
            activity = math.exp(spell) * (0.4 + 0.8 * draw())
            volume = max(1, round(activity * volume_steps))
            value = volume * (opened + close)
            count = max(1, round(activity * trades))
            rows.append((start, opened, high, low, close, volume, value, count))
            close = opened
        rows.reverse()
        return rows

    def running(self, interval: str) -> Bar | None:
        """What the candle that runs at the start had seen by then; None if nothing."""
        start = start_of(interval, self._now)
        rows = self._rows[_SOURCES[interval]] if interval in _SOURCES else []
        recent = list(takewhile(lambda row: row[0] >= start, reversed(rows)))
        return self._bar(_merged(start, recent[::-1])) if recent else None

    def older(self, interval: str) -> list[Bar]:
        """The candles that ended before the start, oldest first."""
        return [self._bar(row) for row in self._ended(interval)]

    def total(self, interval: str, since: int) -> Bar:
        """All `older` candles that start at `since` or later, as one."""
        rows = [row for row in self._ended(interval) if row[0] >= since]
        return self._bar(_merged(since, rows)) if rows else Bar(since)

    def _ended(self, interval: str) -> list[_Row]:
        if interval not in _SOURCES:
            return []
        source = _SOURCES[interval]
        rows = (
            self._rows[source] if source == interval else _aggregate(interval, self._rows[source])
        )
        running = start_of(interval, self._now)
        return [row for row in rows if row[0] < running]

    def _bar(self, row: _Row) -> Bar:
        tick, step = self._item.tick, self._item.step
        start, opened, high, low, close, volume, twice_value, trades = row
        return Bar(
            start,
            opened * tick,
            high * tick,
            low * tick,
            close * tick,
            volume * step,
            twice_value * tick * step / 2,
            trades,
        )


def _merged(start: int, rows: list[_Row]) -> _Row:
    """Add up rows, oldest first, of which there is at least one."""
    return (
        start,
        rows[0][1],
        max(row[2] for row in rows),
        min(row[3] for row in rows),
        rows[-1][4],
        sum(row[5] for row in rows),
        sum(row[6] for row in rows),
        sum(row[7] for row in rows),
    )


def _aggregate(interval: str, rows: Iterable[_Row]) -> list[_Row]:
    """Build longer rows from shorter ones, oldest first."""
    groups: dict[int, list[_Row]] = {}
    for row in rows:
        groups.setdefault(start_of(interval, row[0]), []).append(row)
    return [_merged(start, group) for start, group in groups.items()]
