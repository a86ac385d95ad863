import pytest

from tests.fakes.openapi import Shapes

ROW = {"symbol": "SOL_USDC_PERP", "openInterest": "12.5", "timestamp": 5}
PATH = "GET /api/v1/openInterest"


def test_a_good_answer_has_no_faults() -> None:
    assert Shapes().faults(PATH, [ROW, ROW | {"openInterest": None}]) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"symbol": None}, "required"),
        ({"timestamp": "5"}, "not of type integer"),
        ({"timestamp": True}, "not of type integer"),
        ({"openInterest": 12.5}, "not of type string"),
        ({"openInterest": "1e5"}, "not a decimal"),
        ({"extra": 1}, "not described"),
    ],
)
def test_each_fault_is_named(change: dict[str, object], fault: str) -> None:
    (found,) = Shapes().faults(PATH, [ROW | change])
    assert fault in found


def test_a_word_outside_an_enumeration_is_a_fault() -> None:
    (found,) = Shapes().error_faults({"code": "NONSENSE", "message": "no"})
    assert "none of" in found


def test_what_is_not_a_list_or_an_object_is_a_fault() -> None:
    assert "not a list" in Shapes().faults(PATH, {})[0]
    assert "not an object" in Shapes().faults(PATH, ["x"])[0]
