"""The values of an exit: what was typed, what it is checked against, and what came of the check."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum, auto
from typing import Protocol

from tui.domain.account import Fees
from tui.domain.book import BookTop, Take
from tui.domain.intent import IntentKind, Ticket
from tui.domain.market import BookState, Market
from tui.domain.money import AmountFault, Price, Quantity, Rate, Usd, plain
from tui.domain.order import Order
from tui.domain.position import Position, Side


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form: texts, exactly as typed."""

    price: str
    quantity: str
    side: Side | None = None
    """A side somebody insists on, from the command line; None derives it from the position."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How old a datum may be, in seconds, before an exit may not be decided on it."""

    mark: float = 5.0
    position: float = 60.0


@dataclass(frozen=True, slots=True)
class ExitView:
    """All that the rules look at: one consistent picture of market and account."""

    market: Market
    position: Position | None
    position_age: float | None
    """Seconds since the position was last confirmed; None when it never was."""
    mark: Price | None
    mark_age: float | None
    """Seconds since the mark was last told, by either clock; None when it never was."""
    last: Price | None
    book: BookTop | None
    """None while the book is not live."""
    covering: tuple[Order, ...]
    """Open reduce-only orders on the closing side: each already claims a part of the position."""
    unsettled: Quantity
    """Quantity of our own orders on the symbol whose fate is not known."""
    fees: Fees | None
    link_up: bool
    limits: Limits = Limits()
    reconciled: bool = True
    """Whether account and exchange were compared since the last connect."""
    mark_streamed: Price | None = None
    """The newest mark of the stream; None while none came, or without streams."""
    mark_read: Price | None = None
    """The mark as it was asked for by request a moment ago; None when it was not."""
    available: Usd | None = None
    """Equity that no margin is held on; None while it is not known."""
    leverage: Decimal | None = None
    """The account's leverage limit, as a multiple; None while it is not known."""

    @property
    def active_price(self) -> Price | None:
        """The price that the exchange's price band is measured from; None when not known."""
        return None if self.book is None else self.book.active_price(self.last)

    @property
    def free(self) -> Quantity:
        """What of the position no other exit claims yet; 0 without a position."""
        if self.position is None:
            return Quantity(Decimal(0))
        claimed = sum((order.remaining for order in self.covering), start=Decimal(self.unsettled))
        return Quantity(max(self.position.quantity - claimed, Decimal(0)))

    def without(self, order_id: str) -> "ExitView":
        """The picture as if one of the covering orders were gone."""
        others = tuple(order for order in self.covering if order.order_id != order_id)
        return replace(self, covering=others)


class Field(Enum):
    """Where a problem is shown."""

    PRICE = auto()
    QUANTITY = auto()
    SIDE = auto()
    SLIPPAGE = auto()
    FORM = auto()


class Rule(Enum):
    """The rules of a take-profit; a denial names one of them."""

    NO_POSITION = auto()
    WRONG_SIDE = auto()
    """The side insisted on would add to the position."""
    NOT_AN_AMOUNT = auto()
    NOT_BEYOND_MARK = auto()
    """A long exits above the mark, a short below it."""
    OFF_TICK = auto()
    OFF_STEP = auto()
    BELOW_MIN_PRICE = auto()
    ABOVE_MAX_PRICE = auto()
    BELOW_BAND = auto()
    ABOVE_BAND = auto()
    BELOW_MIN_QUANTITY = auto()
    ABOVE_MAX_QUANTITY = auto()
    MORE_THAN_FREE = auto()
    MARKET_CLOSED = auto()
    """The order-book state does not take new orders."""
    WOULD_TAKE = auto()
    """The market takes only orders that rest, and this one would fill now."""
    MARK_STALE = auto()
    POSITION_STALE = auto()
    LINK_DOWN = auto()
    NOT_RECONCILED = auto()
    BOOK_UNKNOWN = auto()
    """The price is to be taken from the book, and there is no live book."""
    NOT_A_SHARE = auto()
    """A share of the position is above 0 and at most 100 %."""
    WOULD_REST = auto()
    """It has to fill at once, and the book would not fill it (FOK: not as a whole)."""
    POST_ONLY_TAKES = auto()
    """It may only rest, and the book would fill it now."""
    TERMS_CLASH = auto()
    """Terms that exclude each other: what may only rest cannot fill at once."""
    WOULD_NOT_REDUCE = auto()
    """A reduce-only order without a position of the other direction."""
    NOT_A_SLIPPAGE = auto()
    """The slippage of an order at market is above 0 and not so wide that it bounds nothing."""
    SAME_TERMS = auto()
    """A replacement that is the order it stands in for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule, with the numbers that make it plain."""

    field: Field
    rule: Rule
    limit: Decimal | None = None
    """The number that was broken: tick, mark, minimum, free quantity, or the most seconds of age.

    None for WOULD_TAKE when there is no live book to tell by.
    """
    nearest: tuple[Decimal, ...] = ()
    """Values that would pass this rule and all others of its field, nearest first."""
    fault: AmountFault | None = None
    """Set for NOT_AN_AMOUNT."""
    state: BookState | None = None
    """Set for MARKET_CLOSED."""
    found: Decimal | None = None
    """The number that broke it: the typed value, or an age in seconds (None: never received)."""


class Caution(Enum):
    """Worth a second look, but the exchange would take it."""

    FILLS_NOW = auto()
    PARTLY_FILLS_NOW = auto()
    AT_A_LOSS = auto()
    """Below entry once the exit fee is paid."""
    FAR_FROM_MARK = auto()
    """More than half the mark away."""
    DUST_LEFT = auto()
    """What stays open is below the market's minimum quantity."""
    BOOK_UNKNOWN = auto()
    """No live book: whether it rests cannot be told."""
    ENLARGES = auto()
    """It opens a position or adds to one."""
    MARGIN_SHORT = auto()
    """The margin it needs is more than what is available; the exchange may refuse it."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the exit would bring: what fills now at the book's prices, the rest at its own."""

    from_mark: Rate | None
    """Signed distance of the price from the mark, a fraction of the mark."""
    from_entry: Rate
    """Signed distance of the price from entry, a fraction of entry."""
    share: Rate
    """Part of the position that leaves, 0 to 1."""
    gross: Usd
    """Profit against entry before the exit fee."""
    fee: Usd | None
    """Taker fee on what fills now plus maker fee on what rests; None when fees are unknown.

    The dearer of the two on all of it when the book is not live.
    """
    net: Usd | None
    """Gross less fee."""
    take: Take | None
    """What fills now and what rests; None when the book is not live."""


class Plan(Protocol):
    """Terms that passed every rule of their kind, and the picture they passed on."""

    @property
    def ticket(self) -> Ticket:
        """The terms to be signed and sent, exactly."""
        ...

    @property
    def kind(self) -> IntentKind:
        """What the trader wanted."""
        ...

    @property
    def position(self) -> Position | None:
        """The position it was checked on; None where there was none."""
        ...

    @property
    def mark(self) -> Price:
        """The mark it was checked against."""
        ...

    def again(self, view: ExitView) -> "Plan | tuple[Problem, ...]":
        """Check the same terms on another picture."""
        ...


@dataclass(frozen=True, slots=True)
class ExitPlan:
    """A checked take-profit: terms that pass every rule, and the picture they passed on."""

    ticket: Ticket
    position: Position
    mark: Price
    forecast: Forecast
    cautions: tuple[Caution, ...]
    recheck: Callable[[Draft, ExitView], "ExitPlan | tuple[Problem, ...]"] = field(
        repr=False, compare=False
    )
    """The rules that it passed."""

    @property
    def kind(self) -> IntentKind:
        """What the trader wanted."""
        return IntentKind.TAKE_PROFIT

    def again(self, view: ExitView) -> "ExitPlan | tuple[Problem, ...]":
        """Check the same terms on another picture."""
        ticket = self.ticket
        return self.recheck(Draft(plain(ticket.price), plain(ticket.quantity), ticket.side), view)
