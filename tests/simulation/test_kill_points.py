"""Killed at every point between the confirmation and the last record, the next run is right.

Right means: nothing is sent twice, nothing that exists is forgotten, and what does not exist is
proved absent.
"""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import ExchangeLedger, Reply, Script

SCRIPTS = {
    "answered": Script(),
    "R01 never arrived": Script(accept_after=None, reply=Reply.SILENCE),
    "R02 accepted, no answer": Script(reply=Reply.SILENCE),
    "R03 accepted late": Script(accept_after=13.0, reply=Reply.SILENCE),
    "R04 filled before the look-up": Script(reply=Reply.SILENCE, fill_after=0.0),
    "R09 server error": Script(reply=Reply.SERVER_ERROR),
    "R11 refused": Script(accept_after=None, reply=Reply.REFUSAL),
    "partly filled, then cancelled": Script(
        reply=Reply.SILENCE, fill_after=0.0, part=Decimal(1), cancel_after=0.2
    ),
}
ENOUGH = 90.0
"""Seconds after which every question is settled: fence, lag, and slack for failed look-ups."""


Act = Callable[[DeskWorld], None]
"""Calls something of the desk; whatever it is, it is killed at each of its points."""


async def _nothing(_world: DeskWorld) -> None:
    """Begin with an account without orders."""


async def _run(
    path: Path,
    script: Script,
    kill_at: int | None,
    *,
    stream: bool,
    act: Act,
    before: Callable[[DeskWorld], Awaitable[None]] = _nothing,
) -> tuple[int, str]:
    numbers = count(1)
    world = DeskWorld(path, lambda: next(numbers))
    world.exchange.lag = 20.0
    world.exchange.scripts = [script]
    world.streaming = lambda: stream
    await world.start()
    await before(world)
    posts = len(world.exchange.posts)
    world.points, world.kill_at = 0, kill_at
    act(world)
    await _pass(world)
    points = world.points
    if world.killed.is_set():
        await world.kill()
        world.kill_at = None
        await world.start()
        await _pass(world)
    world.session.read_orders(world.exchange.live())
    await world.advance(2.0)
    world.check_quiet()
    assert len(world.exchange.posts) <= max(posts, 1)
    await world.kill()
    return points, world.where


async def _pass(world: DeskWorld) -> None:
    for _ in range(int(ENOUGH / 2)):
        await world.advance(2.0)
        world.check_always()
        if world.kill_at is not None and world.killed.is_set():
            break


async def _kill_everywhere(
    folder: Path,
    script: Script,
    *,
    stream: bool,
    act: Act,
    before: Callable[[DeskWorld], Awaitable[None]] = _nothing,
) -> int:
    """Live it whole, then once more for each point, killed there; how many points there are."""
    whole = folder / "whole.db"
    points, _ = await _run(whole, script, None, stream=stream, act=act, before=before)
    print(points, "points")  # noqa: T201  # the count is what a reader wants to see
    for point in range(1, points + 1):
        path = folder / f"{point}.db"
        killed = await _run(path, script, point, stream=stream, act=act, before=before)
        assert killed[1], point
    return points


@pytest.mark.parametrize("stream", [True, False], ids=["with stream", "without stream"])
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
async def test_fault_L01_a_kill_at_every_point_is_recovered_from(  # noqa: N802  # because L01 is the fault's id
    tmp_path: Path, script: Script, stream: bool
) -> None:
    points = await _kill_everywhere(
        tmp_path, script, stream=stream, act=lambda world: world.submit()
    )
    assert points >= 8


CANCELS: dict[str, Callable[[ExchangeLedger], None]] = {
    "done": lambda _: None,
    "R17 accepted, done later": lambda ledger: setattr(ledger, "cancel_reply", Reply.ANSWER),
    "done, no answer": lambda ledger: setattr(ledger, "cancel_reply", Reply.SILENCE),
    "no connection": lambda ledger: setattr(ledger, "cancel_reply", Reply.NO_CONNECTION),
    "lost on its way": lambda ledger: setattr(ledger, "cancel_arrives", False),
    "R18 filled before it came": lambda ledger: ledger.fill("1", Decimal(4)),
    "partly filled before it came": lambda ledger: ledger.fill("1", Decimal(1)),
    "R18 gone before it came": lambda ledger: ledger.end("1"),
}


@pytest.mark.parametrize("stream", [True, False], ids=["with stream", "without stream"])
@pytest.mark.parametrize("outcome", CANCELS.values(), ids=CANCELS)
async def test_fault_L01_a_cancel_killed_at_every_point_is_recovered_from(  # noqa: N802  # as above
    tmp_path: Path, outcome: Callable[[ExchangeLedger], None], stream: bool
) -> None:
    async def rests(world: DeskWorld) -> None:
        world.submit()
        await world.advance(2.0)
        (order,) = world.exchange.live()
        world.session.hear(order, "orderAccepted")
        await world.advance(1.0)

    def cancels(world: DeskWorld) -> None:
        (order,) = world.exchange.live()
        outcome(world.exchange)
        world.cancel(order)

    points = await _kill_everywhere(tmp_path, Script(), stream=stream, act=cancels, before=rests)
    assert points >= 1
