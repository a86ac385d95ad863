"""The killable desk really stops dead, and its checks really fail."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.desk_world import DeskWorld
from tui.domain.intent import IntentStatus
from tui.domain.money import Quantity


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    numbers = count(1)
    made = DeskWorld(tmp_path / "j.db", lambda: next(numbers))
    await made.start()
    yield made
    await made.kill()


async def test_after_the_chosen_point_nothing_happens_any_more(world: DeskWorld) -> None:
    world.points, world.kill_at = 0, 2
    world.submit()
    await world.advance(60)
    assert world.killed.is_set()
    assert world.where == "before a write"
    assert world.points == 2
    assert world.exchange.posts == []
    assert world.outcomes == []


async def test_a_restart_finds_the_journal_and_the_orders_as_they_were(world: DeskWorld) -> None:
    world.submit()
    await world.advance(1)
    await world.kill()
    await world.start()
    assert world.session.state.intents[1].status is IntentStatus.RESTING
    assert len(world.session.state.orders) == 1
    world.check_always()
    world.check_quiet()


async def test_an_order_taken_to_be_absent_fails_the_check(world: DeskWorld) -> None:
    world.submit()
    await world.advance(1)
    held = world.session.state.intents[1]
    world.session.state = replace(
        world.session.state,
        intents={1: replace(held, status=IntentStatus.ABSENT)},
    )
    with pytest.raises(AssertionError):
        world.check_always()


async def test_a_journal_that_disagrees_with_the_ledger_fails_the_check(world: DeskWorld) -> None:
    world.streaming = lambda: False
    world.submit()
    await world.advance(1)
    world.exchange.fill("1", Decimal(4))
    with pytest.raises(AssertionError):
        world.check_quiet()


async def test_a_second_send_of_one_client_id_fails_the_check(world: DeskWorld) -> None:
    world.submit()
    await world.advance(1)
    world.exchange.posts.append(world.exchange.posts[0])
    with pytest.raises(AssertionError):
        world._check_post(world.exchange.posts[0])


async def test_a_send_beyond_the_free_position_fails_the_check(world: DeskWorld) -> None:
    world.submit(quantity="10")
    await world.advance(1)
    with pytest.raises(AssertionError):
        world._check_post(world.exchange.posts[0])
    assert world.session.held["SOL_USDC_PERP"].quantity == Quantity(Decimal(10))
