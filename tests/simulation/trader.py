"""A trader who plans exits, confirms them, twice at times or late, cancels, and looks around."""

from collections import Counter
from decimal import Decimal
from random import Random

from tests.fakes.simulated_exchange import SYMBOLS
from tests.simulation.machine import Machine
from tests.simulation.program import Program
from tui.actions.denials import Denied
from tui.actions.desk import Desk
from tui.actions.outcomes import CancelFailed
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan
from tui.domain.money import floor_to, plain
from tui.domain.position import Direction

_DISTANCES = ("0.0001", "0.0004", "0.001", "0.004", "0.02", "0.3")
_SHARES = ("0.02", "0.05", "0.1", "0.1", "0.3", "1")


class Trader:
    """Acts on one program after the other; nothing of what he confirmed is confirmed again."""

    def __init__(self, machine: Machine, random: Random) -> None:
        self._machine = machine
        self._random = random
        self.plans: list[ExitPlan] = []
        self.did: Counter[str] = Counter()

    def act(self, program: Program) -> None:
        """Do one thing, or nothing."""
        desk, dice = program.desk, self._random.random()
        if desk is None or dice < 0.4:
            return
        if program.journal is not None and program.journal.trouble is not None and dice < 0.5:
            program.is_wanted = False
            return
        if dice < 0.80:
            self._plan(program, desk)
        elif dice < 0.93:
            self._cancel(program, desk)
        elif dice < 0.96:
            program.session.select(self._random.choice(SYMBOLS))
        else:
            self._confirm_again(program, desk)

    def _plan(self, program: Program, desk: Desk) -> None:
        draw, symbol = self._random, self._random.choice(SYMBOLS)
        view = program.session.view(symbol, self._machine.clock.monotonic())
        if view is None or view.position is None or view.mark is None:
            self.did["nothing to exit"] += 1
            return
        rules, away = view.market.price, Decimal(draw.choice(_DISTANCES))
        is_long = view.position.direction is Direction.LONG
        price = floor_to(view.mark * (1 + away if is_long else 1 - away), rules.tick)
        step = view.market.quantity.step
        quantity = floor_to(view.free * Decimal(draw.choice(_SHARES)), step)
        plan = check(Draft(plain(price + (rules.tick if is_long else 0)), plain(quantity)), view)
        if not isinstance(plan, ExitPlan):
            self.did["refused by the form"] += 1
            for problem in plan:
                self.did[f"form {problem.rule.name}"] += 1
            return
        self.plans.append(plan)
        thinks = draw.choice((0.0, 0.0, 0.0, 0.3, 2.0, 12.0))
        program.spawn(self._confirm(desk, plan, thinks))
        if draw.random() < 0.15:
            program.spawn(self._confirm(desk, plan, thinks + draw.choice((0.0, 0.01, 3.0))))

    def _confirm_again(self, program: Program, desk: Desk) -> None:
        """A plan of some time ago, confirmed before or not, by this program or an earlier one."""
        if self.plans:
            self.did["old plan"] += 1
            program.spawn(self._confirm(desk, self._random.choice(self.plans), 0.0))

    async def _confirm(self, desk: Desk, plan: ExitPlan, thinks: float) -> None:
        await self._machine.clock.sleep(thinks)
        outcome = await desk.submit(plan)
        if isinstance(outcome, Denied):
            self.did["denied"] += 1
            for reason in outcome.reasons:
                self.did[f"denied {reason.code.name}"] += 1
            return
        self.did[f"sent: {outcome.status.value}"] += 1
        self._machine.trace.note(f"outcome {outcome!r}")
        settled = await desk.settled(outcome.client_id, 20.0)
        assert settled.client_id == outcome.client_id

    def _cancel(self, program: Program, desk: Desk) -> None:
        orders = list(program.session.state.orders.values())
        if orders:
            program.spawn(self._cancel_one(desk, self._random.choice(orders).order_id, program))

    async def _cancel_one(self, desk: Desk, order_id: str, program: Program) -> None:
        order = program.session.state.orders.get(order_id)
        if order is None:
            return
        outcome = await desk.cancel(order)
        self.did[f"cancel: {type(outcome).__name__}"] += 1
        self._machine.trace.note(f"cancel {outcome!r}")
        if isinstance(outcome, CancelFailed):
            # I12: no gate of ours keeps a cancel back.
            assert "read-only" not in outcome.reason
