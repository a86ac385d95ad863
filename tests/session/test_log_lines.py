from tests.builders import SOL, quantity, sol_intent, sol_long
from tui.domain.events import (
    CameBack,
    ClockMeasured,
    Event,
    IntentChanged,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    PositionChanged,
    PositionClosed,
    PositionsRead,
    Reconciled,
)
from tui.domain.intent import IntentStatus
from tui.session.log_lines import worth_telling
from tui.session.reduce import reduce
from tui.session.state import State


def lines(before: State, event: Event) -> tuple[Event, ...]:
    return worth_telling(before, reduce(before, event, 0.0, 0), event)


def after(*events: Event) -> State:
    state = State()
    for event in events:
        state = reduce(state, event, 0.0, 0)
    return state


def test_a_link_is_told_when_it_goes_up_or_down_not_when_it_stays() -> None:
    up, down = LinkUp(Link.REST), LinkDown(Link.REST, "x", None)
    assert lines(State(), down) == (down,)
    assert lines(after(down), down) == ()
    assert lines(after(down), up) == (up,)
    assert lines(after(up), up) == ()


def test_a_position_is_told_when_its_size_changes_or_it_closes() -> None:
    held = after(PositionsRead((sol_long(),), 10))
    smaller = PositionChanged(sol_long(quantity=quantity("1")), 20)
    assert lines(held, PositionChanged(sol_long(), 20)) == ()
    assert lines(held, smaller) == (smaller,)
    assert lines(held, PositionClosed(SOL, 20)) == (PositionClosed(SOL, 20),)
    assert lines(after(PositionsRead((), 10)), PositionClosed(SOL, 20)) == ()


def test_an_intent_is_told_as_it_stands_after_all_we_know() -> None:
    resting = IntentChanged(sol_intent(7, IntentStatus.RESTING))
    assert lines(State(), resting) == (resting,)
    assert lines(after(resting), IntentChanged(sol_intent(7, IntentStatus.UNKNOWN))) == ()


def test_notes_are_always_told_and_measures_never() -> None:
    assert lines(State(), Noted("x")) == (Noted("x"),)
    alarm = CameBack(sol_intent(7, IntentStatus.RESTING), IntentStatus.ABSENT)
    assert lines(after(alarm), alarm) == (alarm,)
    assert lines(State(), ClockMeasured(1.0, 2.0)) == ()
    assert lines(State(), Reconciled()) == (Reconciled(),)
    assert lines(after(Reconciled()), Reconciled()) == ()
