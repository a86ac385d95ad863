from collections import Counter

import pytest

from tests.proof.catalogue import FAULTS, OPEN, REASONS, holders, ids_in


def test_every_fault_has_a_test_that_bears_its_id_or_a_reason() -> None:
    tests = holders()
    assert FAULTS.keys() - tests.keys() - REASONS.keys() == set()


def test_no_test_bears_an_id_that_is_none() -> None:
    assert holders().keys() - FAULTS.keys() == set()


def test_a_reason_is_given_only_where_there_is_no_test() -> None:
    assert REASONS.keys() & holders().keys() == set()
    assert OPEN.keys() <= holders().keys()


def test_the_catalogue_is_whole() -> None:
    sizes = Counter(one[0] for one in FAULTS)
    assert sizes == {"N": 28, "R": 24, "X": 18, "L": 20, "U": 15, "C": 6}


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("test_fault_r02_it_is_found", ["R02"]),
        ("test_fault_L01_a_kill", ["L01"]),
        ("test_fault_n15_n16_messages", ["N15", "N16"]),
        ("test_faults_u01_to_u04_a_text", ["U01", "U02", "U03", "U04"]),
        ("test_fault_x05_to_x07_a_position", ["X05", "X06", "X07"]),
        ("test_fault_r22_an_order_behind_2500_others", ["R22"]),
        ("test_something_else", []),
    ],
)
def test_ids_are_read_from_a_name(name: str, ids: list[str]) -> None:
    assert ids_in(name) == ids
