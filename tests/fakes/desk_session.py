"""The session as the desk sees it, over the real reducer: the account's truth without sockets."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tests.fakes.clock import FakeClock
from tui.client.errors import ReadFailed
from tui.domain.account import Fees
from tui.domain.book import BookTop
from tui.domain.events import (
    ClockMeasured,
    Event,
    Link,
    LinkUp,
    OrderChanged,
    OrdersRead,
    PositionsRead,
    Reconciled,
)
from tui.domain.exits.check import check
from tui.domain.exits.plan import Draft, ExitPlan, ExitView
from tui.domain.market import BookState, Market, MarketKind, PriceRules, QuantityRules
from tui.domain.money import Price, Quantity, Rate, Usd
from tui.domain.order import Order
from tui.domain.position import Direction, Position
from tui.session.reduce import reduce
from tui.session.state import State

SYMBOL = "SOL_USDC_PERP"


def market(symbol: str = SYMBOL) -> Market:
    """SOL perpetual with the filters of August 2026."""
    return Market(
        symbol=symbol,
        base="SOL",
        quote="USDC",
        kind=MarketKind.PERP,
        price=PriceRules(
            tick=Decimal("0.01"),
            minimum=Price(Decimal("0.01")),
            maximum=Price(Decimal(1_000)),
            min_multiplier=None,
            max_multiplier=None,
            min_impact_multiplier=None,
            max_impact_multiplier=None,
        ),
        quantity=QuantityRules(Decimal("0.01"), Quantity(Decimal("0.01")), None),
        initial_margin=None,
        maintenance_margin=None,
        funding_interval_ms=28_800_000,
        state=BookState.OPEN,
    )


def position(
    quantity: str = "10",
    direction: Direction = Direction.LONG,
    position_id: str = "p1",
    symbol: str = SYMBOL,
) -> Position:
    """A position of `quantity` entered at 140."""
    return Position(
        symbol=symbol,
        position_id=position_id,
        direction=direction,
        quantity=Quantity(Decimal(quantity)),
        entry=Price(Decimal(140)),
        break_even=None,
        mark=Price(Decimal(150)),
        liquidation=None,
        unrealized=Usd(Decimal(0)),
        realized=Usd(Decimal(0)),
        initial_margin=Rate(Decimal("0.1")),
        maintenance_margin=Rate(Decimal("0.05")),
    )


async def _nothing() -> None:
    """Answer at once."""


@dataclass
class DeskSession:
    """Implements `tui.actions.ports.Account`."""

    clock: FakeClock
    state: State = field(default_factory=State)
    held: dict[str, Position] = field(default_factory=lambda: {SYMBOL: position()})
    """What the exchange would answer about positions; `refresh` brings it into the state."""
    mark: Decimal = Decimal(150)
    mark_streamed: Decimal | None = None
    """The newest mark of the stream; None: no stream of marks."""
    available: Usd | None = None
    book: BookTop | None = None
    market: Market = field(default_factory=market)
    refresh_fails: str | None = None
    reading: Callable[[], Awaitable[None]] = _nothing
    """What passes while `refresh` reads."""
    events: list[Event] = field(default_factory=list)
    fills_known_until: int | None = None
    _mark_at: float | None = None
    _listeners: list[Callable[[], None]] = field(default_factory=list)

    def publish(self, event: Event) -> None:
        self.events.append(event)
        self.state = reduce(self.state, event, self.clock.monotonic(), self.clock.wall_ms())
        for listener in self._listeners:
            listener()

    def hear(self, order: Order, happened: str) -> None:
        """Take an order as the private stream tells it."""
        self.publish(OrderChanged(order, happened))

    def know_fills_until(self, time_ms: int) -> None:
        self.fills_known_until = time_ms

    def add_listener(self, callback: Callable[[], None]) -> None:
        self._listeners.append(callback)

    def connect(self, orders: tuple[Order, ...] = ()) -> None:
        """All links up, everything read and compared."""
        for link in Link:
            self.publish(LinkUp(link))
        self.publish(ClockMeasured(offset_ms=3.0, uncertainty_ms=20.0))
        self.read_positions()
        self.read_orders(orders)
        self._mark_at = self.clock.monotonic()
        self.publish(Reconciled())

    def read_positions(self) -> None:
        """Take the exchange's word on positions."""
        now_us = self.clock.wall_ms() * 1_000
        self.publish(PositionsRead(tuple(self.held.values()), asked_us=now_us))

    def read_orders(self, orders: tuple[Order, ...]) -> None:
        """Take the exchange's word on open orders."""
        self.publish(OrdersRead(orders, asked_us=self.clock.wall_ms() * 1_000))

    async def refresh(self, symbol: str) -> None:
        assert symbol == self.market.symbol
        await self.reading()
        if self.refresh_fails is not None:
            raise ReadFailed(self.refresh_fails)
        self.read_positions()
        self._mark_at = self.clock.monotonic()

    def view(self, symbol: str, now: float) -> ExitView | None:
        if symbol != self.market.symbol:
            return None
        held = self.state.positions.get(symbol)
        covering = tuple(
            order
            for order in self.state.orders.values()
            if order.symbol == symbol
            and held is not None
            and order.reduce_only
            and order.side is held.position.direction.closing_side
        )
        unsettled = sum(
            (
                intent.ticket.quantity
                for intent in self.state.intents.values()
                if not intent.status.is_settled
            ),
            start=Decimal(0),
        )
        confirmed = self.state.positions_confirmed
        return ExitView(
            market=self.market,
            position=held.position if held else None,
            position_age=None if confirmed is None else now - confirmed,
            mark=Price(self.mark),
            mark_age=None if self._mark_at is None else now - self._mark_at,
            last=Price(self.mark),
            book=self.book,
            covering=covering,
            unsettled=Quantity(unsettled),
            fees=Fees(Decimal(2), Decimal(5)),
            link_up=self.state.link(Link.PRIVATE).up,
            reconciled=self.state.reconciled,
            mark_streamed=None if self.mark_streamed is None else Price(self.mark_streamed),
            mark_read=Price(self.mark),
            available=self.available,
            leverage=Decimal(10),
        )

    def plan(self, price: str = "160", quantity: str = "4") -> ExitPlan:
        """A checked exit on the picture of this moment."""
        view = self.view(self.market.symbol, self.clock.monotonic())
        assert view is not None
        plan = check(Draft(price, quantity), replace(view, mark_age=0.0))
        assert isinstance(plan, ExitPlan), plan
        return plan
