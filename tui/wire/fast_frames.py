"""The messages that come by the thousand, each decoded in one pass.

Book changes, quotes, trades and marks make up nearly all of a stream. Here they are told apart and
typed in one go, and texts that were seen lately are not parsed again. Whatever is not exactly as
the exchange writes it every day is left to the careful readers of `market_frames`, which accept
more and name what is wrong; both give the same values.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

import msgspec

from tui.domain.book import Delta
from tui.domain.money import Price, Quantity, Rate
from tui.domain.position import Side
from tui.domain.quotes import MarkTick, Quote, Trade
from tui.wire import numbers
from tui.wire.market_frames import DepthChange, symbol_of

KEPT = 8_192
"""Texts of one kind that are remembered; more than the prices of a busy hour."""

_Value = TypeVar("_Value")
_Key = TypeVar("_Key")

_AMOUNT = re.compile(r"\d{1,28}(\.\d{1,40})?", re.ASCII).fullmatch

_Id = Annotated[int, msgspec.Meta(ge=0)]
_Moment = Annotated[int, msgspec.Meta(ge=0, le=numbers.MAX_MICROSECONDS)]


class Memo(dict[_Key, _Value], Generic[_Key, _Value]):
    """What `read` made of each text lately; bounded, since a stream's texts have no end."""

    def __init__(self, read: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: _Key) -> _Value:
        """Read a text that is not remembered; raises what `read` raises."""
        value = self._read(text)
        if len(self) >= KEPT:
            self.clear()
        self[text] = value
        return value


class _Data(msgspec.Struct, tag_field="e", gc=False):
    s: str


class _Depth(_Data, tag="depth"):
    U: _Id
    u: _Id
    T: _Moment
    a: list[tuple[str, str]]
    b: list[tuple[str, str]]


class _BookTicker(_Data, tag="bookTicker"):
    T: _Moment
    a: str | None = None
    A: str | None = None
    b: str | None = None
    B: str | None = None


class _Trade(_Data, tag="trade"):
    p: str
    q: str
    t: _Id
    m: bool
    T: _Moment


class _MarkPrice(_Data, tag="markPrice"):
    p: str
    E: _Moment
    T: _Moment
    i: str | None = None
    f: str | None = None
    n: _Moment | None = None


class _Message(msgspec.Struct, gc=False):
    stream: str
    data: _Depth | _BookTicker | _Trade | _MarkPrice
    error: None = None


_message = msgspec.json.Decoder(_Message)


class _Source(NamedTuple):
    kind: type[_Data] | None
    symbol: str


_KINDS: dict[str, type[_Data]] = {
    "depth": _Depth,
    "bookTicker": _BookTicker,
    "trade": _Trade,
    "markPrice": _MarkPrice,
}


def _source(stream: str) -> _Source:
    """Of which kind and market a stream is, by its name."""
    prefix, _, rest = stream.partition(".")
    symbol = symbol_of(rest) if prefix == "depth" else rest
    is_plain = numbers.name(symbol, "s") == symbol
    return _Source(_KINDS.get(prefix) if is_plain else None, symbol)


def _size(text: str) -> Quantity:
    """As `numbers.quantity`, in one step: few sizes come twice."""
    if _AMOUNT(text) is None:
        raise ValueError("not a plain size")
    return Quantity(Decimal(text))


_sources: Memo[str, _Source] = Memo(_source)
_prices: Memo[str, Price] = Memo(lambda text: numbers.price(text, "price"))
_sizes: Memo[str, Quantity] = Memo(_size)
_touches: Memo[str | None, Price | None] = Memo(lambda text: numbers.optional_price(text, "price"))
_touch_sizes: Memo[str | None, Quantity | None] = Memo(
    lambda text: None if text is None else _size(text)
)


def decode(raw: bytes | str) -> DepthChange | Quote | Trade | MarkTick | None:
    """Read one message; None for one that is not of these kinds, or not quite as usual."""
    try:
        message = _message.decode(raw)
        data = message.data
        source = _sources[message.stream]
        if type(data) is not source.kind or data.s != source.symbol:
            return None
        return _READERS[type(data)](data, source.symbol)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None  # the careful reader finds the fault again, and its name


_ASK, _BID = Side.ASK, Side.BID
_new = tuple.__new__
"""Makes a named tuple in a third of the time of its own constructor, which is written in Python."""


def _depth(data: _Depth, symbol: str) -> DepthChange | None:
    if data.u < data.U:
        return None
    prices, sizes = _prices, _sizes
    bids = tuple([(prices[price], sizes[size]) for price, size in data.b])
    asks = tuple([(prices[price], sizes[size]) for price, size in data.a])
    return DepthChange(symbol, _new(Delta, (data.U, data.u, bids, asks)), data.T)


def _book_ticker(data: _BookTicker, symbol: str) -> Quote:
    touches, sizes = _touches, _touch_sizes
    bid, ask = touches[data.b], touches[data.a]
    return _new(Quote, (symbol, bid, sizes[data.B], ask, sizes[data.A], data.T))


def _trade(data: _Trade, symbol: str) -> Trade:
    side = _ASK if data.m else _BID
    return _new(Trade, (symbol, data.t, _prices[data.p], _sizes[data.q], side, data.T))


def _mark_price(data: _MarkPrice, symbol: str) -> MarkTick:
    rate = None if data.f is None else Rate(numbers.decimal(data.f, "f"))
    return MarkTick(symbol, _prices[data.p], _touches[data.i], rate, data.n, data.T)


_READERS: dict[type[_Data], Callable[[Any, str], Quote | Trade | MarkTick | DepthChange | None]] = {
    _Depth: _depth,
    _BookTicker: _book_ticker,
    _Trade: _trade,
    _MarkPrice: _mark_price,
}
