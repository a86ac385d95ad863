"""The messages that come by the thousand, each decoded in one pass.

Book changes, quotes, trades and marks make up nearly all of a stream. Here they are told apart and
typed in one go, and texts that were seen lately are not parsed again. Whatever is not exactly as
the exchange writes it every day is left to the careful readers of `market_frames`, which accept
more and name what is wrong; both give the same values. The levels of a book stay texts, which the
book reads when somebody looks: one that cannot be read breaks it.
"""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from tui.domain.book import Delta
from tui.domain.money import Price, Quantity, Rate, parse_wire_amount
from tui.domain.position import Side
from tui.domain.quotes import MarkTick, Quote, Trade
from tui.wire import numbers
from tui.wire.market_frames import symbol_of

KEPT = 8_192
"""Texts of one kind that are remembered; more than the prices of a busy hour."""

_Value = TypeVar("_Value")
_Key = TypeVar("_Key")


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
    b: str | None = None


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


_message = msgspec.json.Decoder(_Message).decode


def _size(text: str) -> Quantity:
    """As `numbers.quantity`, in one step: few sizes come twice."""
    size = parse_wire_amount(text)
    if size is None:
        raise ValueError("not a plain amount")
    return Quantity(size)


def _price(text: str) -> Price:
    """As `numbers.price`, in one step."""
    price = _size(text)
    if not price:
        raise ValueError("not above zero")
    return Price(price)


_prices: Memo[str, Price] = Memo(_price)
_rates: Memo[str | None, Rate | None] = Memo(
    lambda text: None if text is None else Rate(numbers.decimal(text, "f"))
)
_touches: Memo[str | None, Price | None] = Memo(lambda text: numbers.optional_price(text, "price"))


_ASK, _BID = Side.ASK, Side.BID
_new = tuple.__new__
"""Makes a named tuple in a third of the time of its own constructor, which is written in Python."""


def _depth(data: _Depth, symbol: str) -> Delta | None:
    if data.u < data.U:
        return None
    return _new(Delta, (symbol, data.U, data.u, data.b, data.a, data.T))


def _book_ticker(data: _BookTicker, symbol: str) -> Quote:
    return _new(Quote, (symbol, _touches[data.b], _touches[data.a], data.T))


def _trade(data: _Trade, symbol: str) -> Trade:
    side = _ASK if data.m else _BID
    return _new(Trade, (symbol, data.t, _prices[data.p], _size(data.q), side, data.T))


def _mark_price(data: _MarkPrice, symbol: str) -> MarkTick:
    return MarkTick(symbol, _prices[data.p], _touches[data.i], _rates[data.f], data.n, data.T)


_Read = Callable[[Any, str], Delta | Quote | Trade | MarkTick | None]

_KINDS: dict[str, tuple[type[_Data], _Read]] = {
    "depth": (_Depth, _depth),
    "bookTicker": (_BookTicker, _book_ticker),
    "trade": (_Trade, _trade),
    "markPrice": (_MarkPrice, _mark_price),
}


def _source(stream: str) -> tuple[type[_Data], _Read, str] | None:
    """What a stream carries, what reads it, and of which market it is; None when not ours."""
    prefix, _, rest = stream.partition(".")
    symbol = symbol_of(rest) if prefix == "depth" else rest
    if prefix not in _KINDS or numbers.name(symbol, "s") != symbol:
        return None
    return (*_KINDS[prefix], symbol)


_sources: Memo[str, tuple[type[_Data], _Read, str] | None] = Memo(_source)


def decode(raw: bytes | str) -> Delta | Quote | Trade | MarkTick | None:
    """Read one message; None for one that is not of these kinds, or not quite as usual."""
    try:
        message = _message(raw)
        source, data = _sources[message.stream], message.data
        if source is not None:
            kind, read, symbol = source
            if type(data) is kind and data.s == symbol:
                return read(data, symbol)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass  # the careful reader finds the fault again, and its name
    return None
