"""The values of an order ticket and of closing a position: what was asked for, what may be sent."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from tui.domain.book import Take
from tui.domain.exits.plan import Caution, ExitView, Forecast, Problem
from tui.domain.intent import IntentKind, Ticket, TimeInForce
from tui.domain.money import Price, Rate, Usd
from tui.domain.position import Position, Side

DEFAULT_SLIPPAGE = Rate(Decimal("0.005"))
"""How far beyond the best price an order at market may fill: half a per cent."""


class PriceAt(StrEnum):
    """Where the price comes from."""

    MARKET = "market"
    """The best price of the other side, and beyond it by the slippage: fills at once or is
    dropped."""
    BID = "bid"
    ASK = "ask"
    MID = "mid"
    """Half-way between them, on the tick of our own side."""
    PRICE = "price"
    """The price that was typed."""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What stands in the order ticket: texts, exactly as typed."""

    side: Side
    quantity: str
    """Base units."""
    price: str = ""
    """Read only where `at` is PRICE."""
    at: PriceAt = PriceAt.PRICE
    slippage: Rate = DEFAULT_SLIPPAGE
    """Used where `at` is MARKET; a fraction."""
    time_in_force: TimeInForce = TimeInForce.GTC
    """At MARKET it is IOC unless FOK is asked for."""
    post_only: bool = False
    reduce_only: bool = False


@dataclass(frozen=True, slots=True)
class CloseDraft:
    """How a position is to be closed: texts, exactly as typed."""

    share: str = "100"
    """Per cent of the position, above 0 to 100; the quantity is rounded down to the step, and
    shown."""
    quantity: str = ""
    """Base units; when given, `share` is not read."""
    at: PriceAt = PriceAt.MARKET
    price: str = ""
    """Read only where `at` is PRICE."""
    slippage: Rate = DEFAULT_SLIPPAGE
    post_only: bool = False
    """Only where `at` is not MARKET."""


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """A checked order: terms that pass every rule, and the picture they passed on."""

    ticket: Ticket
    kind: IntentKind
    """ORDER or CLOSE."""
    position: Position | None
    mark: Price
    at: PriceAt
    reference: Price | None
    """The best price that MARKET, BID, ASK or MID was taken from; None where it was typed."""
    slippage: Rate | None
    """How far the price lies beyond `reference`, a fraction; None unless at MARKET."""
    notional: Usd
    """Quantity times price."""
    margin: Usd | None
    """Initial margin it needs; 0 for an order that only reduces, None while it is not known."""
    take: Take | None
    """What the book fills at once and what rests; None when the book is not live."""
    fee: Usd | None
    """Taker fee on what fills now plus maker fee on what rests; None when fees are unknown."""
    forecast: Forecast | None
    """Profit and fee of an order that only reduces; None for any other."""
    cautions: tuple[Caution, ...]
    recheck: "Callable[[OrderPlan, ExitView], OrderPlan | tuple[Problem, ...]]" = field(
        repr=False, compare=False
    )
    """The rules that it passed."""

    def again(self, view: ExitView) -> "OrderPlan | tuple[Problem, ...]":
        """Check the same terms on another picture: the price stays what it is."""
        return self.recheck(self, view)


class ReplacePolicy(StrEnum):
    """In which order an order is replaced; the exchange cannot change one in place."""

    PLACE_FIRST = "place first"
    """The new order is placed, then the old one cancelled: never uncovered, doubly so for a
    moment."""
    CANCEL_FIRST = "cancel first"
    """The old order is cancelled, and once the exchange says so the new one is placed: uncovered
    in between."""


@dataclass(frozen=True, slots=True)
class ReplaceWay:
    """How an order would be replaced, and why so: shown before anything is done."""

    policy: ReplacePolicy
    why: str
    """One plain sentence."""
