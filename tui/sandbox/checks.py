"""The rules an order must meet before the engine takes it."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from tui.domain.money import ZERO, floor_to, on_grid
from tui.domain.position import Side
from tui.sandbox import errors
from tui.sandbox.numbers import median
from tui.sandbox.orders import Expiry, Slippage, Terms
from tui.sandbox.venue import Venue

MAX_PERCENT = Decimal(100)


def check_terms(terms: Terms, venue: Venue) -> None:
    """Refuse what the market's filters do not allow, in the exchange's words."""
    _check_shape(terms)
    if terms.price is not None:
        check_price(terms.price, venue)
    if terms.quantity is not None:
        check_quantity(terms.quantity, venue)
    if terms.quote_quantity is not None and terms.quote_quantity <= 0:
        raise errors.invalid_quantity("Quote quantity must be positive")
    for leg in (terms.take_profit, terms.stop_loss):
        if leg is not None:
            check_price(leg.price, venue)
            if leg.limit is not None:
                check_price(leg.limit, venue)
    if terms.trigger is not None:
        check_price(terms.trigger.price, venue)
        _check_trigger_quantity(terms.trigger.quantity, venue)


def _check_shape(terms: Terms) -> None:
    if terms.is_market and terms.price is not None:
        raise errors.client("Price is not allowed on market orders")
    if terms.is_market and terms.post_only:
        raise errors.client("Post only is not allowed on market orders")
    if not terms.is_market and terms.price is None:
        raise errors.client("Must specify a price for a limit order")
    if not terms.is_market and terms.quote_quantity is not None:
        raise errors.client("Quote quantity is only allowed on market orders")
    if terms.trigger is not None:
        if terms.quantity is not None or terms.quote_quantity is not None:
            raise errors.client("Quantity is not allowed with `triggerQuantity`")
    elif (terms.quantity is None) == (terms.quote_quantity is None):
        raise errors.client("Must specify either `quantity` or `quoteQuantity`")
    if terms.post_only and terms.time_in_force != "GTC":
        raise errors.client("Post only orders must be good till cancelled")


def check_price(price: Decimal, venue: Venue) -> None:
    """Tick and the market's outer limits."""
    item = venue.instrument
    if price <= 0 or price < item.min_price:
        raise errors.invalid_price("Price is below the minimum price")
    if not on_grid(price, item.tick):
        raise errors.client("Price decimal too long")
    if price > item.max_price:
        raise errors.invalid_price("Price is above the maximum price")


def check_quantity(quantity: Decimal, venue: Venue) -> None:
    """Step and smallest quantity, which are one on every perpetual."""
    step = venue.instrument.step
    if quantity <= 0 or quantity < step:
        raise errors.invalid_quantity("Quantity is below the minimum quantity")
    if not on_grid(quantity, step):
        raise errors.client("Quantity decimal too long")


def _check_trigger_quantity(quantity: str, venue: Venue) -> None:
    if quantity.endswith("%"):
        percent = Decimal(quantity[:-1])
        if not ZERO < percent <= MAX_PERCENT:
            raise errors.invalid_quantity("Trigger quantity must be between 0% and 100%")
    else:
        check_quantity(Decimal(quantity), venue)


def active_price(venue: Venue) -> Decimal:
    """The middle one of best bid, best ask and last trade."""
    known = (venue.book.bids.best, venue.book.asks.best, venue.last)
    return median([price for price in known if price is not None])


def check_band(terms: Terms, venue: Venue) -> None:
    """Refuse a limit price too far from where the market is."""
    if terms.price is None:
        return
    low, high = venue.instrument.band
    active = active_price(venue)
    if not active * low <= terms.price <= active * high:
        raise errors.invalid_price("Price is too far from the last active price")


@dataclass(frozen=True, slots=True)
class Bound:
    """How far a taker may go, and what ends it there."""

    price: Decimal
    reason: Expiry


def taker_bound(side: Side, venue: Venue, slippage: Slippage | None) -> Bound | None:
    """The nearest of the impact limit, the two mean bands and the client's own tolerance.

    None when there is nothing to take.
    """
    best = venue.book.against(side).best
    if best is None:
        return None
    item, marks = venue.instrument, venue.marks
    end = 1 if side is Side.BID else 0
    sign = 1 if side is Side.BID else -1
    premium = 1 + marks.mean_premium + sign * item.premium_tolerance
    bounds = [
        Bound(best * item.impact[end], Expiry.PRICE_IMPACT),
        Bound(marks.mean * item.mean_mark_band[end], Expiry.PRICE_OUT_OF_BOUNDS),
        Bound(marks.index * premium, Expiry.PRICE_OUT_OF_BOUNDS),
    ]
    if slippage is not None:
        room = slippage.tolerance * (item.tick if slippage.in_ticks else best / MAX_PERCENT)
        bounds.append(Bound(best + sign * room, Expiry.SLIPPAGE))
    return min(bounds, key=lambda bound: sign * bound.price)


def for_quote(terms: Terms, venue: Venue) -> Decimal:
    """Base units that `quoteQuantity` USDC buy or sell against the book as it stands."""
    left, quantity = terms.quote_quantity or ZERO, ZERO
    facing, step = venue.book.against(terms.side), venue.instrument.step
    for price in facing.prices():
        size = min(facing.totals[price], (left / price).quantize(step, rounding=ROUND_DOWN))
        quantity += size
        left -= size * price
        if size < facing.totals[price]:
            break
    quantity = floor_to(quantity, step)
    if quantity < step:
        raise errors.invalid_quantity("Quantity is below the minimum quantity")
    return quantity
