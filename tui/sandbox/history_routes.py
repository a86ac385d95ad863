"""The signed endpoints about the past, in pages, newest first unless asked otherwise."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from tui.sandbox import account_shapes as shapes
from tui.sandbox import errors
from tui.sandbox.accounts import Account, FillRow, SettlementRow
from tui.sandbox.api import Request, Response
from tui.sandbox.core import Core, answer
from tui.sandbox.orders import Order
from tui.sandbox.reading import Query
from tui.sandbox.shapes import Shape
from tui.sandbox.strategy_shapes import strategy_row

_MAX_LIMIT = 1000
_ON_BOOK = frozenset({"LiquidatePositionOnBook"})
_FILL_TYPES: dict[str, frozenset[str | None]] = {
    "User": frozenset({None}),
    "BookLiquidation": _ON_BOOK,
    "Adl": frozenset(),
    "Backstop": frozenset(),
    "Liquidation": _ON_BOOK,
    "AllLiquidation": _ON_BOOK,
    "CollateralConversion": frozenset(),
    "CollateralConversionAndSpotLiquidation": frozenset(),
}
"""The system order types that each filter lets through; None is a user's own."""
_SOURCES = (
    "BackstopLiquidation",
    "CulledBorrowInterest",
    "CulledRealizePnl",
    "CulledRealizePnlBookUtilization",
    "FundingPayment",
    "RealizePnl",
    "TradingFees",
    "TradingFeesSystem",
)

Row = TypeVar("Row")


def _paged(
    rows: Sequence[Row], query: Query, shape: Callable[[Row], Shape], *, counted: bool = True
) -> Response:
    """One page of `rows`, which come oldest first; `counted` adds the headers."""
    limit = query.integer("limit", "integer(uint64)")
    limit = 100 if limit is None else limit
    offset = query.integer("offset", "integer(uint64)") or 0
    direction = query.choice("sortDirection", "SortDirection", ("Asc", "Desc"), "Desc")
    if not 0 < limit <= _MAX_LIMIT or offset < 0:
        raise errors.Refusal("INVALID_RANGE", f"Limit must be between 1 and {_MAX_LIMIT}")
    ordered = rows if direction == "Asc" else list(reversed(rows))
    headers = (
        ("X-Current-Page", str(offset // limit + 1)),
        ("X-Page-Count", str(-(-len(rows) // limit))),
        ("X-Page-Size", str(limit)),
        ("X-Total", str(len(rows))),
    )
    page = [shape(row) for row in ordered[offset : offset + limit]]
    return answer(page, headers if counted else ())


def nothing(core: Core, request: Request) -> Response:
    """History of what this exchange does not offer: an empty page."""
    core.account(request)
    rows: list[Shape] = []
    return _paged(rows, Query(request), lambda row: row)


def _is_asked_for(order: Order, query: Query) -> bool:
    """Whether an order passes the filters that orders and fills share."""
    return (
        query.text("symbol") in (None, order.terms.symbol)
        and query.text("orderId") in (None, str(order.id))
        and query.text("strategyId") in (None, str(order.terms.strategy_id))
    )


def orders(core: Core, request: Request) -> Response:
    """Every order there was, the live ones among them."""
    owner, query = core.account(request), Query(request)
    wanted = query.wants_perps()
    known = sorted([*owner.ended, *owner.orders.values()], key=lambda order: order.id)
    rows = [order for order in known if wanted and _is_asked_for(order, query)]
    return _paged(rows, query, shapes.order_row)


def fills(core: Core, request: Request) -> Response:
    """Executions; `from` is included, `to` is not."""
    owner, query = core.account(request), Query(request)
    since, until = query.integer("from"), query.integer("to")
    kind = query.choice("fillType", "FillType", tuple(_FILL_TYPES), "")
    wanted = query.wants_perps()

    def matches(fill: FillRow) -> bool:
        at_ms = fill.at_us // 1000
        return (
            wanted
            and _is_asked_for(fill.order, query)
            and (since is None or at_ms >= since)
            and (until is None or at_ms < until)
            and (not kind or fill.order.system_type in _FILL_TYPES[kind])
        )

    return _paged([fill for fill in owner.fills if matches(fill)], query, shapes.fill_row)


def funding(core: Core, request: Request) -> Response:
    """Funding payments."""
    owner, query = core.account(request), Query(request)
    symbol = query.text("symbol")
    rows = [row for row in owner.funding if symbol in (None, row.symbol)]
    return _paged(rows, query, lambda row: shapes.funding_row(owner, row))


def positions(core: Core, request: Request) -> Response:
    """Positions, open and closed."""
    owner, query = core.account(request), Query(request)
    state = query.choice("state", "PositionState", ("Open", "Closed"), "")
    symbol, wanted = query.text("symbol"), query.wants_perps()
    known = {"Closed": owner.closed, "Open": list(owner.positions.values())}
    rows = [
        position
        for name, some in known.items()
        for position in some
        if wanted and state in ("", name) and symbol in (None, position.instrument.symbol)
    ]
    marks = core.desk.marks()
    return _paged(
        rows,
        query,
        lambda row: shapes.position_row(owner, row, marks[row.instrument.symbol][1]),
        counted=False,
    )


def settlement(core: Core, request: Request) -> Response:
    """Every movement of cash: fees, funding, realised profit."""
    owner, query = core.account(request), Query(request)
    source = query.choice("source", "SettlementSourceFilter", _SOURCES, "")
    moves = sorted(_moves(owner), key=lambda move: move.at_us)
    kept = [move for move in moves if source in ("", move.source)]
    return _paged(kept, query, lambda move: shapes.settlement_row(owner, move))


def _moves(owner: Account) -> Iterator[SettlementRow]:
    for fill in owner.fills:
        source = "TradingFees" if fill.order.system_type is None else "TradingFeesSystem"
        yield SettlementRow(source, -fill.fee, None, fill.at_us)
    for row in owner.funding:
        yield SettlementRow("FundingPayment", row.quantity, row.position_id, row.at_us)
    yield from owner.settlements


def strategies(core: Core, request: Request) -> Response:
    """Strategies that ended."""
    owner, query = core.account(request), Query(request)
    symbol, wanted_id = query.text("symbol"), query.text("strategyId")
    wanted = query.wants_perps()
    rows = [
        past
        for past in core.strategies.past(owner)
        if wanted and symbol in (None, past.terms.symbol) and wanted_id in (None, str(past.id))
    ]
    return _paged(rows, query, strategy_row)
