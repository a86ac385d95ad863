"""What of the limits is used: sends of the last minute, what is open, what is not known."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import sol_intent, sol_order
from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import SYMBOL, DeskSession, position
from tests.fakes.exchange_ledger import ExchangeLedger
from tests.fakes.live_desk import running, world
from tests.fakes.off_loop import inline
from tui.actions.day import Day
from tui.actions.intents import Intents
from tui.actions.journal import open_journal
from tui.actions.journal_file import Sent
from tui.actions.spending import Spending
from tui.domain.intent import IntentStatus
from tui.domain.limits import OrderLimits
from tui.domain.money import Price, Quantity
from tui.domain.order import OrderStatus
from tui.domain.position import Direction, Side

LIMITS = OrderLimits()


async def spending(
    *sent_ago: float, session: DeskSession | None = None, clock: FakeClock | None = None
) -> tuple[FakeClock, DeskSession, Intents, Spending]:
    """`sent_ago`: how many seconds ago earlier runs sent orders, by our wall clock."""
    clock = clock or FakeClock()
    session = session or DeskSession(clock)
    journal = await open_journal(None, clock.wall_ms(), inline)
    intents = Intents(session, journal, clock)
    sent_ms = tuple(clock.wall_ms() - round(seconds * 1_000) for seconds in sent_ago)
    return (
        clock,
        session,
        intents,
        Spending(session, intents, clock, day=None, limits=LIMITS, sent_ms=sent_ms),
    )


def used(counted: Spending) -> tuple[int, int]:
    budget = counted.usage().budget
    return budget.last_second, budget.last_minute


async def test_a_send_counts_for_a_second_and_its_orders_for_a_minute() -> None:
    clock, _, _, counted = await spending()
    assert used(counted) == (0, 0)
    counted.note_sent()
    assert used(counted) == (1, 1)
    await clock.advance(0.9)
    counted.note_sent(orders=5)
    assert used(counted) == (2, 6)
    await clock.advance(0.1)
    assert used(counted) == (1, 6)
    await clock.advance(59.0)
    assert used(counted) == (0, 5)
    await clock.advance(0.9)
    assert used(counted) == (0, 0)


async def test_orders_of_earlier_runs_count_until_they_are_a_minute_old() -> None:
    clock, _, _, counted = await spending(61.0, 59.0, 30.0, 0.5)
    assert used(counted) == (1, 3)
    await clock.advance(1)
    assert used(counted) == (0, 2)
    await clock.advance(29)
    assert used(counted) == (0, 1)


@pytest.mark.parametrize("ahead", [0.0, 5.0, 86_400.0])
async def test_a_clock_that_was_set_back_lets_no_send_count_for_longer_than_a_minute(
    ahead: float,
) -> None:
    clock, _, _, counted = await spending(-ahead)
    assert used(counted) == (1, 1)
    await clock.advance(60)
    assert used(counted) == (0, 0)


@given(
    st.lists(
        st.tuples(st.floats(0, 40, allow_nan=False), st.integers(1, 20)), min_size=1, max_size=20
    )
)
async def test_no_minute_is_counted_as_less_than_was_sent_in_it(
    sends: Sequence[tuple[float, int]],
) -> None:
    clock, _, _, counted = await spending()
    sent: list[tuple[float, int]] = []
    for pause, orders in sends:
        await clock.advance(pause)
        counted.note_sent(orders)
        sent.append((clock.monotonic(), orders))
        now = clock.monotonic()
        assert used(counted) == (
            len([at for at, _ in sent if at > now - 1]),
            sum(n for at, n in sent if at > now - 60),
        )


async def test_what_is_open_is_not_known_before_the_positions_were_read() -> None:
    _, session, _, counted = await spending()
    assert counted.usage().budget.open_notional is None
    assert counted.usage().notional_unknown == "the positions were not read yet"
    session.connect()
    assert counted.usage().budget.open_notional == 10 * 150
    assert counted.usage().notional_unknown == ""


async def test_what_is_open_is_positions_at_their_marks_and_orders_that_may_add_to_them() -> None:
    _, session, _, counted = await spending()
    session.held = {
        SYMBOL: replace(position(direction=Direction.SHORT), mark=Price(Decimal(151))),
        "ETH": replace(position("2"), symbol="ETH", mark=Price(Decimal(3_000))),
    }
    opening = replace(
        sol_order("1", side=Side.BID, reduce_only=False, price=Price(Decimal(140))),
        quantity=Quantity(Decimal(5)),
        executed=Quantity(Decimal(2)),
        status=OrderStatus.PARTIALLY_FILLED,
    )
    session.connect((opening, sol_order("2"), replace(opening, order_id="3", price=None)))
    assert counted.usage().budget.open_notional == 10 * 151 + 2 * 3_000 + 3 * 140


@pytest.mark.parametrize("status", IntentStatus)
async def test_an_opening_order_counts_as_open_while_nobody_knows_what_became_of_it(
    status: IntentStatus,
) -> None:
    _, session, intents, counted = await spending()
    session.connect()
    opening = replace(sol_intent().ticket, reduce_only=False, side=Side.BID)
    both = replace(sol_intent(1), ticket=opening), sol_intent(2)
    await intents.record(*both)
    await intents.mark_sending(*both, sent=Sent(0, 5_000, ""))
    held = 10 * 150
    assert counted.usage().budget.open_notional == held + 5 * 110
    await intents.take(replace(intents.get(1), status=status))
    used = counted.usage().budget.open_notional
    assert used == (held if intents.get(1).status.is_settled else held + 5 * 110)


async def test_the_result_of_the_day_is_not_asked_for_without_a_limit_on_it() -> None:
    _, session, _, counted = await spending()
    session.connect()
    assert counted.usage().budget.day is None
    assert counted.usage().day_unknown == ""


async def test_a_day_that_is_not_counted_says_why() -> None:
    clock, session, intents, _ = await spending()
    day = Day(session, ExchangeLedger(clock), clock)
    counted = Spending(session, intents, clock, day=day, limits=LIMITS, sent_ms=())
    assert counted.usage().budget.day is None
    assert counted.usage().day_unknown == "it has not been counted yet"


async def test_a_desk_that_is_started_again_remembers_what_the_last_one_sent(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal.sqlite"
    async with running(await world(path=path)) as w:
        await w.submit(within=1)
        assert w.desk.budget().last_minute == 1
    async with running(await world(path=path)) as again:
        assert again.desk.budget().last_minute == 1
        await again.clock.advance(60)
        assert again.desk.budget().last_minute == 0
