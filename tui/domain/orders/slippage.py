"""The slippage of an order at market, as a trader types it: per cent of the best price."""

from decimal import Decimal

from tui.domain.exits.plan import Field, Problem, Rule
from tui.domain.money import AmountFault, Rate, parse_amount

MOST_SLIPPAGE = Rate(Decimal("0.1"))
"""A tenth of the price: beyond it a bound protects from nothing."""

_PERCENT = Decimal(100)


def read_slippage(text: str) -> Rate | Problem:
    """The fraction that `text` says in per cent, or why it says none."""
    typed = parse_amount(text)
    if isinstance(typed, AmountFault):
        return Problem(Field.SLIPPAGE, Rule.NOT_AN_AMOUNT, fault=typed)
    if typed > MOST_SLIPPAGE * _PERCENT:
        most = MOST_SLIPPAGE * _PERCENT
        return Problem(Field.SLIPPAGE, Rule.NOT_A_SLIPPAGE, limit=most.normalize(), found=typed)
    return Rate(typed / _PERCENT)


def slippage_text(slippage: Rate) -> str:
    """The same in per cent, as it would be typed."""
    return format((slippage * _PERCENT).normalize(), "f")
