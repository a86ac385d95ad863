from tests.builders import SOL, price, sol_market
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tui.domain.quotes import MarkTick
from tui.session.feeds import MarketFeed
from tui.session.flows import NAMES, Flow, MarketMessage, no_flows
from tui.session.markets import MarketStore


def test_every_kind_of_market_message_has_a_flow_and_a_name() -> None:
    assert set(no_flows()) == set(NAMES) == set(MarketMessage.__args__)


def test_a_message_is_counted_with_its_times() -> None:
    clock = FakeClock()
    time = FakeExchangeTime(clock)
    feed = MarketFeed({SOL: MarketStore(sol_market())}, time, lambda _: None)
    sent = time.now_us() - 40_000
    feed.take(MarkTick(SOL, price("1"), None, None, None, sent), clock.monotonic())
    flow = feed.flows[MarkTick]
    assert (flow.count, flow.at, flow.exchange_us) == (1, clock.monotonic(), sent)


async def test_the_delay_is_that_of_the_arrival_however_late_one_looks() -> None:
    clock = FakeClock()
    time = FakeExchangeTime(clock)
    flow = Flow(1, clock.monotonic(), time.now_us() - 40_000)
    await clock.advance(5)
    delay = flow.delay_ms(time, clock.monotonic())
    assert delay is not None
    assert abs(delay - 40) < 1


def test_a_delay_needs_a_message_a_time_and_a_clock() -> None:
    clock = FakeClock()
    time = FakeExchangeTime(clock)
    assert Flow().delay_ms(time, 0) is None
    assert Flow(1, 5.0, 0).delay_ms(time, 6.0) is None
    time.uncertainty_ms = None
    assert Flow(1, 5.0, 7).delay_ms(time, 6.0) is None
