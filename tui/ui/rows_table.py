"""Tables that never cut a value: a column that does not fit whole is left out.

Columns go in order of what decides: the least important goes first. Widths come from what stands in
the columns, so a long number widens its column and may cost another its place, but is never cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tui.ui.lines import EMPTY, Line, Span, Tone, width_of

GAP, WIDEST_GAP = 2, 4

Cell = Line
"""What stands in a column; its tone is its own."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `rank` 0 is the last to go."""

    title: str
    rank: int
    is_number: bool = True
    """Numbers stand at the right, words at the left."""
    least: int = 0
    """Cells it takes at least, so that a growing number seldom moves its neighbours."""


@dataclass(frozen=True, slots=True)
class Table:
    """A laid-out table."""

    head: Line
    lines: tuple[Line, ...]


def cell(text: str, tone: Tone = Tone.PLAIN) -> Cell:
    """A cell of one tone."""
    return (Span(text, tone),)


def lay_out(columns: Sequence[Column], cells: Sequence[Sequence[Cell]], width: int) -> Table:
    """Put `cells`, a sequence per row and one entry per column, into lines of at most `width`."""
    titles = [cell(column.title, Tone.MUTED) for column in columns]
    rows = [(row, [width_of(each) for each in row]) for row in (titles, *cells)]
    widths = [
        max(column.least, *[sizes[n] for _, sizes in rows]) for n, column in enumerate(columns)
    ]
    kept = _kept(columns, widths, width)
    if not kept:
        return Table(EMPTY, tuple(EMPTY for _ in cells))
    spare = width - sum(widths[n] for n in kept) - GAP * (len(kept) - 1)
    gap = min(WIDEST_GAP, GAP + spare // max(1, len(kept) - 1))
    places = [(n, columns[n].is_number) for n in kept]

    def lay(row: Sequence[Cell], sizes: Sequence[int]) -> Line:
        parts: list[Span] = []
        before = 0
        for n, is_number in places:
            missing = widths[n] - sizes[n]
            if is_number:
                before += missing
            if before:
                parts.append(Span(" " * before))
            parts.extend(row[n])
            before = gap if is_number else gap + missing
        if before > gap:
            parts.append(Span(" " * (before - gap)))
        return tuple(parts)

    head, *lines = [lay(row, sizes) for row, sizes in rows]
    return Table(head, tuple(lines))


def _kept(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """The columns that fit, in their order on the screen; the first that does not ends the choice.

    A column of less weight never stands where one of more had no room.
    """
    kept: list[int] = []
    used = 0
    for n in sorted(range(len(columns)), key=lambda n: columns[n].rank):
        needed = widths[n] + (GAP if kept else 0)
        if used + needed > width:
            break
        kept.append(n)
        used += needed
    return sorted(kept)
