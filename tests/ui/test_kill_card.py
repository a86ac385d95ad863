from dataclasses import replace
from types import MappingProxyType
from typing import Any

from tests.safety_scenes import SAFETY_SCENES
from tests.scenes import WALL_MS
from tui.actions.outcomes import KillOutcome
from tui.domain.command import Halted
from tui.ui.kill_card import HALT, UNLOCK, card_lines, typed_line
from tui.ui.lines import text_of


def told(scene: str, outcome: KillOutcome | None = None, **changes: Any) -> str:
    made = SAFETY_SCENES[scene]()
    picture = made.picture(state=replace(made.state, **changes))
    lines = [text_of(each) for each in card_lines(picture, outcome, 72)]
    return " ".join(" ".join(lines).split())


def test_off_it_says_what_goes_what_stays_and_what_it_costs() -> None:
    text = told("orders_of_all_kinds")
    assert "Leaving the program does not unlock it." in text
    assert "Cancels our 3 resting orders: BTC, SOL." in text
    assert "Stop-losses and other conditional orders stay: 1." in text
    assert "Orders of other clients stay: 1." in text
    assert "2 positions stay open, and the exits above no longer cover them." in text


def test_with_nothing_to_cancel_it_says_so() -> None:
    empty: Any = MappingProxyType({})
    text = told("orders_of_all_kinds", orders=empty, positions=empty)
    assert "Cancels our resting orders: there is none now." in text
    assert "conditional orders stay: none now." in text
    assert "Nothing is closed; there is no open position." in text


def test_before_the_first_reading_the_number_is_not_known() -> None:
    text = told("orders_of_all_kinds", orders_confirmed=None)
    assert "Cancels every resting order of ours; how many is not known yet." in text


def test_one_position_stays_in_the_singular() -> None:
    state = SAFETY_SCENES["orders_of_all_kinds"]().state
    one = dict(list(state.positions.items())[:1])
    assert "1 position stays open" in told("orders_of_all_kinds", positions=one)


def test_on_it_counts_down_what_is_left_and_tells_each_order() -> None:
    assert "HALTED since 19:23:29 UTC. Nothing but cancels is sent." in told("halted_left")
    assert "3 orders of ours still rest; cancelling goes on." in told("halted_left")
    assert "stops cancelling those that are left" in told("halted_left")
    outcome = SAFETY_SCENES["halted_none"]().kill
    text = told("halted_none", outcome)
    assert "The exchange has no resting order of ours." in text
    assert "Cancelled: sell 10 SOL at 104.50. Cancelled: sell 5 SOL at 106.00." in text
    assert "UNKNOWN" not in text


def test_a_halt_that_could_not_be_kept_or_written_down_is_told_on_the_card() -> None:
    halted = Halted(WALL_MS, None)
    refused = KillOutcome(halted, (), "this program was started read-only")
    text = told("orders_of_all_kinds", refused)
    assert "NOT HALTED: this program was started read-only." in text
    unwritten = KillOutcome(halted, (), "it holds until this program ends only: disk full")
    assert "Mind: it holds until this program ends only: disk full." in told(
        "halted_left", unwritten
    )


def test_the_word_to_type_stands_beside_what_is_typed() -> None:
    assert text_of(typed_line(HALT, "HA")) == "Type HALT to stop:  HA▏LT"
    assert text_of(typed_line(UNLOCK, "")) == "Type UNLOCK to unlock:  ▏UNLOCK"
