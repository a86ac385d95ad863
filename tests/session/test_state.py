from dataclasses import FrozenInstanceError

import pytest

from tui.domain.events import Link
from tui.session.state import State


def test_a_link_that_was_never_tried_is_down() -> None:
    link = State().link(Link.PRIVATE)
    assert (link.up, link.reason) == (False, "connecting")


def test_two_states_are_equal_only_when_they_are_the_same_object() -> None:
    state = State()
    assert state == state  # noqa: PLR0124  # because that is the point
    assert state != State()


def test_a_state_cannot_be_changed_in_place() -> None:
    state = State()
    with pytest.raises(FrozenInstanceError):
        state.reconciled = True  # type: ignore[misc]  # because it must fail
    with pytest.raises(TypeError):
        state.orders["1"] = None  # type: ignore[index]  # because it must fail
