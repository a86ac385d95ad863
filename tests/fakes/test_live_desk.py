from tests.fakes.live_desk import running, world
from tui.domain.intent import IntentStatus


async def test_an_exit_submitted_to_it_rests_on_its_exchange() -> None:
    async with running(await world()) as w:
        await w.submit()
        assert w.status() is IntentStatus.RESTING
        assert len(w.exchange.live()) == 1
        assert w.codes() == []


async def test_time_passes_while_it_waits() -> None:
    async with running(await world()) as w:
        began = w.clock.monotonic()
        assert await w.wait(w.desk.finished(1.0), within=2.0)
        assert w.clock.monotonic() == began + 2.0
