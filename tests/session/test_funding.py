import asyncio
from decimal import Decimal

from tests.builders import SOL, quantity, sol_market
from tests.fakes.clock import FakeClock, settle
from tests.fakes.reads import FakeReads
from tui.domain.money import Rate
from tui.domain.quotes import FundingRate, OpenInterest
from tui.session.funding import READ_EVERY, FundingReader
from tui.session.markets import MarketStore
from tui.session.pace import Pace

ETH = "ETH_USDC_PERP"
RATES = tuple(FundingRate(symbol, 7, Rate(Decimal("0.0001"))) for symbol in (SOL, ETH))


async def test_the_history_of_the_selected_market_is_read_once_and_again_later() -> None:
    clock, reads = FakeClock(), FakeReads()
    reads.rates = RATES
    stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, ETH)}
    changes: list[int] = []
    reader = FundingReader(reads, clock, stores, Pace(clock), lambda: changes.append(1))
    task = asyncio.create_task(reader.run())
    reader.follow(SOL)
    await settle()
    assert (stores[SOL].funding, stores[ETH].funding) == (RATES[:1], ())
    reader.follow(ETH)
    await settle()
    assert stores[ETH].funding == RATES[1:]
    reader.follow(SOL)
    await clock.advance(READ_EVERY / 2)
    assert reads.asked["funding_rates"] == 2
    await clock.advance(READ_EVERY)
    assert reads.asked["funding_rates"] == 3
    assert len(changes) == 3
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_open_interest_is_read_with_the_selection_unless_it_is_young() -> None:
    clock, reads = FakeClock(), FakeReads()
    figures = {symbol: OpenInterest(symbol, quantity("7")) for symbol in (SOL, ETH)}
    reads.interest_list = tuple(figures.values())
    stores = {symbol: MarketStore(sol_market(symbol)) for symbol in (SOL, ETH)}
    reader = FundingReader(reads, clock, stores, Pace(clock), lambda: None)
    task = asyncio.create_task(reader.run())
    reader.follow(SOL)
    await settle()
    assert (stores[SOL].open_interest, stores[ETH].open_interest) == (figures[SOL], None)
    stores[ETH].take_open_interest(figures[ETH], clock.monotonic())
    reader.follow(ETH)
    await settle()
    assert reads.asked["open_interest"] == 1
    reads.fail("open_interest")
    await clock.advance(READ_EVERY + 1)
    assert reads.asked["open_interest"] == 2
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_walk_through_the_markets_asks_for_none_it_has_left() -> None:
    clock, reads = FakeClock(), FakeReads()
    stores = {f"M{n}": MarketStore(sol_market(f"M{n}")) for n in range(40)}
    reader = FundingReader(reads, clock, stores, Pace(clock, 3, 60.0), lambda: None)
    task = asyncio.create_task(reader.run())
    for symbol in stores:
        reader.follow(symbol)
        await settle()
    assert reads.asked["funding_rates"] == 3
    await clock.advance(61)
    assert reads.asked["funding_rates"] == 4
    assert stores["M39"].funding_at is not None
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_no_answer_is_tried_again_with_the_next_reading() -> None:
    clock, reads = FakeClock(), FakeReads()
    reads.rates = RATES
    reads.fail("funding_rates")
    stores = {SOL: MarketStore(sol_market())}
    reader = FundingReader(reads, clock, stores, Pace(clock), lambda: None)
    task = asyncio.create_task(reader.run())
    reader.follow(SOL)
    await settle()
    reads.recover()
    await clock.advance(READ_EVERY + 1)
    assert stores[SOL].funding == RATES[:1]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
