"""What an account may still risk.

Formulas of the exchange's support pages (2026): a position needs max(base, factor·√notional,
1/leverage limit) of its notional, and the notional counts open orders at their worst. The
liquidation price is the estimate that holds everything else still; the exchange's own formula is
unpublished.
"""

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox.accounts import Account, Position
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import cut, quotient


@dataclass(frozen=True, slots=True)
class Exposure:
    """One market's risk in one account."""

    quantity: Decimal
    """Absolute; counts open orders at their worst."""
    notional: Decimal
    initial: Decimal
    """Fraction of the notional."""
    maintenance: Decimal


@dataclass(frozen=True, slots=True)
class Margin:
    """The account's health; amounts in USDC."""

    assets: Decimal
    unrealized: Decimal
    equity: Decimal
    locked: Decimal
    available: Decimal
    exposure: Decimal
    initial: Decimal
    maintenance: Decimal
    fraction: Decimal | None
    """Equity over exposure; None without exposure."""


_FLAT_MAINTENANCE = Decimal("0.007")
"""What a flat account was seen to show."""


def worst_quantity(account: Account, symbol: str, extra: Decimal = ZERO) -> Decimal:
    """The largest absolute position open orders could lead to; `extra` is one more, signed."""
    held = account.held(symbol)
    bids = max(extra, ZERO) + account.adding.get((symbol, Side.BID), ZERO)
    asks = max(-extra, ZERO) + account.adding.get((symbol, Side.ASK), ZERO)
    return max(abs(held + bids), abs(held - asks), abs(held))


def exposure(
    account: Account, instrument: Instrument, mark: Decimal, extra: Decimal = ZERO
) -> Exposure:
    """The risk of one market, as if an order of `extra` (signed) were added."""
    quantity = worst_quantity(account, instrument.symbol, extra)
    notional = quantity * mark
    return Exposure(
        quantity,
        notional,
        max(instrument.initial.at(notional), 1 / account.leverage_limit),
        instrument.maintenance.at(notional),
    )


def summarize(
    account: Account,
    marks: dict[str, tuple[Instrument, Decimal]],
    extra: tuple[str, Decimal] | None = None,
) -> Margin:
    """The account's margin at the marks of all markets, as if an order were added."""
    assets = cut(account.cash)
    unrealized = initial = maintenance = total = ZERO
    active = account.active()
    if extra is not None:
        active.add(extra[0])
    for symbol in sorted(active):
        instrument, mark = marks[symbol]
        added = extra[1] if extra is not None and extra[0] == symbol else ZERO
        risk = exposure(account, instrument, mark, added)
        if risk.quantity == 0:
            continue
        position = account.positions.get(symbol)
        unrealized += ZERO if position is None else position.unrealized(mark)
        total += risk.notional
        initial += risk.notional * risk.initial
        maintenance += risk.notional * risk.maintenance
    equity = assets + unrealized
    locked = cut(initial)
    return Margin(
        assets=assets,
        unrealized=unrealized,
        equity=equity,
        locked=locked,
        available=equity - locked,
        exposure=total,
        initial=quotient(initial, total) if total else 1 / account.leverage_limit,
        maintenance=quotient(maintenance, total) if total else _FLAT_MAINTENANCE,
        fraction=quotient(equity, total) if total else None,
    )


def liquidation_price(
    account: Account, position: Position, marks: dict[str, tuple[Instrument, Decimal]]
) -> Decimal:
    """Where equity meets the maintenance need, all other marks standing still; 0 if nowhere."""
    health = summarize(account, marks)
    instrument, mark = marks[position.instrument.symbol]
    own = exposure(account, instrument, mark)
    others = health.maintenance * health.exposure - own.maintenance * own.notional
    slope = own.maintenance * abs(position.quantity) - position.quantity
    price = quotient(health.equity - position.quantity * mark - others, slope)
    return max(price, ZERO)


def must_liquidate(margin: Margin) -> bool:
    """Whether maintenance is no longer covered."""
    return margin.fraction is not None and margin.fraction <= margin.maintenance
