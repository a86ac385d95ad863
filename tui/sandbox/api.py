"""What the sandbox's engine and the shell around it say to each other.

The engine is pure and stepped: it has no clock, no socket and no ambient randomness. The shell
checks signatures, keeps the time and carries bytes; the engine decides what the exchange answers.
Times are microseconds since the epoch throughout, as on the exchange's own streams.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Protocol

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request whose signature, where it has one, was found good."""

    method: str
    """In capitals: `GET`, `POST`, `PATCH`, `DELETE`."""
    path: str
    """Without the query: `/api/v1/order`."""
    params: tuple[tuple[str, str], ...] = ()
    """Query pairs, decoded, in the order they were sent."""
    body: object | None = None
    """The decoded JSON body, with fractions as Decimal; None without a body."""
    account: str | None = None
    """The API key (base64 of the public key) that signed it; None when unsigned."""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, ready to send."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Push:
    """One stream message before it is wrapped in `{"data": …, "stream": …}`.

    Private pushes carry the short name (`account.orderUpdate`); the shell sends them to the
    subscribers of that name and of `<name>.<data["s"]>`.
    """

    stream: str
    data: Mapping[str, object]
    account: str | None = None
    """Whose private message it is; None when it is public."""


@dataclass(frozen=True, slots=True)
class PositionSpec:
    """A position an account holds from the start."""

    symbol: str
    quantity: Decimal
    """Signed: positive is long."""
    entry_offset: Decimal
    """Entry against the price at the start, a fraction: -0.02 is two per cent below it."""


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """How an account starts."""

    collateral: Decimal = Decimal(10_000)
    """USDC."""
    positions: tuple[PositionSpec, ...] = ()
    leverage_limit: Decimal = Decimal(10)
    auto_realize: bool = False
    """Whether open profit goes into the collateral every ten seconds."""


DEFAULT_ACCOUNT = AccountSpec(
    positions=(
        PositionSpec("SOL_USDC_PERP", Decimal(25), Decimal("-0.026")),
        PositionSpec("ETH_USDC_PERP", Decimal("-0.8"), Decimal("-0.006")),
    )
)
"""A long in profit and a short in loss, so a first look shows both colours."""


class StreamFault(Enum):
    """Why a stream name is refused: the error code and message of the stream socket."""

    INVALID_STREAM = (4006, "Invalid stream")
    INVALID_DEPTH_WINDOW = (4008, "Invalid depth window")


class Exchange(Protocol):
    """The engine as the shell sees it.

    `tui.sandbox.engine.Engine(seed=…, now_us=…, accounts={api_key: AccountSpec()})` is the one
    there is. The same arguments and the same sequence of requests give the same bytes.
    """

    @property
    def now_us(self) -> int:
        """How far the market has been taken."""
        ...

    @property
    def accounts(self) -> frozenset[str]:
        """The API keys that may sign."""
        ...

    def instruction_for(self, method: str, path: str) -> str | None:
        """The instruction word a request must be signed with; None for public endpoints."""
        ...

    def handle(self, request: Request, at_us: int) -> Response:
        """Take the market to `at_us`, then answer. A time already passed means now."""
        ...

    def advance(self, to_us: int) -> None:
        """Take the market to `to_us`; what happens on the way waits in `take_pushes`."""
        ...

    def take_pushes(self) -> list[Push]:
        """Everything emitted since the last call, in order."""
        ...

    def snapshot_pushes(self, stream: str, account: str | None) -> list[Push]:
        """The messages due when `account` subscribes to `stream`; often none.

        Their `stream` is the name asked for.
        """
        ...

    def check_stream(self, name: str) -> StreamFault | None:
        """What is wrong with the form of a stream name; unknown symbols are fine and silent."""
        ...


class Control(Protocol):
    """What may be done to the exchange from outside its protocol: `Engine.levers`.

    A value that a lever does not have raises `tui.sandbox.levers.LeverError`, a ValueError whose
    message names one that works. What follows goes out on the streams as usual.
    """

    def set_book_state(self, symbol: str, state: str) -> None:
        """Switch a book: `Open`, `Closed`, `CancelOnly`, `LimitOnly` or `PostOnly`."""
        ...

    def set_tick(self, symbol: str, tick: Decimal) -> None:
        """Give a market another tick; orders that do not stand on it are cancelled."""
        ...

    def freeze_mark(self, symbol: str, on: bool) -> None:
        """Hold a market's mark where it is, or let it move again."""
        ...

    def close_position(self, account: str, symbol: str) -> Decimal:
        """Close a position as another client would; returns what is still held, signed."""
        ...

    def flip_position(self, account: str, symbol: str) -> Decimal:
        """Turn a position round; returns what is held then, signed."""
        ...
