"""The private stream: the link is up once the account was compared, and doubt compares it anew."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from tests.builders import SOL, price, quantity, sol_long, sol_order, usd
from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.reads import FakeReads
from tui.client.stream import Connected, Disconnected
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
from tui.session.state import State
from tui.wire.frames import StreamError, Unreadable

FILL = Fill(
    1, "59887375336", None, SOL, Side.ASK, price("110"), quantity("2"), usd("0"), "USDC", True, 0
)


@dataclass
class Watched:
    clock: FakeClock
    reads: FakeReads
    feed: AccountFeed
    told: list[tuple[Event, float]] = field(default_factory=list)

    @property
    def events(self) -> list[Event]:
        return [event for event, _ in self.told]


@asynccontextmanager
async def watched() -> AsyncIterator[Watched]:
    clock, reads, told = FakeClock(), FakeReads(), list[tuple[Event, float]]()
    time = FakeExchangeTime(clock)
    reader = AccountReader(reads, time, State, lambda _event: None)
    feed = AccountFeed(reader, clock, time, lambda event, at: told.append((event, at)))
    tasks = [asyncio.ensure_future(part) for part in feed.parts()]
    await settle()
    yield Watched(clock, reads, feed, told)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_link_is_up_when_the_account_was_compared_and_not_before() -> None:
    async with watched() as it:
        it.reads.fail("positions")
        it.feed.take(Connected(Link.PRIVATE), 7.0)
        await settle()
        assert it.told == [(LinkDown(Link.PRIVATE, "comparing with the exchange", None), 7.0)]
        it.reads.recover()
        await it.clock.advance(30)
        assert it.events[1:3] == [LinkUp(Link.PRIVATE), Reconciled()]


async def test_a_line_that_is_lost_says_why_and_compares_no_more() -> None:
    async with watched() as it:
        it.feed.take(Connected(Link.PRIVATE), 7.0)
        await settle()
        it.feed.take(Disconnected(Link.PRIVATE, "closed", 4.0), 8.0)
        assert it.told[-1] == (LinkDown(Link.PRIVATE, "closed", 4.0), 8.0)
        asked = it.reads.asked.total()
        await it.clock.advance(300)
        assert it.reads.asked.total() == asked


@pytest.mark.parametrize(
    "news",
    [
        OrderChanged(sol_order(), "orderAccepted"),
        PositionChanged(sol_long(), 0),
        PositionClosed(SOL, 0),
    ],
)
async def test_news_of_the_account_are_passed_on(
    news: OrderChanged | PositionChanged | PositionClosed,
) -> None:
    async with watched() as it:
        it.feed.take(news, 7.0)
        assert it.told == [(news, 7.0)]


async def test_positions_are_read_after_a_fill() -> None:
    async with watched() as it:
        it.feed.take(OrderChanged(sol_order(), "orderFill", FILL), 7.0)
        await it.clock.advance(1)
        assert it.reads.asked["positions"] == 1
        it.feed.take(OrderChanged(sol_order(), "orderAccepted"), 8.0)
        await it.clock.advance(10)
        assert it.reads.asked["positions"] == 1


@pytest.mark.parametrize("way", ["unreadable", "of another age", "stood still"])
async def test_what_cannot_be_trusted_has_the_account_compared(way: str) -> None:
    async with watched() as it:
        it.feed.take(Connected(Link.PRIVATE), 7.0)
        await settle()
        asked = it.reads.asked["positions"]
        if way == "unreadable":
            it.feed.take(Unreadable("no JSON"), 8.0)
        elif way == "stood still":
            it.feed.stood_still()
            assert it.told[-1] == (
                LinkDown(Link.PRIVATE, "comparing after standing still", None),
                it.clock.monotonic(),
            )
        else:
            far = (it.clock.wall_ms() + 86_400_000) * 1_000
            it.feed.take(PositionClosed(SOL, far), 8.0)
            assert PositionClosed(SOL, far) not in it.events
        await it.clock.advance(5)
        assert it.reads.asked["positions"] == asked + 1


async def test_what_the_stream_refuses_is_told() -> None:
    async with watched() as it:
        it.feed.take(StreamError(4, "Invalid signature"), 7.0)
        assert it.told == [(Noted("The private stream refused a request: Invalid signature"), 7.0)]
