"""Mark price and funding rate of one market.

mark = index + one-minute EWMA(mid - index), rounded to the tick. The funding rate of an hour is
(mean premium + clamp(interest - mean premium, ±0.05 %)) / 8, clamped to the market's bounds;
interest is 0.01 % per eight hours, so a market at par shows 0.0000125. Both as documented in 2026.
"""

from collections import deque
from decimal import ROUND_HALF_EVEN, Decimal

from tui.domain.money import ZERO
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import clamp, quotient

_EWMA_WEIGHT = Decimal(1) / 60
_FINE = Decimal("0.0000000001")
_INTEREST = Decimal("0.0001")
_INTEREST_CLAMP = Decimal("0.0005")
_INTERVALS_IN_EIGHT_HOURS = Decimal(8)
_BPS = Decimal(10_000)
_MEAN_SECONDS = 300


class Marks:
    """Sampled once a second."""

    def __init__(self, instrument: Instrument, index: Decimal, now_us: int) -> None:
        self._instrument = instrument
        self.index = index
        self._basis = ZERO
        self.mark = self._rounded(index)
        self._recent: deque[Decimal] = deque([self.mark], maxlen=_MEAN_SECONDS)
        self._recent_sum = self.mark
        self._premium_sum = ZERO
        self._premium_count = 0
        self._premiums: deque[Decimal] = deque([ZERO], maxlen=_MEAN_SECONDS)
        self._premiums_sum = ZERO
        self.next_funding_us = _first_after(now_us, instrument)

    def _rounded(self, price: Decimal) -> Decimal:
        tick = self._instrument.tick
        return (price / tick).to_integral_value(rounding=ROUND_HALF_EVEN) * tick

    def relist(self, instrument: Instrument) -> None:
        """Go on with other rules for the same market."""
        self._instrument = instrument

    def follow_index(self) -> None:
        """Set the mark to the index, as while a book takes no trades."""
        self._basis = ZERO
        self.mark = self._rounded(self.index)

    def sample(self, index: Decimal, mid: Decimal | None) -> None:
        """Take in one second's index and mid; a one-sided book leaves the basis as it is."""
        self.index = index
        if mid is not None:
            self._basis += (mid - index - self._basis) * _EWMA_WEIGHT
            self._basis = self._basis.quantize(_FINE)
            premium = ((mid - index) / index).quantize(_FINE)
            self._premium_sum += premium
            self._premium_count += 1
            if len(self._premiums) == _MEAN_SECONDS:
                self._premiums_sum -= self._premiums[0]
            self._premiums.append(premium)
            self._premiums_sum += premium
        self.mark = self._rounded(index + self._basis)
        if len(self._recent) == _MEAN_SECONDS:
            self._recent_sum -= self._recent[0]
        self._recent.append(self.mark)
        self._recent_sum += self.mark

    @property
    def mean(self) -> Decimal:
        """Mean mark of the last five minutes."""
        return self._recent_sum / len(self._recent)

    @property
    def mean_premium(self) -> Decimal:
        """Mean of (mid - index) / index over the last five minutes."""
        return self._premiums_sum / len(self._premiums)

    @property
    def rate(self) -> Decimal:
        """Funding rate of the running hour as it stands."""
        count = self._premium_count
        premium = quotient(self._premium_sum, Decimal(count)) if count else ZERO
        settled = premium + clamp(_INTEREST - premium, -_INTEREST_CLAMP, _INTEREST_CLAMP)
        bound = self._instrument.funding_bound_bps / _BPS
        return clamp(quotient(settled, _INTERVALS_IN_EIGHT_HOURS), -bound, bound)

    def next_interval(self) -> None:
        """Begin another funding hour."""
        self._premium_sum = ZERO
        self._premium_count = 0
        self.next_funding_us += self._instrument.funding_interval_us


def _first_after(now_us: int, instrument: Instrument) -> int:
    """The end of the funding interval that `now_us` falls in."""
    return (now_us // instrument.funding_interval_us + 1) * instrument.funding_interval_us
