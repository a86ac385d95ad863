"""The short form of the model: ours holds, what is wrong is caught, and the program decides."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.proof.model import rule
from tests.proof.model.policies import OURS, WRONG, Policy
from tests.proof.model.protocol import Limits, Protocol
from tests.proof.model.report import SMALL, story
from tests.proof.model.search import TooManyStates, explore
from tui.actions import journal
from tui.actions.resolve import Ask, Look, Resolver
from tui.domain.intent import IntentStatus


def test_our_way_neither_loses_nor_doubles_an_order_in_any_state() -> None:
    found = explore(Protocol(OURS, SMALL))
    assert found.broken is None, story(found)
    assert found.states > 50_000


@pytest.mark.parametrize("policy", WRONG, ids=lambda policy: policy.name)
def test_a_wrong_way_is_caught(policy: Policy) -> None:
    found = explore(Protocol(policy, SMALL))
    assert found.broken is not None
    assert "the request leaves" in found.trace


def test_the_shortest_story_of_a_blind_retry_is_four_moves_long() -> None:
    found = explore(Protocol(WRONG[0], SMALL))
    assert found.trace == [
        "the trader confirms",
        "SENDING is written down",
        "the request leaves",
        "no answer comes",
    ]
    assert found.broken is not None
    assert found.broken.promise == "DUPLICATE"


def test_ticks_in_a_row_are_told_as_one() -> None:
    found = explore(Protocol(OURS, SMALL))
    found.trace = ["the request leaves", "a tick passes", "a tick passes", "it fills"]
    assert story(found) == "the request leaves → 2 ticks pass → it fills"


@pytest.fixture(autouse=True)
def _fresh_answers() -> None:
    rule.answered.cache_clear()
    rule.next_of_look.cache_clear()


def _absent_early(self: Resolver, ask: Ask, asked_at: float, now: float) -> None:
    self._heard_at = now
    self.absent = asked_at >= self.fence and ask is not None


def _forgets_what_it_was_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    not_sent = (IntentStatus.NOT_SENT, "forgotten")
    monkeypatch.setitem(journal._AFTER_CRASH[0], IntentStatus.SENDING, not_sent)


def _concludes_after_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Resolver, "heard_nothing", _absent_early)


@pytest.mark.parametrize("spoil", [_forgets_what_it_was_sending, _concludes_after_one_look])
def test_a_change_of_the_program_itself_is_caught(
    spoil: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch)
    found = explore(Protocol(OURS, SMALL))
    assert found.broken is not None
    assert found.broken.promise == "LOST"


def test_a_resolver_with_fields_the_model_does_not_know_is_refused() -> None:
    class Other(Resolver):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            del self._step

    with pytest.raises(TypeError, match="other fields"):
        explore(Protocol(Policy("other", Other), SMALL))


def test_a_search_that_is_given_up_says_so() -> None:
    with pytest.raises(TooManyStates):
        explore(Protocol(OURS, Limits()), most=1_000)


def test_a_look_up_is_replayed_question_by_question() -> None:
    looks = (Look.LIVE, Look.HISTORY)
    assert rule.next_of_look(looks, ()) == rule.Question(Look.LIVE)
    assert rule.next_of_look(looks, (rule.NOTHING,)) == rule.Question(Look.HISTORY)
    assert rule.next_of_look(looks, (rule.NOTHING, rule.FILLED)) == "filled"
    assert rule.next_of_look(looks, (rule.NOTHING, rule.NOTHING)) is rule.NOTHING
    assert rule.next_of_look(looks, (rule.FAILED,)) is rule.FAILED
