"""Every gate by name, as it stands now: what the screen shows before anybody presses a key."""

from collections.abc import Iterable

from tui.actions.denials import Denial, DenialCode
from tui.actions.gates import GateState, Situation, gates, reading_denials
from tui.actions.limit_gates import limit_denials, opening_denials
from tui.domain.exits.filters import picture_problems
from tui.domain.exits.plan import ExitView, Rule
from tui.domain.intent import Ticket
from tui.domain.money import ZERO, Price, Quantity
from tui.domain.position import Side

_BY_SITUATION: tuple[tuple[str, frozenset[DenialCode]], ...] = (
    ("may send", frozenset({DenialCode.READ_ONLY, DenialCode.LEAVING})),
    ("kill switch off", frozenset({DenialCode.HALTED})),
    ("key accepted", frozenset({DenialCode.KEY_REFUSED})),
    ("only writer", frozenset({DenialCode.OTHER_WRITER})),
    ("journal healthy", frozenset({DenialCode.JOURNAL_FAILED, DenialCode.DISK_FULL})),
    ("link up", frozenset({DenialCode.LINK_DOWN})),
    ("compared", frozenset({DenialCode.NOT_RECONCILED})),
    ("account in order", frozenset({DenialCode.ACCOUNT_LIQUIDATING})),
    ("clock certain", frozenset({DenialCode.CLOCK_UNMEASURED, DenialCode.CLOCK_UNSURE})),
    ("nothing on its way", frozenset({DenialCode.IN_PROGRESS})),
    ("all orders known", frozenset({DenialCode.UNSETTLED_INTENT, DenialCode.MISMATCH_OPEN})),
    ("market known", frozenset({DenialCode.MARKET_UNKNOWN})),
)

_BY_PICTURE = {
    "market takes orders": Rule.MARKET_CLOSED,
    "mark fresh": Rule.MARK_STALE,
    "position fresh": Rule.POSITION_STALE,
}
_RATES = frozenset({DenialCode.TOO_FAST})


def overview(view: ExitView | None, situation: Situation) -> tuple[GateState, ...]:
    """Every gate on the way of an order on the market of `view`, in a fixed order."""
    found = gates(view, situation, None)
    states = [GateState(name, _of(found, codes)) for name, codes in _BY_SITUATION]
    if view is not None:
        states += _picture(view, situation)
    nothing = Ticket("", Side.BID, Price(ZERO), Quantity(ZERO), reduce_only=True)
    rates = _of(limit_denials(nothing, None, situation.usage), _RATES)
    opening = tuple(opening_denials(situation.usage, ZERO))
    return (
        *states,
        GateState("order rate", rates),
        GateState("limits on opening", opening, only_opening=True),
    )


def _picture(view: ExitView, situation: Situation) -> list[GateState]:
    broken = {
        problem.rule: Denial(
            DenialCode.RULE_BROKEN, limit=problem.limit, found=problem.found, problem=problem
        )
        for problem in picture_problems(view)
    }
    states = [
        GateState(name, (broken[rule],) if rule in broken else ())
        for name, rule in _BY_PICTURE.items()
    ]
    return [*states, GateState("marks agree", tuple(reading_denials(view, situation)))]


def _of(denials: Iterable[Denial], codes: frozenset[DenialCode]) -> tuple[Denial, ...]:
    return tuple(denial for denial in denials if denial.code in codes)
