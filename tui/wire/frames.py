"""Stream messages, as domain values. Decoded with msgspec: it is this program's hottest path.

The exchange wraps each message as `{"stream": …, "data": …}`, acknowledges nothing, and reports
errors without saying for which stream. A message that cannot be read in full is refused in full.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from tui.domain.book import Delta
from tui.domain.events import OrderChanged, PositionChanged, PositionClosed
from tui.domain.quotes import Candle, Liquidation, MarkTick, OpenInterest, Quote, Ticker, Trade
from tui.domain.text import clean
from tui.wire import account_frames, fast_frames, market_frames

_STREAM_LENGTH = 128


@dataclass(frozen=True, slots=True)
class StreamError:
    """The exchange refused something sent on the socket; it does not say what."""

    code: int
    message: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is not what the protocol says; `stream` is empty when even that is lost."""

    reason: str
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A well-formed message of a stream this program has no use for."""

    stream: str


Frame = (
    MarkTick
    | Quote
    | Trade
    | Ticker
    | Candle
    | OpenInterest
    | Liquidation
    | Delta
    | OrderChanged
    | PositionChanged
    | PositionClosed
    | StreamError
    | Unreadable
    | Ignored
)


class _Error(msgspec.Struct):
    code: int
    message: str = ""


class _Envelope(msgspec.Struct):
    stream: str | None = None
    data: msgspec.Raw = msgspec.Raw()
    error: _Error | None = None


_envelope = msgspec.json.Decoder(_Envelope)

_Reader = Callable[[str, msgspec.Raw], Frame]
"""Takes what follows the prefix in the stream's name, and the data."""

_READERS: dict[str, _Reader] = {
    "depth": market_frames.depth,
    "bookTicker": market_frames.book_ticker,
    "markPrice": market_frames.mark_price,
    "trade": market_frames.trade,
    "ticker": market_frames.ticker,
    "kline": market_frames.kline,
    "openInterest": market_frames.open_interest,
    "liquidation": market_frames.liquidation,
    "account.orderUpdate": account_frames.order_update,
    "account.positionUpdate": account_frames.position_update,
}


def decode(raw: bytes | str) -> Frame:
    """Read one message; whatever it is, a Frame comes out and nothing is raised."""
    return fast_frames.decode(raw) or read(raw)


def read(raw: bytes | str) -> Frame:
    """As `decode`, field by field: it takes what servers write differently, and names faults."""
    try:
        envelope = _envelope.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return Unreadable("not a stream message")
    if envelope.error is not None:
        return StreamError(envelope.error.code, clean(envelope.error.message))
    if envelope.stream is None:
        return Unreadable("names no stream")
    name, rest = _split(envelope.stream)
    reader = _READERS.get(name)
    stream = clean(envelope.stream, _STREAM_LENGTH)
    if reader is None:
        return Ignored(stream)
    try:
        return reader(rest, envelope.data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return Unreadable(clean(str(error)), stream)


def _split(stream: str) -> tuple[str, str]:
    """The known prefix of a stream's name and what follows; symbols may hold dots themselves."""
    first, _, rest = stream.partition(".")
    if first != "account":
        return first, rest
    second, _, rest = rest.partition(".")
    return f"account.{second}", rest
