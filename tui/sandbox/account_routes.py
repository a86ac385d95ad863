"""The signed endpoints about the account itself and its orders."""

from decimal import Decimal

from tui.domain.money import ZERO, floor_to
from tui.sandbox import account_shapes as shapes
from tui.sandbox import errors
from tui.sandbox.accounts import Account
from tui.sandbox.api import Request, Response
from tui.sandbox.core import Core, answer
from tui.sandbox.margin import exposure, liquidation_price, summarize
from tui.sandbox.numbers import cut, text
from tui.sandbox.orders import Order, Status, Terms
from tui.sandbox.reading import Body, Query, read_order
from tui.sandbox.shapes import Shape
from tui.sandbox.states import check_cancel

MAX_BATCH = 50
_MAX_LEVERAGE = Decimal(50)
_SETTINGS = ("autoBorrowSettlements", "autoLend", "autoRepayBorrows")


def account(core: Core, request: Request) -> Response:
    """Settings, fees and counts."""
    return answer(shapes.account_summary(core.account(request)))


def update_account(core: Core, request: Request) -> Response:
    """Change settings; the answer is empty."""
    owner = core.account(request)
    body = Body(request.body, "UpdateAccountSettingsRequest")
    flags = {name: body.flag(name) for name in _SETTINGS}
    leverage = body.decimal("leverageLimit")
    if leverage is not None:
        if not 1 <= leverage <= _MAX_LEVERAGE:
            raise errors.Refusal("MAX_LEVERAGE_REACHED", "Leverage must be between 1 and 50")
        _set_leverage(core, owner, leverage)
    owner.settings.update({name: flag for name, flag in flags.items() if flag is not None})
    return Response(200, b"")


def _set_leverage(core: Core, owner: Account, leverage: Decimal) -> None:
    before = owner.leverage_limit
    owner.leverage_limit = leverage
    if leverage < before and summarize(owner, core.desk.marks()).available < 0:
        owner.leverage_limit = before
        raise errors.insufficient_margin()


def capital(core: Core, request: Request) -> Response:
    """Balances by asset, the zero ones left out."""
    cash = cut(core.account(request).cash)
    row = {"available": text(cash), "locked": "0", "staked": "0"}
    return answer({"USDC": row} if cash else {})


def lends(core: Core, request: Request) -> Response:
    """Lent and borrowed amounts: there are none here."""
    core.account(request)
    return answer([])


def capital_collateral(core: Core, request: Request) -> Response:
    """The margin account."""
    owner = core.account(request)
    return answer(shapes.margin(summarize(owner, core.desk.marks())))


def position(core: Core, request: Request) -> Response:
    """Open positions; the liquidation price is worked out only for one symbol."""
    owner, query = core.account(request), Query(request)
    symbol = query.text("symbol")
    if symbol is not None:
        core.desk.venue(symbol)
    marks, rows = core.desk.marks(), []
    for name, held in owner.positions.items():
        if symbol in (None, name):
            instrument, mark = marks[name]
            risk = exposure(owner, instrument, mark)
            price = ZERO if symbol is None else liquidation_price(owner, held, marks)
            rows.append(shapes.position(owner, held, risk, mark, floor_to(price, instrument.tick)))
    return answer(rows)


def place_order(core: Core, request: Request) -> Response:
    """Place one order."""
    owner = core.account(request)
    return answer(shapes.order(_place(core, owner, read_order(request.body))))


def place_orders(core: Core, request: Request) -> Response:
    """Place several; each has its own outcome, but a malformed one refuses them all."""
    owner = core.account(request)
    if not isinstance(request.body, list | tuple):
        raise errors.bad_body("OrderExecutePayload", 'Expected input type "array".')
    if not 0 < len(request.body) <= MAX_BATCH:
        raise errors.client(f"A batch must have between 1 and {MAX_BATCH} orders")
    results: list[Shape] = []
    for terms in [read_order(item) for item in request.body]:
        try:
            results.append({"operation": "Ok", **shapes.order(_place(core, owner, terms))})
        except errors.Refusal as refusal:
            row: Shape = {"code": refusal.code, "message": refusal.message}
            results.append({"operation": "Err", **row})
    return answer(results)


def _place(core: Core, owner: Account, terms: Terms) -> Order:
    if terms.trigger is not None:
        return core.triggers.place(owner, terms)
    order = core.desk.place(owner, terms)
    core.triggers.watch(core.venues[terms.symbol])
    return order


def _find(core: Core, owner: Account, symbol: str, ids: tuple[int | None, int | None]) -> Order:
    """The live order of an id or, the newest one, of a client id."""
    core.desk.venue(symbol)
    order_id, client_id = ids
    if order_id is not None:
        found = owner.orders.get(order_id)
        if found is None or found.terms.symbol != symbol:
            raise errors.not_found()
        return found
    for order in reversed(list(owner.orders.values())):
        if order.terms.symbol == symbol and order.terms.client_id == client_id:
            return order
    raise errors.not_found()


def get_order(core: Core, request: Request) -> Response:
    """A live order; a filled or cancelled one is not found."""
    owner, query = core.account(request), Query(request)
    order_id, client_id = query.integer("orderId"), query.integer("clientId")
    if (order_id is None) == (client_id is None):
        raise errors.client("Must specify either `orderId` or `clientId`")
    found = _find(core, owner, query.required("symbol"), (order_id, client_id))
    return answer(shapes.order(found))


def cancel_order(core: Core, request: Request) -> Response:
    """Cancel a live order."""
    owner = core.account(request)
    body = Body(request.body, "OrderCancelPayload")
    order = _find(core, owner, body.required("symbol"), body.order_id())
    _cancel(core, order)
    core.venues[order.terms.symbol].publish()
    return answer(shapes.order(order))


def _cancel(core: Core, order: Order) -> None:
    check_cancel(core.venues[order.terms.symbol].state)
    if order.is_waiting:
        core.triggers.cancel(order)
    else:
        core.desk.end(order, Status.CANCELLED)


def get_orders(core: Core, request: Request) -> Response:
    """Live orders, of one market or all."""
    owner, query = core.account(request), Query(request)
    symbol, wanted = query.text("symbol"), query.wants_perps()
    if symbol is not None:
        core.desk.venue(symbol)
    if not wanted:
        return answer([])
    live = [o for o in owner.orders.values() if symbol in (None, o.terms.symbol)]
    return answer([shapes.order(order) for order in live])


def cancel_orders(core: Core, request: Request) -> Response:
    """Cancel the live orders of one market: resting, conditional, or both."""
    owner = core.account(request)
    body = Body(request.body, "OrderCancelAllPayload")
    venue = core.desk.venue(body.required("symbol"))
    kind = body.choice("orderType", "CancelOrderType", ("RestingLimitOrder", "ConditionalOrder"))
    doomed = [
        order
        for order in owner.orders.values()
        if order.terms.symbol == venue.symbol
        and (kind is None or order.is_waiting == (kind == "ConditionalOrder"))
    ]
    for order in doomed:
        _cancel(core, order)
    venue.publish()
    return answer([shapes.order(order) for order in doomed])
