"""What an exit would bring: profit, fee, and how much of it fills at once."""

from decimal import Decimal, localcontext

from tui.domain.account import Fees
from tui.domain.book import Take
from tui.domain.exits.plan import ExitView, Forecast
from tui.domain.money import WIDE, Rate, Usd


def forecast(price: Decimal, quantity: Decimal, view: ExitView) -> Forecast | None:
    """The outcome of leaving `quantity` at `price`; None without a position.

    What the book fills at once is counted at the book's prices, the rest at `price`.
    """
    position = view.position
    if position is None:
        return None
    with localcontext(prec=WIDE):
        take = None
        if view.book is not None:
            take = view.book.takes(position.direction.closing_side, price, quantity)
        proceeds = quantity * price if take is None else take.cost + take.rests * price
        gross = Usd((proceeds - position.entry * quantity) * position.direction.sign)
        fee = None if view.fees is None else fee_of(price, quantity, take, view.fees)
        return Forecast(
            from_mark=_distance(price, view.mark),
            from_entry=_distance(price, position.entry) or Rate(Decimal(0)),
            share=Rate(quantity / position.quantity),
            gross=gross,
            fee=fee,
            net=None if fee is None else Usd(gross - fee),
            take=take,
        )


def fee_of(price: Decimal, quantity: Decimal, take: Take | None, fees: Fees) -> Usd:
    """Each fill's fee is rounded up by itself; without a book the dearer of the two is assumed."""
    if take is None:
        notional = price * quantity
        return max(fees.maker(notional), fees.taker(notional))
    now = sum((fees.taker(fill.price * fill.quantity) for fill in take.fills), start=Decimal(0))
    return Usd(now + fees.maker(take.rests * price))


def _distance(price: Decimal, origin: Decimal | None) -> Rate | None:
    return Rate((price - origin) / origin) if origin else None
