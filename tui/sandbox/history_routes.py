"""The signed endpoints about the past, in pages, newest first unless asked otherwise."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tui.sandbox import account_shapes as shapes
from tui.sandbox import errors
from tui.sandbox.accounts import Account, FillRow
from tui.sandbox.api import Request, Response
from tui.sandbox.core import Core, answer
from tui.sandbox.orders import Order
from tui.sandbox.reading import Query
from tui.sandbox.shapes import Shape

_MAX_LIMIT = 1000
_FILL_TYPES = (
    "User",
    "BookLiquidation",
    "Adl",
    "Backstop",
    "Liquidation",
    "AllLiquidation",
    "CollateralConversion",
    "CollateralConversionAndSpotLiquidation",
)

Row = TypeVar("Row")


def _paged(rows: Sequence[Row], query: Query, shape: Callable[[Row], Shape]) -> Response:
    """One page of `rows`, which come oldest first."""
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
    return answer([shape(row) for row in ordered[offset : offset + limit]], headers)


def _is_perp(query: Query) -> bool:
    kinds = query.texts("marketType")
    return not kinds or "PERP" in kinds


def _order_id(query: Query) -> str | None:
    return query.text("orderId")


def orders(core: Core, request: Request) -> Response:
    """Every order there was, the live ones among them."""
    owner, query = core.account(request), Query(request)
    symbol, wanted = query.text("symbol"), _order_id(query)

    def matches(order: Order) -> bool:
        return (
            symbol in (None, order.terms.symbol)
            and wanted in (None, str(order.id))
            and _is_perp(query)
        )

    known = sorted([*owner.ended, *owner.orders.values()], key=lambda order: order.id)
    return _paged([order for order in known if matches(order)], query, shapes.order_row)


def fills(core: Core, request: Request) -> Response:
    """Executions; `from` is included, `to` is not."""
    owner, query = core.account(request), Query(request)
    symbol, wanted = query.text("symbol"), _order_id(query)
    since, until = query.integer("from"), query.integer("to")
    kind = query.choice("fillType", "FillType", _FILL_TYPES, "")

    def matches(fill: FillRow) -> bool:
        at_ms = fill.at_us // 1000
        is_user = fill.order.system_type is None
        return (
            symbol in (None, fill.order.terms.symbol)
            and wanted in (None, str(fill.order.id))
            and (since is None or at_ms >= since)
            and (until is None or at_ms < until)
            and (not kind or is_user == (kind == "User"))
            and _is_perp(query)
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
    symbol = query.text("symbol")
    known = {"Closed": owner.closed, "Open": list(owner.positions.values())}
    rows = [
        position
        for name, some in known.items()
        for position in some
        if state in ("", name) and symbol in (None, position.instrument.symbol)
    ]
    marks = core.desk.marks()
    return _paged(
        rows,
        query,
        lambda row: shapes.position_row(owner, row, marks[row.instrument.symbol][1]),
    )


def settlement(core: Core, request: Request) -> Response:
    """Settlements of cash: the trading fees and the funding."""
    owner, query = core.account(request), Query(request)
    rows = [*_fee_rows(owner), *_funding_rows(owner)]
    source = query.text("source")
    kept = [row for row in rows if source in (None, row["source"])]
    return _paged(sorted(kept, key=lambda row: str(row["timestamp"])), query, lambda row: row)


def _settlement(owner: Account, at: object, quantity: str, source: str) -> Shape:
    return {
        "engineSequence": None,
        "positionId": None,
        "quantity": quantity,
        "source": source,
        "subaccountId": 0,
        "timestamp": at,
        "userId": owner.user_id,
    }


def _fee_rows(owner: Account) -> list[Shape]:
    found = (shapes.fill_row(fill) for fill in owner.fills)
    return [_settlement(owner, row["timestamp"], f"-{row['fee']}", "TradingFees") for row in found]


def _funding_rows(owner: Account) -> list[Shape]:
    found = (shapes.funding_row(owner, row) for row in owner.funding)
    return [
        _settlement(owner, row["intervalEndTimestamp"], str(row["quantity"]), "FundingPayment")
        for row in found
    ]
