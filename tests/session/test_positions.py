from dataclasses import replace

import pytest

from tests.builders import SOL, price, quantity, sol_long, sol_short
from tui.domain.events import PositionChanged, PositionClosed, PositionsRead
from tui.domain.position import Position
from tui.session.positions import (
    is_other_size,
    known_us,
    position_changed,
    position_closed,
    positions_read,
)
from tui.session.state import State


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (replace(sol_long(), mark=price("1")), False),
        (sol_long(quantity=quantity("1")), True),
        (sol_short(), True),
        (sol_long(position_id="2"), True),
    ],
)
def test_only_what_is_held_makes_another_size(other: Position, differs: bool) -> None:
    assert is_other_size(sol_long(), other) is differs


def test_what_is_known_of_a_symbol_is_as_young_as_its_last_news() -> None:
    state = position_changed(State(), PositionChanged(sol_long(), 5), 0.0)
    assert known_us(state, SOL) == 5
    assert known_us(position_closed(state, PositionClosed(SOL, 9)), SOL) == 9
    assert known_us(state, "ETH_USDC_PERP") == 0


def test_a_reading_without_a_moment_counts_as_now() -> None:
    state = position_changed(State(), PositionChanged(sol_long(), 5), 0.0)
    read = positions_read(state, PositionsRead(()), 1.0)
    assert read.positions == {}
    assert (read.positions_confirmed, read.flat_since) == (1.0, {SOL: 5})


def test_a_position_that_the_stream_told_after_the_question_is_not_confirmed_by_the_answer() -> (
    None
):
    state = position_changed(State(), PositionChanged(sol_long(), 50), 3.0)
    read = positions_read(state, PositionsRead((sol_long(),), asked_us=40), 9.0)
    assert read.positions[SOL].confirmed == 3.0
