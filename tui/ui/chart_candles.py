"""Draws candles, volumes and a line of closes, in half and eighth cells.

A falling candle is a full block and a rising one is slim, so that they are told apart without
colour too. Wicks are thin lines.
"""

from collections.abc import Sequence
from decimal import Decimal

from tui.domain.candles import Slot
from tui.domain.quotes import Candle
from tui.ui.chart_canvas import Canvas
from tui.ui.chart_scale import Scale
from tui.ui.lines import Tone

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_NONE, _WICK, _BODY = range(3)

_Glyphs = dict[tuple[int, int], str]
"""Characters by what is in the upper and in the lower half of a cell."""

_WICKS: _Glyphs = {(_WICK, _WICK): "│", (_WICK, _NONE): "╵", (_NONE, _WICK): "╷"}
_SLIM: _Glyphs = _WICKS | {
    (_BODY, _BODY): "┃",
    (_BODY, _NONE): "╹",
    (_NONE, _BODY): "╻",
    (_BODY, _WICK): "╿",
    (_WICK, _BODY): "╽",
}
_FULL: _Glyphs = _WICKS | {
    (_BODY, _BODY): "█",
    (_BODY, _NONE): "▀",
    (_NONE, _BODY): "▄",
    (_BODY, _WICK): "▀",
    (_WICK, _BODY): "▄",
}
_WINGS: dict[bool, dict[tuple[bool, bool], str]] = {
    True: {(True, True): "▐▌", (True, False): "▝▘", (False, True): "▗▖"},
    False: {(True, True): "██", (True, False): "▀▀", (False, True): "▄▄"},
}
"""Left and right of a wide body: narrower where the price rose."""

WIDE = 4
"""Cells of a slot whose body is three cells wide."""


def is_rising(candle: Candle) -> bool:
    """Whether it closed at or above its open."""
    return candle.open is None or candle.close is None or candle.close >= candle.open


def tone_of(candle: Candle) -> Tone:
    """Gain or loss within the candle."""
    return Tone.GAIN if is_rising(candle) else Tone.LOSS


def draw_candle(canvas: Canvas, candle: Candle, x: int, slot_width: int, scale: Scale) -> None:
    """Draw one candle in the slot whose first cell is `x`; one without prices draws nothing."""
    ends = candle.open, candle.high, candle.low, candle.close
    if None in ends:
        return
    first, high, low, last = (scale.half(each) for each in ends if each is not None)
    top, bottom = min(first, last), max(first, last)
    rising, tone = is_rising(candle), tone_of(candle)
    is_wide = slot_width >= WIDE
    glyphs = _SLIM if rising and not is_wide else _FULL
    centre = x + 1 if is_wide else x
    for row in range(high // 2, low // 2 + 1):
        upper, lower = (
            _BODY if top <= half <= bottom else _WICK if high <= half <= low else _NONE
            for half in (2 * row, 2 * row + 1)
        )
        canvas.put(centre, row, glyphs[upper, lower], tone)
        if is_wide and _BODY in {upper, lower}:
            wings = _WINGS[rising][upper == _BODY, lower == _BODY]
            canvas.put(centre - 1, row, wings[0], tone)
            canvas.put(centre + 1, row, wings[1], tone)


def draw_volumes(
    canvas: Canvas, slots: Sequence[Slot], slot_width: int, top: int, rows: int
) -> None:
    """Draw how much was traded in each slot, as a share of the most, `rows` rows high."""
    candles = [(n, slot.candle) for n, slot in enumerate(slots) if slot.candle is not None]
    most = max((candle.volume for _, candle in candles), default=Decimal(0))
    if not most:
        return
    body = 3 if slot_width >= WIDE else 1
    for n, candle in candles:
        if not candle.volume:
            continue
        eighths = max(1, round(float(candle.volume / most) * rows * 8))
        tone = Tone.BID_BAR if is_rising(candle) else Tone.ASK_BAR
        for up in range(-(-eighths // 8)):
            char = _EIGHTHS[min(8, eighths - 8 * up)]
            for x in range(body):
                canvas.put(n * slot_width + x, top + rows - 1 - up, char, tone)


_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of a braille character, by column and row of its dots."""

_BRAILLE = 0x2800


def draw_line(canvas: Canvas, slots: Sequence[Slot], scale: Scale, rows: int) -> None:
    """Draw the closes as a line, two slots to a cell; a gap stays open."""
    cells: dict[tuple[int, int], int] = {}
    before: int | None = None
    for n, slot in enumerate(slots):
        close = None if slot.candle is None else slot.candle.close
        if close is None:
            before = None
            continue
        at = int(scale.part(close) * (4 * rows - 1) + 0.5)
        first, last = (at, at) if before is None else (min(at, before), max(at, before))
        if before is not None and last > first:
            first, last = (first, last - 1) if at < before else (first + 1, last)
        for dot in range(first, last + 1):
            key = n // 2, dot // 4
            cells[key] = cells.get(key, 0) | _DOTS[n % 2][dot % 4]
        before = at
    for (x, y), bits in cells.items():
        canvas.put(x, y, chr(_BRAILLE + bits), Tone.ACCENT)
