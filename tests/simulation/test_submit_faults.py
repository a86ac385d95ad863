"""Random faults, random kills, one truth: the desk never loses an order and never doubles one.

Each seed is one trader's day: exits with a script of faults for each, a stream that drops messages,
reads that fail, outages, cancels, kills and restarts. At every moment the invariants I1 to I4, I6
and I8 hold; when the faults end and time has passed, journal and exchange agree (I5).
A seed that fails is its own reproduction.
"""

import random
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Reply, Script
from tui.actions.denials import Denied
from tui.actions.resolve import Bounds
from tui.domain.command import CancelScope
from tui.domain.intent import IntentStatus

SEEDS_PER_TEST = 25
TESTS = 12
QUIET = 150
"""Seconds after the faults in which every question has to be settled."""


def _script(rng: random.Random) -> Script:
    reply = rng.choice(list(Reply))
    if reply in {Reply.REFUSAL, Reply.NO_CONNECTION}:
        return Script(accept_after=None, reply=reply)
    arrives = reply is Reply.ANSWER or rng.random() < 0.7
    latest = 0.02 if reply is Reply.ANSWER else 14.9
    return Script(
        accept_after=rng.uniform(rng.choice([0.0, 0.9]) * latest, latest) if arrives else None,
        reply=reply,
        reply_after=rng.uniform(0.03, 9.0),
        fill_after=rng.choice([None, 0.0, rng.uniform(0, 60)]),
        part=rng.choice([None, Decimal("0.5")]),
        cancel_after=rng.choice([None, None, rng.uniform(0, 60)]),
    )


async def _live(world: DeskWorld, rng: random.Random) -> int:
    """One life with faults; returns how often the program was killed."""
    kills = 0
    await world.start()
    for _ in range(rng.randrange(20, 80)):
        dice = rng.random()
        if dice < 0.15 and world.session.held:
            _submit(world, rng)
        elif dice < 0.20 and world.exchange.live():
            world.exchange.cancel_reply = rng.choice([None, Reply.SILENCE, Reply.ANSWER])
            world.cancel(rng.choice(world.exchange.live()))
        elif dice < 0.22:
            _do_more(world, rng)
        elif dice < 0.27:
            world.session.connect(world.exchange.live())
        elif dice < 0.29:
            world.out_until = world.clock.monotonic() + rng.uniform(10, 90)
        elif dice < 0.33:
            world.kill_at = world.points + rng.randrange(1, 6)
        await world.advance(rng.choice([0.01, 0.1, 1.0, 5.0]))
        world.check_always()
        if world.killed.is_set():
            world.killed.clear()
            world.kill_at = None
            kills += 1
            await world.kill()
            await world.start()
    return kills


def _submit(world: DeskWorld, rng: random.Random) -> None:
    view = world.session.view("SOL_USDC_PERP", world.clock.monotonic())
    is_young = view is not None and (view.position_age or 0) < 60
    if view is not None and is_young and view.free >= 1 and world.session.state.reconciled:
        world.exchange.scripts.append(_script(rng))
        world.submit(price=f"{rng.randrange(151, 200)}.25", quantity="1")


def _do_more(world: DeskWorld, rng: random.Random) -> None:
    """What changes more than one order, or places one in another way."""
    world.exchange.cancel_reply = rng.choice([None, Reply.SILENCE, Reply.ANSWER])
    orders = tuple(world.session.state.orders.values())
    free = world.view().free
    match rng.randrange(6):
        case 0 if free >= 1:
            world.exchange.scripts.append(_script(rng))
            world.close(rng.choice(["25", "50", "100"]))
        case 1 if free >= 2:
            world.exchange.scripts += [_script(rng), _script(rng)]
            world.submit_batch("170.25", "171.25")
        case 2 if orders:
            world.exchange.scripts.append(_script(rng))
            world.replace(rng.choice(orders), f"{rng.randrange(151, 200)}.75")
        case 3:
            world.cancel_scope(rng.choice([CancelScope("SOL_USDC_PERP"), CancelScope()]))
        case 4:
            world.halt()
        case _:
            world.unlock()


async def _calm(world: DeskWorld) -> None:
    """Faults end; the session reconciles as it does every 30 seconds."""
    world.kill_at = None
    world.exchange.reads_fail = lambda: False
    world.exchange.cancel_reply = None
    world.streaming = lambda: True
    for second in range(QUIET):
        if second % 30 == 0:
            world.session.read_orders(world.exchange.live())
        await world.advance(1.0)
        world.check_always()


async def _simulate(seed: int, path: Path) -> tuple[DeskWorld, int]:
    rng = random.Random(seed)
    numbers = count(1)
    world = DeskWorld(path, lambda: next(numbers))
    world.bounds = Bounds(lag=rng.choice([2.0, 30.0]))
    world.exchange.lag = rng.uniform(0.0, world.bounds.lag - 1.0)
    drops, failures = rng.choice([0.0, 0.3, 1.0]), rng.choice([0.0, 0.3])
    world.streaming = lambda: rng.random() >= drops
    world.exchange.reads_fail = lambda: rng.random() < failures or world.is_out
    kills = await _live(world, rng)
    await _calm(world)
    world.check_quiet()
    await world.kill()
    return world, kills


@pytest.mark.parametrize("block", range(TESTS))
async def test_no_order_is_lost_or_doubled_whatever_fails(
    block: int, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    posts = kills = denied = unknown = 0
    for seed in range(block * SEEDS_PER_TEST, (block + 1) * SEEDS_PER_TEST):
        world, killed = await _simulate(seed, tmp_path / f"{seed}.db")
        posts += len(world.exchange.posts)
        kills += killed
        denied += sum(isinstance(outcome, Denied) for outcome in world.outcomes)
        unknown += sum(
            not isinstance(outcome, Denied) and outcome.status is IntentStatus.UNKNOWN
            for outcome in world.outcomes
        )
    counts = {"runs": SEEDS_PER_TEST, "posts": posts, "kills": kills, "denied": denied}
    for name, value in {**counts, "unknown": unknown}.items():
        record_property(name, value)
    print(counts, "unknown:", unknown)  # noqa: T201  # the counts are what a reader wants to see
    assert posts > SEEDS_PER_TEST
    assert kills > 0
    assert unknown > 0
