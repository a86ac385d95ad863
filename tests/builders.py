"""What tests start from: a SOL market as recorded in September 2026, and values on it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tui.domain.account import Fees
from tui.domain.book import BookTop, Level
from tui.domain.exits.plan import Draft, ExitView
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.market import (
    BookState,
    MarginFunction,
    Market,
    MarketKind,
    PriceRules,
    QuantityRules,
)
from tui.domain.money import Price, Quantity, Rate, Usd
from tui.domain.order import Order, OrderStatus, OrderType
from tui.domain.position import Direction, Position, Side

SOL = "SOL_USDC_PERP"


def price(text: str) -> Price:
    return Price(Decimal(text))


def quantity(text: str) -> Quantity:
    return Quantity(Decimal(text))


def usd(text: str) -> Usd:
    return Usd(Decimal(text))


def sol_market(symbol: str = SOL, **changes: Any) -> Market:
    market = Market(
        symbol=symbol,
        base=symbol.split("_", maxsplit=1)[0],
        quote="USDC",
        kind=MarketKind.PERP,
        price=PriceRules(
            tick=Decimal("0.01"),
            minimum=price("0.01"),
            maximum=price("1000"),
            min_multiplier=Decimal("0.25"),
            max_multiplier=Decimal(2),
            min_impact_multiplier=Decimal("0.99"),
            max_impact_multiplier=Decimal("1.01"),
        ),
        quantity=QuantityRules(step=Decimal("0.01"), minimum=quantity("0.01"), maximum=None),
        initial_margin=MarginFunction(Decimal("0.02"), Decimal("0.000075")),
        maintenance_margin=MarginFunction(Decimal("0.0135"), Decimal("0.0000375")),
        funding_interval_ms=3_600_000,
        state=BookState.OPEN,
    )
    return replace(market, **changes)


def sol_long(**changes: Any) -> Position:
    """25 SOL bought at 98.20, marked at 100.60."""
    position = Position(
        symbol=SOL,
        position_id="1111343026156135",
        direction=Direction.LONG,
        quantity=quantity("25"),
        entry=price("98.20"),
        break_even=price("98.2491"),
        mark=price("100.60"),
        liquidation=None,
        unrealized=usd("60"),
        realized=usd("0"),
        initial_margin=Rate(Decimal("0.02")),
        maintenance_margin=Rate(Decimal("0.0135")),
    )
    return replace(position, **changes)


def sol_short(**changes: Any) -> Position:
    """25 SOL sold at 103.00, marked at 100.60."""
    return sol_long(direction=Direction.SHORT, entry=price("103"), **changes)


def sol_order(order_id: str = "59887375336", **changes: Any) -> Order:
    """A resting reduce-only sell of 5 SOL at 110."""
    order = Order(
        order_id=order_id,
        client_id=None,
        symbol=SOL,
        side=Side.ASK,
        order_type=OrderType.LIMIT,
        status=OrderStatus.NEW,
        price=price("110"),
        quantity=quantity("5"),
        executed=quantity("0"),
        executed_quote=usd("0"),
        reduce_only=True,
    )
    return replace(order, **changes)


def sol_book() -> BookTop:
    """100.59 bid, 100.61 offered, with more behind."""
    return BookTop(
        bids=(Level(price("100.59"), quantity("12")), Level(price("100.55"), quantity("40"))),
        asks=(Level(price("100.61"), quantity("10")), Level(price("100.66"), quantity("30"))),
    )


def exit_view(position: Position | None = None, **changes: Any) -> ExitView:
    """A fresh picture of a 25 SOL long with nothing in the way, changed as told."""
    view = ExitView(
        market=sol_market(),
        position=sol_long() if position is None else position,
        position_age=1.0,
        mark=price("100.60"),
        mark_age=0.5,
        last=price("100.60"),
        book=sol_book(),
        covering=(),
        unsettled=quantity("0"),
        fees=Fees(maker_bps=Decimal(2), taker_bps=Decimal(5)),
        link_up=True,
    )
    return replace(view, **changes)


def draft(at: str = "110", size: str = "10", side: Side | None = None) -> Draft:
    return Draft(price=at, quantity=size, side=side)


def sol_intent(client_id: int = 7, status: IntentStatus = IntentStatus.SENDING) -> Intent:
    """A confirmed sell of 5 SOL at 110."""
    return Intent(
        client_id=client_id,
        ticket=Ticket(SOL, Side.ASK, price("110"), quantity("5")),
        position_id="1111343026156135",
        mark=price("100.60"),
        status=status,
        recorded_ms=1_750_793_021_519,
    )
