"""Finding out what became of an order nobody answered about, without ever sending it again.

Seeing it proves that it exists. That it does not exist takes three things, in this order: the
request can no longer be accepted (the fence: its window, our clock error, the engine's queue); it
is not live after that; and, a history lag later, it is neither live nor in history nor among the
fills. Every shorter way can lose an order, and a failed look-up is no answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from tui.actions.ports import Exchange
from tui.client.errors import ReadFailed, Unreadable
from tui.domain.intent import Intent, IntentStatus
from tui.domain.money import Quantity
from tui.domain.order import Fill, Order

PAGE = 100
MAX_PAGES = 50
CLOCK_MARGIN_MS = 600_000
"""How far our measure of time may be off when history is read back to the moment of an intent."""

_FIRST_STEP = 0.5
_LONGEST_STEP = 5.0
_LONGEST_RETRY = 15.0


class Look(Enum):
    """A place to look."""

    LIVE = auto()
    HISTORY = auto()
    FILLS = auto()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What absence is measured by, seconds."""

    window: float = 5.0
    """The exchange takes a request this long after its timestamp."""
    skew: float = 0.5
    """Our error about the exchange's clock; the gates allow no more."""
    queue: float = 10.0
    """An accepted request reaches the engine within this time."""
    lag: float = 30.0
    """History shows an order within this time of its end."""

    @property
    def fence(self) -> float:
        """Seconds after the send from which nothing new can appear."""
        return self.window + self.skew + self.queue


@dataclass(frozen=True, slots=True)
class Ask:
    """The next look-up: when, and where."""

    at: float
    looks: tuple[Look, ...]


_QUICK = (Look.LIVE, Look.HISTORY)
_THOROUGH = (Look.LIVE, Look.HISTORY, Look.FILLS)


class Resolver:
    """The rule as a machine: fed with moments and answers, it says what to ask next and when."""

    def __init__(
        self, sent_at: float, now: float, bounds: Bounds, *, existed: bool = False
    ) -> None:
        self.fence = sent_at + bounds.fence
        """Monotonic second from which a look-up counts."""
        self.absent = False
        """Proved: it is not on the exchange and cannot come to be."""
        self._lag = bounds.lag
        self._existed = existed
        self._heard_at = now
        self._step = 0.0
        self._first_pass: float | None = None

    def ask(self) -> Ask:
        """What to ask next."""
        at = self._heard_at + self._step
        target = self._target
        if target is not None and self._heard_at < target:
            at = min(at, target)
        return Ask(at, _THOROUGH if self._second_pass_due(at) else _QUICK)

    @property
    def _target(self) -> float | None:
        """The moment the next look-up that counts is due."""
        if self._existed:
            return None
        return self.fence if self._first_pass is None else self._first_pass + self._lag

    @property
    def latest(self) -> float | None:
        """Earliest monotonic second by which absence could be proved; for a countdown."""
        if self._existed:
            return None
        first = self.fence if self._first_pass is None else self._first_pass
        return first + self._lag

    def _second_pass_due(self, at: float) -> bool:
        return self._first_pass is not None and at >= self._first_pass + self._lag

    def heard_nothing(self, ask: Ask, asked_at: float, now: float) -> None:
        """Every place of `ask`, asked at `asked_at`, answered that there is nothing."""
        if not self._existed:
            if self._second_pass_due(asked_at) and Look.FILLS in ask.looks:
                self.absent = True
            elif self._first_pass is None and asked_at >= self.fence:
                self._first_pass = now
                self._step = 0.0
        self._wait(now, _LONGEST_STEP)

    def heard_no_answer(self, now: float) -> None:
        """A look-up failed, which says nothing about the order."""
        self._wait(now, _LONGEST_RETRY)

    def heard_something(self, now: float) -> None:
        """It exists; what is asked from here on is what became of it."""
        self._existed = True
        self._wait(now, _LONGEST_STEP)

    def _wait(self, now: float, longest: float) -> None:
        self._heard_at = now
        self._step = min(max(self._step * 2, _FIRST_STEP), longest)


@dataclass(frozen=True, slots=True)
class Listed:
    """The order as history lists it: it was there, but a live status may be old news."""

    order: Order


@dataclass(frozen=True, slots=True)
class Filled:
    """Fills of the order were seen before the order itself."""

    fills: tuple[Fill, ...]


def filled_by(intent: Intent, found: Filled) -> Intent:
    """`intent` as its fills alone show it: they tell that it exists and how much is done."""
    executed = Quantity(sum((fill.quantity for fill in found.fills), start=Decimal(0)))
    whole = executed >= intent.ticket.quantity
    status = IntentStatus.FILLED if whole else IntentStatus.PARTLY_FILLED
    order_id = found.fills[0].order_id
    return replace(intent, status=status, order_id=order_id, executed=executed, reason=None)


Sighting = Order | Listed | Filled | None
"""What one place shows of an order."""

Note = Callable[[Look, str], None]
"""Told of each place that was looked at and of what it said, in plain words."""


def _unnoted(_where: Look, _said: str) -> None:
    """Keep no note."""


async def look(
    exchange: Exchange, intent: Intent, looks: tuple[Look, ...], note: Note = _unnoted
) -> Sighting:
    """The order of `intent` wherever it shows; None when every place says there is none.

    Raises `ReadFailed` when a place did not answer.
    """
    for place in (Look.LIVE, Look.HISTORY, Look.FILLS):
        if place not in looks:
            continue
        try:
            found = await _look_at(exchange, intent, place)
        except ReadFailed as failed:
            note(place, f"no answer: {failed.reason}")
            raise
        note(place, _said(found))
        if found is not None:
            return found
    return None


async def _look_at(exchange: Exchange, intent: Intent, place: Look) -> Sighting:
    if place is Look.LIVE:
        order = await exchange.order(intent.ticket.symbol, client_id=intent.client_id)
        return None if order is None else _ours(order, intent)
    if place is Look.HISTORY:
        found = await find_in_history(exchange, intent.ticket.symbol, intent=intent)
        return found if found is None or found.status.is_final else Listed(found)
    fills = await _fills_of(exchange, intent)
    return Filled(fills) if fills else None


def _said(found: Sighting) -> str:
    match found:
        case Order() | Listed(Order()):
            order = found if isinstance(found, Order) else found.order
            return f"order {order.order_id}, {order.status.value}"
        case Filled(fills):
            return f"{len(fills)} fills of order {fills[0].order_id}"
        case None:
            return "not there"


def _ours(order: Order, intent: Intent) -> Order:
    if order.client_id != intent.client_id:
        raise Unreadable("the answer is about another order than was asked for")
    return order


async def find_in_history(
    exchange: Exchange,
    symbol: str,
    *,
    intent: Intent | None = None,
    order_id: str | None = None,
) -> Order | None:
    """The order of `intent`, or the one named, in the history; None when it is not there.

    Pages back to the moment of the intent. Raises `ReadFailed`.
    """
    for page in range(MAX_PAGES):
        orders = await exchange.order_history(symbol, PAGE, page * PAGE)
        for order in orders:
            if order.order_id == order_id or (intent and order.client_id == intent.client_id):
                return order
        if len(orders) < PAGE or (intent is not None and _reaches_back(orders, intent)):
            return None
    raise Unreadable("the history is longer than can be searched")


async def final_version(exchange: Exchange, symbol: str, order_id: str) -> Order | None:
    """How an order ended, by the history; None when it does not show that. Raises `ReadFailed`."""
    found = await find_in_history(exchange, symbol, order_id=order_id)
    return found if found is not None and found.status.is_final else None


async def last_version(exchange: Exchange, symbol: str, order_id: str) -> Order | None:
    """The newest version of an order, live or final; None when nothing shows it yet.

    Raises `ReadFailed`.
    """
    live = await exchange.order(symbol, order_id=order_id)
    return live or await final_version(exchange, symbol, order_id)


def _reaches_back(orders: tuple[Order, ...], intent: Intent) -> bool:
    oldest = orders[-1].created_ms
    return oldest is not None and oldest < intent.recorded_ms - CLOCK_MARGIN_MS


async def _fills_of(exchange: Exchange, intent: Intent) -> tuple[Fill, ...]:
    since = intent.recorded_ms - CLOCK_MARGIN_MS
    ours: list[Fill] = []
    for page in range(MAX_PAGES):
        fills = await exchange.fills(intent.ticket.symbol, since, PAGE, page * PAGE)
        ours.extend(fill for fill in fills if fill.client_id == intent.client_id)
        if len(fills) < PAGE:
            return tuple(ours)
    raise Unreadable("the fills are more than can be searched")
