"""Limits a trader sets on themselves, and how much of each is used."""

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.money import Rate, Usd


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """The most that may be done; None is no limit.

    Largest order, open notional and daily loss keep the account from growing riskier, so they
    refuse only orders that are not reduce-only. Rate and distance hold for every order.
    """

    largest_order: Usd | None = None
    """USDC of one order, at its price."""
    open_notional: Usd | None = None
    """USDC of all positions at their marks and of all orders that may add to them."""
    per_second: int | None = 2
    """Requests that place orders in any second; a batch is confirmed once and is one of them."""
    per_minute: int | None = 10
    """Orders in any 60 seconds."""
    from_mark: Rate | None = None
    """Distance of a price from the mark, a fraction of the mark."""
    daily_loss: Usd | None = None
    """USDC lost since midnight UTC, above zero; from there on nothing is opened."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What of the limits is used now; None where it is not known."""

    limits: OrderLimits
    last_second: int
    """Requests that placed orders within the last second."""
    last_minute: int
    """Orders sent within the last 60 seconds."""
    open_notional: Usd | None
    """USDC of positions and of orders that may add to them; None while marks are missing."""
    day: Usd | None
    """Result since midnight UTC, USDC: fills, fees, funding and the change in value of what is
    held. None while it is not known; then a daily loss limit lets nothing be opened."""

    @property
    def loss(self) -> Usd | None:
        """What of the daily loss limit is used; 0 on a day that gains."""
        return None if self.day is None else Usd(max(-self.day, Decimal(0)))
