from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tui.domain.position import Side
from tui.wire.document import DocumentError
from tui.wire.fields import (
    Amount,
    Row,
    read,
    read_rows,
    to_amount,
    to_count,
    to_decimal,
    to_id,
    to_levels,
    to_ms,
    to_name,
    to_positive,
    to_price_or_none,
    to_side,
    to_text,
    to_time,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1.50", Decimal("1.50")), ("-0.000034", Decimal("-0.000034")), (12, Decimal(12))],
)
def test_a_decimal_is_text_or_a_whole_number(value: object, expected: Decimal) -> None:
    read_value = to_decimal(value)
    assert read_value == expected
    assert str(read_value) == str(expected)


@pytest.mark.parametrize(
    "value",
    [None, True, 1.5, Decimal("1.5"), "", "1e5", "NaN", "1,5", "+1", "1_0", "\u0661", " 1", []],
)
def test_nothing_else_is_a_decimal(value: object) -> None:
    with pytest.raises(ValueError, match=r"^must be a (plain decimal|decimal in a string)$"):
        to_decimal(value)


def test_an_amount_may_be_zero_and_a_positive_may_not() -> None:
    assert to_amount("0") == 0
    with pytest.raises(ValueError, match=r"^must not be below zero$"):
        to_amount("-1")
    with pytest.raises(ValueError, match=r"^must be above zero$"):
        to_positive("0")
    assert to_positive("0.5") == Decimal("0.5")


def test_the_placeholder_zero_and_null_are_no_price() -> None:
    assert (to_price_or_none(None), to_price_or_none("0"), to_price_or_none("0.00")) == (None,) * 3
    assert to_price_or_none("3.5") == Decimal("3.5")


@pytest.mark.parametrize("value", [5, "5"])
def test_a_count_comes_as_a_number_or_in_quotes(value: object) -> None:
    assert to_count(value) == 5


@pytest.mark.parametrize("value", [-1, "-1", True, 1.0, "", "1.0", "²", "9" * 40, None])
def test_nothing_else_is_a_count(value: object) -> None:
    with pytest.raises(ValueError, match=r"^must be a whole number$"):
        to_count(value)


def test_a_time_beyond_reason_is_refused() -> None:
    assert to_time(10**17) == 10**17
    with pytest.raises(ValueError, match=r"^must be a possible time$"):
        to_time(10**17 + 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_788_285_244_094, 1_788_285_244_094),
        ("2025-07-27T17:39:00.092", 1_753_637_940_092),
        ("2025-07-19 13:09:00", 1_752_930_540_000),
        ("2025-07-19T15:09:00+02:00", 1_752_930_540_000),
    ],
)
def test_times_without_a_zone_are_utc(value: object, expected: int) -> None:
    assert to_ms(value) == expected
    assert isinstance(to_ms(value), int)


@pytest.mark.parametrize("value", ["", "yesterday", "2025-13-01", "-5", None])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # because each has words of its own
        to_ms(value)


def test_ids_come_as_numbers_or_text_and_are_text_here() -> None:
    assert to_id(5411399049) == to_id("5411399049") == "5411399049"


@pytest.mark.parametrize("value", ["", "x" * 65, 5, None])
def test_a_name_is_a_short_text(value: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        to_name(value)


def test_a_name_may_be_one_to_sixty_four_characters_long() -> None:
    assert to_name("A") == "A"
    assert to_name("x" * 64) == "x" * 64


@pytest.mark.parametrize("value", [1.5, None, [], {}])
def test_what_is_neither_number_nor_text_is_no_id(value: object) -> None:
    with pytest.raises(ValueError, match=r"^must be text$"):
        to_id(value)


def test_text_is_sanitised_where_it_is_read() -> None:
    assert to_text("a\x1b[31mb\u202e") == "a�[31mb�"


def test_a_side_is_bid_or_ask_and_nothing_is_guessed() -> None:
    assert (to_side("Bid"), to_side("Ask")) == (Side.BID, Side.ASK)
    words: tuple[object, ...] = ("bid", "BUY", "", None, 1, [])
    for word in words:
        with pytest.raises(ValueError, match=r"^must be Bid or Ask$"):
            to_side(word)


@pytest.mark.parametrize("value", [None, {}, [["1"]], [["1", "2", "3"]], ["12"], [["0", "1"]]])
def test_nothing_else_are_levels(value: object) -> None:
    words = r"^must be (a list of levels|a pair of price and size|above zero)$"
    with pytest.raises(ValueError, match=words):
        to_levels(value)


def test_levels_are_pairs_of_price_and_size() -> None:
    assert to_levels([["1.5", "2"], ["1.6", "0"]]) == (
        (Decimal("1.5"), Decimal(2)),
        (Decimal("1.6"), Decimal(0)),
    )
    assert to_levels([]) == ()


class Thing(Row):
    big_size: Amount
    big_name: str = ""


THING = TypeAdapter(Thing)


def test_a_fault_names_the_field_and_the_rule_and_not_the_value() -> None:
    with pytest.raises(DocumentError) as caught:
        read(THING, b'{"bigSize": "secret-ish"}')
    assert str(caught.value) == "bigSize: Value error, must be a plain decimal"
    with pytest.raises(DocumentError, match=r"^bigSize: Field required$"):
        read(THING, b"{}")
    with pytest.raises(DocumentError, match=r"^document: "):
        read(THING, b"7")
    with pytest.raises(DocumentError, match=r"^1\.bigSize: Field required$"):
        read(TypeAdapter(list[Thing]), b'[{"bigSize": "1"}, {}]')


def test_fields_nobody_knows_are_ignored() -> None:
    assert read(THING, b'{"bigSize": "1", "new": {"x": []}}').big_size == 1


def test_rows_that_stand_alone_do_not_take_each_other_down() -> None:
    rows = read_rows(THING, b'[{"bigSize":"1"},{"bigSize":"?"},7,{"bigSize":"2"}]')
    assert [row.big_size for row in rows] == [1, 2]
    assert read_rows(THING, b"[]") == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{}", "^must be a list$"),
        (b"null", "^must be a list$"),
        (b'[{"bigSize":"?"}]', "^bigSize: Value error, must be a plain decimal$"),
    ],
)
def test_a_list_with_nothing_readable_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        read_rows(THING, content)


@given(st.text())
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        to_ms(text)
