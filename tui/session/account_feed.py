"""The private stream: what it tells of the account, and when the account is compared anew."""

from collections.abc import Callable, Coroutine
from typing import Any

from tui.client.clock import Clock
from tui.client.stream import Connected, Disconnected, Message
from tui.domain.events import (
    Event,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    OrderChanged,
    PositionChanged,
    PositionClosed,
    Reconciled,
)
from tui.session.account import AccountReader
from tui.session.after_fills import AfterFills
from tui.session.comparison import Comparison
from tui.session.feeds import engine_us, is_possible
from tui.session.ports import ExchangeTime
from tui.wire.frames import StreamError, Unreadable


class AccountFeed:
    """Takes the frames of the private stream; the link is up once the account was compared.

    `publish` gets an event and the monotonic second at which it was received.
    """

    def __init__(
        self,
        reader: AccountReader,
        clock: Clock,
        exchange_time: ExchangeTime,
        publish: Callable[[Event, float], None],
    ) -> None:
        self._clock = clock
        self._time = exchange_time
        self._publish = publish
        self._comparison = Comparison(reader, clock, self._compared)
        self._after_fills = AfterFills(reader, clock)

    def parts(self) -> list[Coroutine[Any, Any, None]]:
        """What has to run for the account to be kept current."""
        return [self._comparison.run(), self._after_fills.run()]

    def take(self, message: Message, at: float) -> None:
        """Take one frame; what cannot be trusted has the account compared."""
        match message:
            case Connected():
                self._down("comparing with the exchange", None, at)
                self._comparison.start()
            case Disconnected(reason=reason, retry_in=retry_in):
                self._comparison.stop()
                self._down(reason, retry_in, at)
            case StreamError(message=text):
                self._publish(Noted(f"The private stream refused a request: {text}"), at)
            case Unreadable():
                self._comparison.again()
            case OrderChanged() | PositionChanged() | PositionClosed():
                if is_possible(engine_us(message), self._time):
                    self._publish(message, at)
                    if isinstance(message, OrderChanged) and message.fill is not None:
                        self._after_fills.filled(message.order.symbol)
                else:
                    self._comparison.again()

    def stood_still(self) -> None:
        """The clock did not run for a while: nothing is sure until it was compared."""
        self._down("comparing after standing still", None, self._clock.monotonic())
        self._comparison.again()

    def _down(self, reason: str, retry_in: float | None, at: float) -> None:
        self._publish(LinkDown(Link.PRIVATE, reason, retry_in), at)

    def _compared(self) -> None:
        at = self._clock.monotonic()
        self._publish(LinkUp(Link.PRIVATE), at)
        self._publish(Reconciled(), at)
