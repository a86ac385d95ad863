"""The card of an order nobody answered about: what is known, what was looked at, what follows."""

from collections.abc import Sequence
from decimal import Decimal

from tui.actions.outcomes import Evidence
from tui.domain.intent import Intent, IntentStatus
from tui.domain.moves import INTENT_MOVES
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Span, Tone, line, wrapped
from tui.ui.ports import Mode
from tui.ui.rows_common import Picture
from tui.ui.wording_events import INTENT_TONES
from tui.ui.wording_orders import came_back, outcome, terms
from tui.ui.wording_safety import watched_until

_LONGEST = Decimal(46)
"""Seconds: the longest a proof takes when every look-up is answered, for the bar."""
_BAR = 24
_TIME = 10
_ONE_LOOK_MS = 5_000
"""Places asked within this time of each other belong to one look."""


def title_of(picture: Picture, intent: Intent) -> str:
    """The fate as it stands, in capitals."""
    back = " · CAME BACK" if intent.client_id in picture.state.returned else ""
    return f"{intent.status.value.upper()} ORDER{back}"


def fate_lines(picture: Picture, intent: Intent, width: int) -> tuple[Line, ...]:
    """The order, how its fate stands and what the trader should know meanwhile."""
    sent = fmt.when(intent.recorded_ms, picture.wall_ms)
    ago = fmt.age(max(0, picture.wall_ms - intent.recorded_ms) / 1_000)
    about = terms(intent.ticket)
    lines: list[Line] = [
        *wrapped(f"{about[:1].upper()}{about[1:]} on {intent.ticket.symbol}", width, Tone.STRONG),
        *wrapped(
            f"{intent.kind.value}, client id {intent.client_id}, {sent}, {ago} ago",
            width,
            Tone.MUTED,
        ),
        EMPTY,
    ]
    believed = picture.state.returned.get(intent.client_id)
    if believed is not None:
        alarm = f"{came_back(intent, believed)} Cancel it if you do not want it."
        return (*lines, *wrapped(alarm, width, Tone.ALERT))
    match intent.status:
        case IntentStatus.UNKNOWN | IntentStatus.SENDING:
            lines += _unknown(picture, intent, width)
        case IntentStatus.ABSENT:
            lines += _absent(picture, intent, width)
        case _:
            lines += wrapped(outcome(intent), width, INTENT_TONES[intent.status])
    return tuple(lines)


def _unknown(picture: Picture, intent: Intent, width: int) -> list[Line]:
    symbol = intent.ticket.symbol
    return [
        *wrapped(INTENT_MOVES[intent.status].means, width, Tone.ALERT),
        *_countdown(picture, intent, width),
        EMPTY,
        *wrapped(f"Until it is known, nothing else is sent on {symbol}.", width),
        *wrapped(_browser(picture.mode, symbol), width, Tone.WARN),
    ]


def _countdown(picture: Picture, intent: Intent, width: int) -> list[Line]:
    """The time to the earliest proof that it is absent; a sighting may come sooner."""
    proof = picture.proofs.get(intent.client_id)
    if proof is None:
        return [line(Span("The look-up is being started.", Tone.MUTED))]
    seconds = max(Decimal(0), Decimal(str(round(proof - picture.now, 1))))
    full, empty = fmt.bar(1 - seconds / _LONGEST, _BAR)
    if not seconds:
        return list(wrapped("Proof is due: the last look-up has to be answered.", width))
    return [
        line(
            Span("Proof in ", Tone.MUTED),
            Span(f"{fmt.whole_age(float(seconds)):<4}", Tone.STRONG),
            Span(full, Tone.ACCENT),
            Span(empty, Tone.FAINT),
            Span(" at the earliest", Tone.MUTED),
        )
    ]


def _browser(mode: Mode, symbol: str) -> str:
    if mode is Mode.LIVE:
        return f"Meanwhile look at Backpack in a browser: open orders and fills of {symbol}."
    return "With real money, look at Backpack in a browser meanwhile."


def _absent(picture: Picture, intent: Intent, width: int) -> list[Line]:
    until = fmt.when(watched_until(intent), picture.wall_ms)
    return [
        *wrapped(
            "Proved not to be on the exchange: its time is over, and it is not live, not in the"
            " history and not among the fills. You may place it again.",
            width,
            Tone.WARN,
        ),
        *wrapped(f"Still watched until {until}: if it shows up, an alarm says so.", width),
    ]


def evidence_lines(evidence: Sequence[Evidence], width: int, height: int) -> tuple[Line, ...]:
    """What was looked at, when and what it said, the newest first."""
    if not evidence:
        return (line(Span("Nothing was looked at in this run yet.", Tone.MUTED)),)
    head = line(Span("looked at", Tone.MUTED))
    shown = [each for look in reversed(_looks(evidence)) for each in _looked(look, width)]
    return (head, *_newest(shown, max(1, height - 1)))


def _looks(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """The places that were asked in one go and said the same, together."""
    looks: list[list[Evidence]] = []
    for each in evidence:
        known = looks[-1] if looks else []
        is_same = bool(known) and known[0].said == each.said
        asked = {before.where for before in known}
        if is_same and each.where not in asked and each.at_ms - known[0].at_ms < _ONE_LOOK_MS:
            known.append(each)
        else:
            looks.append([each])
    return looks


def _looked(look: Sequence[Evidence], width: int) -> list[Line]:
    said = look[0].said
    tone = Tone.PLAIN if said == "not there" else Tone.ACCENT
    if said.startswith("no answer"):
        tone = Tone.WARN
    places = ", ".join(each.where for each in look)
    body = wrapped(f"{places}: {said}", max(1, width - _TIME), tone)
    time = line(Span(fmt.clock(look[-1].at_ms).ljust(_TIME), Tone.MUTED))
    blank = line(Span(" " * _TIME))
    return [(*(blank if n else time), *each) for n, each in enumerate(body)]


def _newest(lines: Sequence[Line], height: int) -> Sequence[Line]:
    """As many lines as there is room for, and that there are older ones."""
    if len(lines) <= height:
        return lines
    return (*lines[: height - 1], line(Span("… older looks", Tone.MUTED)))
