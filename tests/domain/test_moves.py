"""The one table: complete, without dead ends, and never backwards."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import sol_intent
from tui.domain.command import Command, CommandKind, CommandStatus
from tui.domain.intent import IntentStatus
from tui.domain.moves import (
    COMMAND_MOVES,
    INTENT_MOVES,
    SEEN,
    advance,
    advance_command,
)


def test_every_status_has_a_sentence() -> None:
    assert set(INTENT_MOVES) == set(IntentStatus)
    assert set(COMMAND_MOVES) == set(CommandStatus)
    sentences = [stand.means for stand in INTENT_MOVES.values()]
    sentences += [stand.means for stand in COMMAND_MOVES.values()]
    assert all(sentence.endswith(".") for sentence in sentences)


def test_whatever_was_believed_an_order_that_is_seen_is_believed() -> None:
    for status in (IntentStatus.ABSENT, IntentStatus.REJECTED, IntentStatus.NOT_SENT):
        assert INTENT_MOVES[status].next == SEEN


@pytest.mark.parametrize("status", CommandStatus)
def test_a_settled_command_moves_no_more(status: CommandStatus) -> None:
    assert status.is_settled is (not COMMAND_MOVES[status].next)


@given(st.lists(st.sampled_from(IntentStatus), max_size=12))
def test_an_intent_never_comes_back_to_a_status_it_left(news: list[IntentStatus]) -> None:
    held, passed = sol_intent(7, IntentStatus.SENDING), [IntentStatus.SENDING]
    for status in news:
        held = advance(held, replace(held, status=status))
        if held.status is not passed[-1]:
            assert held.status not in passed
            passed.append(held.status)


@given(st.lists(st.sampled_from(CommandStatus), max_size=12))
def test_a_command_never_comes_back_to_a_status_it_left(news: list[CommandStatus]) -> None:
    held = Command(1, CommandKind.CANCEL, CommandStatus.SENDING, 0)
    passed = [held.status]
    for status in news:
        held = advance_command(held, replace(held, status=status))
        if held.status is not passed[-1]:
            assert held.status not in passed
            passed.append(held.status)


def test_another_count_of_what_is_left_is_news() -> None:
    held = Command(1, CommandKind.KILL, CommandStatus.PENDING, 0, left=3)
    assert advance_command(held, replace(held, left=2)).left == 2
