"""A sheet of cells to draw on: every cell holds one character in one tone, nothing outside it."""

from tui.ui.lines import Line, Span, Tone

_BLANK = (" ", Tone.PLAIN)


class Canvas:
    """`width` by `height` cells, blank at first. Only characters one cell wide may be put on it."""

    def __init__(self, width: int, height: int) -> None:
        self.width = max(0, width)
        self.height = max(0, height)
        self._rows = [[_BLANK] * self.width for _ in range(self.height)]

    def copy(self) -> "Canvas":
        """A sheet like this one, to draw on without spoiling it."""
        made = Canvas(0, 0)
        made.width, made.height = self.width, self.height
        made._rows = [row.copy() for row in self._rows]
        return made

    def put(self, x: int, y: int, char: str, tone: Tone) -> None:
        """Draw over one cell; outside the sheet nothing happens."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._rows[y][x] = char, tone

    def under(self, x: int, y: int, char: str, tone: Tone) -> None:
        """Draw on one cell if it is blank."""
        if 0 <= x < self.width and 0 <= y < self.height and self._rows[y][x] is _BLANK:
            self._rows[y][x] = char, tone

    def text(self, x: int, y: int, text: str, tone: Tone) -> bool:
        """Draw a text whole, or not at all when it does not fit; whether it did."""
        if not (0 <= y < self.height and x >= 0 and x + len(text) <= self.width):
            return False
        self._rows[y][x : x + len(text)] = [(char, tone) for char in text]
        return True

    def is_blank(self, x: int, y: int, cells: int) -> bool:
        """Whether a text of so many cells would cover nothing."""
        return 0 <= y < self.height and all(
            cell is _BLANK for cell in self._rows[y][max(0, x) : x + cells]
        )

    def lines(self) -> tuple[Line, ...]:
        """The sheet from top to bottom, in as few spans as can be: a blank has any tone."""
        return tuple(_line(row) for row in self._rows)


def _line(row: list[tuple[str, Tone]]) -> Line:
    spans: list[Span] = []
    text, tone = "", Tone.PLAIN
    for char, at in row:
        if at is not tone and char != " ":
            if text:
                spans.append(Span(text, tone))
            text, tone = "", at
        text += char
    return (*spans, Span(text, tone)) if text else ()
