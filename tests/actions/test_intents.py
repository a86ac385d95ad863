"""What is known of the intents: every move is told, kept and written down, each once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from tests.builders import SOL, price, quantity, sol_intent
from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import DeskSession
from tests.fakes.off_loop import inline
from tui.actions.intents import Intents
from tui.actions.journal import Journal, JournalFailed, open_journal
from tui.actions.journal_file import Sent, intents
from tui.domain.events import (
    CameBack,
    Event,
    IntentChanged,
    Link,
    LinkDown,
    Noted,
    OrderChanged,
)
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import Order, OrderStatus, OrderType
from tui.domain.position import Side

SENT = Sent(1, 5_000, "d" * 64)
LATER_US = FakeClock().wall_ms() * 1_000 + 1_000
"""After all that the exchange said at the start."""
NEW = sol_intent(7, IntentStatus.RECORDED)


def order(order_id: str = "o1", status: OrderStatus = OrderStatus.NEW, client_id: int = 7) -> Order:
    return Order(
        order_id,
        client_id,
        SOL,
        Side.ASK,
        OrderType.LIMIT,
        status,
        price("110"),
        quantity("5"),
        quantity("0"),
        price("0"),  # type: ignore[arg-type]  # zero of any currency
        reduce_only=True,
        engine_us=LATER_US + (status is not OrderStatus.NEW),
    )


@dataclass
class Kept:
    session: DeskSession
    journal: Journal
    known: Intents
    moves: list[int] = field(default_factory=list)

    def written(self) -> Intent:
        (found,) = intents(self.journal._database)
        return found

    def told(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.session.events if isinstance(event, kind)]

    async def sending(self) -> Intent:
        await self.known.record(NEW)
        (sending,) = await self.known.mark_sending(NEW, sent=SENT)
        return sending


@pytest.fixture
async def kept() -> AsyncIterator[Kept]:
    clock = FakeClock()
    session = DeskSession(clock)
    session.connect()
    journal = await open_journal(None, clock.wall_ms(), inline)
    made = Kept(session, journal, Intents(session, journal, clock))
    session.events.clear()
    yield made
    await journal.close()


async def test_what_is_recorded_is_told_to_nobody_yet(kept: Kept) -> None:
    await kept.known.record(NEW)
    assert (kept.session.events, list(kept.known)) == ([], [])
    assert kept.known.is_used(7)
    assert not kept.known.is_used(8)
    assert 7 not in kept.known


async def test_what_is_sent_is_written_with_what_identifies_its_bytes(kept: Kept) -> None:
    sending = await kept.sending()
    assert sending == replace(NEW, status=IntentStatus.SENDING)
    assert kept.session.events == [IntentChanged(sending)]
    assert list(kept.known) == [sending]
    assert 7 in kept.known
    row = kept.journal._database.execute(
        "SELECT * FROM transition ORDER BY number DESC LIMIT 1"
    ).fetchone()
    assert (row["status"], row["digest"], row["signed_ms"]) == ("sending", "d" * 64, 1)
    assert row["at_ms"] == kept.session.clock.wall_ms()


async def test_what_was_dropped_is_written_down_with_its_reason(kept: Kept) -> None:
    await kept.known.record(NEW)
    await kept.known.drop(NEW, reason="too late")
    assert (kept.written().status, kept.written().reason) == (IntentStatus.NOT_SENT, "too late")
    await kept.journal.close()
    await kept.known.drop(NEW, reason="again")


async def test_each_move_is_told_written_and_announced_once(kept: Kept) -> None:
    sending = await kept.sending()
    kept.known.on_move(lambda: kept.moves.append(1))
    resting = replace(sending, status=IntentStatus.RESTING, order_id="o1")
    assert await kept.known.take(resting) == resting
    assert await kept.known.take(resting) == resting
    assert kept.told(IntentChanged) == [IntentChanged(sending), IntentChanged(resting)]
    assert (kept.written(), kept.moves) == (resting, [1])
    assert kept.known.get(7) == resting


async def test_old_news_change_nothing(kept: Kept) -> None:
    sending = await kept.sending()
    resting = await kept.known.take(replace(sending, status=IntentStatus.RESTING, order_id="o1"))
    assert await kept.known.take(replace(sending, status=IntentStatus.UNKNOWN)) == resting
    assert kept.written() == resting


async def test_a_journal_that_fails_keeps_nobody_from_knowing(kept: Kept) -> None:
    sending = await kept.sending()
    await kept.journal.close()
    resting = replace(sending, status=IntentStatus.RESTING, order_id="o1")
    assert await kept.known.take(resting) == resting
    with pytest.raises(JournalFailed):
        await kept.known.record(replace(NEW, client_id=8))


async def test_an_absent_order_is_so_by_all_that_was_looked_at(kept: Kept) -> None:
    sending = await kept.sending()
    await kept.known.take(replace(sending, status=IntentStatus.UNKNOWN))
    await kept.known.mark_absent(7)
    words = "not on the exchange: not live, not in history, not among the fills"
    assert (kept.written().status, kept.written().reason) == (IntentStatus.ABSENT, words)


async def test_an_absent_order_that_shows_up_is_an_alarm(kept: Kept) -> None:
    sending = await kept.sending()
    await kept.known.take(replace(sending, status=IntentStatus.UNKNOWN))
    await kept.known.mark_absent(7)
    await kept.known.see(order())
    held = kept.known.get(7)
    assert (held.status, held.order_id) == (IntentStatus.RESTING, "o1")
    assert kept.told(CameBack) == [CameBack(held, IntentStatus.ABSENT)]


async def test_an_order_that_was_seen_is_told_and_moves_its_intent(kept: Kept) -> None:
    await kept.sending()
    await kept.known.see(order())
    assert kept.told(OrderChanged) == [OrderChanged(order(), "answer")]
    assert kept.known.get(7).status is IntentStatus.RESTING
    before = kept.known.get(7)
    await kept.known.see(order("o9", client_id=8))
    assert kept.known.get(7) == before


async def test_what_the_stream_told_is_taken_over(kept: Kept) -> None:
    await kept.sending()
    kept.known.on_move(lambda: kept.moves.append(1))
    kept.session.hear(order(), "orderAccepted")
    await kept.known.follow_session()
    assert kept.written().status is IntentStatus.RESTING
    assert kept.moves == [1]
    kept.session.hear(order(status=OrderStatus.CANCELLED), "orderCancelled")
    await kept.known.follow_session()
    await kept.known.follow_session()
    assert kept.written().status is IntentStatus.CANCELLED
    assert kept.moves == [1, 1]


async def test_two_orders_of_one_client_id_are_told_of_once_for_each(kept: Kept) -> None:
    await kept.sending()
    kept.session.hear(order(), "orderAccepted")
    await kept.known.follow_session()
    kept.session.hear(order("o2"), "orderAccepted")
    await kept.known.follow_session()
    kept.session.publish(LinkDown(Link.PUBLIC, "closed", None))
    await kept.known.follow_session()
    words = "a second order o2 carries the same client id"
    assert (kept.written().status, kept.written().reason) == (IntentStatus.MISMATCH, words)
    assert kept.told(Noted) == [Noted(f"Order o1: {words}. Cancel one of them.")]


async def test_whoever_waits_for_a_fate_is_told_when_it_is_known(kept: Kept) -> None:
    sending = await kept.sending()
    early = kept.known.when_settled(7)
    await kept.known.take(replace(sending, status=IntentStatus.UNKNOWN))
    assert not early.done()
    gone = kept.known.when_settled(7)
    gone.cancel()
    await kept.known.take(replace(sending, status=IntentStatus.RESTING, order_id="o1"))
    assert early.done()
    assert kept.known.when_settled(7).done()
    await asyncio.wait_for(early, 1)


async def test_what_was_live_and_is_not_listed_is_missing(kept: Kept) -> None:
    sending = await kept.sending()
    await kept.known.take(replace(sending, status=IntentStatus.RESTING, order_id="o1"))
    assert [each.client_id for each in kept.known.missing()] == [7]
    kept.session.hear(order(), "orderAccepted")
    assert kept.known.missing() == ()
    await kept.session.clock.advance(1)
    kept.session.read_orders(())
    assert [each.client_id for each in kept.known.missing()] == [7]
    kept.session.publish(LinkDown(Link.PRIVATE, "closed", None))
    assert kept.known.missing() == ()


async def test_the_first_of_a_kind_on_a_market_is_found(kept: Kept) -> None:
    await kept.sending()
    sending = frozenset({IntentStatus.SENDING})
    assert kept.known.first(SOL, sending) == 7
    assert kept.known.first("BTC_USDC_PERP", sending) is None
    assert kept.known.first(SOL, frozenset({IntentStatus.UNKNOWN})) is None


async def test_what_earlier_runs_left_is_announced(kept: Kept) -> None:
    left = replace(NEW, status=IntentStatus.UNKNOWN, executed=quantity("0"))
    kept.journal.recovered = (left,)
    later = Intents(kept.session, kept.journal, kept.session.clock)
    assert list(later) == [left]
    later.announce_recovered()
    assert kept.told(IntentChanged) == [IntentChanged(left)]
    assert kept.session.state.intents[7] == left
    assert left.executed == Decimal(0)
