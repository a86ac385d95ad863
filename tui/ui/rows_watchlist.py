"""Every perpetual on a line: what it costs, how it moves, what it pays, and what is held of it.

The order is made when it is asked for and then kept, so that no row moves away from under a finger.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from tui.domain.freshness import MARK_AGES, OPEN_INTEREST_AGES, TICKER_AGES
from tui.domain.market import BookState
from tui.domain.position import Direction
from tui.session.markets import MarketStore
from tui.ui import format as fmt
from tui.ui.ages import dated
from tui.ui.lines import Line, Panel, Row, Span, Tone, line, words
from tui.ui.rows_common import Picture, signed_tone
from tui.ui.rows_table import Cell, Column, cell, lay_out

COLUMNS = (
    Column("market", 0, is_number=False, least=8),
    Column("last", 1),
    Column("24h", 2, least=7),
    Column("held", 3),
    Column("volume", 4, least=6),
    Column("mark", 5),
    Column("funding", 6, least=9),
    Column("in", 8, least=8),
    Column("open interest", 7),
    Column("high", 9),
    Column("low", 10),
)


class Sort(Enum):
    """What the list is ordered by; the value is the word for it."""

    VOLUME = "volume"
    CHANGE = "24h change"
    FUNDING = "funding"
    OPEN_INTEREST = "open interest"
    POSITION = "position"
    NAME = "name"

    def next(self) -> "Sort":
        """The one that follows, in a circle."""
        every = list(Sort)
        return every[(every.index(self) + 1) % len(every)]


@dataclass(frozen=True, slots=True)
class Look:
    """How the list is looked at."""

    sort: Sort = Sort.VOLUME
    reverse: bool = False
    """Whether the smallest comes first; of names, the last."""
    text: str = ""
    """Only markets whose name holds this, in any case."""
    typing: bool = False
    """Whether keys go into `text`."""

    def sorted_by_next(self) -> "Look":
        """Ordered by the next column."""
        return replace(self, sort=self.sort.next(), reverse=False)

    def reversed(self) -> "Look":
        """The other way round."""
        return replace(self, reverse=not self.reverse)


def ordered(picture: Picture, look: Look) -> tuple[str, ...]:
    """Every listed symbol in the order of `look`; markets without a value come last."""
    known = [
        symbol
        for symbol in sorted(picture.markets, key=str.casefold)
        if _is_listed(picture, symbol)
    ]
    if look.sort is Sort.NAME:
        return tuple(reversed(known) if look.reverse else known)
    value = _VALUES[look.sort]
    values = {symbol: value(picture, picture.markets[symbol]) for symbol in known}
    present = {symbol: figure for symbol, figure in values.items() if figure is not None}
    ranked = sorted(present, key=lambda symbol: present[symbol], reverse=not look.reverse)
    return (*ranked, *(symbol for symbol in known if symbol not in present))


def _is_listed(picture: Picture, symbol: str) -> bool:
    """A hidden market is listed only where it matters: it is held or selected."""
    market = picture.markets[symbol].market
    return market.visible or symbol in picture.state.positions or symbol == picture.symbol


def _volume(_: Picture, store: MarketStore) -> Decimal | None:
    return None if store.ticker is None else store.ticker.quote_volume


def _change(_: Picture, store: MarketStore) -> Decimal | None:
    return None if store.ticker is None else store.ticker.change


def _funding(_: Picture, store: MarketStore) -> Decimal | None:
    return None if store.mark is None else store.mark.funding_rate


def _interest(_: Picture, store: MarketStore) -> Decimal | None:
    if store.open_interest is None or store.mark is None:
        return None
    return store.open_interest.quantity * store.mark.mark


def _notional(picture: Picture, store: MarketStore) -> Decimal | None:
    held = picture.state.positions.get(store.market.symbol)
    return None if held is None else held.position.notional_at(held.position.mark)


_VALUES: dict[Sort, Callable[[Picture, MarketStore], Decimal | None]] = {
    Sort.VOLUME: _volume,
    Sort.CHANGE: _change,
    Sort.FUNDING: _funding,
    Sort.OPEN_INTEREST: _interest,
    Sort.POSITION: _notional,
}


def matching(order: Iterable[str], look: Look) -> tuple[str, ...]:
    """The symbols of `order` that the typed text lets through: a part of the name, or a symbol.

    What every symbol ends in tells none from another.
    """
    needle = look.text.casefold()
    return tuple(
        symbol
        for symbol in order
        if needle in fmt.coin(symbol).casefold() or symbol.casefold().startswith(needle)
    )


def watchlist_panel(picture: Picture, width: int, look: Look, order: Sequence[str]) -> Panel:
    """The panel; one row per market of `order` that matches, keyed by symbol."""
    shown = [symbol for symbol in matching(order, look) if symbol in picture.markets]
    table = lay_out(COLUMNS, [_cells(picture, picture.markets[each]) for each in shown], width)
    body = tuple(Row(each, symbol) for each, symbol in zip(table.lines, shown, strict=True))
    return Panel(
        title=_title(look),
        note=_note(look, len(shown), len(order)),
        head=(table.head,) if shown else (),
        rows=body or (Row(_nothing(look, width)),),
    )


def _title(look: Look) -> Line:
    title = (Span("MARKETS", Tone.TITLE),)
    if look.typing:
        return (*title, Span(f" /{look.text}▏", Tone.ACCENT))
    return (*title, Span(f" /{look.text}", Tone.WARN)) if look.text else title


def _note(look: Look, shown: int, every: int) -> Line:
    arrow = "▲" if look.reverse is not (look.sort is Sort.NAME) else "▼"
    count = f"{shown} of {every}" if shown != every else str(every)
    keys = "" if look.typing else " · / find · s sort"
    return line(Span(f"{count} · by {look.sort.value} {arrow}{keys}", Tone.MUTED))


def _nothing(look: Look, width: int) -> Line:
    text = f"No market matches {look.text}." if look.text else "No market is known."
    return (Span(words(text, width), Tone.MUTED),)


def _cells(picture: Picture, store: MarketStore) -> list[Cell]:
    tick, ticker, mark = store.market.price.tick, store.ticker, store.mark
    mark_age, ticker_age = picture.age(store.mark_at), picture.age(store.ticker_at)

    def daily(text: str, tone: Tone = Tone.PLAIN, *, tell: bool = False) -> Cell:
        return dated(text, tone, ticker_age, TICKER_AGES, tell=tell)

    def marked(text: str, tone: Tone = Tone.PLAIN, *, tell: bool = False) -> Cell:
        return dated(text, tone, mark_age, MARK_AGES, tell=tell)

    last = ticker.last if ticker else None
    change = ticker.change if ticker else None
    ends = mark.next_funding_ms if mark else None
    return [
        _name(picture, store),
        daily(fmt.price(last, tick), Tone.STRONG, tell=True),
        daily(fmt.percent(change), signed_tone(change)),
        _position(picture, store),
        daily(fmt.compact(ticker.quote_volume if ticker else None)),
        marked(fmt.price(mark.mark if mark else None, tick), tell=True),
        marked(fmt.funding(mark.funding_rate if mark else None)),
        marked(fmt.countdown(None if ends is None else (ends - picture.wall_ms) / 1_000)),
        _open_interest(picture, store),
        daily(fmt.price(ticker.high if ticker else None, tick), Tone.MUTED),
        daily(fmt.price(ticker.low if ticker else None, tick), Tone.MUTED),
    ]


_STATES = {
    BookState.CLOSED: "closed",
    BookState.CANCEL_ONLY: "cancel only",
    BookState.LIMIT_ONLY: "limit only",
    BookState.POST_ONLY: "post only",
    BookState.UNKNOWN: "closed?",
}


def _name(picture: Picture, store: MarketStore) -> Cell:
    market = store.market
    tone = Tone.ACCENT if market.symbol == picture.symbol else Tone.STRONG
    name = cell(fmt.coin(market.symbol), tone)
    state = _STATES.get(market.state) if store.is_listed else "delisted"
    word = state or ("" if market.visible else "hidden")
    return (*name, Span(f" {word}", Tone.WARN)) if word else name


def _position(picture: Picture, store: MarketStore) -> Cell:
    held = picture.state.positions.get(store.market.symbol)
    if held is None:
        return cell("")
    position = held.position
    arrow, tone = ("▲", Tone.GAIN) if position.direction is Direction.LONG else ("▼", Tone.LOSS)
    return cell(f"{arrow} {fmt.quantity(position.quantity, store.market.quantity.step)}", tone)


def _open_interest(picture: Picture, store: MarketStore) -> Cell:
    value = _interest(picture, store)
    return dated(
        fmt.compact(value),
        Tone.PLAIN,
        picture.age(store.open_interest_at),
        OPEN_INTEREST_AGES,
        tell=False,
    )
