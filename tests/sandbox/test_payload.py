"""Reading request bodies: every bad one is refused in words, none raises anything else."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.payload import MAX_NUMBER_CHARACTERS, Payload, PayloadError, parse_payload


def test_numbers_are_exact_values_and_also_the_text_that_was_sent() -> None:
    payload = parse_payload(b'{"clientId":0,"price":1.50,"nested":[-7,2.5e3]}')
    assert payload.value == {
        "clientId": 0,
        "price": Decimal("1.50"),
        "nested": [-7, Decimal("2.5e3")],
    }
    assert payload.literal == {"clientId": "0", "price": "1.50", "nested": ["-7", "2.5e3"]}


def test_strings_booleans_and_nulls_are_the_same_in_both_forms() -> None:
    payload = parse_payload('{"a":"1.50","b":true,"c":null,"d":"é"}'.encode())
    assert payload.value == payload.literal == {"a": "1.50", "b": True, "c": None, "d": "é"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "expecting property name"),
        (b"", "expecting value"),
        (b'{"a":1} x', "extra data"),
        (b'{"a":NaN}', "NaN is not a number"),
        (b'{"a":-Infinity}', "-Infinity is not a number"),
        (b'{"a":1,"a":2}', "duplicate field `a`"),
        (b'"\xff"', "invalid unicode code point at byte 1"),
        (b'{"a":"\\ud800"}', "lone surrogate"),
        (b"[" * 100_000, "recursion limit"),
        (b"1" * (MAX_NUMBER_CHARACTERS + 1), "number out of range"),
        (b"1e999999999999999999999", "number out of range"),
    ],
)
def test_a_bad_body_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(PayloadError, match="parse request payload error: ") as caught:
        parse_payload(body)
    assert reason in str(caught.value)


def test_an_escaped_surrogate_pair_is_one_good_character() -> None:
    assert parse_payload(b'"\\ud83d\\ude00"').value == "😀"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else(body: bytes) -> None:
    with contextlib.suppress(PayloadError):
        assert isinstance(parse_payload(body), Payload)
