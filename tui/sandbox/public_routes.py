"""The endpoints that need no signature."""

from decimal import Decimal

from tui.sandbox import errors, shapes
from tui.sandbox.api import Request, Response
from tui.sandbox.book import BookSide
from tui.sandbox.candles import CAPACITY, DAY, SECONDS
from tui.sandbox.core import Core, answer, plain
from tui.sandbox.numbers import US, naive_iso, text
from tui.sandbox.reading import Query
from tui.sandbox.states import HAS_MARK, BookState
from tui.sandbox.venue import Venue

_DEPTHS = ("5", "10", "20", "50", "100", "500", "1000")
_PERIODS = {"1d": DAY, "1w": 7 * DAY}
_MAX_TRADES = 1000
_MAX_TRADES_DEEP = 10_000
_MAX_RATES = 10_000


def _venue(core: Core, query: Query) -> Venue:
    return core.desk.venue(query.required("symbol"))


def markets(core: Core, request: Request) -> Response:
    """All markets of the kinds asked for."""
    wanted = Query(request).wants_perps()
    rows = [shapes.market(venue.instrument, venue.state) for venue in core.venues.values()]
    return answer(rows if wanted else [])


def market(core: Core, request: Request) -> Response:
    """One market."""
    venue = _venue(core, Query(request))
    return answer(shapes.market(venue.instrument, venue.state))


def not_offered(_core: Core, _request: Request) -> Response:
    """Lending, predictions and tokenised stocks: none here, but clients ask before they start."""
    return answer([])


def ticker(core: Core, request: Request) -> Response:
    """A rolling day or week of one market; 204 when nothing traded."""
    query = Query(request)
    venue = _venue(core, query)
    value = venue.ticker(_PERIODS[query.choice("interval", "TickerInterval", ("1d", "1w"), "1d")])
    return Response(204, b"") if value is None else answer(shapes.ticker(venue.symbol, value))


def tickers(core: Core, request: Request) -> Response:
    """A rolling day or week of every market that traded."""
    period = _PERIODS[Query(request).choice("interval", "TickerInterval", ("1d", "1w"), "1d")]
    values = [(symbol, venue.ticker(period)) for symbol, venue in core.venues.items()]
    return answer([shapes.ticker(symbol, value) for symbol, value in values if value is not None])


def depth(core: Core, request: Request) -> Response:
    """The book; both sides ascending, so the best bid is the last one."""
    query = Query(request)
    limit = int(query.choice("limit", "DepthLimit", _DEPTHS, "1000"))
    venue = _venue(core, query)
    if venue.state is BookState.CLOSED:
        raise errors.not_found()
    return answer(
        {
            "asks": _levels(venue.book.asks, limit),
            "bids": _levels(venue.book.bids, limit)[::-1],
            "lastUpdateId": str(venue.update_id),
            "timestamp": venue.updated_us,
        }
    )


def _levels(side: BookSide, limit: int) -> list[list[str]]:
    found: list[list[str]] = []
    for price in side.prices():
        if len(found) == limit:
            break
        found.append([text(price), text(side.totals[price])])
    return found


def klines(core: Core, request: Request) -> Response:
    """Candles that start between two times given in seconds."""
    query = Query(request)
    venue = _venue(core, query)
    if query.text("interval") is None:
        raise errors.bad_parameter("interval", "KlineInterval", "Type mismatch, expected a value.")
    interval = query.choice("interval", "KlineInterval", tuple(SECONDS), "1m")
    start = query.integer("startTime")
    if start is None:
        raise errors.bad_parameter(
            "startTime", "integer(int64)", "Type mismatch, expected a value."
        )
    end = query.integer("endTime")
    kind = query.choice("priceType", "KlinePriceType", ("Last", "Index", "Mark"), "Last")
    until = core.now_us // US if end is None else end
    if until < start:
        raise errors.Refusal("INVALID_RANGE", "Invalid time range")
    bars = venue.candles[kind].between(interval, start, until)
    return answer([shapes.kline(bar, interval) for bar in bars[:CAPACITY]])


def mark_prices(core: Core, request: Request) -> Response:
    """Mark, index and funding of one perpetual or all."""
    symbol = Query(request).text("symbol")
    listed = {name: venue for name, venue in core.venues.items() if venue.state in HAS_MARK}
    if symbol is not None and symbol not in listed:
        raise errors.client("Symbol not found")
    rows = [
        shapes.mark_price(name, venue.marks)
        for name, venue in listed.items()
        if symbol in (None, name)
    ]
    return answer(rows)


def open_interest(core: Core, request: Request) -> Response:
    """Open interest of one market or all."""
    symbol = Query(request).text("symbol")
    if symbol is not None:
        core.desk.venue(symbol)
    rows = [
        {
            "openInterest": text(held_by_all(core, venue)),
            "symbol": name,
            "timestamp": core.now_us // 1000,
        }
        for name, venue in core.venues.items()
        if symbol in (None, name)
    ]
    return answer(rows)


def held_by_all(core: Core, venue: Venue) -> Decimal:
    """Long positions of everybody, those that were there before the start among them."""
    return core.desk.gate.open_interest(venue.symbol)


def funding_rates(core: Core, request: Request) -> Response:
    """Past funding rates, newest first; the first is the interval that still runs."""
    query = Query(request)
    venue = _venue(core, query)
    limit, offset = _page(query, default=100, most=_MAX_RATES)
    running = (venue.marks.next_funding_us, venue.marks.rate)
    rows = [running, *reversed(venue.past_rates)][offset : offset + limit]
    return answer(
        [
            {
                "fundingRate": text(rate),
                "intervalEndTimestamp": naive_iso(end, timespec="seconds"),
                "symbol": venue.symbol,
            }
            for end, rate in rows
        ]
    )


def _page(query: Query, default: int, most: int) -> tuple[int, int]:
    limit = query.integer("limit", "integer(uint64)")
    offset = query.integer("offset", "integer(uint64)") or 0
    limit = default if limit is None else limit
    if not 0 < limit <= most or offset < 0:
        raise errors.Refusal("INVALID_RANGE", f"Limit must be between 1 and {most}")
    return limit, offset


def trades(core: Core, request: Request) -> Response:
    """The newest trades, newest first."""
    query = Query(request)
    limit, _ = _page(query, default=100, most=_MAX_TRADES)
    rows = list(_venue(core, query).trades)[-limit:]
    return answer([shapes.trade(row) for row in reversed(rows)])


def trades_history(core: Core, request: Request) -> Response:
    """Trades further back, newest first."""
    query = Query(request)
    limit, offset = _page(query, default=100, most=_MAX_TRADES)
    if limit + offset > _MAX_TRADES_DEEP:
        raise errors.Refusal("INVALID_RANGE", "Limit and offset reach too far back")
    rows = list(_venue(core, query).trades)[::-1][offset : offset + limit]
    return answer([shapes.trade(row) for row in rows])


def status(_core: Core, _request: Request) -> Response:
    """Whether the exchange is up."""
    return answer({"message": None, "status": "Ok"})


def ping(_core: Core, _request: Request) -> Response:
    """Plain text."""
    return plain("pong")


def time(core: Core, _request: Request) -> Response:
    """The exchange's clock in milliseconds, as plain text."""
    return plain(str(core.now_us // 1000))


def collateral(_core: Core, _request: Request) -> Response:
    """What counts as collateral: USDC, in full."""
    function = {"base": "1", "factor": "0", "type": "sqrt"}
    row = {
        "haircutFunction": {"kind": {"type": "identity"}, "weight": "1"},
        "imfFunction": function,
        "mmfFunction": function,
        "symbol": "USDC",
    }
    return answer([row])


def assets(core: Core, _request: Request) -> Response:
    """The assets behind the markets; nothing can be deposited or withdrawn here."""
    names = ["USDC", *(venue.instrument.base for venue in core.venues.values())]
    return answer(
        [{"coingeckoId": None, "displayName": name, "symbol": name, "tokens": []} for name in names]
    )
