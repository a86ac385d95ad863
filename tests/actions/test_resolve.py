"""The look-up rule as a machine: what proves absence, and that nothing less does."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.clock import FakeClock
from tests.fakes.exchange_ledger import Entry, ExchangeLedger
from tui.actions.resolve import (
    CLOCK_MARGIN_MS,
    PAGE,
    Bounds,
    Filled,
    Listed,
    Look,
    Resolver,
    filled_by,
    final_version,
    find_in_history,
    last_version,
    look,
)
from tui.client.errors import ReadFailed, Unreadable
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity, Usd
from tui.domain.order import Fill, Order, OrderStatus, OrderType
from tui.domain.position import Side

SYMBOL = "SOL_USDC_PERP"
BOUNDS = Bounds()
ALL = (Look.LIVE, Look.HISTORY, Look.FILLS)


def intent(recorded_ms: int) -> Intent:
    ticket = Ticket(SYMBOL, Side.ASK, Price(Decimal(160)), Quantity(Decimal(4)))
    mark = Price(Decimal(150))
    return Intent(7, ticket, "p1", mark, IntentStatus.UNKNOWN, recorded_ms)


def order(
    number: int, client_id: int | None, status: OrderStatus = OrderStatus.FILLED, ms: int = 0
) -> Order:
    return Order(
        order_id=str(number),
        client_id=client_id,
        symbol=SYMBOL,
        side=Side.ASK,
        order_type=OrderType.LIMIT,
        status=status,
        price=Price(Decimal(160)),
        quantity=Quantity(Decimal(4)),
        executed=Quantity(Decimal(4 if status is OrderStatus.FILLED else 0)),
        executed_quote=Usd(Decimal(0)),
        reduce_only=True,
        created_ms=ms,
    )


def test_with_nothing_found_absence_takes_fence_and_lag_and_no_longer() -> None:
    resolver, asked = Resolver(0.0, 10.0, BOUNDS), list[float]()
    while not resolver.absent:
        ask = resolver.ask()
        asked.append(ask.at)
        resolver.heard_nothing(ask, ask.at, ask.at)
    assert BOUNDS.fence in asked
    assert asked[-1] == BOUNDS.fence + BOUNDS.lag == 45.5
    assert len(asked) < 20


def test_the_last_look_goes_everywhere() -> None:
    resolver = Resolver(0.0, 0.0, BOUNDS)
    while not resolver.absent:
        ask = resolver.ask()
        resolver.heard_nothing(ask, ask.at, ask.at)
    assert ask.looks == ALL


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 3)), min_size=1, max_size=200))
def test_absence_is_never_concluded_from_less_than_the_rule(
    answers: list[tuple[bool, float]],
) -> None:
    resolver = Resolver(0.0, 0.0, BOUNDS)
    first: float | None = None
    for answered, delay in answers:
        ask = resolver.ask()
        now = ask.at + delay
        if not answered:
            resolver.heard_no_answer(now)
            assert not resolver.absent
            continue
        resolver.heard_nothing(ask, ask.at, now)
        if resolver.absent:
            assert first is not None
            assert ask.at >= first + BOUNDS.lag
            assert ask.looks == ALL
            return
        if first is None and ask.at >= BOUNDS.fence:
            first = now


def test_failed_look_ups_prove_nothing_and_are_spaced_out() -> None:
    resolver, moments = Resolver(0.0, 100.0, BOUNDS), list[float]()
    for _ in range(50):
        moments.append(resolver.ask().at)
        resolver.heard_no_answer(moments[-1])
    assert not resolver.absent
    assert moments[-1] - moments[-2] == 15.0


def test_an_order_that_was_seen_is_never_absent() -> None:
    resolver = Resolver(0.0, 0.0, BOUNDS, existed=True)
    assert resolver.latest is None
    for _ in range(100):
        ask = resolver.ask()
        resolver.heard_nothing(ask, ask.at, ask.at)
    assert not resolver.absent


def test_seeing_it_once_rules_absence_out() -> None:
    resolver = Resolver(0.0, 0.0, BOUNDS)
    resolver.heard_something(1.0)
    for _ in range(100):
        ask = resolver.ask()
        resolver.heard_nothing(ask, ask.at, ask.at)
    assert not resolver.absent


def test_the_countdown_names_the_earliest_moment_of_proof() -> None:
    resolver = Resolver(100.0, 110.0, BOUNDS)
    assert resolver.latest == 145.5


async def _exchange(*orders: Order, lag: float = 0.0) -> ExchangeLedger:
    exchange = ExchangeLedger(FakeClock(), lag=lag)
    now = exchange.clock.monotonic()
    exchange.entries = {one.order_id: Entry(one, now, now) for one in orders}
    return exchange


async def test_a_live_order_is_found_first() -> None:
    live = order(1, 7, OrderStatus.NEW)
    exchange = await _exchange(live)
    assert await look(exchange, intent(0), ALL) == live
    assert exchange.reads == 1


async def test_a_final_order_is_found_in_history() -> None:
    exchange = await _exchange(order(1, 7))
    found = await look(exchange, intent(0), (Look.LIVE, Look.HISTORY))
    assert isinstance(found, Order)
    assert found.status is OrderStatus.FILLED


async def test_a_live_status_in_history_proves_only_that_it_exists() -> None:
    exchange = await _exchange(order(1, 7, OrderStatus.NEW))
    found = await look(exchange, intent(0), (Look.HISTORY,))
    assert found == Listed(order(1, 7, OrderStatus.NEW))


async def test_nothing_anywhere_is_none_and_another_order_is_not_ours() -> None:
    exchange = await _exchange(order(1, 8), order(2, None))
    assert await look(exchange, intent(0), ALL) is None


async def test_fault_r24_an_answer_about_another_order_is_no_answer() -> None:
    exchange = await _exchange()

    async def swapped(_symbol: str, **_ids: object) -> Order:
        return order(1, 8, OrderStatus.NEW)

    exchange.order = swapped  # type: ignore[method-assign,assignment]  # because scripted
    with pytest.raises(Unreadable, match=r"^the answer is about another order than was asked for$"):
        await look(exchange, intent(0), ALL)


async def test_a_failed_read_is_no_answer() -> None:
    exchange = await _exchange()
    exchange.reads_fail = lambda: True
    with pytest.raises(ReadFailed):
        await look(exchange, intent(0), ALL)


async def test_fault_r22_an_order_behind_2500_others_in_history_is_found() -> None:
    now = 10_000_000
    others = [order(number, number + 100, ms=now) for number in range(2, 2_502)]
    exchange = await _exchange(order(1, 7, ms=now), *others)
    found = await find_in_history(exchange, SYMBOL, intent=intent(now))
    assert found is not None
    assert found.order_id == "1"


async def test_history_is_read_no_further_than_the_moment_of_the_intent() -> None:
    old = [order(number, number + 100, ms=0) for number in range(1_000)]
    exchange = await _exchange(*old)
    assert await find_in_history(exchange, SYMBOL, intent=intent(10_000_000)) is None
    assert exchange.reads == 1


async def test_a_history_too_long_to_search_is_no_answer() -> None:
    exchange = await _exchange(*(order(n, n + 100, ms=5) for n in range(PAGE * 50 + 1)))
    with pytest.raises(Unreadable, match=r"^the history is longer than can be searched$"):
        await find_in_history(exchange, SYMBOL, intent=intent(5))


async def test_fills_alone_tell_that_it_exists_and_how_much_is_done() -> None:
    exchange = await _exchange(order(1, 7, ms=5))
    found = await look(exchange, intent(5), (Look.FILLS,))
    assert isinstance(found, Filled)
    moved = filled_by(replace(intent(5), reason="no answer"), found)
    assert (moved.status, moved.executed) == (IntentStatus.FILLED, Decimal(4))
    assert isinstance(moved.executed, Decimal)
    assert (moved.order_id, moved.reason) == ("1", None)
    part = replace(found.fills[0], quantity=Quantity(Decimal(1)))
    moved = filled_by(intent(5), Filled((part, part)))
    assert (moved.status, moved.executed) == (IntentStatus.PARTLY_FILLED, Decimal(2))


async def test_fills_before_the_intent_are_not_asked_for_and_every_page_is_read() -> None:
    asked = list[tuple[str, int | None, int]]()
    exchange = await _exchange(*(order(n, n + 100, ms=CLOCK_MARGIN_MS) for n in range(PAGE)))
    read = exchange.fills

    async def noted(
        symbol: str, from_ms: int | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[Fill, ...]:
        asked.append((symbol, from_ms, offset))
        return await read(symbol, from_ms, limit, offset)

    exchange.fills = noted  # type: ignore[method-assign,assignment]  # because it only notes
    assert await look(exchange, intent(CLOCK_MARGIN_MS + 9), (Look.FILLS,)) is None
    assert asked == [(SYMBOL, 9, 0), (SYMBOL, 9, PAGE)]


@pytest.mark.parametrize(("oldest", "pages"), [(99, 1), (100, 2)])
async def test_history_is_read_on_until_it_is_older_than_the_intent_by_the_margin(
    oldest: int, pages: int
) -> None:
    newer = [order(n, n + 100, ms=10_000_000) for n in range(1, PAGE)]
    exchange = await _exchange(order(0, 100, ms=oldest), *newer)
    sought = intent(CLOCK_MARGIN_MS + 100)
    assert await find_in_history(exchange, SYMBOL, intent=sought) is None
    assert exchange.reads == pages


def test_look_ups_are_half_a_second_apart_and_then_ever_more() -> None:
    resolver, moments = Resolver(0.0, 0.0, Bounds(window=500.0)), list[float]()
    for _ in range(7):
        ask = resolver.ask()
        moments.append(ask.at)
        assert ask.looks == (Look.LIVE, Look.HISTORY)
        resolver.heard_nothing(ask, ask.at, ask.at)
    assert moments == [0.0, 0.5, 1.5, 3.5, 7.5, 12.5, 17.5]


def test_after_the_first_pass_it_looks_again_soon() -> None:
    resolver = Resolver(0.0, BOUNDS.fence, BOUNDS)
    ask = resolver.ask()
    resolver.heard_nothing(ask, BOUNDS.fence, BOUNDS.fence)
    assert resolver.ask().at == BOUNDS.fence + 0.5


async def test_fills_too_many_to_search_are_no_answer() -> None:
    exchange = await _exchange(*(order(n, n + 100, ms=5) for n in range(PAGE * 50 + 1)))
    with pytest.raises(Unreadable, match=r"^the fills are more than can be searched$"):
        await look(exchange, intent(5), (Look.FILLS,))


def test_what_was_due_when_it_was_asked_but_did_not_ask_everywhere_proves_nothing() -> None:
    resolver = Resolver(0.0, 0.0, BOUNDS)
    fence = replace(resolver.ask(), at=BOUNDS.fence)
    resolver.heard_nothing(fence, BOUNDS.fence, BOUNDS.fence)
    quick = resolver.ask()
    assert Look.FILLS not in quick.looks
    late = BOUNDS.fence + BOUNDS.lag + 1
    resolver.heard_nothing(quick, late, late)
    assert not resolver.absent
    thorough = resolver.ask()
    assert thorough.looks == ALL
    resolver.heard_nothing(thorough, BOUNDS.fence + BOUNDS.lag - 0.1, late + 1)
    assert not resolver.absent


@pytest.mark.parametrize(
    ("orders", "looks", "notes"),
    [
        ((), ALL, [(place, "not there") for place in ALL]),
        ((order(1, 7, OrderStatus.NEW),), ALL, [(Look.LIVE, "order 1, New")]),
        (
            (order(1, 7, OrderStatus.NEW),),
            (Look.HISTORY, Look.FILLS),
            [(Look.HISTORY, "order 1, New")],
        ),
        (
            (order(1, 7),),
            (Look.LIVE, Look.HISTORY),
            [(Look.LIVE, "not there"), (Look.HISTORY, "order 1, Filled")],
        ),
        ((order(1, 7),), (Look.FILLS,), [(Look.FILLS, "1 fills of order 1")]),
    ],
)
async def test_each_place_that_was_looked_at_is_noted_with_what_it_said(
    orders: tuple[Order, ...], looks: tuple[Look, ...], notes: list[tuple[Look, str]]
) -> None:
    noted = list[tuple[Look, str]]()
    await look(await _exchange(*orders), intent(5), looks, lambda *note: noted.append(note))
    assert noted == notes


async def test_a_place_that_did_not_answer_is_noted_with_the_reason() -> None:
    exchange = await _exchange()
    exchange.reads_fail = lambda: True
    noted = list[tuple[Look, str]]()
    with pytest.raises(ReadFailed) as failed:
        await look(exchange, intent(0), ALL, lambda *note: noted.append(note))
    assert noted == [(Look.LIVE, f"no answer: {failed.value.reason}")]


async def test_only_a_final_status_in_history_is_how_an_order_ended() -> None:
    exchange = await _exchange(order(1, 7), order(2, 8, OrderStatus.NEW))
    assert await final_version(exchange, SYMBOL, "1") == order(1, 7)
    assert await final_version(exchange, SYMBOL, "2") is None
    assert await final_version(exchange, SYMBOL, "3") is None


async def test_the_newest_version_is_the_live_one_or_how_it_ended() -> None:
    live, ended = order(2, 8, OrderStatus.NEW), order(1, 7)
    exchange = await _exchange(ended, live)
    assert await last_version(exchange, SYMBOL, "2") == live
    assert await last_version(exchange, SYMBOL, "1") == ended
    assert await last_version(exchange, SYMBOL, "3") is None
    assert await last_version(exchange, "BTC_USDC_PERP", "2") is None
