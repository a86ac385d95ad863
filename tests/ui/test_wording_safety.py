from dataclasses import replace

import pytest

from tests.builders import sol_order
from tests.safety_scenes import SAFETY_SCENES, UNKNOWN_ID, our_orders
from tests.scenes import WALL_MS
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelPending,
    CancelUnknown,
    KillOutcome,
    ScopeOutcome,
)
from tui.domain.command import CancelScope, Command, CommandKind, CommandStatus, Halted
from tui.domain.moves import WATCHED_MS
from tui.domain.position import Side
from tui.session.state import State
from tui.ui.lines import Tone
from tui.ui.wording_safety import (
    alarms,
    halted_badge,
    halted_words,
    kill_outcome,
    left_words,
    orders,
    result_lines,
    scope_outcome,
    taken,
    watched,
)


def state_of(scene: str) -> State:
    return SAFETY_SCENES[scene]().state


@pytest.mark.parametrize(
    ("left", "words", "badge"),
    [
        (3, "3 orders of ours still rest; cancelling goes on.", " HALTED · 3 left "),
        (1, "1 order of ours still rests; cancelling goes on.", " HALTED · 1 left "),
        (0, "The exchange has no resting order of ours.", " HALTED · 0 left "),
        (
            None,
            "We know of 3 resting orders of ours; the exchange is asked what is left.",
            " HALTED · 3 known ",
        ),
    ],
)
def test_what_is_left_is_the_exchanges_count_and_ours_until_it_says(
    left: int | None, words: str, badge: str
) -> None:
    state, halted = state_of("halted_left"), Halted(0, left)
    assert left_words(halted, state) == words
    assert halted_badge(halted, state) == badge


def test_a_halt_of_another_day_names_the_day() -> None:
    state = state_of("halted_none")
    today = halted_words(Halted(WALL_MS - 12_000, 0), state, WALL_MS)
    assert today.startswith("HALTED since 19:23:29 UTC: nothing but cancels is sent.")
    before = halted_words(Halted(WALL_MS - 86_400_000, 0), state, WALL_MS)
    assert before.startswith("HALTED since 2025-06-23 19:23 UTC:")


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        (CancelScope(), 4),
        (CancelScope(include_conditional=True), 5),
        (CancelScope(ours_only=True), 3),
        (CancelScope(symbol="BTC_USDC_PERP"), 1),
        (CancelScope(side=Side.ASK, ours_only=True), 2),
    ],
)
def test_a_scope_takes_what_the_desk_would_take(scope: CancelScope, count: int) -> None:
    assert len(taken(state_of("orders_of_all_kinds"), scope)) == count


def test_an_absent_order_is_watched_for_a_day() -> None:
    state = state_of("absent_watched")
    assert [each.client_id for each in watched(state, WALL_MS)] == [UNKNOWN_ID]
    assert watched(state, WALL_MS + WATCHED_MS) == []
    assert watched(state_of("unknown_countdown"), WALL_MS) == []


def test_an_alarm_stands_for_as_long_as_the_order_is_live() -> None:
    state = state_of("came_back")
    (alarm,) = alarms(state)
    assert alarm == (
        "ALARM: order 59887375777 (sell 5 SOL at 108.00 on SOL_USDC_PERP) was taken to be absent"
        " and is resting. Cancel it if you do not want it."
    )
    gone = {key: each for key, each in state.intents.items() if key != UNKNOWN_ID}
    assert alarms(replace(state, intents=gone)) == ()


def test_the_outcome_of_the_switch_names_what_went_wrong_first() -> None:
    state, on = state_of("halted_none"), Halted(WALL_MS, 0)
    assert kill_outcome(KillOutcome(on, ()), on, state) == (
        "HALTED. The exchange has no resting order of ours.",
        Tone.WARN,
    )
    unwritten = KillOutcome(on, (), "it holds until this program ends only: disk full")
    assert kill_outcome(unwritten, on, state) == (
        (
            "HALTED. The exchange has no resting order of ours."
            " Mind: it holds until this program ends only: disk full."
        ),
        Tone.ALERT,
    )
    refused = KillOutcome(on, (), "another backpack-tui holds the journal")
    assert kill_outcome(refused, None, state) == (
        "NOT HALTED: another backpack-tui holds the journal.",
        Tone.ALERT,
    )


@pytest.mark.parametrize(
    ("status", "first", "tone"),
    [
        (CommandStatus.DONE, "Done:", Tone.GAIN),
        (CommandStatus.GONE, "There was nothing to cancel", Tone.PLAIN),
        (CommandStatus.PENDING, "2 orders left;", Tone.WARN),
        (CommandStatus.NOT_SENT, "NOT SENT: no key.", Tone.ALERT),
        (CommandStatus.REJECTED, "Not all cancelled: no key.", Tone.ALERT),
        (CommandStatus.UNKNOWN, "UNKNOWN what is left of 0 orders", Tone.ALERT),
    ],
)
def test_a_cancel_of_many_says_where_it_stands(
    status: CommandStatus, first: str, tone: Tone
) -> None:
    command = Command(1, CommandKind.CANCEL_ALL, status, 0, reason="no key", left=2)
    text, loud = scope_outcome(ScopeOutcome(command), command)
    assert text.startswith(first)
    assert loud is tone


def test_each_order_is_told_once_with_what_became_of_it_in_the_end() -> None:
    first, second, *_ = our_orders()
    results = (
        (first, CancelUnknown("no answer")),
        (second, CancelPending()),
        (first, CancelDone(first)),
        (sol_order("3"), CancelFailed("refused")),
        (sol_order("4"), AlreadyGone(None)),
    )
    assert [(text.split(":")[0], tone) for text, tone in result_lines(results)] == [
        ("Cancelled", Tone.PLAIN),
        ("Cancelling", Tone.MUTED),
        ("Not cancelled", Tone.ALERT),
        ("Already gone", Tone.WARN),
    ]


def test_numbers_of_orders_agree_with_their_noun() -> None:
    assert [orders(n) for n in (0, 1, 2)] == ["0 orders", "1 order", "2 orders"]
