"""The bottom line: the keys that work now, as spans and the cells they stand at."""

from collections.abc import Iterable
from typing import NamedTuple

from tui.ui.lines import EMPTY, Line, Span, Tone, width_of


class Key(NamedTuple):
    """A key as the bottom line tells it."""

    key: str
    """As Textual calls it, to press it by a click."""
    shown: str
    does: str
    enabled: bool = True


class KeyLine(NamedTuple):
    """The drawn line, and which key stands where."""

    line: Line
    places: tuple[tuple[range, str], ...]

    def at(self, x: int) -> str | None:
        """The key at a cell; None between keys."""
        return next((key for place, key in self.places if x in place), None)


_GAP = Span("  ")


def key_line(keys: Iterable[Key], last: Key | None, width: int) -> KeyLine:
    """As many keys as fit whole, in order, and `last` at the right end where it still fits."""
    line: Line = EMPTY
    places: list[tuple[range, str]] = []
    for key in keys:
        spans = _spans(key)
        start = width_of(line) + (width_of((_GAP,)) if line else 0)
        if start + width_of(spans) > width:
            break
        line = (*line, *((_GAP,) if line else ()), *spans)
        places.append((range(start, width_of(line)), key.key))
    if last is not None:
        spans = _spans(last)
        missing = width - width_of(line) - width_of(spans)
        if missing >= width_of((_GAP,)):
            places.append((range(width - width_of(spans), width), last.key))
            line = (*line, Span(" " * missing), *spans)
    return KeyLine(line, tuple(places))


def _spans(key: Key) -> Line:
    shown, does = (Tone.KEY, Tone.MUTED) if key.enabled else (Tone.FAINT, Tone.FAINT)
    return (Span(f"{key.shown} ", shown), Span(key.does, does))
