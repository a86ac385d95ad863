"""What an order would bring and cost, as far as the picture tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from tui.domain.book import Take
from tui.domain.exits.forecast import fee_of, forecast
from tui.domain.exits.plan import Caution, ExitView, Forecast
from tui.domain.intent import Ticket, TimeInForce
from tui.domain.money import WIDE, ZERO, Quantity, Usd


@dataclass(frozen=True, slots=True)
class Outlook:
    """Figures of one order, USDC."""

    notional: Usd
    margin: Usd | None
    """Initial margin it needs; 0 when it only reduces, None while that is not known."""
    take: Take | None
    fee: Usd | None
    forecast: Forecast | None
    cautions: tuple[Caution, ...]


def outlook(ticket: Ticket, view: ExitView) -> Outlook:
    """What `ticket` would bring and cost on the picture of `view`."""
    with localcontext(prec=WIDE):
        notional = Usd(ticket.price * ticket.quantity)
        take = _take(ticket, ticket.quantity, view)
        lasting = _lasting(ticket, take)
        fee = None
        if view.fees is not None:
            fee = fee_of(ticket.price, lasting, _take(ticket, lasting, view), view.fees)
        margin = _margin(ticket, view)
    seen = forecast(ticket.price, lasting, view) if ticket.reduce_only else None
    cautions = tuple(_cautions(ticket, take, margin, seen, view))
    return Outlook(notional, margin, take, fee, seen, cautions)


def _take(ticket: Ticket, quantity: Quantity, view: ExitView) -> Take | None:
    book = view.book
    return None if book is None else book.takes(ticket.side, ticket.price, quantity)


def _lasting(ticket: Ticket, take: Take | None) -> Quantity:
    """What of the order can fill: all of it, but only what fills at once of one that then ends."""
    ends_at_once = ticket.time_in_force is not TimeInForce.GTC
    return take.now if ends_at_once and take is not None else ticket.quantity


def _adds(ticket: Ticket, view: ExitView) -> Decimal:
    """How much of the order would open a position or add to one."""
    if ticket.reduce_only:
        return ZERO
    position = view.position
    if position is None or ticket.side is not position.direction.closing_side:
        return ticket.quantity
    return max(ticket.quantity - position.quantity, ZERO)


def _margin(ticket: Ticket, view: ExitView) -> Usd | None:
    """The greater of the market's fraction and that of the account's leverage limit.

    The market's fraction grows with all that is then held, not with this order alone.
    """
    adds = _adds(ticket, view)
    if not adds:
        return Usd(ZERO)
    function = view.market.initial_margin
    if view.leverage is None or function is None:
        return None
    notional = ticket.price * adds
    fraction = max(function.at(_held(ticket, view) + notional), 1 / view.leverage)
    return Usd(notional * fraction)


def _held(ticket: Ticket, view: ExitView) -> Decimal:
    """Notional, USDC, of a position that the order would add to."""
    position = view.position
    if position is None or ticket.side is position.direction.closing_side:
        return ZERO
    return position.notional_at(position.mark)


def _cautions(
    ticket: Ticket, take: Take | None, margin: Usd | None, seen: Forecast | None, view: ExitView
) -> Iterator[Caution]:
    if take is None:
        yield Caution.BOOK_UNKNOWN
    elif take.now > 0:
        whole = take.rests == 0
        yield Caution.FILLS_NOW if whole else Caution.PARTLY_FILLS_NOW
    if seen is not None and (seen.gross if seen.net is None else seen.net) < 0:
        yield Caution.AT_A_LOSS
    if view.mark is not None and abs(ticket.price - view.mark) * 2 > view.mark:
        yield Caution.FAR_FROM_MARK
    if ticket.reduce_only and view.position is not None:
        left = view.position.quantity - ticket.quantity
        if 0 < left < view.market.quantity.minimum:
            yield Caution.DUST_LEFT
    if _adds(ticket, view):
        yield Caution.ENLARGES
    if margin is not None and view.available is not None and margin > view.available:
        yield Caution.MARGIN_SHORT
