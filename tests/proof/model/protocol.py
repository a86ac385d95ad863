"""Every move that client, network and exchange can make from a given state.

What the client does is asked of the program (`rule`); what the world does is written here, as
generously to mischief as its bounds allow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.proof.model.policies import Policy
from tests.proof.model.rule import (
    CANCELLED,
    FAILED,
    FILLED,
    LIVE,
    NOTHING,
    TICK,
    Machines,
    Question,
    answered,
    next_of_look,
)
from tui.actions.journal import _AFTER_CRASH
from tui.actions.resolve import Ask, Bounds, Look
from tui.domain.intent import IntentStatus
from tui.domain.moves import INTENT_MOVES, PROVEN_AWAY

# Small numbers instead of members: a search compares millions of them.
BELIEFS: tuple[IntentStatus | None, ...] = (None, *IntentStatus)
NO_INTENT = 0
RECORDED = BELIEFS.index(IntentStatus.RECORDED)
SENDING = BELIEFS.index(IntentStatus.SENDING)
UNKNOWN = BELIEFS.index(IntentStatus.UNKNOWN)
ABSENT = BELIEFS.index(IntentStatus.ABSENT)
REJECTED = BELIEFS.index(IntentStatus.REJECTED)
AWAY = frozenset(BELIEFS.index(status) for status in PROVEN_AWAY)
SETTLED = frozenset(BELIEFS.index(status) for status in IntentStatus if status.is_settled)
SEEN = SETTLED - AWAY

NOT_POSTED, FLYING, QUEUED, RESTING, DONE, ENDED, NEVER = range(7)
"""Where the order is: not sent, on its way, taken but not in the book, in the book, filled,
cancelled by somebody, or never to be."""
EXISTS = frozenset({QUEUED, RESTING, DONE, ENDED})
IN_HISTORY, IN_FILLS = 1, 2
IDLE = -1


class Limits(NamedTuple):
    """The world's true bounds, in ticks."""

    window: int = 2
    skew: int = 1
    queue: int = 1
    lag: int = 2
    deadline: int = 2
    """An answer is waited for so long."""
    look: int = 1
    """A look-up of several questions takes so long at most."""
    sloth: int = 1
    """The client may be so late for a look-up."""
    sends: int = 2
    crashes: int = 1

    def bounds(self) -> Bounds:
        """What a client has to reckon with."""
        return Bounds(*(TICK * ticks for ticks in (self.window, self.skew, self.queue, self.lag)))


class State(NamedTuple):
    """Everything that can make a difference from here on."""

    ahead: int
    """Ticks our clock is ahead of the exchange's: the window closes later by as much."""
    sends: int
    crashes: int
    """How many there may still be."""
    up: bool
    belief: int
    written: int
    """What the journal says."""
    order: int
    age: int
    """Ticks in this place, up to the bound of it."""
    shown: int
    waited: int
    """Ticks since the request left, while its answer is awaited; `IDLE` otherwise."""
    machine: int
    look: int
    looked: int
    """Ticks since the look-up began."""


Move = tuple[str, State]


@dataclass(frozen=True)
class Broken:
    """A promise that a move breaks."""

    promise: str
    """LOST or DUPLICATE."""


class Protocol:
    """The moves under one policy."""

    def __init__(self, policy: Policy, limits: Limits) -> None:
        self.policy = policy
        self.limits = limits
        self.machines = Machines(policy.machine, policy.bounds(limits.bounds()))
        self._looks: list[tuple[tuple[Look, ...], tuple[str, ...]]] = []
        self._look_number: dict[tuple[tuple[Look, ...], tuple[str, ...]], int] = {}

    def starts(self) -> Iterator[State]:
        """The states a run can begin in: one for each error of our clock."""
        skew = self.limits.skew
        for ahead in range(-skew, skew + 1):
            yield State(
                ahead=ahead,
                sends=self.limits.sends,
                crashes=self.limits.crashes,
                up=True,
                belief=NO_INTENT,
                written=NO_INTENT,
                order=NOT_POSTED,
                age=0,
                shown=0,
                waited=IDLE,
                machine=IDLE,
                look=IDLE,
                looked=0,
            )

    def moves(self, state: State) -> Iterator[Move]:
        """Everything that can happen next; nothing once the client has seen its order."""
        if state.up and state.belief in SEEN:
            return
        yield from self._of_exchange(state)
        if not self._exchange_is_due(state):
            yield from self._of_client(state) if state.up else self._restart(state)
            if not self._client_is_due(state):
                yield "a tick passes", self._tick(state)

    def broken(self, before: State, after: State) -> Broken | None:
        """The promise that the move breaks, if it does."""
        if after.sends < before.sends and self._may_exist(before):
            return Broken("DUPLICATE")
        if after.up and after.belief in AWAY and self._may_exist(after):
            return Broken("LOST")
        return None

    def _may_exist(self, state: State) -> bool:
        return state.order in EXISTS or (state.order == FLYING and state.age <= self._open(state))

    def _open(self, state: State) -> int:
        """Ticks for which the exchange takes the request."""
        return self.limits.window + state.ahead

    # The exchange and the network.

    def _of_exchange(self, state: State) -> Iterator[Move]:
        match state.order:
            case 1:  # FLYING
                if state.age <= self._open(state):
                    yield "the exchange takes the request", self._at(state, QUEUED)
                yield "the request is lost or comes too late", self._at(state, NEVER)
            case 2:  # QUEUED
                yield "the order enters the book", self._at(state, RESTING)
            case 3:  # RESTING
                yield "it fills", self._at(state, DONE)
                yield "somebody cancels it", self._at(state, ENDED)
            case 4 | 5:  # DONE, ENDED
                if not state.shown & IN_HISTORY:
                    yield "history shows it", state._replace(shown=state.shown | IN_HISTORY)
                if state.order == DONE and not state.shown & IN_FILLS:
                    yield "the fills show it", state._replace(shown=state.shown | IN_FILLS)

    def _at(self, state: State, place: int) -> State:
        return state._replace(order=place, age=0, shown=0)

    def _exchange_is_due(self, state: State) -> bool:
        """Whether a bound of the exchange is reached, so that it is its turn."""
        if state.order == QUEUED:
            return state.age >= self.limits.queue
        if state.order in (DONE, ENDED) and state.age >= self.limits.lag:
            return state.shown != (IN_HISTORY | IN_FILLS if state.order == DONE else IN_HISTORY)
        return False

    def _tick(self, state: State) -> State:
        order, age = state.order, state.age
        if order == FLYING and age > self._open(state):
            order, age = NEVER, 0
        elif order in (FLYING, QUEUED, DONE, ENDED):
            age = min(age + 1, max(self.limits.lag, self._open(state) + 1, self.limits.queue))
        return state._replace(
            order=order,
            age=age,
            waited=state.waited if state.waited == IDLE else state.waited + 1,
            machine=state.machine if state.machine == IDLE else self.machines.tick(state.machine),
            looked=state.looked if state.look == IDLE else state.looked + 1,
        )

    # The client.

    def _client_is_due(self, state: State) -> bool:
        """Whether the client has put something off for as long as it may."""
        if not state.up:
            return False
        if state.waited >= self.limits.deadline:
            return True
        if state.look != IDLE:
            return state.looked >= self.limits.look
        return state.machine != IDLE and self._overdue(state) >= self.limits.sloth

    def _overdue(self, state: State) -> float:
        return -self.machines.ask(state.machine).at / TICK

    def _of_client(self, state: State) -> Iterator[Move]:
        if state.belief in (NO_INTENT, *AWAY) and state.sends:
            yield "the trader confirms", self._confirmed(state)
        elif state.belief == RECORDED:
            if self.policy.write_ahead:
                yield "SENDING is written down", state._replace(belief=SENDING, written=SENDING)
            else:
                yield "sending begins", state._replace(belief=SENDING)
        elif state.belief == SENDING and state.waited == IDLE:
            yield "the request leaves", self._sent(state)
            yield "no connection", self._believes(state, answered("no connection"))
        elif state.belief == SENDING:
            yield from self._answers(state)
        elif state.belief == UNKNOWN:
            yield from self._resolve(state)
        if state.belief in (SENDING, UNKNOWN) and state.order in (RESTING, DONE, ENDED):
            yield "the stream tells of it", self._believes(state, IntentStatus.RESTING)
        if state.crashes:
            yield "the program is killed", self._killed(state)

    def _confirmed(self, state: State) -> State:
        return state._replace(
            belief=RECORDED, written=RECORDED if self.policy.write_ahead else state.written
        )

    def _sent(self, state: State) -> State:
        return self._at(state, FLYING)._replace(sends=state.sends - 1, waited=0)

    def _answers(self, state: State) -> Iterator[Move]:
        if state.order in (RESTING, DONE, ENDED):
            yield "it is told that it was accepted", self._believes(state, answered("accepted"))
        if state.order == NEVER:
            yield "it is refused", self._believes(state, answered("refused"))
        if state.order != FLYING:
            yield "the answer is a server error", self._unanswered(state, "server error")
        yield "no answer comes", self._unanswered(state, "no answer")

    def _unanswered(self, state: State, answer: str) -> State:
        if self.policy.retries and state.sends:
            return self._sent(state)
        if self.policy.timeout_is_rejection:
            return self._believes(state, IntentStatus.REJECTED)
        return self._believes(state, answered(answer))

    def _believes(self, state: State, status: IntentStatus) -> State:
        """The client takes the intent for `status` and writes it down."""
        held = BELIEFS[state.belief]
        if held is not None and status not in INTENT_MOVES[held].next:
            return state
        number = BELIEFS.index(status)
        ago = max(state.waited, 0)
        return state._replace(
            belief=number,
            written=number,
            waited=IDLE,
            machine=self.machines.start(ago) if number == UNKNOWN else IDLE,
            look=IDLE,
            looked=0,
        )

    def _resolve(self, state: State) -> Iterator[Move]:
        if state.look == IDLE:
            ask = self.machines.ask(state.machine)
            if ask.at <= 0:
                look = self._looking(ask.looks, ())
                yield "a look-up begins", state._replace(look=look, looked=0)
            return
        looks, answers = self._looks[state.look]
        question = next_of_look(looks, answers)
        assert isinstance(question, Question)
        said = self._truth(state, question.look)
        for answer in (said, FAILED):
            label = f"{question.look.name.lower()} says: {answer}"
            yield label, self._heard(state, looks, (*answers, answer))

    def _truth(self, state: State, place: Look) -> str:
        if place is Look.LIVE:
            return LIVE if state.order == RESTING else NOTHING
        if place is Look.FILLS:
            return FILLED if state.shown & IN_FILLS else NOTHING
        if not state.shown & IN_HISTORY:
            return NOTHING
        return FILLED if state.order == DONE else CANCELLED

    def _heard(self, state: State, looks: tuple[Look, ...], answers: tuple[str, ...]) -> State:
        then = next_of_look(looks, answers)
        if isinstance(then, Question):
            return state._replace(look=self._looking(looks, answers))
        if then not in (NOTHING, FAILED):
            return self._believes(state, IntentStatus(then))
        if then is FAILED:
            machine = self.machines.no_answer(state.machine)
        else:
            ask = Ask(-state.looked * TICK, looks)
            machine = self.machines.nothing(state.machine, state.looked, ask)
        if self.machines.is_absent(machine):
            return self._believes(state, IntentStatus.ABSENT)
        return state._replace(machine=machine, look=IDLE, looked=0)

    def _looking(self, looks: tuple[Look, ...], answers: tuple[str, ...]) -> int:
        number = self._look_number.get((looks, answers))
        if number is None:
            number = self._look_number[looks, answers] = len(self._looks)
            self._looks.append((looks, answers))
        return number

    def _killed(self, state: State) -> State:
        return state._replace(
            up=False,
            crashes=state.crashes - 1,
            belief=NO_INTENT,
            waited=IDLE,
            machine=IDLE,
            look=IDLE,
            looked=0,
        )

    def _restart(self, state: State) -> Iterator[Move]:
        """The journal is all the next run knows; it counts the fence from its own start."""
        status = BELIEFS[state.written]
        rule, _ = _AFTER_CRASH
        if status is not None and status in rule:
            status = rule[status][0]
        number = BELIEFS.index(status)
        yield (
            "the program starts again",
            state._replace(
                up=True,
                belief=number,
                written=number,
                machine=self.machines.start(0) if number == UNKNOWN else IDLE,
            ),
        )
