"""The private stream: what it tells is taken, and whatever cannot be trusted is compared anew."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from tests.builders import SOL, price, quantity, sol_long, sol_order, usd
from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
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
from tui.domain.order import Fill
from tui.domain.position import Side
from tui.session.account import AccountReader
from tui.session.account_feed import AccountFeed
from tui.session.comparison import EVERY
from tui.session.feeds import MAX_AHEAD_US
from tui.session.state import State
from tui.wire.frames import Ignored, StreamError, Unreadable

CONNECTED = Connected(Link.PRIVATE)
LOST = Disconnected(Link.PRIVATE, "closed by the exchange", 2.5)
COMPARED = [LinkUp(Link.PRIVATE), Reconciled()]


@dataclass
class Fed:
    clock: FakeClock
    reads: FakeReads
    feed: AccountFeed
    told: list[tuple[Event, float]] = field(default_factory=list)

    def take(self, message: Message, at: float | None = None) -> None:
        self.feed.take(message, self.clock.monotonic() if at is None else at)

    def news(self) -> list[Event]:
        """What was told since this was last asked."""
        told, self.told[:] = [event for event, _ in self.told], []
        return told

    async def connect(self) -> None:
        self.take(CONNECTED)
        await settle()
        assert Reconciled() in self.news()
        await self.clock.advance(1)

    def now_us(self) -> int:
        return self.clock.wall_ms() * 1_000


@asynccontextmanager
async def fed(uncertainty_ms: float | None = 20.0) -> AsyncIterator[Fed]:
    clock, reads = FakeClock(), FakeReads()
    time = FakeExchangeTime(clock, uncertainty_ms)
    reader = AccountReader(reads, time, State, lambda _event: None)
    told: list[tuple[Event, float]] = []
    feed = AccountFeed(reader, clock, time, lambda event, at: told.append((event, at)))
    tasks = [asyncio.create_task(part) for part in feed.parts()]
    await settle()
    yield Fed(clock, reads, feed, told)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def ordered(at_us: int, fill: Fill | None = None) -> OrderChanged:
    return OrderChanged(replace(sol_order(), engine_us=at_us), "orderFill" if fill else "x", fill)


FILL = Fill(
    trade_id=1,
    order_id="59887375336",
    client_id=None,
    symbol=SOL,
    side=Side.ASK,
    price=price("110"),
    quantity=quantity("1"),
    fee=usd("0"),
    fee_asset="USDC",
    is_maker=True,
    time_ms=0,
)


async def test_a_connection_is_up_only_once_the_account_was_compared() -> None:
    async with fed() as it:
        it.reads.held["positions"] = asyncio.Event()
        it.take(CONNECTED, 7.0)
        await settle()
        assert it.told == [(LinkDown(Link.PRIVATE, "comparing with the exchange", None), 7.0)]
        it.news()
        it.reads.held["positions"].set()
        await settle()
        assert it.news() == COMPARED


async def test_a_lost_connection_says_why_and_when_it_is_tried_again_and_compares_no_more() -> None:
    async with fed() as it:
        await it.connect()
        asked = it.reads.asked["positions"]
        it.take(LOST, 9.0)
        assert it.told == [(LinkDown(Link.PRIVATE, "closed by the exchange", 2.5), 9.0)]
        it.news()
        it.take(Unreadable("torn"))
        await it.clock.advance(3 * EVERY)
        assert it.news() == []
        assert it.reads.asked["positions"] == asked


async def test_a_refused_request_is_told_and_changes_nothing_else() -> None:
    async with fed() as it:
        await it.connect()
        it.take(StreamError(4003, "Invalid signature"))
        await it.clock.advance(2)
        assert it.news() == [Noted("The private stream refused a request: Invalid signature")]


async def test_streams_without_a_use_change_nothing() -> None:
    async with fed() as it:
        await it.connect()
        it.take(Ignored("account.rfqUpdate"))
        await it.clock.advance(2)
        assert it.news() == []


@pytest.mark.parametrize("kind", [OrderChanged, PositionChanged, PositionClosed])
@pytest.mark.parametrize(
    ("ahead_us", "is_taken"), [(MAX_AHEAD_US, True), (MAX_AHEAD_US + 1, False)]
)
async def test_fault_n20_news_of_a_time_to_come_is_not_believed_and_has_the_account_compared(
    kind: type[Event], ahead_us: int, is_taken: bool
) -> None:
    async with fed() as it:
        await it.connect()
        at_us = it.now_us() + ahead_us
        messages: dict[type[Event], OrderChanged | PositionChanged | PositionClosed] = {
            OrderChanged: ordered(at_us),
            PositionChanged: PositionChanged(sol_long(), at_us),
            PositionClosed: PositionClosed(SOL, at_us),
        }
        it.take(messages[kind])
        assert it.news() == ([messages[kind]] if is_taken else [])
        await it.clock.advance(2)
        assert it.news() == ([] if is_taken else COMPARED)


async def test_while_the_exchanges_clock_is_not_measured_every_time_is_possible() -> None:
    async with fed(uncertainty_ms=None) as it:
        await it.connect()
        news = ordered(10 * it.now_us())
        it.take(news)
        assert it.news() == [news]


async def test_a_message_that_cannot_be_read_has_the_account_compared() -> None:
    async with fed() as it:
        await it.connect()
        it.take(Unreadable("not what the protocol says"))
        await it.clock.advance(2)
        assert it.news() == COMPARED


async def test_the_position_is_read_again_after_a_fill_and_after_nothing_else() -> None:
    async with fed() as it:
        await it.connect()
        asked = it.reads.asked["positions"]
        it.take(ordered(it.now_us()))
        await it.clock.advance(1)
        assert it.reads.asked["positions"] == asked
        it.take(ordered(it.now_us(), FILL))
        await it.clock.advance(1)
        assert it.reads.asked["positions"] == asked + 1


async def test_a_fill_that_is_not_believed_reads_nothing_of_its_own() -> None:
    """The comparison that follows reads positions as a whole."""
    async with fed() as it:
        it.take(ordered(it.now_us() + MAX_AHEAD_US + 1, FILL))
        await it.clock.advance(5)
        assert it.reads.asked.total() == 0


async def test_after_standing_still_nothing_is_sure_until_it_was_compared() -> None:
    async with fed() as it:
        await it.connect()
        it.feed.stood_still()
        assert it.news() == [LinkDown(Link.PRIVATE, "comparing after standing still", None)]
        await it.clock.advance(2)
        assert it.news() == COMPARED


async def test_after_standing_still_without_a_connection_the_link_stays_down() -> None:
    async with fed() as it:
        it.feed.stood_still()
        await it.clock.advance(5)
        assert it.news() == [LinkDown(Link.PRIVATE, "comparing after standing still", None)]
