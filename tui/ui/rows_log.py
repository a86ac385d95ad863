"""The log of what happened, newest first, each with the time we learned of it (UTC)."""

from functools import lru_cache

from tui.session.state import Happening
from tui.ui import format as fmt
from tui.ui.lines import Line, Panel, Row, Span, Tone, wrapped
from tui.ui.rows_common import Picture
from tui.ui.wording_events import tell

_STAMP = 10
"""Cells of the time and the gap after it."""


def log_panel(picture: Picture, width: int) -> Panel:
    """The panel; a sentence wraps rather than being cut, and has a key on its first line."""
    body: list[Row] = []
    happenings = picture.state.happenings
    for n in range(len(happenings) - 1, -1, -1):
        key = f"{happenings[n].wall_ms}:{n}"
        told = _lines(happenings[n], width)
        body += [Row(each, None if place else key) for place, each in enumerate(told)]
    quiet = Row((Span("Nothing yet.", Tone.MUTED),))
    return Panel(title=(Span("LOG", Tone.TITLE),), rows=tuple(body) or (quiet,))


@lru_cache(maxsize=1_000)
def _lines(happening: Happening, width: int) -> tuple[Line, ...]:
    """The same happening is drawn in every frame: its lines are made once per width."""
    told = tell(happening.event)
    if told is None:
        return ()
    text = wrapped(told.text, max(1, width - _STAMP), told.tone)
    stamp = Span(fmt.clock(happening.wall_ms).ljust(_STAMP), Tone.MUTED)
    indent = Span(" " * _STAMP)
    return tuple((stamp if not n else indent, *content) for n, content in enumerate(text))
