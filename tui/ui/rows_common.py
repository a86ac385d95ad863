"""What every panel is made from, and how a value shows its age.

A stale value is dimmed and carries a hatch, so that it is told apart without colour; the heading or
the cell beside it says how old it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from tui.domain.events import Link
from tui.domain.freshness import MARK_AGES, POSITION_AGES, Freshness
from tui.domain.money import Price
from tui.domain.order import Order
from tui.domain.position import Direction, Position, Side
from tui.session.diagnostics import NO_PULSE, Pulse
from tui.session.markets import MarketStore
from tui.session.state import Held, State
from tui.ui.lines import Line, Span, Tone
from tui.ui.ports import Mode

HATCH = "\N{BOX DRAWINGS LIGHT DIAGONAL UPPER RIGHT TO LOWER LEFT}"
"""Stands before a value that is too old to decide on."""

ESTIMATE = "~"
"""Stands before a figure that is our own estimate."""

_TICK = Decimal("0.01")


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One moment of everything that is shown."""

    mode: Mode
    state: State
    markets: Mapping[str, MarketStore]
    symbol: str
    now: float
    """Monotonic seconds."""
    wall_ms: int
    blocked: tuple[str, ...] = ()
    """Why an order on the symbol would be denied now, as sentences."""
    exchange: str = ""
    """Host and port of an exchange that is not Backpack's own and not our sandbox."""
    pulse: Pulse = NO_PULSE
    proofs: Mapping[int, float] = field(default_factory=dict)
    """By client id: the monotonic second by which an unknown order could be proved absent."""

    @property
    def store(self) -> MarketStore | None:
        """The selected market."""
        return self.markets.get(self.symbol)

    def age(self, at: float | None) -> float | None:
        """Seconds since `at`; None when it never was."""
        return None if at is None else max(0.0, self.now - at)

    def selected(self, symbol: str) -> "Picture":
        """The same moment with another market selected."""
        return replace(self, symbol=symbol)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark price and how far it may be trusted."""

    price: Price
    freshness: Freshness

    @property
    def is_stale(self) -> bool:
        """Whether nothing may be decided on it."""
        return self.freshness in {Freshness.STALE, Freshness.NEVER}


def mark_of(picture: Picture, symbol: str) -> Mark | None:
    """The newest mark of a market; the position's own one, as stale, when no stream tells it."""
    store = picture.markets.get(symbol)
    if store is not None and store.mark is not None:
        return Mark(store.mark.mark, MARK_AGES.judge(picture.age(store.mark_at)))
    held = picture.state.positions.get(symbol)
    return None if held is None else Mark(held.position.mark, Freshness.NEVER)


def is_unconfirmed(picture: Picture, held: Held) -> bool:
    """Whether a position was confirmed too long ago to decide on."""
    return POSITION_AGES.judge(picture.age(held.confirmed)) is Freshness.STALE


def tick_of(picture: Picture, symbol: str) -> Decimal:
    """The tick of a market; a hundredth while the market is not known."""
    store = picture.markets.get(symbol)
    return store.market.price.tick if store else _TICK


def step_of(picture: Picture, symbol: str) -> Decimal:
    """The quantity step of a market; a hundredth while the market is not known."""
    store = picture.markets.get(symbol)
    return store.market.quantity.step if store else _TICK


def aged(text: str, tone: Tone, *, stale: bool) -> Line:
    """A value, dimmed and hatched when it is stale."""
    return (Span(HATCH + text, Tone.STALE),) if stale else (Span(text, tone),)


def at_mark(text: str, tone: Tone, mark: Mark | None, *, doubt: bool = False) -> Line:
    """A value that is as old as the mark it is made with: dimmed, then hatched as well.

    With `doubt` it is hatched at any age: what else it is made with is too old.
    """
    if mark is None or mark.is_stale or doubt:
        return aged(text, tone, stale=True)
    return (Span(text, Tone.MUTED if mark.freshness is Freshness.AGING else tone),)


def signed_tone(value: Decimal | None) -> Tone:
    """Gain, loss, or neither."""
    if not value:
        return Tone.MUTED if value is None else Tone.PLAIN
    return Tone.GAIN if value > 0 else Tone.LOSS


def direction_cell(direction: Direction) -> Line:
    """`▲ LONG` or `▼ SHORT`."""
    arrow, tone = ("▲", Tone.GAIN) if direction is Direction.LONG else ("▼", Tone.LOSS)
    return (Span(f"{arrow} {direction.name}", tone),)


def side_cell(side: Side) -> Line:
    """`SELL` or `BUY`."""
    return (Span("SELL", Tone.ASK),) if side is Side.ASK else (Span("BUY", Tone.BID),)


def nothing_held(picture: Picture, confirmed: float | None, empty: str) -> str:
    """Why a list of the account is empty: it is, it was not read yet, or it cannot be."""
    if confirmed is not None:
        return empty
    if picture.mode is Mode.READ_ONLY and Link.PRIVATE not in picture.state.links:
        return "Shown once an API key is given."
    return "Not read yet."


def orders_on(picture: Picture, symbol: str) -> tuple[Order, ...]:
    """Open orders of one market."""
    return tuple(each for each in picture.state.orders.values() if each.symbol == symbol)


def positions(picture: Picture) -> tuple[Position, ...]:
    """Open positions."""
    return tuple(held.position for held in picture.state.positions.values())
