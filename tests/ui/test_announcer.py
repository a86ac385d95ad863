from dataclasses import replace
from types import MappingProxyType

from tests.builders import price, quantity, sol_intent, sol_order, usd
from tui.domain.events import Event, Noted, OrderChanged
from tui.domain.intent import IntentStatus
from tui.domain.order import Fill, OrderStatus
from tui.domain.position import Side
from tui.session.state import Happening, State
from tui.ui.announcer import Announcer


def filled(status: OrderStatus = OrderStatus.FILLED) -> OrderChanged:
    order = sol_order(status=status, executed=quantity("5"))
    fill = Fill(
        1, order.order_id, None, order.symbol, Side.ASK, price("110"), quantity("5"),
        usd("0.11"), "USDC", is_maker=True, time_ms=0,
    )  # fmt: skip
    return OrderChanged(order, "orderFill", fill)


def after(state: State, *events: Event) -> State:
    return replace(state, happenings=(*state.happenings, *(Happening(0, each) for each in events)))


def with_intent(status: IntentStatus) -> State:
    return replace(State(), intents=MappingProxyType({7: sol_intent(status=status)}))


def test_an_order_that_filled_is_told_once_and_what_came_before_is_no_news() -> None:
    told: list[str] = []
    announcer = Announcer(told.append)
    state = after(State(), filled())
    announcer.look(state)
    assert told == []
    state = after(state, Noted("x"), filled(), Noted("y"))
    announcer.look(state)
    announcer.look(state)
    assert told == ["Filled: sell 5 SOL at 110, maker fee 0.11 USDC"]


def test_the_first_fill_of_an_empty_log_is_news() -> None:
    told: list[str] = []
    announcer = Announcer(told.append)
    announcer.look(State())
    announcer.look(after(State(), filled()))
    assert len(told) == 1


def test_a_part_of_a_fill_stays_in_the_log() -> None:
    told: list[str] = []
    announcer = Announcer(told.append)
    announcer.look(State())
    announcer.look(after(State(), filled(OrderStatus.PARTIALLY_FILLED)))
    assert told == []


def test_the_fate_of_an_unknown_order_is_told_when_it_is_found() -> None:
    told: list[str] = []
    announcer = Announcer(told.append)
    for status in (IntentStatus.UNKNOWN, IntentStatus.UNKNOWN, IntentStatus.RESTING):
        announcer.look(with_intent(status))
    announcer.look(with_intent(IntentStatus.FILLED))
    assert [each.split()[0] for each in told] == ["Resting:"]


def test_an_order_that_was_never_unknown_is_not_told_here() -> None:
    told: list[str] = []
    announcer = Announcer(told.append)
    for status in (IntentStatus.SENDING, IntentStatus.RESTING):
        announcer.look(with_intent(status))
    assert told == []
