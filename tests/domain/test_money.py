import re
from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tui.domain.money import (
    AmountFault,
    ceil_to,
    decimals,
    fit_decimals,
    floor_to,
    on_grid,
    parse_amount,
    parse_wire_amount,
    parse_wire_decimal,
    plain,
    trimmed,
)

REFERENCE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")

values = st.decimals("0", "1000000", places=8)
steps = st.sampled_from(
    [Decimal(text) for text in ("0.00000001", "0.0001", "0.01", "0.05", "0.5", "1", "2.5", "100")]
)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", AmountFault.EMPTY),
        ("   ", AmountFault.EMPTY),
        ("NaN", AmountFault.NOT_A_NUMBER),
        ("sNaN", AmountFault.NOT_A_NUMBER),
        ("inf", AmountFault.NOT_A_NUMBER),
        ("Infinity", AmountFault.NOT_A_NUMBER),
        ("-1", AmountFault.SIGNED),
        ("-0", AmountFault.SIGNED),
        ("+5", AmountFault.SIGNED),
        ("\u22125", AmountFault.NOT_A_NUMBER),
        ("0", AmountFault.ZERO),
        ("0.000", AmountFault.ZERO),
        ("1e5", AmountFault.EXPONENT),
        ("1E-7", AmountFault.EXPONENT),
        ("0x10", AmountFault.NOT_A_NUMBER),
        ("1_000", AmountFault.NOT_A_NUMBER),
        ("1,5", AmountFault.COMMA),
        ("0,05", AmountFault.COMMA),
        ("1.234,5", AmountFault.COMMA),
        ("1,000", AmountFault.COMMA),
        ("1 000", AmountFault.NOT_A_NUMBER),
        ("1'000", AmountFault.NOT_A_NUMBER),
        ("\uff11\uff12", AmountFault.NOT_A_NUMBER),  # full-width digits
        ("\u0661\u0662", AmountFault.NOT_A_NUMBER),  # Arabic-Indic digits
        ("\xa05", AmountFault.NOT_A_NUMBER),
        ("5\u200b", AmountFault.NOT_A_NUMBER),
        ("\u202e5", AmountFault.NOT_A_NUMBER),
        ("1.5\r", AmountFault.NOT_A_NUMBER),
        ("1.5\n2", AmountFault.NOT_A_NUMBER),
        ("5\n", AmountFault.NOT_A_NUMBER),
        ("\t5", AmountFault.NOT_A_NUMBER),
        (".5", AmountFault.NOT_A_NUMBER),
        ("5.", AmountFault.NOT_A_NUMBER),
        ("1.2.3", AmountFault.NOT_A_NUMBER),
        ("X5", AmountFault.NOT_A_NUMBER),
        ("5X", AmountFault.NOT_A_NUMBER),
        ("\u0661e\u0662", AmountFault.NOT_A_NUMBER),
        ("x" * 32, AmountFault.NOT_A_NUMBER),
        ("x" * 33, AmountFault.TOO_LONG),
        ("1" * 13, AmountFault.TOO_LONG),
        ("0." + "1" * 13, AmountFault.TOO_LONG),
        ("1" * 10_000, AmountFault.TOO_LONG),
        ("\U0001f680", AmountFault.NOT_A_NUMBER),
    ],
)
def test_faults_u01_to_u04_a_text_that_is_no_plain_amount_is_refused_by_name(
    typed: str, fault: AmountFault
) -> None:
    assert parse_amount(typed) is fault


@pytest.mark.parametrize(
    "typed", ["0.000000000001", "0.5", "1", "1.0", "999999999999.999999999999"]
)
def test_amounts_from_the_smallest_to_the_largest_are_accepted(typed: str) -> None:
    assert parse_amount(typed) == Decimal(typed)
    assert parse_amount(f"  {typed} ") == Decimal(typed)


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9.,eE+_ -]{0,30}", fullmatch=True)))
def test_exactly_the_reference_grammar_is_accepted(typed: str) -> None:
    result = parse_amount(typed)
    inner = typed.strip(" ")
    is_amount = REFERENCE.fullmatch(inner) is not None and inner.strip("0.") != ""
    assert isinstance(result, Decimal) is is_amount


@given(st.from_regex(REFERENCE, fullmatch=True))
def test_fault_u06_an_accepted_text_comes_back_as_the_same_number(typed: str) -> None:
    value = parse_amount(typed)
    assume(isinstance(value, Decimal))
    assert isinstance(value, Decimal)
    whole, dot, fraction = typed.partition(".")
    assert plain(value) == (whole.lstrip("0") or "0") + dot + fraction


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_plain_text_never_has_an_exponent_and_loses_nothing(value: Decimal) -> None:
    assume(abs(value.adjusted()) < 100)
    text = plain(value)
    assert "E" not in text.upper()
    assert Decimal(text) == value
    assert Decimal(trimmed(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("1E-7", "0.0000001"), ("1.500", "1.5"), ("100", "100"), ("1E+3", "1000"), ("0.0", "0")],
)
def test_trimmed_text_keeps_whole_digits(value: str, text: str) -> None:
    assert trimmed(Decimal(value)) == text


@pytest.mark.parametrize(
    "text",
    ["", "NaN", "Infinity", "1e5", "+1", "1_0", " 1", "1 ", "1,0", ".5", "5.", "0x1", "--1", "1\n"],
)
def test_a_wire_text_that_is_no_plain_decimal_is_refused(text: str) -> None:
    assert parse_wire_decimal(text) is None


@given(st.text())
def test_a_wire_text_gives_a_finite_decimal_or_nothing(text: str) -> None:
    value = parse_wire_decimal(text)
    assert value is None or value.is_finite()


def test_long_quotients_of_the_exchange_are_read_in_full() -> None:
    text = "3826.8888888888888888888888889"
    assert str(parse_wire_decimal(text)) == text


@given(values, steps)
def test_the_neighbours_on_the_grid_enclose_the_value(value: Decimal, step: Decimal) -> None:
    low, high = floor_to(value, step), ceil_to(value, step)
    assert low <= value <= high
    assert on_grid(low, step)
    assert on_grid(high, step)
    assert high - low == (0 if on_grid(value, step) else step)
    assert decimals(low) <= decimals(step)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("1.99", "1.5", "2.0"), ("1.51", "1.5", "2.0"), ("0.49", "0.0", "0.5")],
)
def test_a_value_is_floored_and_raised_to_its_neighbours(value: str, low: str, high: str) -> None:
    step = Decimal("0.5")
    assert str(floor_to(Decimal(value), step)) == low
    assert str(ceil_to(Decimal(value), step)) == high


@given(st.integers(0, 10**12), steps)
def test_on_grid_means_a_whole_number_of_steps(count: int, step: Decimal) -> None:
    with localcontext(prec=60):
        multiple = count * step
        assert on_grid(multiple, step)
        assert not on_grid(multiple + step / 2, step)


@pytest.mark.parametrize(
    ("step", "places"), [("0.010", 2), ("1", 0), ("100", 0), ("1E+2", 0), ("0.0000001", 7)]
)
def test_decimals_of_a_step(step: str, places: int) -> None:
    assert decimals(Decimal(step)) == places


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        ("1.500", "0.01", "1.50"),
        ("1.5", "0.01", "1.5"),
        ("100.0", "100", "100"),
        ("7", "0.0001", "7"),
        ("999999999999.990000000000", "0.01", "999999999999.99"),
    ],
)
def test_fitting_drops_only_zeros_that_the_step_has_no_room_for(
    value: str, step: str, text: str
) -> None:
    assert plain(fit_decimals(Decimal(value), Decimal(step))) == text


def test_the_finest_grid_is_met_without_running_out_of_digits() -> None:
    longest, finest = Decimal("999999999999.999999999999"), Decimal("1E-24")
    assert on_grid(longest, finest)
    assert floor_to(longest, finest) == ceil_to(longest, finest) == longest
    assert floor_to(longest, Decimal("0.00003")) == Decimal("999999999999.99999")


@pytest.mark.parametrize("text", ["0", "1.50", "000.1", "1234567890123456789012345678.5"])
def test_an_amount_of_the_exchange_bears_no_sign(text: str) -> None:
    assert parse_wire_amount(text) == Decimal(text)
    assert str(parse_wire_amount(text)) == str(Decimal(text))
    assert parse_wire_amount(f"-{text}") is None


@pytest.mark.parametrize("text", ["", "-1", "+1", "1e5", "NaN", "1,5", " 1", "1.", ".5", "\u0661"])
def test_nothing_else_is_an_amount_of_the_exchange(text: str) -> None:
    assert parse_wire_amount(text) is None


def test_what_is_no_number_has_no_decimals() -> None:
    assert decimals(Decimal("Infinity")) == 0
