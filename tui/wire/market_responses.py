"""REST bodies about markets, as domain values. Source: OpenAPI of August 2026."""

from dataclasses import dataclass
from decimal import Decimal

from pydantic import TypeAdapter

from tui.domain.book import Change
from tui.domain.market import (
    BookState,
    MarginFunction,
    Market,
    MarketKind,
    PriceRules,
    QuantityRules,
)
from tui.domain.money import Price, Quantity, Rate, Usd
from tui.domain.position import Side
from tui.domain.quotes import Candle, MarkTick, Ticker, Trade
from tui.wire.fields import (
    Amount,
    Count,
    Levels,
    Milliseconds,
    Name,
    Positive,
    PriceOrNone,
    Row,
    Text,
    Time,
    WireDecimal,
    read,
    read_rows,
)


@dataclass(frozen=True, slots=True)
class DepthSnapshot:
    """All levels of a book at one moment; the order of the levels means nothing."""

    bids: tuple[Change, ...]
    asks: tuple[Change, ...]
    last_id: int
    exchange_us: int


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the exchange says it works."""

    ok: bool
    word: str
    """Its own word: `Ok`, `Maintenance`."""
    message: str | None


class _PriceFilter(Row):
    tick_size: Positive
    min_price: Amount
    max_price: Positive | None = None
    min_multiplier: Positive | None = None
    max_multiplier: Positive | None = None
    min_impact_multiplier: Positive | None = None
    max_impact_multiplier: Positive | None = None


class _QuantityFilter(Row):
    step_size: Positive
    min_quantity: Amount
    max_quantity: Positive | None = None


class _Filters(Row):
    price: _PriceFilter
    quantity: _QuantityFilter


class _Function(Row):
    base: Amount
    factor: Amount


class _MarketRow(Row):
    symbol: Name
    base_symbol: Name
    quote_symbol: Name
    market_type: Text
    filters: _Filters
    imf_function: _Function | None = None
    mmf_function: _Function | None = None
    funding_interval: Count | None = None
    order_book_state: Text
    visible: bool = True


class _DepthRow(Row):
    bids: Levels
    asks: Levels
    last_update_id: Count
    timestamp: Time = 0


class _MarkRow(Row):
    symbol: Name
    mark_price: Positive
    index_price: PriceOrNone = None
    funding_rate: WireDecimal | None = None
    next_funding_timestamp: Time | None = None


class _TickerRow(Row):
    symbol: Name
    first_price: PriceOrNone = None
    last_price: PriceOrNone = None
    high: PriceOrNone = None
    low: PriceOrNone = None
    volume: Amount
    quote_volume: Amount
    trades: Count = 0


class _TradeRow(Row):
    id: Count
    price: Positive
    quantity: Positive
    is_buyer_maker: bool
    timestamp: Time


class _KlineRow(Row):
    start: Milliseconds
    end: Milliseconds | None = None
    open: PriceOrNone = None
    high: PriceOrNone = None
    low: PriceOrNone = None
    close: PriceOrNone = None
    volume: Amount


class _StatusRow(Row):
    status: Text
    message: Text | None = None


_MARKET = TypeAdapter(_MarketRow)
_DEPTH = TypeAdapter(_DepthRow)
_MARK = TypeAdapter(_MarkRow)
_TICKER = TypeAdapter(_TickerRow)
_TRADES = TypeAdapter(list[_TradeRow])
_KLINES = TypeAdapter(list[_KlineRow])
_STATUS = TypeAdapter(_StatusRow)
_TIME = TypeAdapter(Time)


def markets(content: bytes) -> tuple[Market, ...]:
    """`GET /api/v1/markets`; a market that cannot be read is left out, so the others still are."""
    return tuple(_market(row) for row in read_rows(_MARKET, content))


def _market(row: _MarketRow) -> Market:
    price, quantity = row.filters.price, row.filters.quantity
    return Market(
        symbol=row.symbol,
        base=row.base_symbol,
        quote=row.quote_symbol,
        kind=_kind(row.market_type),
        price=PriceRules(
            tick=price.tick_size,
            minimum=Price(price.min_price),
            maximum=_price(price.max_price),
            min_multiplier=price.min_multiplier,
            max_multiplier=price.max_multiplier,
            min_impact_multiplier=price.min_impact_multiplier,
            max_impact_multiplier=price.max_impact_multiplier,
        ),
        quantity=QuantityRules(
            step=quantity.step_size,
            minimum=Quantity(quantity.min_quantity),
            maximum=None if quantity.max_quantity is None else Quantity(quantity.max_quantity),
        ),
        initial_margin=_margin(row.imf_function),
        maintenance_margin=_margin(row.mmf_function),
        funding_interval_ms=row.funding_interval,
        state=_book_state(row.order_book_state),
        visible=row.visible,
    )


def _kind(word: str) -> MarketKind:
    return MarketKind(word) if word in set(MarketKind) else MarketKind.OTHER


def _book_state(word: str) -> BookState:
    return BookState(word) if word in set(BookState) else BookState.UNKNOWN


def _margin(function: _Function | None) -> MarginFunction | None:
    return None if function is None else MarginFunction(function.base, function.factor)


def _price(value: Decimal | None) -> Price | None:
    return None if value is None else Price(value)


def depth(content: bytes) -> DepthSnapshot:
    """`GET /api/v1/depth`."""
    row = read(_DEPTH, content)
    return DepthSnapshot(row.bids, row.asks, row.last_update_id, row.timestamp)


def mark_prices(content: bytes) -> tuple[MarkTick, ...]:
    """`GET /api/v1/markPrices`; the body has no time of its own."""
    return tuple(
        MarkTick(
            symbol=row.symbol,
            mark=Price(row.mark_price),
            index=_price(row.index_price),
            funding_rate=None if row.funding_rate is None else Rate(row.funding_rate),
            next_funding_ms=row.next_funding_timestamp,
        )
        for row in read_rows(_MARK, content)
    )


def ticker(content: bytes) -> Ticker:
    """`GET /api/v1/ticker`."""
    return _ticker(read(_TICKER, content))


def tickers(content: bytes) -> tuple[Ticker, ...]:
    """`GET /api/v1/tickers`: spot and perpetual, only markets that traded, in no order."""
    return tuple(_ticker(row) for row in read_rows(_TICKER, content))


def _ticker(row: _TickerRow) -> Ticker:
    return Ticker(
        symbol=row.symbol,
        first=_price(row.first_price),
        last=_price(row.last_price),
        high=_price(row.high),
        low=_price(row.low),
        volume=Quantity(row.volume),
        quote_volume=Usd(row.quote_volume),
        trades=row.trades,
    )


def trades(content: bytes, symbol: str) -> tuple[Trade, ...]:
    """`GET /api/v1/trades`, oldest first; the exchange's own order is not documented."""
    rows = read(_TRADES, content)
    return tuple(
        Trade(
            symbol=symbol,
            trade_id=row.id,
            price=Price(row.price),
            quantity=Quantity(row.quantity),
            aggressor=Side.ASK if row.is_buyer_maker else Side.BID,
            exchange_us=row.timestamp * 1_000,
        )
        for row in sorted(rows, key=lambda row: row.id)
    )


def klines(content: bytes, symbol: str, interval: str, now_ms: int) -> tuple[Candle, ...]:
    """`GET /api/v1/klines`; a candle whose end is after `now_ms` (exchange time) still runs."""
    return tuple(
        Candle(
            symbol=symbol,
            interval=interval,
            start_ms=row.start,
            open=_price(row.open),
            high=_price(row.high),
            low=_price(row.low),
            close=_price(row.close),
            volume=Quantity(row.volume),
            closed=row.end is not None and row.end <= now_ms,
        )
        for row in read(_KLINES, content)
    )


def status(content: bytes) -> Status:
    """`GET /api/v1/status`."""
    row = read(_STATUS, content)
    return Status(row.status == "Ok", row.status, row.message)


def server_time(content: bytes) -> int:
    """`GET /api/v1/time`: milliseconds since the epoch, as bare text."""
    return read(_TIME, content)
