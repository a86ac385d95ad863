"""How wide a terminal is, in three words that rows and stylesheets share."""

from enum import StrEnum


class Tier(StrEnum):
    """Names double as CSS classes."""

    COMPACT = "-compact"
    MEDIUM = "-medium"
    FULL = "-full"


MEDIUM_FROM, FULL_FROM = 100, 140
"""Columns of the terminal at which a tier begins."""

BREAKPOINTS: list[tuple[int, str]] = [
    (0, Tier.COMPACT.value),
    (MEDIUM_FROM, Tier.MEDIUM.value),
    (FULL_FROM, Tier.FULL.value),
]
"""In the form Textual wants."""

LEAST_WIDTH, LEAST_HEIGHT = 60, 16
"""Below this a message asks for a larger terminal."""


def tier(width: int) -> Tier:
    """The tier of a terminal `width` columns wide."""
    if width >= FULL_FROM:
        return Tier.FULL
    return Tier.MEDIUM if width >= MEDIUM_FROM else Tier.COMPACT


def is_too_small(width: int, height: int) -> bool:
    """Whether the screen cannot be shown honestly."""
    return width < LEAST_WIDTH or height < LEAST_HEIGHT


LEAST_LIST, LEAST_REST = 3, 8
"""Lines that a list, and what stands below the lists, take at least."""

_ROOMY = 30
"""Lines from which on each list ends in a blank one."""


def share_heights(height: int, positions: int, orders: int, exits: int = 0) -> tuple[int, int, int]:
    """Heights of positions, orders and exit map in `height` lines, from the lines they need.

    What is left is the log's. When there is too little, positions come first, with half of the room
    and what orders leave of theirs; the map gets what it needs or nothing at all.
    """
    spare = 1 if height >= _ROOMY else 0
    room = max(2 * LEAST_LIST, height - LEAST_REST)
    first = max(LEAST_LIST, min(positions + spare, max(room // 2, room - orders - spare)))
    second = max(LEAST_LIST, min(orders + spare, room - first))
    third = exits + spare if exits and first + second + exits + spare <= room else 0
    return first, second, third
