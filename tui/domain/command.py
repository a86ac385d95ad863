"""A command: what the trader told the exchange to do that places no order, and what came of it.

Cancels and settings are idempotent, so one whose outcome is unknown may be told again, by the
trader; the program itself only looks.
"""

from dataclasses import dataclass
from enum import StrEnum

from tui.domain.order import Order
from tui.domain.position import Side


class CommandKind(StrEnum):
    """What is to be done."""

    CANCEL = "cancel"
    CANCEL_ALL = "cancel-all"
    SETTING = "setting"
    KILL = "kill"


class CommandStatus(StrEnum):
    """Where a command stands.

    `DONE`: the exchange did it. `PENDING`: it took the request and has not carried it out yet.
    `GONE`: there was nothing left to do it to. `UNKNOWN`: nobody answered.
    """

    RECORDED = "recorded"
    SENDING = "sending"
    NOT_SENT = "not sent"
    REJECTED = "rejected"
    DONE = "done"
    PENDING = "pending"
    GONE = "gone"
    UNKNOWN = "unknown"

    @property
    def is_settled(self) -> bool:
        """Whether we know what became of it."""
        return self not in _UNSETTLED

    @property
    def is_done(self) -> bool:
        """Whether all is as it was wanted, or is on its way there."""
        return self not in _FAILED and self is not CommandStatus.UNKNOWN


_FAILED = frozenset({CommandStatus.NOT_SENT, CommandStatus.REJECTED})
_UNSETTLED = frozenset(
    {
        CommandStatus.RECORDED,
        CommandStatus.SENDING,
        CommandStatus.PENDING,
        CommandStatus.UNKNOWN,
    }
)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the exchange was told to do, and its fate."""

    number: int
    """Its id in the journal; rises."""
    kind: CommandKind
    status: CommandStatus
    recorded_ms: int
    """The exchange's time of the record, milliseconds since the epoch."""
    symbol: str | None = None
    order_id: str | None = None
    """Set for CANCEL."""
    scope: str = ""
    """In plain words, what a CANCEL_ALL or KILL takes, or the setting and its new value."""
    reason: str | None = None
    """In plain words, sanitised: why it was not done or is unknown."""
    left: int | None = None
    """Orders it was meant for that are still live; None where that is not known or has no sense."""


@dataclass(frozen=True, slots=True)
class CancelScope:
    """Which open orders to cancel; each field narrows it, the default is every resting order."""

    symbol: str | None = None
    side: Side | None = None
    exits_only: bool = False
    """Only orders that can do nothing but reduce a position."""
    ours_only: bool = False
    """Only orders this program sent; other clients of the account keep theirs."""
    include_conditional: bool = False
    """Also those that wait for a trigger: stop-losses among them."""

    def takes(self, order: Order, *, is_ours: bool) -> bool:
        """Whether `order` is in it."""
        return (
            not order.status.is_final
            and self.symbol in {None, order.symbol}
            and self.side in {None, order.side}
            and (order.reduce_only or not self.exits_only)
            and (is_ours or not self.ours_only)
            and (self.include_conditional or not order.waits_for_trigger)
        )

    @property
    def is_whole_symbol(self) -> bool:
        """Whether one request can say it: every order, or every resting order, of one market."""
        return self.symbol is not None and not (
            self.side is not None or self.exits_only or self.ours_only
        )

    @property
    def words(self) -> str:
        """The scope in plain words: `our exits, Ask, on SOL_USDC_PERP, conditional orders too`."""
        owner = "our " if self.ours_only else ""
        what = owner + ("exits" if self.exits_only else "orders")
        parts = [what if owner else f"all {what}"]
        if self.side is not None:
            parts.append(self.side.value)
        parts.append("on every market" if self.symbol is None else f"on {self.symbol}")
        parts.append(
            "conditional orders too" if self.include_conditional else "conditional orders stay"
        )
        return ", ".join(parts)

    @classmethod
    def read(cls, words: str) -> "CancelScope | None":
        """The scope that `words` describe; None when they are no scope's."""
        parts = words.split(", ")
        where = next((part for part in parts if part.startswith("on ")), "")
        symbol = None if where == "on every market" else where.removeprefix("on ")
        sides = [side for side in Side if side.value in parts]
        scope = cls(
            symbol=symbol,
            side=sides[0] if sides else None,
            exits_only=parts[0].endswith("exits"),
            ours_only=parts[0].startswith("our "),
            include_conditional=parts[-1] == "conditional orders too",
        )
        return scope if scope.words == words else None


OURS = CancelScope(ours_only=True)
"""What the kill switch cancels: our resting orders; conditional ones stay."""


@dataclass(frozen=True, slots=True)
class Halted:
    """The kill switch is on: nothing but cancels is sent until it is unlocked."""

    since_ms: int
    """The exchange's time, milliseconds since the epoch."""
    left: int | None
    """Our resting orders that the exchange still has; None until it was asked."""
