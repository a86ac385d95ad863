"""A desk that can be killed and started again, between an exchange and a disk that survive.

Everything that would take the program to another moment (a read, a write, the send) passes a
numbered point. At a chosen point the program stops dead: no task runs on, nothing more is written.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from tests.fakes.clock import FakeClock, settle
from tests.fakes.desk_session import SYMBOL, DeskSession, position
from tests.fakes.exchange_ledger import ExchangeLedger, Post
from tui.actions.denials import Denied
from tui.actions.desk import Desk
from tui.actions.journal import Journal, open_journal
from tui.actions.journal_commands import commands
from tui.actions.resolve import Bounds
from tui.domain.book import BookTop, Level
from tui.domain.command import CancelScope, CommandKind, CommandStatus
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitView, Plan
from tui.domain.intent import Intent, IntentStatus
from tui.domain.limits import OrderLimits
from tui.domain.money import Price, Quantity
from tui.domain.order import Order, OrderStatus
from tui.domain.orders.check import check_close
from tui.domain.orders.plan import CloseDraft

T = TypeVar("T")

HELD = Decimal(10)
BOOK = BookTop(
    bids=(Level(Price(Decimal("149.99")), Quantity(Decimal(100))),),
    asks=(Level(Price(Decimal("150.01")), Quantity(Decimal(100))),),
)
GONE = {
    OrderStatus.FILLED: IntentStatus.FILLED,
    OrderStatus.CANCELLED: IntentStatus.CANCELLED,
    OrderStatus.EXPIRED: IntentStatus.EXPIRED,
}
NOT_THERE = frozenset({IntentStatus.NOT_SENT, IntentStatus.REJECTED, IntentStatus.ABSENT})


class DeskWorld:
    """One exchange and one journal file; programs come and go."""

    def __init__(self, path: Path, ids: Callable[[], int]) -> None:
        self.clock = FakeClock()
        self.path = path
        self.ids = ids
        self.exchange = ExchangeLedger(self.clock, step=self._point, on_post=self._check_post)
        self.exchange.on_order = self._hear
        self.streaming: Callable[[], bool] = lambda: True
        """Asked for each change of an order: does the stream tell it?"""
        self.bounds = Bounds()
        self.limits = OrderLimits(per_second=None, per_minute=None)
        self.out_until = 0.0
        """Monotonic second until which `is_out`."""
        self.points = 0
        self.kill_at: int | None = None
        self.killed = asyncio.Event()
        self.where = ""
        self.dead = False
        self.outcomes: list[Denied | Intent] = []
        self._tasks: list[asyncio.Task[object]] = []

    @property
    def is_out(self) -> bool:
        """Whether the exchange answers no reads for a while."""
        return self.clock.monotonic() < self.out_until

    async def start(self) -> None:
        """Start a program on the journal as it is."""
        self.dead = False
        self.session = DeskSession(
            self.clock, reading=lambda: self._point("reading the position"), book=BOOK
        )
        self._hold()
        self.session.connect(self.exchange.live())
        self.journal: Journal = await open_journal(self.path, self.clock.wall_ms(), self._off_loop)
        self.desk = Desk(
            self.session,
            self.exchange,
            self.journal,
            self.clock,
            self.ids,
            bounds=self.bounds,
            limits=self.limits,
        )
        self._tasks = [asyncio.create_task(self.desk.run())]
        await settle()

    def submit(self, price: str = "160", quantity: str = "4") -> None:
        """Confirm an exit; its outcome comes into `outcomes`."""
        plan = self.session.plan(price, quantity)
        self._start(self._submit(plan))

    async def _submit(self, *plans: Plan) -> None:
        sent = await self.desk.submit_batch(plans)
        self.outcomes += [sent] if isinstance(sent, Denied) else sent

    def view(self) -> ExitView:
        """The picture of the market now, with a live book a cent wide around the mark."""
        view = self.session.view(SYMBOL, self.clock.monotonic())
        assert view is not None
        return replace(view, mark_age=0.0)

    def close(self, share: str = "50") -> bool:
        """Confirm a close of a share at market; False when nothing of it is free."""
        plan = check_close(CloseDraft(share=share), self.view())
        if isinstance(plan, tuple):
            return False
        self._start(self._submit(plan))
        return True

    def submit_batch(self, *prices: str, quantity: str = "1") -> bool:
        """Confirm several exits in one request; False when one of them cannot be planned."""
        checked = [check(Draft(price, quantity), self.view()) for price in prices]
        plans = [plan for plan in checked if not isinstance(plan, tuple)]
        if len(plans) < len(prices):
            return False
        self._start(self._submit(*plans))
        return True

    def replace(self, order: Order, price: str) -> bool:
        """Confirm another price for a resting exit; False when that cannot be planned."""
        draft = Draft(price, str(order.remaining))
        plan = check(draft, self.view().without(order.order_id))
        if isinstance(plan, tuple):
            return False
        self._start(self.desk.replace(order, plan))
        return True

    def cancel_scope(self, scope: CancelScope) -> None:
        """Cancel many, whatever comes of it."""
        self._start(self.desk.cancel_scope(scope))

    def halt(self) -> None:
        """Throw the kill switch."""
        self._start(self.desk.halt())

    def unlock(self) -> None:
        """Put it off."""
        self._start(self.desk.unlock())

    def _start(self, work: Coroutine[Any, Any, object]) -> None:
        self._tasks.append(asyncio.create_task(work))

    def cancel(self, order: Order) -> None:
        """Cancel an order, whatever comes of it."""
        self._start(self.desk.cancel(order))

    async def advance(self, seconds: float) -> None:
        """Let time pass, or less of it when the program is killed."""
        self.exchange.catch_up()
        self._hold()
        await self.clock.advance(seconds)
        self.exchange.catch_up()
        await settle()

    async def kill(self) -> None:
        """End the program as SIGKILL does; its journal file is let go."""
        self.dead = True
        everything = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in everything:
            task.cancel()
        await asyncio.gather(*everything, return_exceptions=True)
        self._tasks = []
        with suppress(sqlite3.Error):
            self.journal._database.close()

    async def _point(self, where: str) -> None:
        self.points += 1
        if self.dead:
            raise asyncio.CancelledError
        if self.points == self.kill_at:
            self.where = where
            self.dead = True
            self.killed.set()
            await asyncio.get_running_loop().create_future()

    async def _off_loop(self, work: Callable[[], T]) -> T:
        await self._point("before a write")
        done = work()
        await self._point("after a write")
        return done

    def _hear(self, order: Order, happened: str) -> None:
        if not self.dead and self.streaming():
            self.session.hear(order, happened)

    def _hold(self) -> None:
        left = HELD - sum(entry.order.executed for entry in self.exchange.entries.values())
        self.session.held = {SYMBOL: position(str(left))} if left > 0 else {}

    def _check_post(self, post: Post) -> None:
        """I2, I3, I6: sent once, after it was written down, only ever to reduce, never halted."""
        assert self.desk.halted is None
        assert [p.client_id for p in self.exchange.posts].count(post.client_id) == 1
        status = self.journal._database.execute(
            "SELECT status FROM transition WHERE client_id = ? ORDER BY number DESC",
            (post.client_id,),
        ).fetchone()[0]
        assert status == "sending"
        body = post.body
        assert (body["orderType"], body["reduceOnly"], body["side"]) == ("Limit", True, "Ask")
        resting = sum((order.remaining for order in self.exchange.live()), start=Decimal(0))
        done = sum(entry.order.executed for entry in self.exchange.entries.values())
        assert resting + Decimal(body["quantity"]) <= HELD - done

    def check_always(self) -> None:
        """I1, I4, I8: what must hold at every moment."""
        ids = [entry.order.client_id for entry in self.exchange.entries.values()]
        assert len(ids) == len(set(ids))
        for client_id, intent in self.session.state.intents.items():
            if intent.status in NOT_THERE:
                assert client_id not in ids, (intent, "is on the exchange")
            if intent.executed is not None:
                assert intent.executed <= intent.ticket.quantity
        for command in self.session.state.commands.values():
            entry = self.exchange.entries.get(command.order_id or "")
            if entry is not None and command.status is CommandStatus.DONE:
                assert entry.order.status is OrderStatus.CANCELLED, command
            if entry is not None and command.status is CommandStatus.GONE:
                assert entry.order.status.is_final, command

    def check_quiet(self) -> None:
        """I5: when all is quiet, journal and exchange tell the same story of every intent.

        No command is left in the air, and the kill switch says of us what the exchange says.
        """
        for command in commands(self.journal._database):
            is_standing = command.kind is CommandKind.KILL
            assert command.status.is_settled or is_standing, command
        halted = self.desk.halted
        if halted is not None:
            assert halted.left == len(self.exchange.live()) == 0
        orders = {entry.order.client_id: entry.order for entry in self.exchange.entries.values()}
        rows = self.journal._database.execute(
            "SELECT client_id, status FROM transition t WHERE number ="
            " (SELECT max(number) FROM transition WHERE client_id = t.client_id)"
        ).fetchall()
        told = {row["client_id"]: IntentStatus(row["status"]) for row in rows}
        assert set(orders) <= set(told)
        for client_id, status in told.items():
            order = orders.get(client_id)
            if order is None:
                assert status in NOT_THERE, (client_id, status)
            else:
                assert status is _expected(order), (client_id, status, order)


def _expected(order: Order) -> IntentStatus:
    if order.status in GONE:
        return GONE[order.status]
    return IntentStatus.PARTLY_FILLED if order.executed else IntentStatus.RESTING
