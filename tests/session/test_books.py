import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.builders import SOL, price, sol_market
from tests.fakes.clock import FakeClock, settle
from tests.fakes.reads import FakeReads, depth_at
from tui.domain.book import BookStatus, Delta
from tui.domain.events import Event, Noted
from tui.domain.quotes import Quote
from tui.session.books import CHECK_EVERY, MAX_TRIES, BookKeeper, contradicts
from tui.session.markets import MarketStore


@dataclass
class Kept:
    clock: FakeClock
    reads: FakeReads
    store: MarketStore
    keeper: BookKeeper
    told: list[Event]

    def is_live(self) -> bool:
        return self.store.book.status is BookStatus.LIVE

    def change(self, number: int) -> None:
        self.store.take_delta(Delta(SOL, number, number, (), ()), 0.0)


@asynccontextmanager
async def kept() -> AsyncIterator[Kept]:
    clock, reads, store = FakeClock(), FakeReads(), MarketStore(sol_market())
    told: list[Event] = []
    keeper = BookKeeper(reads, clock, {SOL: store}, told.append)
    task = asyncio.create_task(keeper.run())
    await settle()
    yield Kept(clock, reads, store, keeper, told)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_restart_fetches_at_once() -> None:
    async with kept() as it:
        it.keeper.restart(SOL)
        await settle()
        assert it.is_live()
        assert it.reads.asked["depth"] == 1


async def test_fault_n18_tries_are_spaced_from_half_a_second_to_four_and_end_after_eight() -> None:
    async with kept() as it:
        it.reads.fail("depth")
        it.keeper.restart(SOL)
        tries = list[int]()
        for _ in range(8):
            await settle()
            tries.append(it.reads.asked["depth"])
            await it.clock.advance(1)
        assert tries == [1, 2, 3, 3, 4, 4, 4, 4]
        await it.clock.advance(21)
        assert it.reads.asked["depth"] == MAX_TRIES
        assert [type(event) for event in it.told] == [Noted]


async def test_a_restart_ends_the_rest_after_eight_failures() -> None:
    async with kept() as it:
        it.reads.fail("depth")
        it.keeper.restart(SOL)
        await it.clock.advance(28)
        it.reads.recover()
        it.keeper.restart(SOL)
        await settle()
        assert it.is_live()


async def test_after_a_stop_a_late_snapshot_is_thrown_away() -> None:
    async with kept() as it:
        it.reads.held["depth"] = asyncio.Event()
        it.keeper.restart(SOL)
        await settle()
        it.keeper.stop()
        it.reads.held["depth"].set()
        await it.clock.advance(60)
        assert not it.is_live()
        assert it.reads.asked["depth"] == 1


async def test_a_first_gap_is_mended_after_half_a_second() -> None:
    async with kept() as it:
        it.keeper.restart(SOL)
        await it.clock.advance(60)
        it.change(105)
        it.keeper.mend(SOL)
        it.reads.book = depth_at(106)
        await it.clock.advance(0.4)
        assert not it.is_live()
        await it.clock.advance(0.2)
        assert it.is_live()


def quoted(bid: str | None, ask: str | None) -> Quote:
    return Quote(
        SOL,
        None if bid is None else price(bid),
        None if ask is None else price(ask),
    )


def test_only_a_fresh_quote_can_contradict_a_whole_book() -> None:
    store = MarketStore(sol_market())
    store.take_quote(quoted("1", "2"), 5.0)
    assert not contradicts(store, 0.0)
    found = depth_at(1)
    store.load_book(found.bids, found.asks, found.last_id, 5.0)
    assert contradicts(store, 4.0)
    assert not contradicts(store, 5.0)
    store.take_quote(quoted("100.59", "100.61"), 6.0)
    assert not contradicts(store, 4.0)
    store.take_quote(quoted("100.59", None), 7.0)
    assert contradicts(store, 4.0)


async def test_a_book_whose_quotes_say_otherwise_for_a_while_is_read_again() -> None:
    async with kept() as it:
        checking = asyncio.create_task(it.keeper.cross_check())
        it.keeper.restart(SOL)
        await settle()
        await it.clock.advance(CHECK_EVERY - 1)
        it.store.take_quote(quoted("100.55", "100.61"), it.clock.monotonic())
        await it.clock.advance(2)
        assert it.keeper.repairs == 0
        await it.clock.advance(3)
        assert it.keeper.repairs == 1
        assert any("contradicted" in event.text for event in it.told if isinstance(event, Noted))
        await it.clock.advance(CHECK_EVERY * 3)
        assert it.keeper.repairs == 1
        checking.cancel()
        await asyncio.gather(checking, return_exceptions=True)


async def test_a_book_that_a_look_found_broken_is_read_again_although_no_change_comes() -> None:
    async with kept() as it:
        checking = asyncio.create_task(it.keeper.cross_check())
        it.keeper.restart(SOL)
        await settle()
        number = it.store.book.last_id + 1
        it.store.take_delta(Delta(SOL, number, number, [("900", "1")], ()), 0.0)
        assert it.store.top(1) is None
        await it.clock.advance(CHECK_EVERY + 1)
        assert it.is_live()
        assert it.keeper.repairs == 1
        checking.cancel()
        await asyncio.gather(checking, return_exceptions=True)


async def test_a_difference_that_passes_is_the_two_streams_overtaking_each_other() -> None:
    async with kept() as it:
        checking = asyncio.create_task(it.keeper.cross_check())
        it.keeper.restart(SOL)
        await it.clock.advance(CHECK_EVERY - 1)
        it.store.take_quote(quoted("100.55", "100.61"), it.clock.monotonic())
        await it.clock.advance(1.5)
        it.store.take_quote(quoted("100.59", "100.61"), it.clock.monotonic())
        await it.clock.advance(5)
        assert it.keeper.repairs == 0
        checking.cancel()
        await asyncio.gather(checking, return_exceptions=True)
