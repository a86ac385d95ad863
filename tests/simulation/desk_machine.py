"""The real desk, journal and resolver as a state machine that hypothesis drives and shrinks.

Each rule is one step of a trader, of the exchange, of the network or of fate; after each of them
the invariants hold. In the end the faults stop, and journal and ledger agree.
"""

import shutil
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.fakes.desk_world import NOT_THERE, DeskWorld
from tests.fakes.exchange_ledger import Reply, Script
from tests.fakes.virtual_loop import VirtualLoop
from tui.actions.resolve import Bounds
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan
from tui.domain.intent import Intent, IntentStatus

QUIET = 75
"""Rounds of two seconds after which every question has its answer."""
STEPS_EACH = 50
_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of random name is made in it
_LAG = 8.0

scripts = st.builds(
    Script,
    accept_after=st.none() | st.floats(0.0, 14.9),
    reply=st.sampled_from([Reply.SILENCE, Reply.SERVER_ERROR]),
    reply_after=st.floats(0.03, 9.0),
    fill_after=st.none() | st.floats(0.0, 40.0),
    part=st.none() | st.just(Decimal("0.5")),
    cancel_after=st.none() | st.floats(0.0, 40.0),
) | st.sampled_from(
    [
        Script(),
        Script(fill_after=0.0),
        Script(accept_after=None, reply=Reply.REFUSAL),
        Script(accept_after=None, reply=Reply.NO_CONNECTION),
    ]
)


class DeskMachine(RuleBasedStateMachine):
    """One exchange, one journal file, programs that come and go."""

    steps = 0
    """Rules run so far, by all machines."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = VirtualLoop()
        parent = _MEMORY if _MEMORY.is_dir() else None
        self._directory = Path(tempfile.mkdtemp(dir=parent))
        self._hears = True
        self._reads = True
        self._executed: dict[int, Decimal] = {}
        numbers = count(1)
        self._world = DeskWorld(self._directory / "journal.db", lambda: next(numbers))
        self._world.bounds = Bounds(lag=_LAG)
        self._world.exchange.lag = _LAG - 1.0
        self._world.streaming = lambda: self._hears
        self._world.exchange.reads_fail = lambda: not self._reads

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        DeskMachine.steps += 1
        self._loop.run_until_complete(work)

    @initialize()
    def start(self) -> None:
        """The first program starts."""
        self._do(self._world.start())

    @rule(script=scripts, price=st.integers(151, 199), size=st.sampled_from(["0.5", "1", "4"]))
    def confirm(self, script: Script, price: int, size: str) -> None:
        """The trader confirms an exit, when the form lets him."""

        async def work() -> None:
            world, draft = self._world, Draft(f"{price}.25", size)
            view = world.session.view("SOL_USDC_PERP", world.clock.monotonic())
            if world.desk.blockers("SOL_USDC_PERP") or view is None:
                await world.advance(5.0)
            elif isinstance(check(draft, replace(view, mark_age=0.0)), ExitPlan):
                world.exchange.scripts = [script]
                world.submit(price=draft.price, quantity=draft.quantity)
                await world.advance(0.0)

        self._do(work())

    @rule(which=st.integers(0, 9), reply=st.sampled_from([None, Reply.SILENCE, Reply.ANSWER]))
    def cancel(self, which: int, reply: Reply | None) -> None:
        """The trader cancels one of the live orders."""

        async def work() -> None:
            live = self._world.exchange.live()
            if live:
                self._world.exchange.cancel_reply = reply
                self._world.cancel(live[which % len(live)])
                await self._world.advance(0.0)

        self._do(work())

    @rule(seconds=st.sampled_from([0.01, 0.1, 0.5, 1.0, 4.0, 12.0]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self._do(self._world.advance(seconds))

    @rule(hears=st.booleans(), reads=st.booleans())
    def weather(self, hears: bool, reads: bool) -> None:
        """The stream tells or is silent, questions are answered or not."""
        DeskMachine.steps += 1
        self._hears, self._reads = hears, reads

    @rule()
    def reconcile(self) -> None:
        """The session compares with the exchange, as after each connect."""

        async def work() -> None:
            if self._reads:
                self._world.session.connect(self._world.exchange.live())
            await self._world.advance(0.0)

        self._do(work())

    @rule(points=st.integers(1, 8))
    def doom(self, points: int) -> None:
        """The program will die a few points from here."""
        DeskMachine.steps += 1
        self._world.kill_at = self._world.points + points

    @precondition(lambda self: self._world.killed.is_set())
    @rule()
    def restart(self) -> None:
        """The next program starts on the journal of the dead one."""

        async def work() -> None:
            self._world.killed.clear()
            self._world.kill_at = None
            await self._world.kill()
            await self._world.start()

        self._executed.clear()
        self._do(work())

    @invariant()
    def holds(self) -> None:
        """I1, I4 and I8; I2, I3 and I6 are checked at each POST."""
        if not hasattr(self._world, "session"):
            return
        self._world.check_always()
        now = self._world.clock.monotonic()
        coming = {
            post.client_id
            for post in self._world.exchange.posts
            if post.script.accept_after is not None and now < post.at + post.script.accept_after
        }
        for client_id, intent in self._world.session.state.intents.items():
            executed = intent.executed or Decimal(0)
            assert executed >= self._executed.get(client_id, executed), intent
            self._executed[client_id] = executed
            assert intent.status not in NOT_THERE or client_id not in coming, intent
            self._settled_well(intent)

    @staticmethod
    def _settled_well(intent: Intent) -> None:
        if intent.status is IntentStatus.FILLED:
            assert intent.executed == intent.ticket.quantity, intent

    def teardown(self) -> None:
        """I5: the faults end, and everybody tells the same story."""
        try:
            if hasattr(self._world, "session"):
                self._loop.run_until_complete(self._end())
        finally:
            self._loop.close()
            shutil.rmtree(self._directory, ignore_errors=True)

    async def _end(self) -> None:
        world = self._world
        self._hears = self._reads = True
        world.kill_at = None
        if world.killed.is_set():
            world.killed.clear()
            await world.kill()
            await world.start()
        for number in range(QUIET):
            if number % 15 == 0:
                world.session.read_orders(world.exchange.live())
            await world.advance(2.0)
            world.check_always()
        world.check_quiet()
        await world.kill()


def drive(steps: int, say: Callable[[str], None], *, shrink: bool = True) -> None:
    """Run about so many steps in new machines; raises with the example of a failure."""
    before = DeskMachine.steps
    run_state_machine_as_test(
        DeskMachine,
        settings=settings(
            max_examples=max(1, steps // STEPS_EACH),
            stateful_step_count=STEPS_EACH,
            deadline=None,
            database=None,
            derandomize=True,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    say(f"{DeskMachine.steps - before:,} steps of the real desk, no invariant broken")
