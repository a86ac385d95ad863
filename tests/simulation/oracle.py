"""The judge: holds what the client believes and does against what the engine's ledger knows.

The numbers I1 to I18 are the invariants of the order protocol. A breach is raised where it happens,
with the moment and what was seen.
"""

import hashlib
import json
from collections import Counter, deque
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.fakes.simulated_exchange import SYMBOLS, Past
from tests.fakes.simulated_net import Call
from tests.simulation.machine import Machine
from tests.simulation.program import Program
from tui.actions.denials import DenialCode
from tui.actions.gates import LONGEST_WRITE
from tui.domain.intent import IntentStatus
from tui.domain.position import Side
from tui.sandbox.auth import signing_text
from tui.sandbox.orders import Order, Status

RECENT = 30.0
"""Seconds within which the truth that an order rests on must have been true."""
RATE = 1_000
"""Requests in a minute that one program may make: half of what the exchange allows."""
_TICKS_LEFT = 60.0

NOT_THERE = frozenset({IntentStatus.NOT_SENT, IntentStatus.REJECTED, IntentStatus.ABSENT})
ENDED = {
    Status.FILLED: IntentStatus.FILLED,
    Status.CANCELLED: IntentStatus.CANCELLED,
    Status.EXPIRED: IntentStatus.EXPIRED,
}
_OWN = frozenset({DenialCode.IN_PROGRESS, DenialCode.UNSETTLED_INTENT})
"""What the order that is being sent blocks by itself."""


class Breach(AssertionError):
    """An invariant is broken: its kind, and what was seen."""

    def __init__(self, kind: str, seen: object) -> None:
        super().__init__(f"{kind}: {seen}")
        self.kind = kind


@dataclass
class Oracle:
    """Watches one machine."""

    machine: Machine
    program: Program | None = None
    posts: Counter[int] = field(default_factory=Counter)
    """By client id: how often our client sent it."""
    strange: set[int] = field(default_factory=set)
    """Client ids that the network doubled, or whose answer it swapped: an alarm is right."""
    oldest_mark: float = 0.0
    """Greatest true age, seconds, of a mark that an order was sent on."""
    oldest_position: float = 0.0
    unknowns: set[int] = field(default_factory=set)
    checks: int = 0
    breach: Breach | None = None
    """The first that was seen in the middle of a request."""
    _ticks: dict[str, Past[Decimal]] = field(default_factory=dict)
    _sent: deque[float] = field(default_factory=deque)
    _green: dict[str, float] = field(default_factory=dict)
    _executed: dict[int, Decimal] = field(default_factory=dict)
    _filled: set[int] = field(default_factory=set)
    _flat: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.machine.net.on_send = self.sees
        now = self.machine.world.now
        self._ticks = {s: Past(self._tick(s), now) for s in SYMBOLS}

    def _tick(self, symbol: str) -> Decimal:
        return self.machine.exchange.venue(symbol).instrument.tick

    def watch(self, program: Program) -> None:
        """A new program runs: what it knows and how much it asks begins anew."""
        self.program = program
        self._sent.clear()
        self._green.clear()
        self._flat.clear()
        self._executed.clear()
        self._filled.clear()
        program.disk.before_write = self.look_at_gates

    def look_at_gates(self) -> None:
        """Note for which markets an order could go now."""
        program, now = self.program, self.machine.world.now
        if program is None or program.desk is None:
            return
        for symbol in SYMBOLS:
            if all(denial.code in _OWN for denial in program.desk.blockers(symbol)):
                self._green[symbol] = now

    def sees(self, call: Call) -> None:
        """Judge one request at the moment it leaves; the verdict ends the day at the next look."""
        try:
            self._count_rate()
            if call.is_order and self.program is not None:
                self._sees_order(call, json.loads(call.body), self.program)
        except Breach as breach:
            self.breach = self.breach or breach

    def _count_rate(self) -> None:
        now = self.machine.loop.time()
        self._sent.append(now)
        while self._sent[0] < now - 60.0:
            self._sent.popleft()
        if len(self._sent) > RATE:
            raise Breach("I16 too many requests", len(self._sent))

    def _sees_order(self, call: Call, body: dict[str, Any], program: Program) -> None:
        client_id, symbol = body["clientId"], body["symbol"]
        self.posts[client_id] += 1
        if self.posts[client_id] > 1:
            raise Breach("I2 sent twice", client_id)
        self._written_down(call, body, program)
        held = self.machine.exchange.held[symbol]
        since = self.machine.world.now - RECENT
        truths = [held.value, *(was for end, was in held.before if end >= since)]
        self._reduces(body, [size for truth in truths if truth is not None for size in truth[1:]])
        self._stands_on_the_grid(body)
        self._is_fresh(body, program)

    def _written_down(self, call: Call, body: dict[str, Any], program: Program) -> None:
        journal = program.journal
        row = None
        if journal is not None and not journal._database.in_transaction:
            row = journal._database.execute(
                "SELECT status, digest FROM transition WHERE client_id = ? ORDER BY number DESC",
                (body["clientId"],),
            ).fetchone()
        if row is None or row["status"] != IntentStatus.SENDING.value:
            raise Breach("I3 not written down before it is sent", body)
        fields = [(k, str(v).lower() if v is True else str(v)) for k, v in body.items()]
        stamp, window = call.headers["x-timestamp"], call.headers["x-window"]
        text = f"{signing_text('orderExecute', fields)}&timestamp={stamp}&window={window}"
        if row["digest"] != hashlib.sha256(text.encode()).hexdigest():
            raise Breach("I3 other bytes than were written down", body)

    def _reduces(self, body: dict[str, Any], sizes: list[Decimal]) -> None:
        if (body["orderType"], body["reduceOnly"]) != ("Limit", True):
            raise Breach("I6 not a reduce-only limit", body)
        closing = [abs(size) for size in sizes if (size > 0) == (body["side"] == "Ask")]
        if not closing:
            raise Breach("I6 wrong side", (body, sizes))
        if Decimal(body["quantity"]) > max(closing):
            raise Breach("I6 larger than the position", (body, sizes))

    def _stands_on_the_grid(self, body: dict[str, Any]) -> None:
        symbol, now = body["symbol"], self.machine.world.now
        ticks = self._ticks[symbol]
        ticks.note(self._tick(symbol), now)
        recent = [ticks.value, *(was for end, was in ticks.before if end >= now - _TICKS_LEFT)]
        if all(Decimal(body["price"]) % tick for tick in recent):
            raise Breach("I6 off the grid", (body, recent))

    def _is_fresh(self, body: dict[str, Any], program: Program) -> None:
        """I7 and "sent on stale": the gates were open, and their inputs were as young as said."""
        symbol, now = body["symbol"], self.machine.world.now
        desk = program.desk
        assert desk is not None
        red = [denial for denial in desk.blockers(symbol) if denial.code not in _OWN]
        if red and now - self._green.get(symbol, 0.0) > LONGEST_WRITE + 0.1:
            raise Breach("I7 sent although a gate was closed", (body, red))
        view = program.session.view(symbol, self.machine.clock.monotonic())
        if view is None or view.mark is None or view.position is None:
            raise Breach("stale: sent without a picture", body)
        marks = self.machine.exchange.marks[symbol]
        mark_age = marks.age(view.mark, now)
        if mark_age is None or mark_age > view.limits.mark + LONGEST_WRITE + 0.5:
            raise Breach("stale: an old mark", (body, view.mark_age, mark_age))
        self.oldest_mark = max(self.oldest_mark, mark_age)
        sign = 1 if view.position.direction.closing_side is Side.ASK else -1
        truth = (view.position.position_id, view.position.quantity * sign)
        age = self.machine.exchange.held[symbol].age(truth, now)
        if age is None or age > RECENT:
            raise Breach("stale: an old position", (body, truth, view.position_age, age))
        self.oldest_position = max(self.oldest_position, age)

    def look(self) -> None:
        """What must hold at every moment."""
        self.checks += 1
        if self.breach is not None:
            raise self.breach
        if self.machine.bugs:
            raise Breach("a task of the client ended by a bug", repr(self.machine.bugs[0]))
        now = self.machine.world.now
        for symbol in SYMBOLS:
            self._ticks[symbol].note(self._tick(symbol), now)
        self.strange |= {
            json.loads(call.body)["clientId"]
            for call in self.machine.net.calls
            if call.is_order and call.trouble in {"doubled", "swapped"}
        }
        orders = self._ours()
        for client_id, found in orders.items():
            if len(found) > 1 and client_id not in self.strange:
                raise Breach("I1 duplicated", (client_id, found))
        if self.program is not None and self.program.is_alive:
            self._believes(self.program, orders)
            self._knows_positions(self.program)
            self.look_at_gates()

    def _ours(self) -> dict[int, list[Order]]:
        """Orders of our client by client id."""
        orders: dict[int, list[Order]] = {}
        for order in self.machine.exchange.orders():
            if order.terms.client_id is not None:
                orders.setdefault(order.terms.client_id, []).append(order)
        return orders

    def _believes(self, program: Program, orders: dict[int, list[Order]]) -> None:
        """I4, I8 and I9: nothing that exists, or may yet, is taken not to; fills never fall."""
        now_ms = self.machine.world.now_us() // 1_000
        for client_id, intent in program.session.state.intents.items():
            if intent.status is IntentStatus.UNKNOWN:
                self.unknowns.add(client_id)
            if intent.status in NOT_THERE and client_id not in self.strange:
                if client_id in orders:
                    raise Breach("I4 lost", (intent, orders[client_id]))
                if self.machine.net.may_still_appear(client_id, now_ms):
                    raise Breach("I4 given up although it may still appear", intent)
            executed = intent.executed or Decimal(0)
            if executed < self._executed.get(client_id, executed):
                raise Breach("I8 executed fell", intent)
            if executed > intent.ticket.quantity and client_id not in self.strange:
                raise Breach("I8 more executed than sent", intent)
            self._executed[client_id] = executed
            if client_id in self._filled and intent.status is not IntentStatus.FILLED:
                raise Breach("I9 no longer filled", intent)
            if intent.status is IntentStatus.FILLED:
                self._filled.add(client_id)

    def _knows_positions(self, program: Program) -> None:
        """I13: only a position that was closed becomes "no position"."""
        now = self.machine.world.now
        for symbol in SYMBOLS:
            is_flat = symbol not in program.session.state.positions
            if is_flat and self._flat.get(symbol) is False:
                age = self.machine.exchange.held[symbol].age(None, now)
                if age is None or age > _TICKS_LEFT:
                    raise Breach("I13 taken to be flat", (symbol, age))
            self._flat[symbol] = is_flat

    def is_quiet(self, program: Program) -> bool:
        """Whether all is as it has to be in the end."""
        try:
            self.check_quiet(program)
        except Breach as breach:
            if breach.kind.startswith("I5"):
                return False
            raise
        return True

    def check_quiet(self, program: Program) -> None:
        """I5: when all is quiet, journal, session and ledger tell the same story."""
        self.look()
        if program.journal is None:
            raise Breach("I5 not even open when all is quiet", program.session.state.links)
        rows = program.journal._database.execute(
            "SELECT client_id, status FROM transition t WHERE number ="
            " (SELECT max(number) FROM transition WHERE client_id = t.client_id)"
        ).fetchall()
        told = {row["client_id"]: IntentStatus(row["status"]) for row in rows}
        orders = self._ours()
        for client_id in orders.keys() - told.keys():
            raise Breach("I5 lost: an order of ours is not in the journal", orders[client_id])
        for client_id, status in told.items():
            found = orders.get(client_id, [])
            if client_id not in self.strange and status not in _expected(found):
                raise Breach("I5 journal and ledger differ", (client_id, status, found))
            if not status.is_settled:
                raise Breach("I5 still not known", (client_id, status))
        self._same_picture(program)

    def _same_picture(self, program: Program) -> None:
        state, account = program.session.state, self.machine.exchange.account
        if not state.reconciled or not all(link.up for link in state.links.values()):
            raise Breach("I5 not connected when all is quiet", state.links)
        believed = {o.order_id: (o.quantity, o.executed) for o in state.orders.values()}
        truth = {str(o.id): (o.quantity, o.executed) for o in account.orders.values()}
        if believed != truth:
            raise Breach("I5 open orders differ", (believed, truth))
        held = {
            symbol: (h.position.position_id, h.position.direction.value, h.position.quantity)
            for symbol, h in state.positions.items()
        }
        really = {
            symbol: (str(p.id), "long" if p.quantity > 0 else "short", abs(p.quantity))
            for symbol, p in account.positions.items()
        }
        if {s: (i, d.lower(), q) for s, (i, d, q) in held.items()} != really:
            raise Breach("I5 positions differ", (held, really))


def _expected(orders: list[Order]) -> frozenset[IntentStatus]:
    if not orders:
        return NOT_THERE
    (order,) = orders
    if order.status in ENDED:
        return frozenset({ENDED[order.status]})
    part = IntentStatus.PARTLY_FILLED if order.executed else IntentStatus.RESTING
    # An order that the exchange cut down as it took it is not what was sent: an alarm is right.
    is_cut = order.quantity != order.terms.quantity
    return frozenset({part, IntentStatus.MISMATCH} if is_cut else {part})
