"""The screen for whoever wonders why a number is old: what was heard, how late, and what failed."""

from collections.abc import Iterable

from tui.domain.events import Link
from tui.session.diagnostics import Diagnostics, FlowFigures, LinkFigures
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Panel, Row, Span, Tone, line, words
from tui.ui.rows_common import Picture
from tui.ui.rows_header import LINK_NAMES
from tui.ui.rows_table import Cell, Column, cell, lay_out

_LINKS = (
    Column("link", 0, is_number=False),
    Column("state", 1, is_number=False),
    Column("frames", 3),
    Column("streams", 7),
    Column("unreadable", 4),
    Column("huge", 9),
    Column("ignored", 6),
    Column("errors", 5),
    Column("reconnects", 2),
    Column("ping", 8),
)
_FLOWS = (
    Column("data", 0, is_number=False),
    Column("messages", 2),
    Column("newest", 1),
    Column("delay", 3),
)
_SLOW_MS = 250
"""A delay or a lag of more milliseconds than this is worth a look."""


def diagnostics_panel(
    picture: Picture, figures: Diagnostics, screen: Iterable[Line], width: int
) -> Panel:
    """The panel; `screen` are the figures of the screen itself."""
    blocks = (
        _table(_LINKS, [_link(picture, each) for each in figures.links], width),
        _table(_FLOWS, [_flow(picture, each) for each in figures.flows], width),
        _rest(picture, figures, width),
        [*screen],
    )
    lines: list[Line] = []
    for block in blocks:
        lines += [*([EMPTY] if lines else []), *block]
    return Panel(
        title=(Span("DIAGNOSTICS", Tone.TITLE),),
        note=line(Span("since the start of the program", Tone.MUTED)),
        rows=tuple(Row(each, str(n)) for n, each in enumerate(lines)),
    )


def _table(columns: tuple[Column, ...], cells: list[list[Cell]], width: int) -> list[Line]:
    table = lay_out(columns, cells, width)
    return [table.head, *table.lines]


def _count(number: int, *, bad: bool = False) -> Cell:
    return cell(f"{number:,}", Tone.WARN if bad and number else Tone.PLAIN)


def _milliseconds(value: float | None, *, places: int = 0) -> Cell:
    if value is None:
        return cell(fmt.MISSING, Tone.MUTED)
    tone = Tone.WARN if value > _SLOW_MS else Tone.PLAIN
    return cell(f"{value:.{places}f} ms".replace("-", fmt.MINUS), tone)


def _link(picture: Picture, figures: LinkFigures) -> list[Cell]:
    state = picture.state.link(figures.link)
    since = fmt.whole_age(picture.age(state.since))
    up = cell(f"● up {since}", Tone.GAIN) if state.up else cell(f"○ down {since}", Tone.WARN)
    trip = figures.round_trip
    return [
        cell(LINK_NAMES[figures.link], Tone.STRONG),
        up if figures.link in picture.state.links else cell("○ connecting", Tone.WARN),
        _count(figures.counts.frames),
        _count(figures.wanted),
        _count(figures.counts.unreadable, bad=True),
        _count(figures.counts.huge, bad=True),
        _count(figures.counts.ignored),
        _count(figures.counts.errors, bad=True),
        _count(figures.reconnects, bad=True),
        _milliseconds(None if trip is None else trip * 1_000, places=1),
    ]


def _flow(picture: Picture, figures: FlowFigures) -> list[Cell]:
    return [
        cell(figures.name, Tone.STRONG),
        _count(figures.count),
        cell(fmt.age(picture.age(figures.at))),
        _milliseconds(figures.delay_ms),
    ]


def _rest(picture: Picture, figures: Diagnostics, width: int) -> list[Line]:
    clock = picture.state.clock
    trip = figures.rest_round_trip
    rest = picture.state.link(Link.REST)
    entries: list[tuple[str, Line]] = [
        ("last request took", _milliseconds(None if trip is None else trip * 1_000)),
        (
            "exchange's clock",
            cell(fmt.MISSING, Tone.MUTED)
            if clock is None
            else cell(f"{fmt.signed(clock.offset_ms, 1)} ms, ±{clock.uncertainty_ms:.1f} ms"),
        ),
        ("program late by", _milliseconds(figures.lag_ms, places=1)),
        ("at most, in a minute", _milliseconds(figures.lag_most_ms, places=1)),
        ("book repaired", cell(f"{figures.book_repairs:,} times")),
        ("impossible times", _count(figures.suspect, bad=True)),
    ]
    if Link.REST in picture.state.links and not rest.up:
        room = max(0, width - _LABEL)
        entries.insert(0, ("requests fail", cell(words(rest.reason, room), Tone.WARN)))
    for link in figures.links:
        if link.counts.fault:
            text = words(f"{LINK_NAMES[link.link]}, {link.counts.fault}", max(0, width - _LABEL))
            entries.append(("newest unreadable", cell(text, Tone.WARN)))
    return [entry(label, value) for label, value in entries]


_LABEL = 22


def entry(label: str, value: Line) -> Line:
    """One figure with its name."""
    return (Span(label.ljust(_LABEL), Tone.MUTED), *value)
