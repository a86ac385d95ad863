"""How lively and how deep a scenario wants the street to be, against the market's own habits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Factors on the habits of every market; 1 changes nothing."""

    levels: float = 1.0
    """How many orders the makers keep."""
    size: float = 1.0
    """How large they are."""
    width: float = 1.0
    """How far apart the levels are."""
    activity: float = 1.0
    """How often somebody takes."""
    premium: float = 0.0
    """How far the perpetual trades above the index, a fraction."""


PLAIN = Style()
