"""A rehearsal: what sending would come to, with nothing written down and nothing sent."""

from dataclasses import replace
from decimal import Decimal

from tests.fakes.live_desk import running, world
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.outcomes import Rehearsal
from tui.domain.money import Quantity


async def test_it_gives_the_request_and_neither_writes_nor_sends() -> None:
    async with running(await world()) as w:
        found = await w.desk.rehearse([w.session.plan()])
        assert isinstance(found, Rehearsal)
        assert found.reasons == ()
        assert '"price": "160"' in found.signed.body.decode()
        assert w.exchange.posts == []
        assert w.session.state.intents == {}


async def test_it_tells_what_the_gates_would_refuse() -> None:
    async with running(await world()) as w:
        plan = w.session.plan()
        held = next(iter(w.session.held.values()))
        w.session.held[held.symbol] = replace(held, quantity=Quantity(Decimal(9)))
        found = await w.desk.rehearse([plan])
        assert [reason.code for reason in found.reasons] == [DenialCode.POSITION_RESIZED]


async def test_another_writer_is_in_nobodys_way_who_only_looks() -> None:
    other = Denial(DenialCode.OTHER_WRITER, detail="process 4242")
    async with running(await world(other_writer=other)) as w:
        assert (await w.desk.rehearse([w.session.plan()])).reasons == ()


async def test_a_plan_that_was_rehearsed_can_still_be_submitted() -> None:
    async with running(await world()) as w:
        plan = w.session.plan()
        await w.desk.rehearse([plan])
        assert not isinstance(await w.submit(plan), Denied)


async def test_no_request_can_hold_no_order() -> None:
    async with running(await world()) as w:
        found = await w.desk.rehearse([])
        assert isinstance(found, Denied)
        assert [reason.code for reason in found.reasons] == [DenialCode.BATCH_SIZE]
