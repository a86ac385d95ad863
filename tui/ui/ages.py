"""How a value shows its age: dimmed past its normal interval, hatched with its age past its limit.

The hatch and the age are text, so a stale value is told apart without colour.
"""

from tui.domain.freshness import AgeLimits, Freshness
from tui.ui import format as fmt
from tui.ui.lines import Line, Span, Tone
from tui.ui.rows_common import HATCH


def dated(
    text: str, tone: Tone, age: float | None, limits: AgeLimits, *, tell: bool = True
) -> Line:
    """A value received `age` seconds ago; with `tell`, a stale one says how old it is."""
    match limits.judge(age):
        case Freshness.FRESH:
            return (Span(text, tone),)
        case Freshness.AGING:
            return (Span(text, Tone.MUTED),)
        case Freshness.NEVER:
            return (Span(fmt.MISSING, Tone.MUTED),)
        case Freshness.STALE:
            told = f" {fmt.whole_age(age)}" if tell else ""
            return (Span(f"{HATCH}{text}{told}", Tone.STALE),)


FEED_SIGNS = {
    Freshness.FRESH: ("●", Tone.GAIN),
    Freshness.AGING: ("◐", Tone.WARN),
    Freshness.STALE: ("○", Tone.WARN),
    Freshness.NEVER: ("·", Tone.MUTED),
}
"""How lively a feed is, as a shape."""


RESYNCING: Line = (Span("↻", Tone.WARN),)
"""Instead of a sign: what was heard does not fit together and is being read anew."""


def feed_badge(name: str, age: float | None, limits: AgeLimits) -> Line:
    """The name of a feed and how lively it is; one that is not fresh says how old it is."""
    freshness = limits.judge(age)
    sign, tone = FEED_SIGNS[freshness]
    told = f" {fmt.whole_age(age)}" if freshness in {Freshness.AGING, Freshness.STALE} else ""
    return (Span(f"{name} ", Tone.MUTED), Span(f"{sign}{told}", tone))
