"""The bottom line: the keys that work now, as spans and the cells they stand at."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tui.ui.lines import EMPTY, Line, Span, Tone, width_of


class Key(NamedTuple):
    """A key as the bottom line tells it."""

    key: str
    """As Textual calls it, to press it by a click."""
    shown: str
    does: str
    enabled: bool = True
    stays: bool = False
    """Whether others make room for it where not all fit."""


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
    for key in _fitting(tuple(keys), width):
        start = width_of(line) + (width_of((_GAP,)) if line else 0)
        line = (*line, *((_GAP,) if line else ()), *_spans(key))
        places.append((range(start, width_of(line)), key.key))
    if last is not None:
        spans = _spans(last)
        missing = width - width_of(line) - width_of(spans)
        if missing >= width_of((_GAP,)):
            places.append((range(width - width_of(spans), width), last.key))
            line = (*line, Span(" " * missing), *spans)
    return KeyLine(line, tuple(places))


def _fitting(keys: tuple[Key, ...], width: int) -> Iterator[Key]:
    gap = width_of((_GAP,))
    left = width + gap
    kept = sum(width_of(_spans(key)) + gap for key in keys if key.stays)
    is_full = False
    for key in keys:
        needs = width_of(_spans(key)) + gap
        kept -= needs if key.stays else 0
        fits = needs <= left if key.stays else not is_full and needs + kept <= left
        if fits:
            left -= needs
            yield key
        elif not key.stays:
            is_full = True


def _spans(key: Key) -> Line:
    shown, does = (Tone.KEY, Tone.MUTED) if key.enabled else (Tone.FAINT, Tone.FAINT)
    return (Span(f"{key.shown} ", shown), Span(key.does, does))
