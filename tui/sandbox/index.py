"""The price process behind the markets: what the rest of the world trades at.

Log prices follow one common and one own shock each. Volatility itself wanders (so calm and wild
spells follow each other) and now and then all prices jump. A `Course` adds what a scenario wants to
happen. This is physics, not money, hence floats; what leaves as an index price is a Decimal with
eight decimals.

The exchange caps how far an index moves within a second. A larger move is not lost: what is beyond
the cap follows in the seconds after.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import US

_YEAR_US = 365 * 24 * 3600 * US
_COMMON = 0.75
"""Share of the market-wide shock in each price."""
_CALM_US = 240e6
"""Time in which a volatility spell loses most of its strength."""
_SPELL = 0.9
"""How far the logarithm of volatility wanders."""
_OWN_SPELL = 0.6
_JUMPS_PER_US = 1 / 420e6
_CAP_SHARE = 0.95
"""How much of the published cap of a second is used, so that rounding never passes it."""
_EIGHT = Decimal("0.00000001")


@dataclass(frozen=True, slots=True)
class Course:
    """What happens to all prices on top of chance.

    `points` are (seconds since the start, sum of the log moves until then), joined by straight
    lines; after the last one prices are left alone, or with `repeats` it starts over from there.
    `storms` multiply the volatility: (from second, to second, factor).
    """

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    repeats: bool = False
    storms: tuple[tuple[float, float, float], ...] = ()

    def moved(self, seconds: float) -> float:
        """The sum of the log moves until `seconds` after the start."""
        length, end = self.points[-1]
        rounds = 0.0
        if self.repeats and length > 0:
            rounds, seconds = divmod(seconds, length)
        number = bisect_right(self.points, seconds, key=lambda point: point[0])
        if number == len(self.points):
            return rounds * end + end
        (left, low), (right, high) = self.points[number - 1], self.points[number]
        return rounds * end + low + (high - low) * (seconds - left) / (right - left)

    def wildness(self, seconds: float) -> float:
        """The factor on the volatility at `seconds` after the start."""
        return math.prod(factor for since, until, factor in self.storms if since <= seconds < until)


STEADY = Course()


class IndexProcess:
    """Correlated prices of several markets, moved in steps of any length."""

    def __init__(
        self, instruments: Sequence[Instrument], random: Random, course: Course = STEADY
    ) -> None:
        self._random = random
        self._course = course
        self._elapsed = 0.0
        self._volatility = {
            item.symbol: item.yearly_volatility / math.sqrt(_YEAR_US) for item in instruments
        }
        self._cap = {
            item.symbol: float(item.update_band[1] - 1) * _CAP_SHARE / US for item in instruments
        }
        self.value = {item.symbol: item.level for item in instruments}
        self._spell = dict.fromkeys(self.value, 0.0)
        self._due = dict.fromkeys(self.value, 0.0)
        self._common_spell = 0.0

    def move(self, step_us: int) -> None:
        """Let `step_us` microseconds pass."""
        draw, gauss = self._random.random, self._random.gauss
        root = math.sqrt(step_us) * self._course.wildness(self._elapsed)
        decay = math.exp(-step_us / _CALM_US)
        kick = _SPELL * math.sqrt(1 - decay * decay)
        self._common_spell = self._common_spell * decay + kick * gauss(0, 1)
        strength = self._common_spell * 0.8 - 0.35
        common, alone = _COMMON * gauss(0, 1), math.sqrt(1 - _COMMON**2)
        jump, pull = self._jump(step_us), self._pull(step_us)
        for symbol, volatility in self._volatility.items():
            spell = self._spell[symbol] * decay + kick * _OWN_SPELL * gauss(0, 1)
            change = volatility * root * math.exp(strength + spell) * (common + alone * gauss(0, 1))
            if jump:
                change += jump * (0.6 + 0.8 * draw())
                spell += 0.5
            self._spell[symbol] = spell
            due = self._due[symbol] + change + pull
            cap = self._cap[symbol] * step_us
            now = cap if due > cap else max(due, -cap)
            self._due[symbol] = due - now
            self.value[symbol] *= 1 + now

    def _pull(self, step_us: int) -> float:
        before = self._course.moved(self._elapsed)
        self._elapsed += step_us / US
        return self._course.moved(self._elapsed) - before

    def _jump(self, step_us: int) -> float:
        if self._random.random() >= step_us * _JUMPS_PER_US:
            return 0.0
        return self._random.choice((-1, 1)) * self._random.uniform(0.0008, 0.003)

    def price(self, symbol: str) -> Decimal:
        """The index price as published."""
        return Decimal(self.value[symbol]).quantize(_EIGHT)
