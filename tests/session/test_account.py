from dataclasses import replace

import pytest

from tests.builders import SOL, price, quantity, sol_order, usd
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.client.errors import NoAnswer, NotConnected, ReadFailed, Refused, Unreadable
from tui.domain.events import (
    AccountRead,
    ClockMeasured,
    Event,
    FillsRead,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    OrderChanged,
    OrdersRead,
    PositionsRead,
)
from tui.domain.order import Fill, OrderStatus
from tui.domain.position import Side
from tui.session.account import MARGIN_US, AccountReader
from tui.session.reduce import reduce
from tui.session.state import State
from tui.wire.refusals import parse_refusal


class Told:
    """A reader whose events go through the real reducer."""

    def __init__(self, reads: FakeReads, uncertainty_ms: float | None = 20.0) -> None:
        self.events: list[Event] = []
        self.state = State()
        self.time = FakeExchangeTime(FakeClock(), uncertainty_ms)
        self.reader = AccountReader(reads, self.time, lambda: self.state, self.tell)

    def tell(self, event: Event) -> None:
        self.events.append(event)
        self.state = reduce(self.state, event, 1.0, 0)

    def kinds(self) -> list[type[Event]]:
        return [type(event) for event in self.events if not isinstance(event, LinkUp)]


async def test_a_comparison_reads_positions_then_orders_then_the_rest() -> None:
    told = Told(FakeReads())
    await told.reader.compare()
    assert told.kinds() == [PositionsRead, OrdersRead, FillsRead, AccountRead, PositionsRead]


async def test_an_unmeasured_clock_is_measured_before_anything_is_compared() -> None:
    told = Told(FakeReads(), uncertainty_ms=None)
    await told.reader.compare()
    assert told.kinds()[0] is ClockMeasured


async def test_contradicting_clock_answers_tell_nothing() -> None:
    reads = FakeReads()
    reads.measure = None
    told = Told(reads)
    await told.reader.measure_clock()
    assert told.kinds() == []


async def test_a_reading_counts_as_asked_a_little_earlier_than_our_clock_says() -> None:
    told = Told(FakeReads())
    await told.reader.positions(SOL)
    [event] = [event for event in told.events if isinstance(event, PositionsRead)]
    assert event.asked_us == told.time.now_us() - MARGIN_US
    assert event.symbol == SOL


@pytest.mark.parametrize("question", ["positions", "open_orders"])
async def test_a_failed_question_raises_and_tells_of_no_account(question: str) -> None:
    reads = FakeReads()
    reads.fail(question)
    told = Told(reads)
    with pytest.raises(NotConnected):
        await told.reader.compare()
    assert AccountRead not in told.kinds()


@pytest.mark.parametrize(
    ("error", "is_outage"),
    [
        (NotConnected("refused"), True),
        (NoAnswer("late"), True),
        (Refused(parse_refusal(503, b"")), True),
        (Refused(parse_refusal(400, b"{}")), False),
        (Unreadable("html"), False),
    ],
)
async def test_only_silence_and_server_errors_take_the_link_down(
    error: ReadFailed, is_outage: bool
) -> None:
    reads = FakeReads()
    reads.fail("positions", error=error)
    told = Told(reads)
    with pytest.raises(ReadFailed):
        await told.reader.positions()
    assert told.events == ([LinkDown(Link.REST, error.reason, None)] if is_outage else [])


async def test_what_became_of_a_vanished_order_is_looked_up() -> None:
    reads = FakeReads()
    reads.order_list = (sol_order("1"),)
    told = Told(reads)
    await told.reader.orders()
    reads.order_list = ()
    ended = sol_order("1", status=OrderStatus.CANCELLED, executed=quantity("1"))
    reads.history = (sol_order("0", price=price("90")), ended)
    await told.reader.orders()
    assert OrderChanged(ended, "read") in told.events
    assert told.state.finished["1"].executed == 1


async def test_fault_r22_a_vanished_order_is_found_beyond_the_first_page_of_history() -> None:
    reads = FakeReads()
    reads.order_list = (sol_order("1"),)
    told = Told(reads)
    await told.reader.orders()
    reads.order_list = ()
    ended = sol_order("1", status=OrderStatus.FILLED)
    reads.history = (*(sol_order(f"later-{n}") for n in range(250)), ended)
    await told.reader.orders()
    assert "1" in told.state.finished
    assert reads.asked["order_history"] == 3


async def test_history_is_read_no_further_back_than_the_order_was_made() -> None:
    reads = FakeReads()
    made = replace(sol_order("1"), created_ms=2_000)
    reads.order_list = (made,)
    told = Told(reads)
    await told.reader.orders()
    reads.order_list = ()
    reads.history = tuple(replace(sol_order(f"old-{n}"), created_ms=1_000) for n in range(250))
    await told.reader.orders()
    assert reads.asked["order_history"] == 1


async def test_a_vanished_order_whose_end_cannot_be_read_is_noted() -> None:
    reads = FakeReads()
    reads.order_list = (sol_order("1"),)
    told = Told(reads)
    await told.reader.orders()
    reads.order_list = ()
    reads.fail("order_history")
    await told.reader.orders()
    assert Noted("What became of order 1: connection refused") in told.events
    assert told.state.orders == {}


async def test_fills_are_asked_for_since_the_newest_that_is_known() -> None:
    reads = FakeReads()
    told = Told(reads)
    await told.reader.fills()
    started = told.time.now_us() // 1_000
    reads.fill_list = (fill_at(started + 50), fill_at(started + 40))
    await told.reader.fills()
    await told.reader.fills()
    assert reads.fill_questions == [started, started, started + 50]
    assert [fill.time_ms for fill in told.state.fills] == [started + 40, started + 50]


async def test_an_earlier_run_says_from_when_on_fills_are_asked_for() -> None:
    reads = FakeReads()
    told = Told(reads)
    told.reader.fills_since_ms = 7
    await told.reader.fills()
    assert reads.fill_questions == [7]


async def test_without_the_fills_nothing_counts_as_compared() -> None:
    reads = FakeReads()
    reads.fail("fills")
    with pytest.raises(ReadFailed):
        await Told(reads).reader.compare()


def fill_at(time_ms: int) -> Fill:
    return Fill(
        time_ms,
        "o1",
        None,
        SOL,
        Side.ASK,
        price("110"),
        quantity("1"),
        usd("0"),
        "USDC",
        is_maker=True,
        time_ms=time_ms,
    )
