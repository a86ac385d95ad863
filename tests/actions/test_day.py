"""The limit on the daily loss at a desk: honest when unknown, and never against reducing."""

from dataclasses import replace
from decimal import Decimal

from tests.fakes.desk_session import SYMBOL
from tests.fakes.live_desk import NO_LIMITS, World, running, world
from tui.actions.denials import DenialCode, Denied
from tui.domain.account import FundingPayment
from tui.domain.intent import Intent, IntentStatus
from tui.domain.limits import OrderLimits
from tui.domain.money import Quantity, Usd
from tui.domain.orders.check import check_order
from tui.domain.orders.plan import OrderDraft, OrderPlan
from tui.domain.position import Side

LOSS = replace(NO_LIMITS, daily_loss=Usd(Decimal(100)))


async def counted(limits: OrderLimits, midnight: str | None = "150") -> World:
    """Ten are held since midnight, marked at 150."""
    made = await world(limits=limits)
    if midnight is not None:
        made.exchange.midnight_marks[SYMBOL] = Decimal(midnight)
    return made


async def opening(w: World) -> Denied | Intent:
    view = w.session.view(SYMBOL, w.clock.monotonic())
    assert view is not None
    plan = check_order(OrderDraft(Side.BID, "1", "149"), replace(view, mark_age=0.0))
    assert isinstance(plan, OrderPlan), plan
    return await w.submit(plan, within=1)


def codes(outcome: Denied | Intent) -> list[DenialCode]:
    assert isinstance(outcome, Denied), outcome
    return [reason.code for reason in outcome.reasons]


async def test_a_loss_within_the_limit_lets_open() -> None:
    async with running(await counted(LOSS, "159.99")) as w:
        await w.clock.advance(3)
        assert w.desk.budget().day == Decimal("-99.90")
        outcome = await opening(w)
        assert isinstance(outcome, Intent)
        assert outcome.status is IntentStatus.RESTING


async def test_at_the_limit_nothing_is_opened_and_reducing_goes_on() -> None:
    async with running(await counted(LOSS, "160")) as w:
        await w.clock.advance(3)
        assert codes(await opening(w)) == [DenialCode.DAILY_LOSS]
        assert isinstance(await w.submit(), Intent)


async def test_while_it_is_not_known_nothing_is_opened_and_reducing_goes_on() -> None:
    async with running(await counted(LOSS, None)) as w:
        await w.clock.advance(3)
        assert w.desk.budget().day is None
        assert codes(await opening(w)) == [DenialCode.DAILY_LOSS_UNKNOWN]
        assert isinstance(await w.submit(), Intent)


async def test_a_trade_makes_it_unknown_until_it_is_counted() -> None:
    async with running(await counted(LOSS)) as w:
        await w.clock.advance(3)
        assert w.desk.budget().day == 0
        held = w.session.held[SYMBOL]
        w.session.held[SYMBOL] = replace(held, quantity=Quantity(held.quantity + 1))
        w.session.read_positions()
        assert w.desk.budget().day is None
        await w.clock.advance(5)
        assert w.desk.budget().day == 0


async def test_funding_of_the_day_counts() -> None:
    made = await counted(LOSS)
    paid = FundingPayment(SYMBOL, Usd(Decimal(-120)), made.clock.wall_ms() - 1)
    made.exchange.funding = (paid,)
    async with running(made) as w:
        await w.clock.advance(3)
        assert codes(await opening(w)) == [DenialCode.DAILY_LOSS]


async def test_a_failed_reading_is_no_figure() -> None:
    made = await counted(LOSS)
    made.exchange.reads_fail = lambda: True
    async with running(made) as w:
        await w.clock.advance(3)
        assert codes(await opening(w)) == [DenialCode.DAILY_LOSS_UNKNOWN]
        w.exchange.reads_fail = lambda: False
        await w.clock.advance(5)
        assert w.desk.budget().day == 0


async def test_without_the_limit_nothing_is_asked() -> None:
    async with running(await counted(NO_LIMITS)) as w:
        await w.clock.advance(120)
        assert w.exchange.reads == 0
        assert w.desk.budget().day is None
