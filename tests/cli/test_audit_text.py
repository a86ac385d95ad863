"""The audit for a person: what is set is told, in its place, and nothing that is not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, sol_intent
from tui.actions.audit import Audit, Entry, Step
from tui.cli.audit_text import audit_text, moment
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import Intent, IntentKind, IntentStatus, TimeInForce

AT = 1_750_793_021_519
ON = "2025-06-24 19:23:41.519"
PATH = Path("/somewhere/journal-0123456789abcdef.sqlite")
STEP = Step(AT, "resting", None)
ORDER = replace(sol_intent(7, IntentStatus.RESTING), recorded_ms=AT)


def told(*entries: Entry, **rest: object) -> list[str]:
    audit = replace(Audit(entries, (), ()), **rest)  # type: ignore[arg-type]  # fields of Audit
    first, *lines = audit_text(PATH, audit).splitlines()
    assert first == "account 0123456789abcdef"
    return lines


def asked(intent: Intent) -> str:
    (line,) = told(Entry(intent, ()))
    return line.removeprefix(f"{ON} ")


@pytest.mark.parametrize(
    ("at_ms", "text"),
    [
        (0, "1970-01-01 00:00:00.000"),
        (AT, ON),
        (1_764_079_387_250, "2025-11-25 14:03:07.250"),
        (1_764_079_387_009, "2025-11-25 14:03:07.009"),
    ],
)
def test_a_moment_is_utc_to_the_millisecond(at_ms: int, text: str) -> None:
    assert moment(at_ms) == text


@given(st.integers(0, 4_000_000_000_000))
def test_moments_sort_as_their_texts_do_and_keep_their_milliseconds(at_ms: int) -> None:
    assert moment(at_ms) < moment(at_ms + 1)
    assert moment(at_ms).endswith(f".{at_ms % 1_000:03d}")


def test_an_empty_journal_says_so() -> None:
    assert told() == ["Nothing was asked."]


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (
            ORDER,
            f"take-profit {SOL}: sell 5 SOL at 110, reduce-only, on mark 100.60, client id 7",
        ),
        (
            replace(
                ORDER,
                kind=IntentKind.ORDER,
                ticket=replace(ORDER.ticket, reduce_only=False, post_only=True),
            ),
            f"order {SOL}: sell 5 SOL at 110, post-only, on mark 100.60, client id 7",
        ),
        (
            replace(
                ORDER,
                kind=IntentKind.CLOSE,
                ticket=replace(ORDER.ticket, time_in_force=TimeInForce.IOC),
            ),
            f"close {SOL}: sell 5 SOL at 110, reduce-only, IOC, on mark 100.60, client id 7",
        ),
        (
            replace(ORDER, kind=IntentKind.REPLACE, replaces="42", batch="7"),
            (
                f"replace {SOL}: sell 5 SOL at 110, reduce-only, on mark 100.60,"
                " in place of order 42, batch 7, client id 7"
            ),
        ),
    ],
)
def test_an_order_is_told_on_its_terms_and_with_what_it_was_for(intent: Intent, words: str) -> None:
    assert asked(intent) == words


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (STEP, "resting"),
        (
            replace(STEP, signed_ms=AT, window_ms=5_000, digest="ab"),
            f"resting, timestamp {AT}, window 5000 ms, SHA-256 ab",
        ),
        (
            replace(STEP, order_id="o1", executed="0", left=0, reason="late"),
            "resting, order o1, 0 filled, 0 left, late",
        ),
    ],
)
def test_a_step_tells_what_is_known_of_it_and_no_more(step: Step, words: str) -> None:
    assert told(Entry(ORDER, (step,)))[1:] == [f"  {ON} {words}"]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (
            Command(1, CommandKind.CANCEL, CommandStatus.DONE, AT, SOL, "42"),
            f"cancel: order 42 on {SOL}",
        ),
        (
            Command(1, CommandKind.CANCEL_ALL, CommandStatus.DONE, AT, scope="all orders"),
            "cancel-all: all orders",
        ),
        (
            Command(1, CommandKind.SETTING, CommandStatus.DONE, AT, scope="leverage limit 8"),
            "setting: leverage limit 8",
        ),
    ],
)
def test_a_command_is_told_by_what_it_takes(command: Command, words: str) -> None:
    assert told(Entry(command, ())) == [f"{ON} {words}"]


def test_everything_stands_in_the_order_it_happened_in_and_keeps_its_steps_together() -> None:
    later = Command(1, CommandKind.CANCEL, CommandStatus.DONE, AT + 3, SOL, "42")
    lines = told(
        Entry(later, (replace(STEP, at_ms=AT + 4, status="done"),)),
        Entry(ORDER, (STEP, replace(STEP, at_ms=AT + 9, status="filled"))),
        halts=((AT + 2, True), (AT + 5, False)),
        uncovered=((AT + 1, "42", SOL, 340), (AT + 6, "43", SOL, None)),
    )
    assert [line.strip()[len(ON) + 1 :].split(",")[0] for line in lines] == [
        f"take-profit {SOL}: sell 5 SOL at 110",
        "resting",
        "filled",
        f"uncovered: order 42 on {SOL} gone",
        "kill switch on",
        f"cancel: order 42 on {SOL}",
        "done",
        "kill switch off",
        f"uncovered: order 43 on {SOL} gone",
    ]
    assert lines[3].endswith("gone, for 340 ms")
    assert lines[8].endswith("gone, and nothing came in its place")
