from decimal import Decimal

import pytest

from tui.sandbox.numbers import cut, median, naive_iso, padded, quotient, raise_up, text, to_grid

D = Decimal


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [
        ("13.7768", "0.0036", "3826.8888888888888888888888889"),
        ("13.792907", "0.0036", "3831.3630555555555555555555556"),
        ("-1.269607", "-0.01", "126.9607"),
    ],
)
def test_quotients_have_the_digits_of_recorded_answers(top: str, bottom: str, shown: str) -> None:
    assert text(quotient(D(top), D(bottom))) == shown


def test_money_is_cut_toward_zero_and_fees_go_up() -> None:
    assert cut(D("-0.1419149")) == D("-0.141914")
    assert cut(D("0.1419149")) == D("0.141914")
    assert raise_up(D("0.0049739")) == D("0.004974")
    assert raise_up(D("0.004974")) == D("0.004974")


@pytest.mark.parametrize(
    ("value", "shown"), [("86700.0", "86700"), ("-0.00", "0"), ("0.0000125", "0.0000125")]
)
def test_rest_trims(value: str, shown: str) -> None:
    assert text(D(value)) == shown


def test_streams_pad_to_the_grid() -> None:
    assert padded(D(86700), D("0.1")) == "86700.0"
    assert padded(D(0), D("0.01")) == "0.00"


def test_times_have_no_zone() -> None:
    assert naive_iso(1_788_285_244_094_000) == "2026-09-01T17:54:04.094"
    spaced = naive_iso(1_788_285_244_000_000, separator=" ", timespec="seconds")
    assert spaced == "2026-09-01 17:54:04"


def test_the_median_of_two_is_their_middle() -> None:
    assert median([D(3), D(1)]) == 2
    assert median([D(9), D(1), D(3)]) == 3


def test_a_process_price_lands_on_the_grid() -> None:
    assert to_grid(100.6049, D("0.01")) == D("100.60")
