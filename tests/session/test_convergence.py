"""A little exchange whose messages get lost, doubled and shuffled: readings must still converge."""

import random
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import SOL, quantity, sol_long, sol_order
from tui.domain.events import (
    Event,
    OrderChanged,
    OrdersRead,
    PositionChanged,
    PositionClosed,
    PositionsRead,
)
from tui.domain.order import Order, OrderStatus
from tui.domain.position import Position
from tui.session.reduce import reduce
from tui.session.state import State

STEP_US = 1_000


@dataclass
class Venue:
    """The truth, and the messages it has sent that have not arrived."""

    chance: random.Random
    now_us: int = STEP_US
    orders: dict[str, Order] = field(default_factory=dict)
    position: Position | None = None
    wire: list[Event] = field(default_factory=list)

    def live(self) -> None:
        """One thing happens on the exchange."""
        self.now_us += STEP_US
        open_ids = [i for i, order in self.orders.items() if not order.status.is_final]
        act = self.chance.choice(("place", "fill", "cancel", "hold", "close"))
        if act == "place" or (not open_ids and act in {"fill", "cancel"}):
            self._tell(sol_order(str(len(self.orders)), engine_us=self.now_us))
        elif act in {"fill", "cancel"}:
            self._tell(self._moved(self.orders[self.chance.choice(open_ids)], act))
        elif act == "hold":
            self.position = sol_long(quantity=quantity(str(self.chance.randint(1, 30))))
            self.wire.append(PositionChanged(self.position, self.now_us))
        else:
            self.position = None
            self.wire.append(PositionClosed(SOL, self.now_us))

    def _moved(self, order: Order, act: str) -> Order:
        if act == "cancel":
            return replace(order, status=OrderStatus.CANCELLED, engine_us=self.now_us)
        executed = quantity(str(order.executed + 1))
        is_full = executed == order.quantity
        status = OrderStatus.FILLED if is_full else OrderStatus.PARTIALLY_FILLED
        return replace(order, status=status, executed=executed, engine_us=self.now_us)

    def _tell(self, order: Order) -> None:
        self.orders[order.order_id] = order
        self.wire.append(OrderChanged(order, "x"))

    def open_orders(self) -> tuple[Order, ...]:
        """As an answer tells them: without engine times."""
        found = (order for order in self.orders.values() if not order.status.is_final)
        return tuple(replace(order, engine_us=0) for order in found)

    def reading(self) -> list[Event]:
        held = () if self.position is None else (self.position,)
        return [PositionsRead(held, self.now_us), OrdersRead(self.open_orders(), self.now_us)]

    def arrive(self) -> Event | None:
        """A message, perhaps out of turn, perhaps lost, perhaps to come again."""
        if not self.wire:
            return None
        index = self.chance.randrange(len(self.wire))
        event = self.wire[index]
        if self.chance.random() < 0.8:
            del self.wire[index]
        return None if self.chance.random() < 0.2 else event


def faces(orders: list[Order]) -> dict[str, tuple[object, ...]]:
    return {o.order_id: (o.status, o.executed, o.quantity) for o in orders}


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32), st.integers(5, 60))
def test_faults_n16_n22_n23_after_a_reading_the_state_equals_the_exchange(
    seed: int, steps: int
) -> None:
    venue, state = Venue(random.Random(seed)), State()
    finished: set[str] = set()
    late: list[Event] = []
    for _ in range(steps):
        venue.live()
        late += venue.reading() if venue.chance.random() < 0.2 else []
        for event in (
            venue.arrive(),
            late.pop(0) if late and venue.chance.random() < 0.5 else None,
        ):
            if event is not None:
                state = reduce(state, event, 0.0, 0)
        assert not finished & set(state.orders), "a final order was opened again"
        finished |= set(state.finished)
    venue.now_us += STEP_US
    for event in [*venue.reading(), *late, *venue.wire]:
        state = reduce(state, event, 0.0, 0)
    assert faces(list(state.orders.values())) == faces(list(venue.open_orders()))
    held = state.positions.get(SOL)
    assert (None if held is None else held.position) == venue.position
