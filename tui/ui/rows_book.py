"""The order book: a ladder around the spread with what stands before each price.

A book that is not live shows no number: a wrong book looks exactly like a right one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.book import BookStatus, BookTop
from tui.domain.freshness import BOOK_AGES, Freshness
from tui.domain.money import ZERO, Rate
from tui.domain.position import Side
from tui.session.markets import MarketStore
from tui.ui import format as fmt
from tui.ui.ladder import LadderLook, Rung, levels_needed, on_grid, rungs, settled
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, line, words
from tui.ui.rows_common import HATCH, Picture, mark_of, orders_on

OWN = "◆"
"""Marks a price at which an order of the account rests."""

CURSOR = "▶"
"""Marks the price that was chosen."""

_MOST_BAR = 24
_GAP = 2
_BPS = 10_000
_FOLLOWING = LadderLook()

_TONES = {Side.ASK: Tone.ASK, Side.BID: Tone.BID, None: Tone.MUTED}
_BARS = {Side.ASK: Tone.ASK_BAR, Side.BID: Tone.BID_BAR, None: Tone.FAINT}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One price of the ladder as text."""

    price: str
    size: str
    total: str
    share: Decimal
    """Cumulative size as a part of the largest shown."""
    marks: str
    side: Side | None


def book_panel(picture: Picture, width: int, height: int, look: LadderLook = _FOLLOWING) -> Panel:
    """The panel, for `height` lines below its heading."""
    store = picture.store
    title = _title(picture, look)
    top = None if store is None else store.top(levels_needed(look, height))
    if store is None or top is None:
        return Panel(title=title, rows=(Row(_absent(store, width)),))
    look = settled(look, top, store.market.price.tick)
    age = picture.age(store.book_at)
    ladder = _ladder(picture, store, top, look, width=width, height=height)
    if BOOK_AGES.judge(age) is Freshness.STALE:
        ladder = [_staled(each) for each in ladder]
        note = line(Span(f"{HATCH} {fmt.age(age)} old", Tone.WARN))
    else:
        note = _note(picture, top, look, height)
    return Panel(title=title, note=note, rows=tuple(Row(each) for each in ladder[:height]))


def _staled(content: Line) -> Line:
    """Numbers in one tone, bars in another: a bar says too little to stand out when it is old."""
    bars = {Tone.ASK_BAR, Tone.BID_BAR}
    return tuple(
        Span(span.text, Tone.FAINT if span.tone in bars else Tone.STALE) for span in content
    )


def _title(picture: Picture, look: LadderLook) -> Line:
    title = line(Span("BOOK", Tone.TITLE), Span(f" {fmt.coin(picture.symbol)}", Tone.MUTED))
    if look.multiple > 1:
        title += (Span(f" ×{look.multiple}", Tone.ACCENT),)  # noqa: RUF001  # because it is the sign for times
    return (*title, Span(" static", Tone.ACCENT)) if look.is_static else title


def _note(picture: Picture, top: BookTop, look: LadderLook, height: int) -> Line:
    """The chosen price and how far it is from the mark; else where a static ladder lost sight."""
    if look.cursor is not None:
        tick = picture.store.market.price.tick if picture.store else look.cursor
        mark = mark_of(picture, picture.symbol)
        away = fmt.percent(Rate((look.cursor - mark.price) / mark.price)) if mark else ""
        return (Span(f"{CURSOR}{fmt.price(look.cursor, tick)} {away}".rstrip(), Tone.ACCENT),)
    if not look.is_static or look.centre is None or picture.store is None:
        return EMPTY
    reach = picture.store.market.price.tick * look.multiple * (height // 2)
    if top.best_bid is not None and top.best_bid > look.centre + reach:
        return (Span("▲ market above, 0 to centre", Tone.WARN),)
    if top.best_ask is not None and top.best_ask < look.centre - reach:
        return (Span("▼ market below, 0 to centre", Tone.WARN),)
    return EMPTY


def _absent(store: MarketStore | None, width: int) -> Line:
    broken = store is not None and store.book.status is BookStatus.BROKEN
    text = "Resyncing: a change was missed." if broken else "Waiting for the book."
    return (Span(words(text, width), Tone.WARN if broken else Tone.MUTED),)


def _ladder(
    picture: Picture,
    store: MarketStore,
    top: BookTop,
    look: LadderLook,
    *,
    width: int,
    height: int,
) -> list[Line]:
    visible = rungs(look, top, store.market.price.tick, height)
    most = max((rung.total for rung in visible if rung), default=ZERO)
    own = _own(picture, store, look)
    drawn = [None if rung is None else _texts(rung, store, look, own, most) for rung in visible]
    widths = _widths([each for each in drawn if each])
    return [
        _spread(store, top, width) if each is None else _draw(each, widths, width) for each in drawn
    ]


def _own(picture: Picture, store: MarketStore, look: LadderLook) -> set[tuple[Side, Decimal]]:
    """Side and rung of each resting order of the account."""
    step = store.market.price.tick * look.multiple
    return {
        (order.side, on_grid(order.price, step, order.side))
        for order in orders_on(picture, picture.symbol)
        if order.price is not None and not order.is_conditional
    }


def _texts(
    rung: Rung, store: MarketStore, look: LadderLook, own: set[tuple[Side, Decimal]], most: Decimal
) -> _Drawn:
    tick, step = store.market.price.tick, store.market.quantity.step
    sides = (Side.ASK, Side.BID) if rung.side is None else (rung.side,)
    is_own = any((side, rung.price) in own for side in sides)
    return _Drawn(
        price=fmt.price(rung.price, tick),
        size="" if rung.side is None else fmt.quantity(rung.quantity, step),
        total="" if rung.side is None else fmt.quantity(rung.total, step),
        share=rung.total / most if most else ZERO,
        marks=(OWN if is_own else " ") + (CURSOR if rung.price == look.cursor else " "),
        side=rung.side,
    )


def _widths(drawn: Sequence[_Drawn]) -> tuple[int, int, int]:
    return (
        max((len(each.price) for each in drawn), default=0),
        max((len(each.size) for each in drawn), default=0),
        max((len(each.total) for each in drawn), default=0),
    )


def _draw(rung: _Drawn, widths: tuple[int, int, int], width: int) -> Line:
    """Price, size and total as far as they fit whole; what is left is a bar of the total."""
    used = len(rung.marks) + widths[0]
    if used > width:
        return EMPTY
    before = " " * (widths[0] - len(rung.price))
    parts = [Span(rung.marks + before, Tone.ACCENT), Span(rung.price, _TONES[rung.side])]
    for text, cells, tone in (
        (rung.size, widths[1], Tone.PLAIN),
        (rung.total, widths[2], Tone.MUTED),
    ):
        if used + _GAP + cells > width:
            return tuple(parts)
        parts += (Span(" " * (_GAP + cells - len(text))), Span(text, tone))
        used += _GAP + cells
    room = min(_MOST_BAR, width - used - _GAP)
    if room >= _GAP:
        parts += (Span(" " * _GAP), Span(fmt.block(rung.share, room), _BARS[rung.side]))
    return tuple(parts)


def _spread(store: MarketStore, top: BookTop, width: int) -> Line:
    if top.best_bid is None or top.best_ask is None:
        return (Span(words("one side is empty", width), Tone.WARN),)
    gap = top.best_ask - top.best_bid
    bps = Rate(gap / top.best_ask * _BPS)
    text = f"  spread {fmt.price(gap, store.market.price.tick)} · {bps:.1f} bp"
    return (Span(text, Tone.MUTED),) if len(text) <= width else EMPTY
