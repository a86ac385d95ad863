"""What every form and card is put together from: lines that stand in more than one of them."""

from collections.abc import Mapping, Sequence

from tui.domain.exits.plan import ExitView, Field, Problem
from tui.domain.money import AmountFault
from tui.ui import format as fmt
from tui.ui.lines import Line, Span, Tone, joined, left, line, width_of, wrapped
from tui.ui.ports import Mode
from tui.ui.rows_common import aged

MODES: Mapping[Mode, Span] = {
    Mode.LIVE: Span(" LIVE · real money ", Tone.LIVE),
    Mode.SANDBOX: Span(" SANDBOX · play money ", Tone.SANDBOX),
    Mode.READ_ONLY: Span(" READ-ONLY · cannot send ", Tone.READ_ONLY),
}
"""Whose money it is, in words."""

GAP = line("   ")
"""Between groups of one line."""

_LABEL = 12
_COLUMN, _NARROW_COLUMN = 33, 26
_WIDE = 72
"""Cells of a card that have room for every unit and bar."""


FORM_KEYS = (
    ("enter", "review"),
    ("esc", "close"),
    ("↑↓", "tick"),
    ("pgup pgdn", "quarters"),
    ("shift+↑↓", "ten"),
)
"""The keys of a form with amounts alone and what they do; help names them all."""


def key_words(keys: Sequence[tuple[str, str]], width: int) -> Line:
    """What keys do, as far as there is room: the first of them first."""
    groups = [line(Span(f"{key} ", Tone.KEY), Span(does, Tone.MUTED)) for key, does in keys]
    return joined(groups, GAP, width)


def limited(lines: Sequence[Line], height: int) -> tuple[Line, ...]:
    """As many lines as there is room for; the last tells how many are left out."""
    if len(lines) <= height:
        return tuple(lines)
    if height < 1:
        return ()
    hidden = len(lines) - height + 1
    more = line(Span(f"… {hidden} more {'line' if hidden == 1 else 'lines'}", Tone.MUTED))
    return (*lines[: height - 1], more)


def problem_lines(
    problems: Sequence[Problem], sentences: Sequence[str], width: int
) -> tuple[Line, ...]:
    """What stands in the way first, then hints about fields that are still empty.

    `sentences` tells each of `problems`.
    """
    wrong, hints = list[Line](), list[Line]()
    for problem, sentence in zip(problems, sentences, strict=True):
        if problem.fault is AmountFault.EMPTY:
            hints += marked("·", sentence, width, Tone.MUTED)
        else:
            wrong += marked("✗", sentence, width, Tone.ALERT)
    return (*wrong, *hints)


def broken_fields(problems: Sequence[Problem]) -> frozenset[Field]:
    """Fields whose text breaks a rule; an empty one is only waiting."""
    return frozenset(each.field for each in problems if each.fault is not AmountFault.EMPTY)


def marked(mark: str, sentence: str, width: int, tone: Tone) -> tuple[Line, ...]:
    """A sentence behind a mark, its further lines set under its first word."""
    body = wrapped(sentence, width - 2, Tone.MUTED if tone is Tone.MUTED else Tone.PLAIN)
    return tuple(
        (Span(f"{mark} " if number == 0 else "  ", tone), *each) for number, each in enumerate(body)
    )


def labelled(label: str, value: str) -> Line:
    """A value behind its name."""
    return line(Span(f"{label} ", Tone.MUTED), Span(value))


def mark_line(view: ExitView) -> Line:
    """The mark; hatched and with its age when it is too old to decide on."""
    is_stale = view.mark_age is None or view.mark_age > view.limits.mark
    text = fmt.price(view.mark, view.market.price.tick)
    if is_stale and view.mark is not None:
        text = f"{text} {fmt.age(view.mark_age)} old"
    return (Span("mark ", Tone.MUTED), *aged(text, Tone.STRONG, stale=is_stale))


def columns(first: tuple[str, Line], second: tuple[str, Line], width: int) -> Line:
    """Two labelled values side by side; where it is narrow, each without what explains it."""
    column = _COLUMN if width >= _WIDE else _NARROW_COLUMN
    one = _cell(*first, column - 1)
    return (*left(one, column), *_cell(*second, width - column))


def _cell(label: str, value: Line, width: int) -> Line:
    """A value behind its label, without its unit where there is no room; no digit is cut off."""
    name = left(line(Span(label, Tone.MUTED)), _LABEL)
    for shown in (value, value[:1]):
        bare = (*shown[:-1], Span(shown[-1].text.rstrip(), shown[-1].tone))
        if _LABEL + width_of(bare) <= width:
            return (*name, *bare)
    return (*name, Span("too long", Tone.MUTED))
