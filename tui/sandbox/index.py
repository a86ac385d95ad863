"""The price process behind the markets: what the rest of the world trades at.

Log prices follow one common and one own shock each. Volatility itself wanders (so calm and wild
spells follow each other) and now and then a price jumps. This is physics, not money, hence floats;
what leaves as an index price is a Decimal with eight decimals.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from tui.sandbox.instruments import Instrument

_YEAR_US = 365 * 24 * 3600 * 1_000_000
_COMMON = 0.75
"""Share of the market-wide shock in each price."""
_CALM_US = 240e6
"""Time in which a volatility spell loses most of its strength."""
_SPELL = 0.9
"""How far the logarithm of volatility wanders."""
_JUMPS_PER_US = 1 / 420e6
_MAX_STEP = 0.0024
"""Published cap of an index move within one second."""
_EIGHT = Decimal("0.00000001")


class IndexProcess:
    """Correlated prices of several markets, moved in steps of any length."""

    def __init__(self, instruments: Sequence[Instrument], random: Random) -> None:
        self._random = random
        self._symbols = [item.symbol for item in instruments]
        self._volatility = {
            item.symbol: item.yearly_volatility / math.sqrt(_YEAR_US) for item in instruments
        }
        self.value = {item.symbol: item.level for item in instruments}
        self._spell = dict.fromkeys(self._symbols, 0.0)
        self._common_spell = 0.0

    def move(self, step_us: int) -> None:
        """Let `step_us` microseconds pass."""
        gauss = self._random.gauss
        root = math.sqrt(step_us)
        decay = math.exp(-step_us / _CALM_US)
        kick = _SPELL * math.sqrt(1 - decay * decay)
        self._common_spell = self._common_spell * decay + kick * gauss(0, 1)
        common = gauss(0, 1)
        jump = self._jump(step_us)
        for symbol in self._symbols:
            self._spell[symbol] = self._spell[symbol] * decay + kick * gauss(0, 1) * 0.6
            strength = math.exp(self._common_spell * 0.8 + self._spell[symbol] - 0.35)
            shock = _COMMON * common + math.sqrt(1 - _COMMON**2) * gauss(0, 1)
            change = self._volatility[symbol] * strength * root * shock
            if jump:
                change += jump * (0.6 + 0.8 * self._random.random())
                self._spell[symbol] += 0.5
            self.value[symbol] *= 1 + max(-_MAX_STEP, min(_MAX_STEP, change))

    def _jump(self, step_us: int) -> float:
        if self._random.random() >= step_us * _JUMPS_PER_US:
            return 0.0
        return self._random.choice((-1, 1)) * self._random.uniform(0.0004, 0.0014)

    def price(self, symbol: str) -> Decimal:
        """The index price as published."""
        return Decimal(self.value[symbol]).quantize(_EIGHT)
