"""What a panel shows, before it has colours: lines of spans, each with a tone.

Everything on the live screen is built from these values by pure functions, so a panel is tested as
plain text and coloured in one place, the stylesheet. A tone says what a text means, never which
colour it has. No text is ever read as markup.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


class Tone(StrEnum):
    """What a piece of text means; the stylesheets give each its colour as `line-panel--<tone>`."""

    PLAIN = "plain"
    MUTED = "muted"
    """Labels, units and what seldom decides."""
    FAINT = "faint"
    """Rules, empty parts of bars."""
    STRONG = "strong"
    """The number one looks for first."""
    TITLE = "title"
    ACCENT = "accent"
    """Where the attention is: the selected market, the focused panel."""
    GAIN = "gain"
    LOSS = "loss"
    BID = "bid"
    ASK = "ask"
    BID_BAR = "bid-bar"
    """How much stands in the book up to a price."""
    ASK_BAR = "ask-bar"
    WARN = "warn"
    ALERT = "alert"
    STALE = "stale"
    """A value past its limit of age; a mark in the text says so too."""
    KEY = "key"
    """A key to press."""
    LIVE = "live"
    """The badge of real money."""
    SANDBOX = "sandbox"
    """The badge of play money."""
    READ_ONLY = "read-only"
    """The badge of a session that cannot send."""


class Span(NamedTuple):
    """Text of one tone; it contains no line break."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]
"""One line of the screen, left to right."""

EMPTY: Line = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list; `key` names what it stands for, None where nothing can be chosen."""

    line: Line
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """All that a panel shows: a heading, lines that stay, and rows that scroll."""

    title: Line = EMPTY
    note: Line = EMPTY
    """Stands at the right end of the heading; left out when there is no room."""
    head: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()


def line(*parts: Span | str) -> Line:
    """Make a line; bare texts are plain."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts)


def rows(lines: Iterable[Line]) -> tuple[Row, ...]:
    """Make rows that cannot be chosen."""
    return tuple(Row(each) for each in lines)


def text_of(content: Line) -> str:
    """The text of a line without its tones."""
    return "".join(span.text for span in content)


_ONE_CELL = frozenset(
    [chr(code) for code in range(0x20, 0x7F)]
    + [chr(code) for code in range(0x2500, 0x25A0)]  # box drawing and block elements
    + list("·±\N{MINUS SIGN}…▲▼●○◐◆↑↓←→≤≥▴▾")
)
"""What nearly every line is made of: characters of one cell each."""


def width_of(content: Line) -> int:
    """Cells a line takes on the screen; wide characters take two."""
    text = content[0][0] if len(content) == 1 else "".join([text for text, _ in content])
    if (text.isascii() and text.isprintable()) or _ONE_CELL.issuperset(text):
        return len(text)
    return cell_len(text)


def words(text: str, width: int) -> str:
    """Shorten words to `width` cells, ending in an ellipsis. Not for numbers: see `drop`."""
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def drop(text: str, width: int) -> str:
    """Return a value whole, or nothing when it does not fit: half a number is a wrong number."""
    return text if cell_len(text) <= width else ""


def left(content: Line, width: int) -> Line:
    """Pad a line on its right to `width` cells; a wider one is returned as it is."""
    missing = width - width_of(content)
    return (*content, Span(" " * missing)) if missing > 0 else content


def right(content: Line, width: int) -> Line:
    """Pad a line on its left to `width` cells; a wider one is returned as it is."""
    missing = width - width_of(content)
    return (Span(" " * missing), *content) if missing > 0 else content


def justify(start: Line, end: Line, width: int, fill: Span | None = None) -> Line:
    """Put `start` at the left and `end` at the right; `end` is left out when both do not fit.

    `fill` is one cell repeated in between, a blank by default.
    """
    missing = width - width_of(start) - width_of(end)
    if missing < 1:
        return left(start, width)
    gap = Span(" " * missing) if fill is None else Span(fill.text * missing, fill.tone)
    return (*start, gap, *end)


def joined(groups: Iterable[Line], separator: Line, width: int) -> Line:
    """Join groups in order for as long as they fit whole; the first that does not ends the line."""
    result: Line = EMPTY
    for group in groups:
        if not group:
            continue
        longer = (*result, *separator, *group) if result else group
        if width_of(longer) > width:
            break
        result = longer
    return result


def toned(content: Line, tone: Tone) -> Line:
    """The same text in one tone, as for a row that is stale as a whole."""
    return tuple(Span(span.text, tone) for span in content)


_GROUNDED = frozenset({Tone.LIVE, Tone.SANDBOX, Tone.READ_ONLY})
"""Tones with a ground of their own, which a blank would show."""


def merged(content: Line) -> list[Span]:
    """The same cells in fewer spans: each costs the terminal a change of colours.

    A plain blank looks the same in any tone without a ground, so it joins the span before it.
    """
    result: list[Span] = []
    held, tone = "", Tone.PLAIN
    for span in content:
        text, own = span
        if not text:
            continue
        is_blank = own is Tone.PLAIN and text.isspace() and tone not in _GROUNDED
        if held and (own is tone or is_blank):
            held += text
            continue
        if held:
            result.append(Span(held, tone))
        held, tone = text, own
    if held:
        result.append(Span(held, tone))
    return result


def wrapped(text: str, width: int, tone: Tone = Tone.PLAIN) -> tuple[Line, ...]:
    """Break a sentence between words into lines of at most `width` cells.

    A single word wider than `width` is shortened; one with a digit in it gives way to an ellipsis.
    """
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += " " + word
        else:
            has_digit = any(char.isdigit() for char in word)
            fitted = drop(word, width) or ELLIPSIS if has_digit else words(word, width)
            lines.append(drop(fitted, width))
    return tuple(line(Span(each, tone)) for each in lines)
