from tests.builders import SOL, price
from tests.fakes.clock import FakeClock
from tests.fakes.exchange_time import FakeExchangeTime
from tests.fakes.feeds import HandFeed
from tests.fakes.reads import FakeReads
from tui.domain.events import Link
from tui.domain.quotes import MarkTick
from tui.session.diagnostics import Hearing, Pulse, flow_figures, link_figures
from tui.session.flows import no_flows


def test_a_link_tells_its_counts_as_they_are_now() -> None:
    feed = HandFeed(Link.PUBLIC, lambda _message, _at: None)
    feed.want(["a", "b"])
    feed.counts.connects = 3
    (figures,) = link_figures({Link.PUBLIC: feed})
    feed.counts.connects = 9
    assert (figures.reconnects, figures.wanted, figures.counts.connects) == (2, 2, 3)


def test_a_link_that_never_connected_has_reconnected_never() -> None:
    feed = HandFeed(Link.PUBLIC, lambda _message, _at: None)
    (figures,) = link_figures({Link.PUBLIC: feed})
    assert figures.reconnects == 0


def test_each_kind_of_message_has_a_line() -> None:
    clock = FakeClock()
    time = FakeExchangeTime(clock)
    flows = no_flows()
    flow = flows[MarkTick]
    message = MarkTick(SOL, price("1"), None, None, None, time.now_us() - 25_000)
    flow.count, flow.at, flow.exchange_us = 2, clock.monotonic(), message.exchange_us
    figures = {each.name: each for each in flow_figures(flows, time, clock.monotonic())}
    assert (figures["mark"].count, figures["mark"].delay_ms) == (2, 25.0)
    assert (figures["trades"].count, figures["trades"].delay_ms) == (0, None)


def test_the_pulse_tells_the_way_of_the_newest_mark_and_of_the_newest_answer() -> None:
    clock, reads, flows = FakeClock(), FakeReads(), no_flows()
    time = FakeExchangeTime(clock)
    hearing = Hearing({}, flows, reads, time, clock)
    assert hearing.pulse == Pulse(None, None)
    flow = flows[MarkTick]
    flow.count, flow.at, flow.exchange_us = 1, clock.monotonic(), time.now_us() - 25_000
    reads.round_trip = 0.041
    assert hearing.pulse == Pulse(25.0, 41.0)
    assert hearing.figures(3, 2).rest_round_trip == 0.041
