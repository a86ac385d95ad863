"""Moments in which the trader has to be kept safe, and a desk that knows what its screens show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from tests.builders import SOL, price, quantity, sol_order, usd
from tests.fakes.feed import FakeDesk
from tests.scenes import BTC, NOW, SCENES, WALL_MS, Scene
from tui.actions.denials import Denial, DenialCode
from tui.actions.gates import GateState
from tui.actions.outcomes import CancelDone, CancelUnknown, Evidence, KillOutcome, ScopeOutcome
from tui.domain.command import Command, CommandKind, CommandStatus, Halted
from tui.domain.events import CameBack, HaltChanged
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.limits import Budget, OrderLimits
from tui.domain.money import Rate
from tui.domain.order import Order
from tui.domain.position import Side
from tui.session.state import Happening, State
from tui.ui.app import BackpackApp
from tui.ui.rows_common import Picture

UNKNOWN_ID = 4_017_223_311

_GATES = (
    "may send",
    "kill switch off",
    "key accepted",
    "only writer",
    "journal healthy",
    "link up",
    "compared",
    "account in order",
    "clock certain",
    "nothing on its way",
    "all orders known",
    "market known",
    "market takes orders",
    "mark fresh",
    "position fresh",
    "marks agree",
    "order rate",
)
LIMITS = OrderLimits(
    largest_order=usd("5000"),
    open_notional=usd("20000"),
    from_mark=Rate(Decimal("0.2")),
    daily_loss=usd("500"),
)


def gate_states(**shut: Denial) -> tuple[GateState, ...]:
    """Every gate; those named (blanks as underscores) refuse."""
    named = {name.replace("_", " "): denial for name, denial in shut.items()}
    states = [GateState(name, (named[name],) if name in named else ()) for name in _GATES]
    opening = named.get("limits on opening")
    last = GateState("limits on opening", () if opening is None else (opening,), only_opening=True)
    return (*states, last)


@dataclass
class SafetyScene(Scene):
    """A scene with what the desk tells of it."""

    gates: tuple[GateState, ...] = field(default_factory=gate_states)
    used: Budget = field(default_factory=lambda: Budget(LIMITS, 0, 3, usd("17355.40"), usd("-120")))
    proofs: Mapping[int, float] = field(default_factory=dict)
    looks: Mapping[int, tuple[Evidence, ...]] = field(default_factory=dict)
    kill: KillOutcome | None = None
    scope: ScopeOutcome | None = None

    def picture(self, **changes: Any) -> Picture:
        return super().picture(**{"proofs": self.proofs, **changes})

    def app(self) -> BackpackApp:
        app = super().app()
        desk = app.desk
        assert isinstance(desk, FakeDesk)
        desk.gates, desk.used, desk.halted = self.gates, self.used, self.state.halted
        desk.proofs, desk.looks = dict(self.proofs), dict(self.looks)
        desk.kill_answer, desk.scope_answer = self.kill, self.scope
        return app


def _scene(changes: Mapping[str, Any], **more: Any) -> SafetyScene:
    base = SCENES["live_two_positions"]()
    state = replace(base.state, **changes)
    return SafetyScene(base.mode, state, base.markets, **more)


def our_orders() -> tuple[Order, ...]:
    """Three exits of ours, one order of another client, and a stop-loss."""
    return (
        sol_order("59887375336", client_id=7, price=price("104.50"), quantity=quantity("10")),
        sol_order("59887375391", client_id=8, price=price("106.00"), quantity=quantity("5")),
        sol_order("59887375502", client_id=9, symbol=BTC, side=Side.BID, price=price("64250")),
        sol_order("59887375440", price=price("108.00"), quantity=quantity("2.5")),
        *(each for each in _all_orders() if each.waits_for_trigger),
    )


def _all_orders() -> tuple[Order, ...]:
    return tuple(SCENES["live_two_positions"]().state.orders.values())


def intent(client_id: int, status: IntentStatus, **changes: Any) -> Intent:
    """A sell of 5 SOL at 108, recorded 9 s ago."""
    made = Intent(
        client_id,
        Ticket(SOL, Side.ASK, price("108.00"), quantity("5")),
        "1111343026156135",
        price("100.60"),
        status,
        WALL_MS - 9_000,
    )
    return replace(made, **changes)


def _ours() -> dict[str, Any]:
    orders = our_orders()
    ids = [each.client_id for each in orders if each.client_id is not None]
    return {
        "orders": MappingProxyType({each.order_id: each for each in orders}),
        "intents": MappingProxyType({n: intent(n, IntentStatus.RESTING) for n in ids}),
    }


def orders_of_all_kinds() -> SafetyScene:
    """Orders of ours and of another client, exits and a stop-loss, on two markets."""
    first, second, *_ = our_orders()
    words = "our orders, on SOL_USDC_PERP, conditional orders stay"
    command = Command(
        3, CommandKind.CANCEL_ALL, CommandStatus.PENDING, WALL_MS, SOL, scope=words, left=1
    )
    results = ((first, CancelDone(first)), (second, CancelUnknown("no answer within 10 s")))
    return _scene(_ours(), scope=ScopeOutcome(command, results))


def _halted(left: int | None, **changes: Any) -> SafetyScene:
    halted = Halted(WALL_MS - 12_000, left)
    happened = Happening(WALL_MS - 12_000, HaltChanged(halted))
    log = (*SCENES["live_two_positions"]().state.happenings, happened)
    shut = gate_states(kill_switch_off=Denial(DenialCode.HALTED))
    changes = {**_ours(), "halted": halted, "happenings": log, **changes}
    return _scene(changes, gates=shut, blocked=(Denial(DenialCode.HALTED),))


def halted_left() -> SafetyScene:
    """The kill switch is on and three orders of ours are left."""
    return _halted(3)


def halted_asking() -> SafetyScene:
    """The kill switch was put on a moment ago and nobody has counted yet."""
    return _halted(None)


def halted_none() -> SafetyScene:
    """The kill switch is on and the exchange has nothing of ours; others' orders stay."""
    orders = {each.order_id: each for each in our_orders() if each.client_id is None}
    scene = _halted(0, orders=MappingProxyType(orders))
    done, unknown, *_ = our_orders()
    results = ((done, CancelDone(done)), (unknown, CancelUnknown("no answer within 10 s")))
    halted = scene.state.halted
    assert halted is not None
    return replace(scene, kill=KillOutcome(halted, (*results, (unknown, CancelDone(unknown)))))


def _evidence(*ages: int) -> tuple[Evidence, ...]:
    places = ("open orders", "order history")
    return tuple(
        Evidence(WALL_MS - age * 1_000, place, "not there") for age in ages for place in places
    )


def _fate(held: Intent, **more: Any) -> SafetyScene:
    state = SCENES["live_two_positions"]().state
    intents = MappingProxyType({**state.intents, held.client_id: held})
    return _scene({"intents": intents, **more.pop("changes", {})}, **more)


def unknown_countdown() -> SafetyScene:
    """Nobody answered for an order; it could be proved absent in 36 seconds."""
    looks = (
        *_evidence(8, 7, 5),
        Evidence(WALL_MS - 3_000, "open orders", "no answer: no complete answer within 10 s"),
        *_evidence(1),
    )
    denial = Denial(DenialCode.UNSETTLED_INTENT, client_id=UNKNOWN_ID)
    return _fate(
        intent(UNKNOWN_ID, IntentStatus.UNKNOWN),
        proofs={UNKNOWN_ID: NOW + 36.4},
        looks={UNKNOWN_ID: looks},
        blocked=(denial,),
        gates=gate_states(all_orders_known=denial),
    )


def absent_watched() -> SafetyScene:
    """The order is proved absent and watched all the same."""
    looks = (*_evidence(55, 48, 40), Evidence(WALL_MS - 10_000, "fills", "not there"))
    held = intent(UNKNOWN_ID, IntentStatus.ABSENT, recorded_ms=WALL_MS - 60_000)
    return _fate(held, looks={UNKNOWN_ID: looks})


def came_back() -> SafetyScene:
    """An order that was proved absent rests on the exchange after all."""
    held = intent(UNKNOWN_ID, IntentStatus.RESTING, order_id="59887375777")
    order = sol_order(
        "59887375777", client_id=UNKNOWN_ID, price=price("108.00"), quantity=quantity("5")
    )
    state = SCENES["live_two_positions"]().state
    changes = {
        "orders": MappingProxyType({**state.orders, order.order_id: order}),
        "returned": MappingProxyType({UNKNOWN_ID: IntentStatus.ABSENT}),
        "happenings": (
            *state.happenings,
            Happening(WALL_MS - 1_000, CameBack(held, IntentStatus.ABSENT)),
        ),
    }
    return _fate(held, changes=changes)


def several_shut() -> SafetyScene:
    """Three gates refuse, one of them only what would open a position."""
    unknown = Denial(DenialCode.UNSETTLED_INTENT, client_id=UNKNOWN_ID)
    fast = Denial(DenialCode.TOO_FAST, limit=Decimal(10), found=Decimal(11), detail="60 s")
    loss = Denial(DenialCode.DAILY_LOSS, limit=usd("500"), found=usd("512.40"))
    gates = gate_states(all_orders_known=unknown, order_rate=fast, limits_on_opening=loss)
    used = Budget(LIMITS, 2, 10, usd("17355.40"), usd("-512.40"))
    return replace(unknown_countdown(), gates=gates, used=used, blocked=(unknown,))


def nothing_read() -> SafetyScene:
    """The program has just started: the account was not read, so nothing may be sent."""
    scene = SCENES["live_two_positions"]()
    state = State(links=scene.state.links, clock=scene.state.clock)
    denial = Denial(DenialCode.NOT_RECONCILED)
    used = Budget(LIMITS, 0, 0, None, None)
    return SafetyScene(
        scene.mode,
        state,
        scene.markets,
        blocked=(denial,),
        gates=gate_states(compared=denial),
        used=used,
    )


SAFETY_SCENES: Mapping[str, Callable[[], SafetyScene]] = {
    scene.__name__: scene
    for scene in (
        orders_of_all_kinds,
        halted_left,
        halted_asking,
        halted_none,
        unknown_countdown,
        absent_watched,
        came_back,
        several_shut,
        nothing_read,
    )
}
