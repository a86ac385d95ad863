"""The lines of the help screen, from the bindings in force: no key can be forgotten here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tui.ui.lines import EMPTY, Line, Span, Tone, left, line, wrapped
from tui.ui.rows_common import ESTIMATE, HATCH

_KEYS, _NAME = 17, 17

LEGEND: tuple[tuple[str, str], ...] = (
    ("▲ LONG  ▼ SHORT", "which way a position gains"),
    (f"{HATCH}100.60", "too old to decide on; its age stands beside it"),
    (f"{ESTIMATE}92.10", "our own estimate, not the exchange's figure"),
    ("━━━━────", "part of a position that exits cover"),
    ("—", "not known; never means zero"),
    ("UNKNOWN", "nobody answered for an order: it is looked up, not sent again"),
    ("DENIED", "our own checks refused; nothing was sent"),
    ("Rejected", "the exchange refused"),
)
"""Marks and words of the screen and what they mean."""


@dataclass(frozen=True, slots=True)
class KeyHelp:
    """What one action is called, on which keys it is, and what it does."""

    group: str
    keys: tuple[str, ...]
    name: str
    about: str
    enabled: bool = True


def help_lines(entries: Iterable[KeyHelp], width: int) -> tuple[Line, ...]:
    """All keys by group, then the legend, in lines of at most `width` cells."""
    lines: list[Line] = []
    for group, members in _grouped(entries):
        lines += [line(Span(group, Tone.TITLE))]
        for each in members:
            lines += _entry(each, width)
        lines.append(EMPTY)
    lines.append(line(Span("Marks and words", Tone.TITLE)))
    for mark, meaning in LEGEND:
        lines += _behind(line(Span(mark, Tone.STRONG)), _KEYS, meaning, width)
    return tuple(lines)


def _grouped(entries: Iterable[KeyHelp]) -> list[tuple[str, Sequence[KeyHelp]]]:
    groups: dict[str, list[KeyHelp]] = {}
    for each in entries:
        groups.setdefault(each.group, []).append(each)
    return list(groups.items())


def _entry(each: KeyHelp, width: int) -> list[Line]:
    keys = left(line(Span(" ".join(each.keys), Tone.KEY)), _KEYS - 1)
    name = Span(each.name, Tone.PLAIN if each.enabled else Tone.MUTED)
    about = each.about if each.enabled else f"{each.about} (not now)"
    return _behind((*keys, Span(" "), name), _KEYS + _NAME, about, width)


def _behind(lead: Line, indent: int, text: str, width: int) -> list[Line]:
    """A text behind a lead, its further lines set under its first word."""
    lead = left(lead, indent)
    body = wrapped(text, max(1, width - indent), Tone.MUTED)
    if not body:
        return [lead]
    blank = (Span(" " * indent),)
    return [(*(lead if n == 0 else blank), *each) for n, each in enumerate(body)]
