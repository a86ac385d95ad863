"""A journal that is gone, and a second machine with the same key: orders without an intent."""

from itertools import count
from pathlib import Path

from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Reply, Script
from tui.domain.intent import IntentStatus


async def _sent(world: DeskWorld, *, script: Script | None = None) -> None:
    world.exchange.scripts = [script or Script()]
    await world.start()
    world.submit(quantity="2")
    await world.advance(2.0)


def _lose(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


async def test_fault_l09_after_the_journal_is_lost_its_orders_are_somebody_elses_and_ids_are_new(
    tmp_path: Path,
) -> None:
    ids = count(1)
    world = DeskWorld(tmp_path / "j.db", lambda: next(ids))
    await _sent(world)
    await world.kill()
    _lose(world.path)
    again = count(1)
    world.ids = lambda: next(again)  # gives the used number first
    await world.start()
    (order,) = world.exchange.live()
    assert world.session.state.orders[order.order_id].client_id == 1
    assert not world.session.state.intents
    world.submit(quantity="2", price="170")
    await world.advance(2.0)
    assert [post.client_id for post in world.exchange.posts] == [1, 2]
    assert world.session.state.intents[2].status is IntentStatus.RESTING
    world.check_always()
    await world.kill()


async def test_fault_l11_an_order_of_a_second_machine_is_listed_and_left_alone(
    tmp_path: Path,
) -> None:
    ids = count(1)
    first = DeskWorld(tmp_path / "first.db", lambda: next(ids))
    second = DeskWorld(tmp_path / "second.db", lambda: next(ids))
    second.clock, second.exchange = first.clock, first.exchange
    first.exchange.on_post = lambda _post: None  # each journal knows its own only
    await _sent(first, script=Script(reply=Reply.SILENCE))
    await second.start()
    (theirs,) = second.session.state.orders.values()
    assert theirs.client_id == 1
    assert not second.session.state.intents
    second.submit(quantity="3", price="170")
    await first.advance(60.0)
    statuses = [
        world.session.state.intents[number].status for world, number in ((first, 1), (second, 2))
    ]
    assert statuses == [IntentStatus.RESTING, IntentStatus.RESTING]
    assert len(first.exchange.live()) == len(first.exchange.posts) == 2
    await first.kill()
    await second.kill()
