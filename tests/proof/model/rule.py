"""The program's own rule, held so that a search can step it, copy it and compare it.

A resolver is kept as its fields, with moments relative to now; the look-up, which is a coroutine,
is replayed from the answers it was given so far.
"""

from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tui.actions.lifecycle import classify, follow
from tui.actions.resolve import Ask, Bounds, Filled, Listed, Look, Resolver, filled_by, look
from tui.client.answers import Answered, Declined, NotSent, OrderAnswer, Unanswered
from tui.client.errors import NoAnswer, ReadFailed
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity, Usd
from tui.domain.order import Fill, Order, OrderStatus, OrderType
from tui.domain.position import Side

TICKET = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal(160)), Quantity(Decimal(4)))
SENDING = Intent(7, TICKET, "p1", Price(Decimal(150)), IntentStatus.SENDING, 1_000_000)
UNKNOWN = classify(SENDING, Unanswered("no answer"))

TICK = 0.5
"""Seconds of one step of time: the resolver's shortest pause, so that nothing falls between two."""

_MOMENTS = ("fence", "_heard_at", "_first_pass")
_FIELDS = {*_MOMENTS, "absent", "_lag", "_existed", "_step"}


def order(status: OrderStatus) -> Order:
    """The order of the intent as the exchange has it."""
    filled = status is OrderStatus.FILLED
    return Order(
        order_id="1",
        client_id=SENDING.client_id,
        symbol=TICKET.symbol,
        side=TICKET.side,
        order_type=OrderType.LIMIT,
        status=status,
        price=TICKET.price,
        quantity=TICKET.quantity,
        executed=Quantity(TICKET.quantity if filled else Decimal(0)),
        executed_quote=Usd(Decimal(640 if filled else 0)),
        reduce_only=True,
        created_ms=SENDING.recorded_ms,
    )


FILL = Fill(
    trade_id=1,
    order_id="1",
    client_id=SENDING.client_id,
    symbol=TICKET.symbol,
    side=TICKET.side,
    price=TICKET.price,
    quantity=TICKET.quantity,
    fee=Usd(Decimal(0)),
    fee_asset="USDC",
    is_maker=True,
    time_ms=SENDING.recorded_ms,
)

ANSWERS: dict[str, OrderAnswer] = {
    "accepted": Answered(order(OrderStatus.NEW)),
    "refused": Declined(400, "INVALID_TIMESTAMP", "expired", definitive=True),
    "server error": Declined(503, "SERVER_ERROR", "unknown error", definitive=False),
    "no connection": NotSent("no connection could be made"),
    "no answer": Unanswered("no answer within the deadline"),
}


@lru_cache
def answered(answer: str) -> IntentStatus:
    """What an answer to the send makes of the intent."""
    return classify(SENDING, ANSWERS[answer]).status


def seen(found: Order | Listed | Filled) -> IntentStatus:
    """What finding the order makes of the intent."""
    match found:
        case Filled():
            return filled_by(UNKNOWN, found).status
        case Listed():
            return follow(UNKNOWN, found.order).status
    return follow(UNKNOWN, found).status


@dataclass(frozen=True, slots=True)
class Question:
    """What the look-up asks next."""

    look: Look

    def __await__(self) -> Generator["Question", Any, Any]:
        return (yield self)


class _Asking:
    """Stands where the exchange stands; each question goes to whoever drives the coroutine."""

    async def order(self, *_: object, **__: object) -> Any:
        return await Question(Look.LIVE)

    async def order_history(self, *_: object) -> Any:
        return await Question(Look.HISTORY)

    async def fills(self, *_: object) -> Any:
        return await Question(Look.FILLS)


FAILED = "failed"
NOTHING = "nothing"
LIVE = "live"
FILLED = "filled"
CANCELLED = "cancelled"

_SAID = {
    (Look.LIVE, NOTHING): None,
    (Look.LIVE, LIVE): order(OrderStatus.NEW),
    (Look.HISTORY, NOTHING): (),
    (Look.HISTORY, FILLED): (order(OrderStatus.FILLED),),
    (Look.HISTORY, CANCELLED): (order(OrderStatus.CANCELLED),),
    (Look.FILLS, NOTHING): (),
    (Look.FILLS, FILLED): (FILL,),
}


@lru_cache
def next_of_look(looks: tuple[Look, ...], answers: tuple[str, ...]) -> Question | str:
    """What the look-up asks after `answers`, or how it ended: found, nothing, failed."""
    running: Coroutine[Question, Any, Any] = look(_Asking(), UNKNOWN, looks)  # type: ignore[arg-type]  # because three questions are all it asks
    try:
        question = running.send(None)
        for answer in answers:
            if answer is FAILED:
                question = running.throw(NoAnswer("no answer"))
            else:
                question = running.send(_SAID[question.look, answer])
    except StopIteration as done:
        return NOTHING if done.value is None else seen(done.value).value
    except ReadFailed:
        return FAILED
    running.close()
    return question


class Machines:
    """Resolvers of one kind as small numbers; all moments are relative to now."""

    def __init__(self, kind: type[Resolver], bounds: Bounds) -> None:
        self._kind = kind
        self._bounds = bounds
        self._known: list[dict[str, Any]] = []
        self._number: dict[tuple[Any, ...], int] = {}
        self._asks: dict[int, tuple[Ask, Resolver]] = {}
        self._ticked: dict[int, int] = {}

    def start(self, sent_ago: int) -> int:
        """A resolver that begins now for a request sent so many ticks ago."""
        return self._keep(self._kind(-sent_ago * TICK, 0.0, self._bounds))

    def ask(self, number: int) -> Ask:
        """Its next question; the moment is relative to now."""
        return self._thawed(number)[0]

    def is_absent(self, number: int) -> bool:
        """Whether it takes the order for absent."""
        return bool(self._known[number]["absent"])

    def nothing(self, number: int, begun_ago: int, asked: Ask) -> int:
        """It heard from everywhere that there is nothing, after a look begun so many ticks ago."""
        machine = self._copy(number)
        machine.heard_nothing(asked, -begun_ago * TICK, 0.0)
        return self._keep(machine)

    def no_answer(self, number: int) -> int:
        """A look-up failed."""
        machine = self._copy(number)
        machine.heard_no_answer(0.0)
        return self._keep(machine)

    def tick(self, number: int) -> int:
        """A tick passes."""
        later = self._ticked.get(number)
        if later is None:
            machine = self._copy(number)
            for name in _MOMENTS:
                if getattr(machine, name) is not None:
                    setattr(machine, name, getattr(machine, name) - TICK)
            later = self._ticked[number] = self._keep(machine)
        return later

    def _thawed(self, number: int) -> tuple[Ask, Resolver]:
        held = self._asks.get(number)
        if held is None:
            machine = self._copy(number)
            held = self._asks[number] = (machine.ask(), machine)
        return held

    def _copy(self, number: int) -> Resolver:
        machine = object.__new__(self._kind)
        vars(machine).update(self._known[number])
        return machine

    def _keep(self, machine: Resolver) -> int:
        fields = dict(vars(machine))
        if not fields.keys() >= _FIELDS or (self._kind is Resolver and fields.keys() > _FIELDS):
            raise TypeError(f"the resolver has other fields than this model knows: {set(fields)}")
        heard = fields["_heard_at"]
        # What lies before the last hearing only counts as past; one past is like another.
        fields["fence"] = max(fields["fence"], heard)
        if fields["_first_pass"] is not None:
            fields["_first_pass"] = max(fields["_first_pass"], heard - fields["_lag"])
        key = tuple(sorted(fields.items()))
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self._known)
            self._known.append(fields)
        return number
