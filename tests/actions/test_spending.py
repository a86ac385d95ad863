"""What of the limits is used: requests of a second, orders of a minute, and what is open."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.builders import price, quantity
from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import SYMBOL, DeskSession, position
from tests.fakes.off_loop import inline
from tui.actions.intents import Intents
from tui.actions.journal import open_journal
from tui.actions.spending import Spending
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.limits import OrderLimits
from tui.domain.order import Order, OrderStatus, OrderType
from tui.domain.position import Side

LIMITS = OrderLimits()


async def spending(session: DeskSession, *left: Intent, sent_ms: tuple[int, ...] = ()) -> Spending:
    journal = await open_journal(None, session.clock.wall_ms(), inline)
    journal.recovered = left
    known = Intents(session, journal, session.clock)
    return Spending(session, known, session.clock, day=None, limits=LIMITS, sent_ms=sent_ms)


@pytest.fixture
def session() -> DeskSession:
    return DeskSession(FakeClock())


def sent(of: Spending) -> tuple[int, int]:
    used = of.usage().budget
    return used.last_second, used.last_minute


async def test_a_batch_is_one_request_and_all_of_its_orders(session: DeskSession) -> None:
    used = await spending(session)
    assert sent(used) == (0, 0)
    used.note_sent(3)
    used.note_sent()
    assert sent(used) == (2, 4)


async def test_a_second_and_a_minute_later_they_count_no_more(session: DeskSession) -> None:
    used = await spending(session)
    used.note_sent(3)
    await session.clock.advance(0.99)
    assert sent(used) == (1, 3)
    await session.clock.advance(0.01)
    assert sent(used) == (0, 3)
    await session.clock.advance(58.99)
    assert sent(used) == (0, 3)
    await session.clock.advance(0.01)
    assert sent(used) == (0, 0)


async def test_what_an_earlier_run_sent_counts_by_its_age(session: DeskSession) -> None:
    now = session.clock.wall_ms()
    used = await spending(session, sent_ms=(now - 59_000, now - 500))
    assert sent(used) == (1, 2)
    await session.clock.advance(1)
    assert sent(used) == (0, 1)


async def test_a_clock_that_was_set_back_makes_no_send_count_for_ever(session: DeskSession) -> None:
    used = await spending(session, sent_ms=(session.clock.wall_ms() + 3_600_000,))
    assert sent(used) == (1, 1)
    await session.clock.advance(60)
    assert sent(used) == (0, 0)


async def test_what_is_open_is_not_known_before_the_positions_were_read(
    session: DeskSession,
) -> None:
    usage = (await spending(session)).usage()
    assert usage.budget.open_notional is None
    assert usage.notional_unknown == "the positions were not read yet"
    session.connect()
    usage = (await spending(session)).usage()
    assert (usage.budget.open_notional, usage.notional_unknown) == (Decimal(1500), "")
    assert usage.budget.limits is LIMITS


def resting(order_id: str, *, reduce_only: bool) -> Order:
    return Order(
        order_id,
        None,
        SYMBOL,
        Side.BID,
        OrderType.LIMIT,
        OrderStatus.PARTIALLY_FILLED,
        price("140"),
        quantity("5"),
        quantity("2"),
        price("280"),  # type: ignore[arg-type]  # as told
        reduce_only=reduce_only,
    )


async def test_orders_that_may_add_count_with_what_is_left_of_them(session: DeskSession) -> None:
    session.held = {SYMBOL: replace(position(), quantity=quantity("1"))}
    session.connect((resting("1", reduce_only=False), resting("2", reduce_only=True)))
    used = await spending(session)
    assert used.usage().budget.open_notional == 150 + 3 * 140


@pytest.mark.parametrize(
    ("status", "reduce_only", "counts"),
    [
        (IntentStatus.UNKNOWN, False, True),
        (IntentStatus.SENDING, False, True),
        (IntentStatus.UNKNOWN, True, False),
        (IntentStatus.RESTING, False, False),
        (IntentStatus.ABSENT, False, False),
    ],
)
async def test_an_order_that_may_exist_counts_as_if_it_did(
    session: DeskSession, status: IntentStatus, *, reduce_only: bool, counts: bool
) -> None:
    session.held = {}
    session.connect()
    ticket = Ticket(SYMBOL, Side.BID, price("140"), quantity("5"), reduce_only=reduce_only)
    left = Intent(7, ticket, None, price("150"), status, 0)
    used = await spending(session, left)
    assert used.usage().budget.open_notional == (700 if counts else 0)


async def test_without_a_limit_on_the_day_nothing_is_said_of_it(session: DeskSession) -> None:
    usage = (await spending(session)).usage()
    assert (usage.budget.day, usage.day_unknown) == (None, "")
