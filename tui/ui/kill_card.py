"""What the card of the kill switch says, off and on."""

from tui.actions.outcomes import KillOutcome
from tui.domain.command import OURS, Halted
from tui.session.state import State
from tui.ui import format as fmt
from tui.ui.lines import EMPTY, Line, Span, Tone, line, wrapped
from tui.ui.rows_common import Picture
from tui.ui.wording_safety import is_ours, left_words, orders, result_lines, taken

HALT, UNLOCK = "HALT", "UNLOCK"
"""The words to type, in either case."""


def card_lines(picture: Picture, outcome: KillOutcome | None, width: int) -> tuple[Line, ...]:
    """How the switch stands; `outcome`: what came of putting it on, in this run."""
    halted = picture.state.halted
    if halted is None:
        return _off(picture, outcome, width)
    return _on(picture, halted, outcome, width)


def _off(picture: Picture, outcome: KillOutcome | None, width: int) -> tuple[Line, ...]:
    """What it would do, with the orders it would do it to."""
    lines = [EMPTY]
    if outcome is not None:
        text = f"NOT HALTED: {outcome.trouble or 'it was unlocked'}."
        lines += wrapped(text, width, Tone.ALERT)
    lines += _marked(
        "■",
        "Sends nothing more but cancels, until you unlock it here. Leaving the"
        " program does not unlock it.",
        width,
        Tone.ALERT,
    )
    lines += _marked("✕", _cancels(picture.state), width, Tone.ALERT)
    lines += _marked("●", _stays(picture.state), width, Tone.GAIN)
    lines += _marked("●", _elsewhere(picture.state), width, Tone.GAIN)
    lines += _marked("!", _positions(picture.state), width, Tone.WARN)
    return tuple(lines)


def _on(
    picture: Picture, halted: Halted, outcome: KillOutcome | None, width: int
) -> tuple[Line, ...]:
    """Since when it is on, what is left, and what became of each order."""
    since = fmt.when(halted.since_ms, picture.wall_ms)
    tone = Tone.GAIN if halted.left == 0 else Tone.ALERT
    lines = [
        EMPTY,
        *wrapped(f"HALTED since {since}. Nothing but cancels is sent.", width, Tone.ALERT),
        *wrapped(left_words(halted, picture.state), width, tone),
        *wrapped(_stays(picture.state), width),
    ]
    if outcome is not None and outcome.trouble is not None:
        lines += wrapped(f"Mind: {outcome.trouble}.", width, Tone.ALERT)
    if outcome is not None and outcome.results:
        lines.append(EMPTY)
        for text, loud in result_lines(outcome.results):
            lines += wrapped(text, width, loud)
    lines += [EMPTY, *wrapped(_unlocking(halted.left), width, Tone.MUTED)]
    return tuple(lines)


def _marked(mark: str, text: str, width: int, tone: Tone) -> list[Line]:
    """A sentence behind a mark, its further lines set under its first word."""
    body = wrapped(text, max(1, width - 2))
    return [(Span("  " if n else f"{mark} ", tone), *each) for n, each in enumerate(body)]


def _cancels(state: State) -> str:
    ours = taken(state, OURS)
    if state.orders_confirmed is None:
        return "Cancels every resting order of ours; how many is not known yet."
    if not ours:
        return "Cancels our resting orders: there is none now."
    markets = sorted({fmt.coin(each.symbol) for each in ours})
    return f"Cancels our {orders(len(ours), 'resting order')}: {', '.join(markets)}."


def _stays(state: State) -> str:
    waiting = sum(each.waits_for_trigger for each in state.orders.values())
    return f"Stop-losses and other conditional orders stay: {waiting or 'none now'}."


def _elsewhere(state: State) -> str:
    others = sum(
        not is_ours(state, each) and not each.waits_for_trigger for each in state.orders.values()
    )
    return f"Orders of other clients stay: {others or 'none now'}."


def _positions(state: State) -> str:
    held = len(state.positions)
    if not held:
        return "Nothing is closed; there is no open position."
    exits = any(each.reduce_only for each in taken(state, OURS))
    bare = ", and the exits above no longer cover them" if exits else ""
    return (
        f"Nothing is closed: {orders(held, 'position')} stay{'s' if held == 1 else ''} open{bare}."
    )


def _unlocking(left: int | None) -> str:
    if left:
        return "Unlocking lets orders be sent again and stops cancelling those that are left."
    return "Unlocking lets orders be sent again; it places nothing."


def typed_line(word: str, typed: str) -> Line:
    """What to type, and what is typed of it."""
    does = "stop" if word == HALT else "unlock"
    return line(
        Span("Type ", Tone.MUTED),
        Span(word, Tone.STRONG),
        Span(f" to {does}:  ", Tone.MUTED),
        Span(typed, Tone.ALERT),
        Span("▏", Tone.STRONG),
        Span(word[len(typed) :], Tone.FAINT),
    )
