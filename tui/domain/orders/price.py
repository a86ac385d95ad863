"""Where the price of an order comes from: the trader's text, or the book at this moment."""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from tui.domain.book import BookTop
from tui.domain.exits.plan import ExitView, Field, Problem, Rule
from tui.domain.money import WIDE, AmountFault, Price, ceil_to, floor_to, parse_amount
from tui.domain.orders.plan import PriceAt
from tui.domain.position import Side


@dataclass(frozen=True, slots=True)
class Priced:
    """A price and where it comes from."""

    price: Decimal
    at: PriceAt
    reference: Price | None
    """The best price of the book it was taken from; None where it was typed."""
    slippage: Decimal | None = None
    """How far beyond `reference` it may fill, a fraction; None unless at MARKET."""


def priced(
    at: PriceAt, side: Side, text: str, slippage: Decimal, view: ExitView
) -> Priced | Problem:
    """The price of an order on `side`, or why there is none."""
    if at is PriceAt.PRICE:
        typed = parse_amount(text)
        if isinstance(typed, AmountFault):
            return Problem(Field.PRICE, Rule.NOT_AN_AMOUNT, fault=typed)
        return Priced(typed, at, None)
    reference = None if view.book is None else _best(at, side, view.book)
    if reference is None:
        return Problem(Field.PRICE, Rule.BOOK_UNKNOWN)
    tick = view.market.price.tick
    if at is PriceAt.MARKET:
        return Priced(_bound(reference, side, slippage, tick), at, reference, slippage)
    if at is PriceAt.MID:
        rounded = floor_to if side is Side.BID else ceil_to
        return Priced(rounded(reference, tick), at, reference)
    return Priced(reference, at, reference)


def _best(at: PriceAt, side: Side, book: BookTop) -> Price | None:
    bid, ask = book.best_bid, book.best_ask
    match at:
        case PriceAt.BID:
            return bid
        case PriceAt.ASK:
            return ask
        case PriceAt.MID:
            return None if bid is None or ask is None else Price((bid + ask) / 2)
        case _:
            return ask if side is Side.BID else bid


def _bound(reference: Decimal, side: Side, slippage: Decimal, tick: Decimal) -> Decimal:
    """The worst price: never further away than the slippage says, so rounded towards the book."""
    with localcontext(prec=WIDE):
        if side is Side.BID:
            return max(floor_to(reference * (1 + slippage), tick), reference)
        return min(ceil_to(reference * (1 - slippage), tick), reference)
