"""REST bodies about the account, as domain values. Source: OpenAPI of August 2026."""

from pydantic import TypeAdapter

from tui.domain.account import AccountSummary, Balance, Fees, FundingPayment, MarginSummary
from tui.domain.money import Price, Quantity, Rate, Usd
from tui.domain.order import Fill, Order
from tui.domain.position import Position
from tui.wire.document import DocumentError, load
from tui.wire.fields import (
    Amount,
    Count,
    Id,
    Milliseconds,
    Name,
    OrderSide,
    Positive,
    PriceOrNone,
    Row,
    Text,
    WireDecimal,
    read,
    read_document,
)
from tui.wire.refusals import ApiError
from tui.wire.words import direction, liquidation, order_status, order_type


class _AccountRow(Row):
    futures_maker_fee: WireDecimal
    futures_taker_fee: WireDecimal
    leverage_limit: Positive
    liquidating: bool


class _MarginRow(Row):
    net_equity: WireDecimal
    net_equity_available: WireDecimal
    net_equity_locked: WireDecimal
    pnl_unrealized: WireDecimal
    net_exposure_futures: WireDecimal
    margin_fraction: WireDecimal | None = None
    imf: WireDecimal
    mmf: WireDecimal


class _BalanceRow(Row):
    available: WireDecimal
    locked: WireDecimal
    staked: WireDecimal


class _PositionRow(Row):
    symbol: Name
    position_id: Id
    net_quantity: WireDecimal
    entry_price: Amount
    break_even_price: WireDecimal | None = None
    mark_price: Amount
    est_liquidation_price: WireDecimal | None = None
    pnl_unrealized: WireDecimal
    pnl_realized: WireDecimal
    imf: WireDecimal
    mmf: WireDecimal
    cumulative_funding_payment: WireDecimal | None = None


class _OrderRow(Row):
    id: Id
    client_id: Count | None = None
    symbol: Name
    side: OrderSide
    order_type: Text
    status: Text
    price: PriceOrNone = None
    quantity: Amount | None = None
    executed_quantity: Amount
    executed_quote_quantity: Amount
    reduce_only: bool | None = None
    post_only: bool | None = None
    time_in_force: Text = "GTC"
    trigger_price: PriceOrNone = None
    trigger_by: Text | None = None
    trigger_quantity: Text | None = None
    created_at: Milliseconds | None = None
    expiry_reason: Text | None = None


class _FillRow(Row):
    trade_id: Count | None = None
    order_id: Id
    client_id: Count | None = None
    symbol: Name
    side: OrderSide
    price: Positive
    quantity: Positive
    fee: WireDecimal
    fee_symbol: Name
    is_maker: bool
    timestamp: Milliseconds


class _ErrorRow(Row):
    code: Name
    message: Text


class _FundingPaidRow(Row):
    symbol: Name
    quantity: WireDecimal
    interval_end_timestamp: Milliseconds


_BATCH_REFUSAL = 400
_ERROR = TypeAdapter(_ErrorRow)
_FUNDING_ROWS = TypeAdapter(list[_FundingPaidRow])
_ACCOUNT = TypeAdapter(_AccountRow)
_MARGIN = TypeAdapter(_MarginRow)
_BALANCES = TypeAdapter(dict[Name, _BalanceRow])
_POSITIONS = TypeAdapter(list[_PositionRow])
_ORDER = TypeAdapter(_OrderRow)
_ORDERS = TypeAdapter(list[_OrderRow])
_FILLS = TypeAdapter(list[_FillRow])
_RAW_ROWS = TypeAdapter(list[dict[str, object]])


def account(content: bytes) -> AccountSummary:
    """`GET /api/v1/account`; fees are in basis points."""
    row = read(_ACCOUNT, content)
    return AccountSummary(
        Fees(row.futures_maker_fee, row.futures_taker_fee), row.leverage_limit, row.liquidating
    )


def margin(content: bytes) -> MarginSummary:
    """`GET /api/v1/capital/collateral`."""
    row = read(_MARGIN, content)
    return MarginSummary(
        equity=Usd(row.net_equity),
        available=Usd(row.net_equity_available),
        locked=Usd(row.net_equity_locked),
        unrealized=Usd(row.pnl_unrealized),
        exposure=Usd(row.net_exposure_futures),
        margin_fraction=None if row.margin_fraction is None else Rate(row.margin_fraction),
        initial_fraction=Rate(row.imf),
        maintenance_fraction=Rate(row.mmf),
    )


def balances(content: bytes) -> tuple[Balance, ...]:
    """`GET /api/v1/capital`: the assets that are not zero, by name."""
    rows = read(_BALANCES, content)
    return tuple(
        Balance(asset, row.available, row.locked, row.staked) for asset, row in sorted(rows.items())
    )


def positions(content: bytes) -> tuple[Position, ...]:
    """`GET /api/v1/position`: what is open; a row of zero size is no position."""
    return _held(read(_POSITIONS, content))


def positions_document(content: bytes) -> tuple[tuple[Position, ...], list[dict[str, object]]]:
    """The same, with the rows as the exchange wrote them."""
    document = load(content)
    rows = read_document(_POSITIONS, document)
    return _held(rows), read_document(_RAW_ROWS, document)


def _held(rows: list[_PositionRow]) -> tuple[Position, ...]:
    return tuple(position for position in map(_position, rows) if position is not None)


def _position(row: _PositionRow) -> Position | None:
    if not row.net_quantity:
        return None
    return Position(
        symbol=row.symbol,
        position_id=row.position_id,
        direction=direction(row.net_quantity),
        quantity=Quantity(abs(row.net_quantity)),
        entry=Price(row.entry_price),
        break_even=None if row.break_even_price is None else Price(row.break_even_price),
        mark=Price(row.mark_price),
        liquidation=liquidation(row.est_liquidation_price),
        unrealized=Usd(row.pnl_unrealized),
        realized=Usd(row.pnl_realized),
        initial_margin=Rate(row.imf),
        maintenance_margin=Rate(row.mmf),
        funding=None
        if row.cumulative_funding_payment is None
        else Usd(row.cumulative_funding_payment),
    )


def order(content: bytes) -> Order:
    """`GET`, `POST` or `DELETE /api/v1/order`."""
    return _order(read(_ORDER, content))


def orders(content: bytes) -> tuple[Order, ...]:
    """`GET /api/v1/orders`, and the rows of `GET /wapi/v1/history/orders`."""
    return tuple(_order(row) for row in read(_ORDERS, content))


def _order(row: _OrderRow) -> Order:
    return Order(
        order_id=row.id,
        client_id=row.client_id,
        symbol=row.symbol,
        side=row.side,
        order_type=order_type(row.order_type),
        status=order_status(row.status),
        price=None if row.price is None else Price(row.price),
        quantity=None if row.quantity is None else Quantity(row.quantity),
        executed=Quantity(row.executed_quantity),
        executed_quote=Usd(row.executed_quote_quantity),
        reduce_only=bool(row.reduce_only),
        post_only=bool(row.post_only),
        time_in_force=row.time_in_force,
        trigger_price=None if row.trigger_price is None else Price(row.trigger_price),
        trigger_by=row.trigger_by,
        trigger_quantity=row.trigger_quantity,
        created_ms=row.created_at,
        expiry_reason=row.expiry_reason,
    )


def fills(content: bytes) -> tuple[Fill, ...]:
    """`GET /wapi/v1/history/fills`; client ids are strings there and numbers elsewhere."""
    return tuple(
        Fill(
            trade_id=row.trade_id,
            order_id=row.order_id,
            client_id=row.client_id,
            symbol=row.symbol,
            side=row.side,
            price=Price(row.price),
            quantity=Quantity(row.quantity),
            fee=Usd(row.fee),
            fee_asset=row.fee_symbol,
            is_maker=row.is_maker,
            time_ms=row.timestamp,
        )
        for row in read(_FILLS, content)
    )


def batch(content: bytes) -> tuple[Order | ApiError, ...]:
    """`POST /api/v1/orders`: each order, or why it was refused, in the order of the request.

    A refusal inside a batch bears no status of its own and counts as an answer 400.
    """
    return tuple(
        _order(read_document(_ORDER, row)) if _is_ok(row) else _refusal(row)
        for row in read(_RAW_ROWS, content)
    )


def _is_ok(row: dict[str, object]) -> bool:
    operation = row.get("operation")
    if operation not in {"Ok", "Err"}:
        raise DocumentError("operation: must be Ok or Err")
    return operation == "Ok"


def _refusal(row: dict[str, object]) -> ApiError:
    error = read_document(_ERROR, row)
    return ApiError(_BATCH_REFUSAL, error.code, error.message)


def funding_paid(content: bytes) -> tuple[FundingPayment, ...]:
    """`GET /wapi/v1/history/funding`; positive was received, negative was paid."""
    return tuple(
        FundingPayment(row.symbol, Usd(row.quantity), row.interval_end_timestamp)
        for row in read(_FUNDING_ROWS, content)
    )
