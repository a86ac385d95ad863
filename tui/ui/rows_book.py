"""The order book: a ladder around the spread with what stands before each price.

A book that is not live shows no number: a wrong book looks exactly like a right one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.book import BookStatus, BookTop, Level
from tui.domain.freshness import BOOK_AGES, Freshness
from tui.domain.money import ZERO, Rate
from tui.domain.position import Side
from tui.session.markets import MarketStore
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, line, right, toned, width_of, words
from tui.ui.rows_common import HATCH, Picture, orders_on

OWN = "◆"
"""Marks a price at which an order of the account rests."""

_MOST_BAR = 24
_GAP = 2
_BPS = 10_000


@dataclass(frozen=True, slots=True)
class _Rung:
    """One price of the ladder."""

    price: str
    size: str
    total: str
    share: Decimal
    """Cumulative size as a part of the largest shown."""
    is_own: bool


def book_panel(picture: Picture, width: int, height: int) -> Panel:
    """The panel, for `height` lines below its heading."""
    store = picture.store
    title = line(Span("BOOK", Tone.TITLE), Span(f" {fmt.coin(picture.symbol)}", Tone.MUTED))
    top = None if store is None else store.top(max(1, (height - 1) // 2))
    if store is None or top is None:
        return Panel(title=title, rows=(Row(_absent(store, width)),))
    age = picture.age(store.book_at)
    stale = BOOK_AGES.judge(age) is Freshness.STALE
    ladder = _ladder(picture, store, top, width)
    if stale:
        ladder = [toned(each, Tone.STALE) for each in ladder]
    note = (Span(f"{HATCH} {fmt.age(age)} old", Tone.WARN),) if stale else EMPTY
    return Panel(title=title, note=note, rows=tuple(Row(each) for each in ladder[:height]))


def _absent(store: MarketStore | None, width: int) -> Line:
    broken = store is not None and store.book.status is BookStatus.BROKEN
    text = "Resyncing: a change was missed." if broken else "Waiting for the book."
    return (Span(words(text, width), Tone.WARN if broken else Tone.MUTED),)


def _ladder(picture: Picture, store: MarketStore, top: BookTop, width: int) -> list[Line]:
    most = max((_total(top.bids), _total(top.asks), Decimal(0)))
    asks = _rungs(picture, store, top.asks, Side.ASK, most)
    bids = _rungs(picture, store, top.bids, Side.BID, most)
    every = [*asks, *bids]
    widths = (
        max((len(rung.price) for rung in every), default=0),
        max((len(rung.size) for rung in every), default=0),
        max((len(rung.total) for rung in every), default=0),
    )
    return [
        *(_draw(rung, widths, width, Tone.ASK) for rung in reversed(asks)),
        _spread(store, top, width),
        *(_draw(rung, widths, width, Tone.BID) for rung in bids),
    ]


def _total(levels: Sequence[Level]) -> Decimal:
    return sum((level.quantity for level in levels), start=ZERO)


def _rungs(
    picture: Picture, store: MarketStore, levels: Sequence[Level], side: Side, most: Decimal
) -> list[_Rung]:
    tick, step = store.market.price.tick, store.market.quantity.step
    own = {
        order.price
        for order in orders_on(picture, picture.symbol)
        if order.side is side and not order.is_conditional
    }
    rungs: list[_Rung] = []
    total = ZERO
    for level in levels:
        total += level.quantity
        rungs.append(
            _Rung(
                fmt.price(level.price, tick),
                fmt.quantity(level.quantity, step),
                fmt.quantity(total, step),
                total / most if most else ZERO,
                level.price in own,
            )
        )
    return rungs


def _draw(rung: _Rung, widths: tuple[int, int, int], width: int, tone: Tone) -> Line:
    """Price, size and total as far as they fit whole; what is left is a bar of the total."""
    parts: Line = (
        Span(OWN + " " if rung.is_own else "  ", Tone.ACCENT),
        *right((Span(rung.price, tone),), widths[0]),
    )
    for text, cells, value_tone in (
        (rung.size, widths[1], Tone.PLAIN),
        (rung.total, widths[2], Tone.MUTED),
    ):
        if width_of(parts) + _GAP + cells > width:
            return parts if width_of(parts) <= width else EMPTY
        parts += (Span(" " * _GAP), *right((Span(text, value_tone),), cells))
    room = min(_MOST_BAR, width - width_of(parts) - _GAP)
    if room < _GAP or width_of(parts) > width:
        return parts
    bar = Tone.ASK_BAR if tone is Tone.ASK else Tone.BID_BAR
    return (*parts, Span(" " * _GAP), Span(fmt.block(rung.share, room), bar))


def _spread(store: MarketStore, top: BookTop, width: int) -> Line:
    if top.best_bid is None or top.best_ask is None:
        return (Span(words("one side is empty", width), Tone.WARN),)
    gap = top.best_ask - top.best_bid
    bps = Rate(gap / top.best_ask * _BPS)
    text = f"  spread {fmt.price(gap, store.market.price.tick)} · {bps:.1f} bp"
    return (Span(text, Tone.MUTED),) if len(text) <= width else EMPTY
