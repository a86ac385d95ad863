"""The line about the selected market: what its prices say of one another, funding, and its day.

Mark, index and last differ, and each fires other orders; the gaps are told in basis points.
"""

from collections.abc import Callable
from decimal import Decimal

from tui.domain.book import BookStatus
from tui.domain.events import Link
from tui.domain.freshness import (
    BOOK_AGES,
    MARK_AGES,
    OPEN_INTEREST_AGES,
    QUOTE_AGES,
    TICKER_AGES,
    TRADE_AGES,
    Freshness,
)
from tui.domain.market import BookState
from tui.domain.money import Rate
from tui.session.markets import MarketStore
from tui.ui import format as fmt
from tui.ui.ages import RESYNCING, dated, feed_badge
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, joined, justify, width_of
from tui.ui.rows_common import Picture
from tui.ui.rows_header import header

_BPS = 10_000
_FAR_BPS = 25
"""A gap from the mark of more basis points than this is worth a look."""

_GAP: Line = (Span("   "),)
_SPACE: Line = (Span(" "),)


def head_panel(picture: Picture, width: int) -> Panel:
    """The header with this line as its third; a low terminal shows the first two."""
    first = header(picture, width)
    return Panel(rows=(*first.rows, Row(market_line(picture, width))))


def market_line(picture: Picture, width: int) -> Line:
    """What has room, the most important first; which feeds are lively stands at the end."""
    store = picture.store
    if store is None:
        return EMPTY
    badges = _badges(picture, store, width)
    room = width - width_of(badges) - len(_GAP[0].text)
    groups = [draw(picture, store) for draw in _GROUPS]
    start = joined(groups, _GAP, room if room >= width // 2 else width)
    return justify(start, badges, width)


def _labelled(label: str, value: Line) -> Line:
    return (Span(f"{label} ", Tone.MUTED), *value)


def _state(_: Picture, store: MarketStore) -> Line:
    state = store.market.state
    if not store.is_listed:
        return (Span("market no longer listed", Tone.ALERT),)
    if state is BookState.OPEN:
        return EMPTY
    return (Span(f"market {state.value}", Tone.ALERT),)


def gap_bps(value: Decimal | None, against: Decimal | None) -> Decimal | None:
    """How far `value` is above `against`, in basis points; None when either is not known."""
    if value is None or not against:
        return None
    return (value - against) / against * _BPS


def _gaps(picture: Picture, store: MarketStore) -> Line:
    mark = store.mark
    if mark is None:
        return EMPTY
    parts: Line = EMPTY
    for label, value in (("index", mark.index), ("last", store.last)):
        gap = gap_bps(value, mark.mark)
        if gap is None:
            continue
        tone = Tone.WARN if abs(gap) > _FAR_BPS else Tone.PLAIN
        text = f"{fmt.signed(gap, 1)} bp"
        told = dated(text, tone, picture.age(store.mark_at), MARK_AGES, tell=False)
        parts += (*(_SPACE if parts else EMPTY), *_labelled(label, told))
    return _labelled("against mark:", parts) if parts else EMPTY


def _settled_funding(picture: Picture, store: MarketStore) -> Line:
    """What the interval before this one came to."""
    past = [rate for rate in store.funding if rate.end_ms <= picture.wall_ms]
    if not past:
        return EMPTY
    return _labelled("last funding", (Span(fmt.funding(past[0].rate)),))


def _yearly_funding(_: Picture, store: MarketStore) -> Line:
    """The running rate as if it were paid for a year."""
    rate, interval = (
        store.mark.funding_rate if store.mark else None,
        store.market.funding_interval_ms,
    )
    if rate is None or not interval:
        return EMPTY
    yearly = Rate(rate * (365 * 24 * 3_600_000) / interval)
    return _labelled("a year", (Span(fmt.percent(yearly, places=1)),))


def _extremes(picture: Picture, store: MarketStore) -> Line:
    ticker, tick = store.ticker, store.market.price.tick
    if ticker is None or ticker.high is None or ticker.low is None:
        return EMPTY
    text = f"{fmt.price(ticker.low, tick)} to {fmt.price(ticker.high, tick)}"
    return _labelled("24h", dated(text, Tone.PLAIN, picture.age(store.ticker_at), TICKER_AGES))


def _volume(picture: Picture, store: MarketStore) -> Line:
    if store.ticker is None:
        return EMPTY
    text = fmt.compact(store.ticker.quote_volume)
    return _labelled("vol", dated(text, Tone.PLAIN, picture.age(store.ticker_at), TICKER_AGES))


def _open_interest(picture: Picture, store: MarketStore) -> Line:
    if store.open_interest is None or store.mark is None:
        return EMPTY
    text = fmt.compact(store.open_interest.quantity * store.mark.mark)
    age = picture.age(store.open_interest_at)
    return _labelled("OI", dated(text, Tone.PLAIN, age, OPEN_INTEREST_AGES))


_GROUPS: tuple[Callable[[Picture, MarketStore], Line], ...] = (
    _state,
    _gaps,
    _extremes,
    _volume,
    _open_interest,
    _settled_funding,
    _yearly_funding,
)


_ROOM_FOR_NAMES = 140
"""Cells from which on every feed is named; below that, only those that are not lively."""


def _badges(picture: Picture, store: MarketStore, width: int) -> Line:
    """Which kinds of data keep coming; a book counts only while it is whole."""
    whole = store.book.status is BookStatus.LIVE
    heard = picture.state.link(Link.PUBLIC).up
    feeds = (
        ("mark", store.mark_at, MARK_AGES),
        ("quote", store.quote_at, QUOTE_AGES),
        ("book", store.book_at if whole else None, BOOK_AGES),
        ("trades", store.tape_at, TRADE_AGES if heard else BOOK_AGES),
        ("24h", store.ticker_at, TICKER_AGES),
        ("OI", store.open_interest_at, OPEN_INTEREST_AGES),
    )
    badges: list[Line] = []
    for name, at, limits in feeds:
        age = picture.age(at)
        if name == "book" and store.is_resyncing:
            badges.append(_labelled(name, RESYNCING))
        elif width >= _ROOM_FOR_NAMES or limits.judge(age) is not Freshness.FRESH:
            badges.append(feed_badge(name, age, limits))
    if len(badges) < len(feeds):
        badges.append(feed_badge("others" if badges else "feeds", 0.0, MARK_AGES))
    return joined(badges, _SPACE, width)
