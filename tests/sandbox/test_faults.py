"""The catalogue of faults says what each does and when one is on."""

import pytest

from tui.sandbox.fault_text import make_fault, parse_faults
from tui.sandbox.faults import KINDS, PRESETS, Fault

SECOND = 1_000_000


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_says_what_it_does_and_can_be_set_by_its_own_defaults(name: str) -> None:
    kind = KINDS[name]
    symbol = {"symbol": "SOL_USDC_PERP"} if "symbol" in kind.keys else {}
    assert kind.summary
    assert make_fault(name, symbol).kind == name
    assert set(kind.own) <= set(kind.keys)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_made_of_faults(name: str) -> None:
    assert PRESETS[name].summary
    assert len(parse_faults(name)) == len(PRESETS[name].faults)


def on(fault: Fault) -> list[int]:
    return [second for second in range(14) if fault.is_on(second * SECOND)]


def test_a_fault_is_on_from_the_start_and_for_good_unless_told() -> None:
    assert on(Fault("throttle")) == list(range(14))


def test_after_for_and_every_make_spells() -> None:
    assert on(Fault("throttle", after_us=3 * SECOND)) == list(range(3, 14))
    assert on(Fault("throttle", after_us=3 * SECOND, for_us=2 * SECOND)) == [3, 4]
    spells = Fault("throttle", after_us=3 * SECOND, for_us=2 * SECOND, every_us=5 * SECOND)
    assert on(spells) == [3, 4, 8, 9, 13]


def test_a_thing_of_the_moment_is_due_once_or_each_cycle_and_never_more_than_its_count() -> None:
    once = Fault("cut", after_us=5 * SECOND)
    often = Fault("cut", after_us=5 * SECOND, every_us=2 * SECOND)
    twice = Fault("cut", count=2, after_us=5 * SECOND, every_us=2 * SECOND)
    assert [once.due(second * SECOND) for second in (4, 5, 60)] == [0, 1, 1]
    assert [often.due(second * SECOND) for second in (4, 5, 7, 10)] == [0, 1, 2, 3]
    assert twice.due(60 * SECOND) == 2
