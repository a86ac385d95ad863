"""Killed at every point between the confirmation and the last record, the next run is right.

Right means: nothing is sent twice, nothing that exists is forgotten, and what does not exist is
proved absent.
"""

from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Reply, Script

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


async def _run(path: Path, script: Script, kill_at: int | None, *, stream: bool) -> tuple[int, str]:
    numbers = count(1)
    world = DeskWorld(path, lambda: next(numbers))
    world.exchange.lag = 20.0
    world.exchange.scripts = [script]
    world.streaming = lambda: stream
    await world.start()
    world.points, world.kill_at = 0, kill_at
    world.submit()
    for _ in range(int(ENOUGH / 2)):
        await world.advance(2.0)
        world.check_always()
        if world.killed.is_set():
            break
    points = world.points
    if world.killed.is_set():
        await world.kill()
        world.kill_at = None
        await world.start()
        for _ in range(int(ENOUGH / 2)):
            await world.advance(2.0)
            world.check_always()
    world.check_quiet()
    assert len(world.exchange.posts) <= 1
    await world.kill()
    return points, world.where


@pytest.mark.parametrize("stream", [True, False], ids=["with stream", "without stream"])
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
async def test_fault_L01_a_kill_at_every_point_is_recovered_from(  # noqa: N802  # because L01 is the fault's id
    tmp_path: Path, script: Script, stream: bool
) -> None:
    points, _ = await _run(tmp_path / "whole.db", script, None, stream=stream)
    print(points, "points")  # noqa: T201  # the count is what a reader wants to see
    assert points >= 8
    killed_at = [
        (await _run(tmp_path / f"{point}.db", script, point, stream=stream))[1]
        for point in range(1, points + 1)
    ]
    assert all(killed_at)
