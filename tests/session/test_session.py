import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from tests.builders import SOL, price, quantity, sol_intent, sol_long, sol_order
from tests.fakes.clock import FakeClock, settle
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.feeds import HandFeed
from tests.fakes.reads import FakeReads, depth_at
from tui.client.errors import NoAnswer, NotConnected, Refused
from tui.client.stream import Publish
from tui.domain.book import BookStatus, Delta
from tui.domain.events import (
    IntentChanged,
    Link,
    Noted,
    OrderChanged,
    PositionChanged,
    PositionClosed,
)
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan, ExitView
from tui.domain.intent import IntentStatus
from tui.domain.market import BookState
from tui.domain.order import OrderStatus
from tui.domain.position import Side
from tui.domain.quotes import Candle, MarkTick, Trade
from tui.session.market_reads import RULES_EVERY
from tui.session.session import Session
from tui.session.subscriptions import public_streams
from tui.session.symbols import NotAPerp, UnknownSymbol
from tui.wire.frames import StreamError, Unreadable
from tui.wire.refusals import parse_refusal

ETH = "ETH_USDC_PERP"


@dataclass
class Rig:
    """A session with everything around it in the test's hands."""

    session: Session
    clock: FakeClock
    time: FakeExchangeTime
    reads: FakeReads
    feeds: dict[Link, HandFeed]

    @property
    def now_us(self) -> int:
        return self.time.now_us()

    def public(self, *messages: object) -> None:
        for message in messages:
            self.feeds[Link.PUBLIC].say(message, self.clock.monotonic())  # type: ignore[arg-type]  # any message

    def private(self, *messages: object) -> None:
        for message in messages:
            self.feeds[Link.PRIVATE].say(message, self.clock.monotonic())  # type: ignore[arg-type]  # any message

    def mark(self, text: str = "100.60") -> None:
        self.public(MarkTick(SOL, price(text), None, None, None, self.now_us))

    async def connect(self) -> None:
        for feed in self.feeds.values():
            feed.connect(self.clock.monotonic())
        await settle()

    async def connected(self) -> None:
        """Both links up, account compared, a mark received."""
        await self.connect()
        self.mark()
        await settle()

    def view(self) -> ExitView:
        view = self.session.view(SOL, self.clock.monotonic())
        assert view is not None
        return view

    def is_up(self, link: Link) -> bool:
        return self.session.state.link(link).up

    def is_compared(self) -> bool:
        return self.session.state.reconciled

    def log(self) -> list[str]:
        return [
            line.event.text
            for line in self.session.state.happenings
            if isinstance(line.event, Noted)
        ]


def make_rig(reads: FakeReads | None = None, symbol: str = SOL) -> Rig:
    clock = FakeClock()
    time = FakeExchangeTime(clock)
    reads = reads or FakeReads()
    feeds: dict[Link, HandFeed] = {}

    def make_feed(link: Link, publish: Publish) -> HandFeed:
        feeds[link] = HandFeed(link, publish)
        return feeds[link]

    return Rig(Session(reads, clock, time, make_feed, symbol), clock, time, reads, feeds)


@asynccontextmanager
async def running(reads: FakeReads | None = None) -> AsyncIterator[Rig]:
    rig = make_rig(reads)
    await rig.session.open()
    task = asyncio.create_task(rig.session.run())
    await settle()
    try:
        yield rig
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_open_loads_the_perpetuals_and_refuses_what_is_not_one() -> None:
    rig = make_rig()
    await rig.session.open()
    assert set(rig.session.markets) == {SOL, ETH}
    with pytest.raises(UnknownSymbol) as unknown:
        await make_rig(symbol="sol_usdc_prep").session.open()
    assert unknown.value.near_matches[0] == SOL
    with pytest.raises(NotAPerp) as spot:
        await make_rig(symbol="SOL_USDC").session.open()
    assert spot.value.perp == SOL


async def test_open_says_when_there_is_no_answer() -> None:
    rig = make_rig()
    rig.reads.fail("markets", error=NoAnswer("no answer within 10 s"))
    with pytest.raises(NoAnswer):
        await rig.session.open()
    assert rig.session.state.link(Link.REST).reason == "no answer within 10 s"


async def test_once_connected_an_exit_can_be_planned() -> None:
    async with running() as rig:
        await rig.connected()
        plan = check(Draft("110", "10"), rig.view())
        assert isinstance(plan, ExitPlan), plan
        assert rig.is_compared()
        assert rig.is_up(Link.PRIVATE)


async def test_a_private_link_is_up_only_after_the_account_was_compared() -> None:
    async with running() as rig:
        rig.reads.held["open_orders"] = asyncio.Event()
        await rig.connected()
        assert not rig.is_up(Link.PRIVATE)
        assert not rig.is_compared()
        rig.reads.held["open_orders"].set()
        await settle()
        assert rig.is_up(Link.PRIVATE)
        assert rig.is_compared()


async def test_what_the_stream_tells_while_the_account_is_read_is_kept() -> None:
    async with running() as rig:
        rig.reads.held["positions"] = asyncio.Event()
        await rig.connect()
        smaller = sol_long(quantity=quantity("20"))
        rig.private(PositionChanged(smaller, rig.now_us + 1))
        rig.reads.held["positions"].set()
        await settle()
        assert rig.session.state.positions[SOL].position.quantity == 20


async def test_a_failed_reading_never_makes_the_account_flat() -> None:
    async with running() as rig:
        await rig.connected()
        rig.reads.position_list = ()
        rig.reads.fail("positions", "open_orders", "measure_clock")
        await rig.clock.advance(65)
        assert SOL in rig.session.state.positions
        assert rig.view().position_age == pytest.approx(65, abs=1.5)
        assert rig.session.state.link(Link.REST).reason == "connection refused"


async def test_a_refused_reading_keeps_the_link_but_an_outage_takes_it_down() -> None:
    async with running() as rig:
        await rig.connected()
        rig.reads.fail("positions", error=Refused(parse_refusal(403, b"{}")))
        await rig.clock.advance(31)
        assert rig.is_up(Link.REST)
        rig.reads.fail("positions", error=Refused(parse_refusal(503, b"")))
        await rig.clock.advance(5)
        assert not rig.is_up(Link.REST)


async def test_a_lost_private_link_closes_the_gate_until_compared_again() -> None:
    async with running() as rig:
        await rig.connected()
        rig.feeds[Link.PRIVATE].disconnect(rig.clock.monotonic())
        assert not rig.is_compared()
        assert not rig.view().link_up
        rig.reads.position_list = (sol_long(quantity=quantity("3")),)
        rig.feeds[Link.PRIVATE].connect(rig.clock.monotonic())
        await rig.clock.advance(2)
        assert rig.is_compared()
        assert rig.view().position == sol_long(quantity=quantity("3"))


async def test_a_comparison_overtaken_by_a_lost_link_does_not_open_the_gate() -> None:
    async with running() as rig:
        rig.reads.held["open_orders"] = asyncio.Event()
        await rig.connect()
        rig.feeds[Link.PRIVATE].disconnect(rig.clock.monotonic())
        rig.reads.held["open_orders"].set()
        await rig.clock.advance(5)
        assert not rig.is_compared()
        assert not rig.is_up(Link.PRIVATE)


async def test_a_failed_comparison_is_tried_again_soon() -> None:
    async with running() as rig:
        rig.reads.fail("open_orders")
        await rig.connect()
        assert not rig.is_compared()
        rig.reads.recover()
        await rig.clock.advance(2.5)
        assert rig.is_compared()


async def test_fault_n14_a_subscription_that_is_ignored_never_looks_live() -> None:
    async with running() as rig:
        await rig.connect()
        await rig.clock.advance(3)
        assert not rig.is_up(Link.PUBLIC)
        assert rig.session.state.link(Link.PUBLIC).reason == "waiting for data"
        asked_for = rig.view().mark_age
        assert asked_for is not None
        assert asked_for >= 3
        rig.mark()
        assert rig.is_up(Link.PUBLIC)


async def test_fault_n15_a_repeated_message_changes_nothing_and_calls_nobody() -> None:
    async with running() as rig:
        await rig.connected()
        event = OrderChanged(sol_order(engine_us=rig.now_us + 5), "orderAccepted")
        rig.private(event)
        before, calls = rig.session.state, list[int]()
        rig.session.add_listener(lambda: calls.append(1))
        rig.private(event, event)
        assert rig.session.state is before
        assert calls == []


async def test_fault_n17_a_gap_empties_the_book_at_once_and_a_snapshot_fills_it() -> None:
    async with running() as rig:
        await rig.connected()
        book = rig.session.markets[SOL].book
        assert book.status is BookStatus.LIVE
        rig.public(Delta(SOL, 105, 105, (), (), rig.now_us))
        assert rig.view().book is None
        rig.public(Delta(SOL, 106, 106, (), (), rig.now_us))
        rig.reads.book = depth_at(105)
        await rig.clock.advance(0.6)
        assert (book.status, book.last_id) == (BookStatus.LIVE, 106)


async def test_fault_n17_a_book_that_keeps_breaking_is_fetched_ever_more_slowly() -> None:
    async with running() as rig:
        await rig.connected()
        for _ in range(200):
            rig.public(Delta(SOL, 500, 500, (), (), rig.now_us))
            rig.public(Delta(SOL, 502, 502, (), (), rig.now_us))
            await rig.clock.advance(0.1)
        assert rig.reads.asked["depth"] <= 12


async def test_fault_n18_a_snapshot_older_than_the_first_change_is_asked_for_again() -> None:
    async with running() as rig:
        rig.reads.book = depth_at(90)
        rig.feeds[Link.PUBLIC].connect(rig.clock.monotonic())
        rig.public(Delta(SOL, 101, 101, (), (), rig.now_us))
        await settle()
        assert rig.session.markets[SOL].book.status is BookStatus.WAITING
        await rig.clock.advance(0.6)
        rig.reads.book = depth_at(100)
        await rig.clock.advance(1.1)
        assert rig.session.markets[SOL].book.last_id == 101
        assert rig.reads.asked["depth"] == 3


async def test_fault_n18_after_eight_tries_it_says_so_and_rests() -> None:
    async with running() as rig:
        rig.reads.book = depth_at(90)
        rig.feeds[Link.PUBLIC].connect(rig.clock.monotonic())
        rig.public(Delta(SOL, 101, 101, (), (), rig.now_us))
        await rig.clock.advance(29)
        assert rig.reads.asked["depth"] == 8
        assert any("could not be read" in line for line in rig.log())
        rig.reads.book = depth_at(100)
        await rig.clock.advance(30)
        assert rig.session.markets[SOL].book.status is BookStatus.LIVE


async def test_fault_n22_a_lost_message_is_found_by_the_next_reading_and_told() -> None:
    async with running() as rig:
        rig.reads.order_list = (sol_order("1"), sol_order("2"))
        await rig.connected()
        rig.reads.order_list = (sol_order("2"),)
        rig.reads.history = (sol_order("1", status=OrderStatus.FILLED, executed=quantity("5")),)
        rig.reads.position_list = (sol_long(quantity=quantity("20")),)
        await rig.clock.advance(31)
        assert set(rig.session.state.orders) == {"2"}
        assert rig.session.state.finished["1"].status is OrderStatus.FILLED
        assert rig.session.state.positions[SOL].position.quantity == 20
        assert "Order 1 on SOL_USDC_PERP is no longer open" in rig.log()


async def test_a_message_that_cannot_be_read_makes_the_account_be_compared() -> None:
    async with running() as rig:
        await rig.connected()
        await rig.clock.advance(2)
        before = rig.reads.asked["open_orders"]
        rig.private(Unreadable("not a stream message"))
        await rig.clock.advance(0.5)
        assert rig.reads.asked["open_orders"] == before + 1
        for _ in range(50):
            rig.private(Unreadable("not a stream message"))
            await rig.clock.advance(0.1)
        assert rig.reads.asked["open_orders"] <= before + 7


async def test_fault_n20_a_time_far_in_the_future_is_not_believed() -> None:
    async with running() as rig:
        await rig.connected()
        far = rig.now_us + 3_600_000_000
        rig.public(MarkTick(SOL, price("1"), None, None, None, far))
        rig.private(PositionClosed(SOL, far))
        assert rig.view().mark == Decimal("100.60")
        assert rig.view().position is not None
        rig.mark("100.70")
        assert rig.view().mark == Decimal("100.70")


async def test_a_mark_is_as_old_as_either_clock_says() -> None:
    async with running() as rig:
        await rig.connected()
        rig.public(MarkTick(SOL, price("100.61"), None, None, None, rig.now_us + 1))
        await rig.clock.advance(3)
        assert rig.view().mark_age == pytest.approx(3)
        late = MarkTick(SOL, price("100.62"), None, None, None, rig.now_us - 2_000_000)
        rig.public(late)
        assert rig.view().mark_age == pytest.approx(2)


async def test_selecting_another_market_moves_the_subscriptions_and_the_book() -> None:
    async with running() as rig:
        await rig.connected()
        rig.session.select(ETH)
        await settle()
        assert rig.feeds[Link.PUBLIC].wanted == {
            f"markPrice.{SOL}",
            *public_streams(ETH, ()),
        }
        assert rig.session.markets[SOL].top(1) is None
        assert rig.session.markets[ETH].top(1) is not None
        with pytest.raises(UnknownSymbol):
            rig.session.select("NOPE")


async def test_a_position_closed_elsewhere_ends_its_subscription() -> None:
    async with running() as rig:
        await rig.connected()
        rig.session.select(ETH)
        rig.private(PositionClosed(SOL, rig.now_us))
        assert f"markPrice.{SOL}" not in rig.feeds[Link.PUBLIC].wanted


async def test_a_lost_public_link_leaves_no_book_that_only_looks_alive() -> None:
    async with running() as rig:
        await rig.connected()
        rig.reads.held["depth"] = asyncio.Event()
        rig.public(Delta(SOL, 105, 105, (), (), rig.now_us))
        await rig.clock.advance(0.6)
        rig.feeds[Link.PUBLIC].disconnect(rig.clock.monotonic())
        rig.reads.held["depth"].set()
        await rig.clock.advance(1)
        assert rig.view().book is None
        assert not rig.view().link_up


async def test_the_tape_starts_with_what_was_traded_before() -> None:
    async with running() as rig:
        rig.reads.trade_list = tuple(
            Trade(SOL, trade_id, price("100"), quantity("1"), Side.BID) for trade_id in (1, 2, 3)
        )
        await rig.connect()
        assert [trade.trade_id for trade in rig.session.markets[SOL].tape] == [3, 2, 1]


async def test_without_a_key_only_the_public_part_runs() -> None:
    async with running(FakeReads(can_sign=False)) as rig:
        assert set(rig.feeds) == {Link.PUBLIC}
        await rig.connect()
        rig.mark()
        await rig.clock.advance(65)
        await rig.session.refresh(SOL)
        assert rig.session.is_read_only
        assert rig.reads.asked["positions"] == 0
        assert rig.is_up(Link.PUBLIC)
        assert rig.view().position_age is None


async def test_a_bug_in_a_part_ends_the_session_with_it() -> None:
    rig = make_rig()
    await rig.session.open()
    task = asyncio.create_task(rig.session.run())
    await settle()
    rig.feeds[Link.PRIVATE].fall_over(ZeroDivisionError("a bug"))
    await settle()
    with pytest.raises(ExceptionGroup) as ended:
        await task
    assert ended.group_contains(ZeroDivisionError)


async def test_refresh_reads_position_orders_mark_and_rules() -> None:
    async with running() as rig:
        await rig.connected()
        await rig.clock.advance(4)
        rig.reads.marks = (MarkTick(SOL, price("105"), None, None, None),)
        closed = replace(rig.reads.market_list[0], state=BookState.CANCEL_ONLY)
        rig.reads.market_list = (closed, *rig.reads.market_list[1:])
        rig.reads.position_list = (sol_long(quantity=quantity("7")),)
        await rig.session.refresh(SOL)
        view = rig.view()
        assert view.mark == Decimal(105)
        assert view.mark_age == pytest.approx(1)
        assert view.market.state is BookState.CANCEL_ONLY
        assert view.position == sol_long(quantity=quantity("7"))
        assert view.position_age == 0


async def test_changes_of_the_book_come_summed_up_on_request_and_join_a_new_snapshot() -> None:
    async with running() as rig:
        await rig.connected()
        asked = rig.reads.asked["depth"]
        rig.session.follow_depth("200ms")
        await settle()
        assert f"depth.200ms.{SOL}" in rig.feeds[Link.PUBLIC].wanted
        assert f"depth.{SOL}" not in rig.feeds[Link.PUBLIC].wanted
        assert rig.reads.asked["depth"] == asked + 1
        rig.session.follow_depth("200ms")
        await settle()
        assert rig.reads.asked["depth"] == asked + 1
        rig.session.select(ETH)
        assert f"depth.200ms.{ETH}" in rig.feeds[Link.PUBLIC].wanted


async def test_a_market_that_opens_again_gets_its_book_at_once() -> None:
    rig = make_rig()
    closed = replace(rig.reads.market_list[0], state=BookState.CLOSED)
    open_again, rig.reads.market_list = rig.reads.market_list, (closed, *rig.reads.market_list[1:])
    async with running(rig.reads) as rig:
        rig.reads.fail("depth")
        await rig.connected()
        rig.reads.recover()
        rig.reads.market_list = open_again
        await rig.clock.advance(RULES_EVERY)
        assert f"{SOL} is now Open" in rig.log()
        assert rig.session.markets[SOL].book.status is BookStatus.LIVE


async def test_what_was_known_before_a_sleep_is_as_much_older() -> None:
    async with running() as rig:
        await rig.connected()
        rig.reads.fail("positions")
        rig.clock.jump_wall(3_600)
        await rig.clock.advance(2)
        assert rig.view().position_age == pytest.approx(3_600, abs=4)
        assert rig.view().mark_age == pytest.approx(3_600, abs=4)


async def test_liquidation_prices_are_asked_for_one_symbol_at_a_time() -> None:
    async with running() as rig:
        rig.reads.liquidations = {SOL: price("41.5")}
        await rig.connected()
        position = rig.view().position
        assert position is not None
        assert position.liquidation == Decimal("41.5")
        await rig.clock.advance(31)
        assert rig.view().position == position


async def test_unread_fees_are_told_and_do_not_close_the_exits() -> None:
    async with running() as rig:
        rig.reads.fail("account")
        await rig.connected()
        assert rig.is_compared()
        assert rig.view().fees is None
        assert any(line.startswith("Fees and margin could not be read") for line in rig.log())


async def test_refresh_passes_a_failure_on_and_keeps_what_was_known() -> None:
    async with running() as rig:
        await rig.connected()
        rig.reads.fail("positions")
        with pytest.raises(NotConnected):
            await rig.session.refresh(SOL)
        assert rig.view().position is not None


async def test_without_streams_a_comparison_and_a_refresh_make_a_full_picture() -> None:
    rig = make_rig()
    await rig.session.open()
    await rig.session.reconcile()
    await rig.session.refresh(SOL)
    assert isinstance(check(Draft("110", "10"), rig.view()), ExitPlan)


async def test_an_intent_of_unknown_fate_is_not_free() -> None:
    async with running() as rig:
        await rig.connected()
        rig.session.publish(IntentChanged(sol_intent(status=IntentStatus.UNKNOWN)))
        assert (rig.view().unsettled, rig.view().free) == (Decimal(5), Decimal(20))
        rig.private(OrderChanged(sol_order(client_id=7, engine_us=rig.now_us), "orderAccepted"))
        assert (rig.view().unsettled, rig.view().free) == (Decimal(0), Decimal(20))


async def test_fault_l12_after_a_sleep_everything_is_older_and_read_again() -> None:
    async with running() as rig:
        await rig.connected()
        await rig.clock.advance(1.5)
        rig.reads.fail("positions")
        measures = rig.reads.asked["measure_clock"]
        rig.clock.jump_wall(120)
        await rig.clock.advance(1)
        assert rig.reads.asked["measure_clock"] == measures + 1
        mark_at = rig.session.markets[SOL].mark_at
        assert mark_at == pytest.approx(rig.clock.monotonic() - 122, abs=1)
        assert (rig.view().mark_age or 0) > 120
        assert (rig.view().position_age or 0) > 120
        assert not rig.is_compared()
        rig.reads.recover()
        await rig.clock.advance(5)
        assert rig.is_compared()
        assert (rig.view().position_age or 0) < 10


async def test_a_refused_subscription_is_told() -> None:
    async with running() as rig:
        await rig.connected()
        rig.private(StreamError(4006, "Invalid stream"))
        rig.public(StreamError(4006, "Invalid stream"))
        assert sum("Invalid stream" in line for line in rig.log()) == 2


async def test_a_chart_is_followed_for_as_long_as_it_is_looked_at() -> None:
    async with running() as rig:
        await rig.connected()
        wanted = rig.feeds[Link.PUBLIC].wanted
        rig.session.watch_candles(SOL, "5m")
        await settle()
        assert f"kline.5m.{SOL}" in wanted
        assert rig.reads.asked["klines"] == 1
        at = price("100")
        start = rig.now_us // 1_000
        rig.public(Candle(SOL, "5m", start, at, at, at, at, quantity("1"), closed=False))
        late = start + 600_000
        rig.public(Candle(SOL, "5m", late, at, at, at, at, quantity("1"), closed=False))
        assert len(rig.session.markets[SOL].candles["5m"].series) == 1
        await rig.connect()
        assert rig.reads.asked["klines"] == 2
        rig.session.unwatch_candles(SOL, "5m")
        assert f"kline.5m.{SOL}" not in rig.feeds[Link.PUBLIC].wanted


async def test_a_survey_shares_what_the_session_follows_anyway() -> None:
    async with running() as rig:
        await rig.connected()
        before = set(rig.feeds[Link.PUBLIC].wanted)
        rig.session.survey(on=True)
        assert rig.feeds[Link.PUBLIC].wanted == before | {
            f"{kind}.{symbol}" for kind in ("markPrice", "ticker") for symbol in (SOL, ETH)
        }
        rig.session.survey(on=False)
        assert rig.feeds[Link.PUBLIC].wanted == before


async def test_the_funding_of_the_selected_market_is_read() -> None:
    async with running() as rig:
        await rig.connected()
        rig.session.select(ETH)
        await settle()
        assert rig.reads.asked["funding_rates"] == 2
        assert rig.session.markets[ETH].funding_at is not None


async def test_the_diagnostics_tell_of_both_links_the_flows_and_the_loop() -> None:
    async with running() as rig:
        await rig.connected()
        rig.reads.round_trip = 0.03
        rig.public(Delta(SOL, 900, 900, (), (), rig.now_us))
        await rig.clock.advance(1)
        figures = rig.session.diagnostics()
        assert [each.link for each in figures.links] == [Link.PUBLIC, Link.PRIVATE]
        flows = {each.name: each.count for each in figures.flows}
        assert (flows["mark"], flows["book"], flows["trades"]) == (1, 1, 0)
        assert (figures.book_repairs, figures.rest_round_trip) == (1, 0.03)
        assert figures.lag_most_ms is not None
