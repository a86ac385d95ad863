"""Killed at every point of a cancel, a close, a batch, a replacement and the kill switch.

Right means: nothing is sent twice, nothing that exists is forgotten, no command stays in the air,
and a kill switch that was thrown is still on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Reply, Script
from tui.domain.command import CancelScope

ENOUGH = 90.0
"""Seconds after which every question is settled: fence, lag, and slack for failed look-ups."""


def _cancel(world: DeskWorld) -> None:
    world.cancel(world.exchange.live()[0])


def _replace_beside(world: DeskWorld) -> None:
    assert world.replace(world.session.state.orders["1"], "170")


def _batch(world: DeskWorld) -> None:
    assert world.submit_batch("170", "171")


def _close(world: DeskWorld) -> None:
    assert world.close("50")


ACTIONS: dict[str, tuple[str, Callable[[DeskWorld], None]]] = {
    "cancel": ("4", _cancel),
    "cancel a market": ("4", lambda world: world.cancel_scope(CancelScope("SOL_USDC_PERP"))),
    "cancel a scope": ("4", lambda world: world.cancel_scope(CancelScope(ours_only=True))),
    "close": ("4", _close),
    "batch": ("4", _batch),
    "replace, placed first": ("4", _replace_beside),
    "replace, cancelled first": ("10", _replace_beside),
    "kill switch": ("4", lambda world: world.halt()),
}
REPLIES: dict[str, tuple[Reply | None, Script]] = {
    "answered": (None, Script()),
    "no answer": (Reply.SILENCE, Script(reply=Reply.SILENCE)),
    "accepted late": (Reply.ANSWER, Script(accept_after=13.0, reply=Reply.SILENCE)),
    "never arrived": (Reply.NO_CONNECTION, Script(accept_after=None, reply=Reply.SILENCE)),
}


@dataclass
class Run:
    """One world, killed at a point or not at all."""

    points: int
    where: str
    was_halted: bool


async def _run(path: Path, action: str, reply: str, kill_at: int | None, *, stream: bool) -> Run:
    numbers = count(1)
    world = DeskWorld(path, lambda: next(numbers))
    world.exchange.lag = 20.0
    quantity, act = ACTIONS[action]
    await world.start()
    world.submit(quantity=quantity)
    await world.advance(1.0)
    cancel_reply, script = REPLIES[reply]
    world.exchange.cancel_reply, world.exchange.scripts = cancel_reply, [script, script]
    world.streaming = lambda: stream
    world.points, world.kill_at = 0, kill_at
    act(world)
    halted = await _live(world)
    where, points = world.where, world.points
    if world.killed.is_set():
        await world.kill()
        world.kill_at = None
        world.exchange.cancel_reply = None
        await world.start()
        if halted:
            assert world.desk.halted is not None
    world.streaming = lambda: True
    world.exchange.cancel_reply = None
    world.session.read_orders(world.exchange.live())
    await _live(world)
    world.check_quiet()
    await world.kill()
    return Run(points, where, halted)


async def _live(world: DeskWorld) -> bool:
    """Time passes until all is settled or the program is killed; whether a halt was on the disk."""
    for _ in range(int(ENOUGH / 2)):
        await world.advance(2.0)
        world.check_always()
        if world.killed.is_set() and world.dead:
            break
    return world.journal.halted_since is not None


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("action", ACTIONS)
async def test_fault_L01_a_kill_at_every_point_of_a_command_is_recovered_from(  # noqa: N802  # because L01 is the fault's id
    tmp_path: Path, action: str, reply: str
) -> None:
    stream = reply == "answered"
    whole = await _run(tmp_path / "whole.db", action, reply, None, stream=stream)
    points = min(whole.points, 40)
    print(points, "points")  # noqa: T201  # the count is what a reader wants to see
    assert points >= 3
    for point in range(1, points + 1):
        run = await _run(tmp_path / f"{point}.db", action, reply, point, stream=stream)
        assert run.where
