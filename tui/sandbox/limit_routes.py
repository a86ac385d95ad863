"""The signed endpoints that say how much more an account may do."""

from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox import errors
from tui.sandbox.accounts import Account
from tui.sandbox.api import Request, Response
from tui.sandbox.core import Core, answer
from tui.sandbox.margin import summarize, worst_quantity
from tui.sandbox.numbers import cut, text
from tui.sandbox.orders import Terms
from tui.sandbox.reading import Query
from tui.sandbox.venue import Venue

_LARGEST_STEPS = 10**12


def order(core: Core, request: Request) -> Response:
    """The largest order the account could place, to one step.

    Risk is counted at the mark, so a limit price changes nothing.
    """
    owner, query = core.account(request), Query(request)
    venue = core.desk.venue(query.required("symbol"))
    if query.text("side") is None:
        raise errors.bad_parameter("side", "Side", "Type mismatch, expected a value.")
    side = Side(query.choice("side", "Side", ("Bid", "Ask"), "Bid"))
    price, reduce_only = query.decimal("price"), query.flag("reduceOnly")
    if reduce_only:
        probe = Terms(venue.symbol, side, reduce_only=True)
        quantity = max(core.desk.gate.reducible(owner, probe), ZERO)
    else:
        quantity = _largest(core, owner, venue, side)
    return answer(
        {
            "autoBorrow": _echo(query, "autoBorrow"),
            "autoBorrowRepay": _echo(query, "autoBorrowRepay"),
            "autoLendRedeem": _echo(query, "autoLendRedeem"),
            "maxOrderQuantity": text(quantity),
            "price": None if price is None else text(price),
            "reduceOnly": _echo(query, "reduceOnly"),
            "side": side.value,
            "symbol": venue.symbol,
        }
    )


def _echo(query: Query, name: str) -> bool | None:
    return None if query.text(name) is None else query.flag(name)


def _largest(core: Core, owner: Account, venue: Venue, side: Side) -> Decimal:
    """Halve the range until it is one step wide."""
    step, mark = venue.instrument.step, venue.marks.mark
    equity = max(summarize(owner, core.desk.marks()).equity, ZERO)
    reach = equity * owner.leverage_limit / mark + 2 * worst_quantity(owner, venue.symbol)
    low, high = 0, min(int(reach / step) + 1, _LARGEST_STEPS)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(core, owner, Terms(venue.symbol, side), middle * step):
            low = middle
        else:
            high = middle - 1
    return low * step


def _fits(core: Core, owner: Account, terms: Terms, quantity: Decimal) -> bool:
    try:
        core.desk.gate.check_risk(owner, terms, quantity)
    except errors.Refusal:
        return False
    return True


def borrow(core: Core, request: Request) -> Response:
    """Nothing can be borrowed here."""
    core.account(request)
    return answer({"maxBorrowQuantity": "0", "symbol": _asset(core, request)})


def withdrawal(core: Core, request: Request) -> Response:
    """What positions and orders leave free of the cash."""
    owner, query = core.account(request), Query(request)
    asset, quantity = _asset(core, request), ZERO
    if asset == "USDC":
        health = summarize(owner, core.desk.marks())
        quantity = max(cut(min(health.available, health.assets)), ZERO)
    return answer(
        {
            "autoBorrow": _echo(query, "autoBorrow"),
            "autoLendRedeem": _echo(query, "autoLendRedeem"),
            "maxWithdrawalQuantity": text(quantity),
            "symbol": asset,
        }
    )


def _asset(core: Core, request: Request) -> str:
    asset = Query(request).required("symbol")
    if asset != "USDC" and all(asset != venue.instrument.base for venue in core.venues.values()):
        raise errors.Refusal("INVALID_ASSET", "Invalid asset")
    return asset
