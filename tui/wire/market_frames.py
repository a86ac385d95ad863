"""The data of the public streams. Field letters: the exchange's stream pages, seen on the wire."""

from datetime import UTC, datetime, timedelta

import msgspec

from tui.domain.book import Delta, ToldChange
from tui.domain.money import Rate, parse_wire_amount
from tui.domain.position import Side
from tui.domain.quotes import Candle, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.wire.numbers import (
    decimal,
    moment,
    name,
    optional_price,
    price,
    quantity,
    side,
    usd,
    whole,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Depth(msgspec.Struct):
    s: str
    U: int | str
    u: int | str
    T: int | str
    a: list[tuple[str, str]]
    b: list[tuple[str, str]]


class _BookTicker(msgspec.Struct):
    s: str
    T: int | str
    a: str | None = None
    b: str | None = None


class _MarkPrice(msgspec.Struct):
    s: str
    p: str
    E: int | str
    i: str | None = None
    f: str | None = None
    n: int | str | None = None
    T: int | str | None = None


class _Trade(msgspec.Struct):
    s: str
    p: str
    q: str
    t: int | str
    m: bool
    T: int | str


class _Ticker(msgspec.Struct):
    s: str
    v: str
    V: str
    E: int | str
    n: int | str = 0
    o: str | None = None
    h: str | None = None
    low: str | None = msgspec.field(default=None, name="l")
    c: str | None = None


class _Kline(msgspec.Struct):
    s: str
    t: str | int
    v: str
    X: bool
    o: str | None = None
    h: str | None = None
    low: str | None = msgspec.field(default=None, name="l")
    c: str | None = None


class _OpenInterest(msgspec.Struct):
    s: str
    o: str
    E: int | str


class _Liquidation(msgspec.Struct):
    s: str
    S: str
    p: str
    q: str
    T: int | str


_depth = msgspec.json.Decoder(_Depth)
_book_ticker = msgspec.json.Decoder(_BookTicker)
_mark_price = msgspec.json.Decoder(_MarkPrice)
_trade = msgspec.json.Decoder(_Trade)
_ticker = msgspec.json.Decoder(_Ticker)
_kline = msgspec.json.Decoder(_Kline)
_open_interest = msgspec.json.Decoder(_OpenInterest)
_liquidation = msgspec.json.Decoder(_Liquidation)


def _symbol(named: str, data: str) -> str:
    """The symbol of the data, which must be the one its stream is named after."""
    if named != data:
        raise ValueError("the data is of another symbol than the stream")
    return name(data, "s")


def symbol_of(rest: str) -> str:
    """The symbol in a depth stream's name, which may stand behind an interval."""
    window, dot, after = rest.partition(".")
    return after if dot and window.endswith("ms") and window[:-2].isdigit() else rest


def depth(rest: str, raw: msgspec.Raw) -> Delta:
    """`depth.<symbol>` and `depth.<interval>ms.<symbol>`."""
    data = _depth.decode(raw)
    symbol = _symbol(symbol_of(rest), data.s)
    first, last = whole(data.U, "U"), whole(data.u, "u")
    if first > last:
        raise ValueError("U is above u")
    return Delta(
        symbol, first, last, _levels(data.b, "b"), _levels(data.a, "a"), moment(data.T, "T")
    )


def _levels(rows: list[tuple[str, str]], field: str) -> list[ToldChange]:
    for at, size in rows:
        price(at, field)
        if parse_wire_amount(size) is None:
            raise ValueError(f"{field} has a size that is not a plain amount")
    return rows


def book_ticker(rest: str, raw: msgspec.Raw) -> Quote:
    """`bookTicker.<symbol>`; an empty side has no price. Sizes are the book's to tell."""
    data = _book_ticker.decode(raw)
    return Quote(
        symbol=_symbol(rest, data.s),
        bid=optional_price(data.b, "b"),
        ask=optional_price(data.a, "a"),
        exchange_us=moment(data.T, "T"),
    )


def mark_price(rest: str, raw: msgspec.Raw) -> MarkTick:
    """`markPrice.<symbol>`: every second; `n` is milliseconds, the other times microseconds."""
    data = _mark_price.decode(raw)
    return MarkTick(
        symbol=_symbol(rest, data.s),
        mark=price(data.p, "p"),
        index=optional_price(data.i, "i"),
        funding_rate=None if data.f is None else Rate(decimal(data.f, "f")),
        next_funding_ms=None if data.n is None else moment(data.n, "n"),
        exchange_us=moment(data.E if data.T is None else data.T, "T"),
    )


def trade(rest: str, raw: msgspec.Raw) -> Trade:
    """`trade.<symbol>`; `m` says that the buyer rested, so the seller took."""
    data = _trade.decode(raw)
    size = quantity(data.q, "q")
    return Trade(
        symbol=_symbol(rest, data.s),
        trade_id=whole(data.t, "t"),
        price=price(data.p, "p"),
        quantity=size,
        aggressor=Side.ASK if data.m else Side.BID,
        exchange_us=moment(data.T, "T"),
    )


def ticker(rest: str, raw: msgspec.Raw) -> Ticker:
    """`ticker.<symbol>`: every second, changed or not."""
    data = _ticker.decode(raw)
    return Ticker(
        symbol=_symbol(rest, data.s),
        first=optional_price(data.o, "o"),
        last=optional_price(data.c, "c"),
        high=optional_price(data.h, "h"),
        low=optional_price(data.low, "l"),
        volume=quantity(data.v, "v"),
        quote_volume=usd(data.V, "V"),
        trades=whole(data.n, "n"),
        exchange_us=moment(data.E, "E"),
    )


def open_interest(rest: str, raw: msgspec.Raw) -> OpenInterest:
    """`openInterest.<symbol>`: every minute."""
    data = _open_interest.decode(raw)
    return OpenInterest(_symbol(rest, data.s), quantity(data.o, "o"), moment(data.E, "E"))


def liquidation(rest: str, raw: msgspec.Raw) -> Liquidation:
    """`liquidation`, which tells of every market, or `liquidation.<symbol>`."""
    data = _liquidation.decode(raw)
    return Liquidation(
        symbol=_symbol(rest or data.s, data.s),
        price=price(data.p, "p"),
        quantity=quantity(data.q, "q"),
        side=side(data.S, "S"),
        exchange_us=moment(data.T, "T"),
    )


def kline(rest: str, raw: msgspec.Raw) -> Candle:
    """`kline.<interval>.<symbol>`; the interval stands in the name only, times are naive UTC."""
    data = _kline.decode(raw)
    interval, _, named = rest.partition(".")
    return Candle(
        symbol=_symbol(named, data.s),
        interval=name(interval, "interval"),
        start_ms=_start_ms(data.t),
        open=optional_price(data.o, "o"),
        high=optional_price(data.h, "h"),
        low=optional_price(data.low, "l"),
        close=optional_price(data.c, "c"),
        volume=quantity(data.v, "v"),
        closed=data.X,
    )


def _start_ms(start: str | int) -> int:
    """Milliseconds; older servers sent whole seconds."""
    if isinstance(start, int):
        return moment(start, "t") * 1_000
    try:
        opened = datetime.fromisoformat(start)
    except ValueError:
        raise ValueError("t is not a time") from None
    aware = opened.replace(tzinfo=UTC) if opened.tzinfo is None else opened
    return (aware - _EPOCH) // timedelta(milliseconds=1)
