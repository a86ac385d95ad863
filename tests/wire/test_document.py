import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.wire.document import DocumentError, load


def test_fractions_are_decimal_and_never_float() -> None:
    assert load(b'{"a": 0.1, "b": 1}') == {"a": Decimal("0.1"), "b": 1}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'{"a":1,"a":2}', "stands twice"),
        (b'[{"deep":{"b":1,"b":1}}]', "stands twice"),
        (b"NaN", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b"9" * 5_000, "too long"),
        (b"0." + b"1" * 100, "too long"),
        (b"[" * 100_000, "too deeply"),
        (b'{"a":' * 100_000, "too deeply"),
        (b"{} {}", "not JSON"),
    ],
)
def test_fault_r20_a_damaged_or_doctored_document_is_refused_by_name(
    content: bytes, reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason):
        load(content)


def test_a_huge_exponent_stays_a_decimal_and_costs_nothing() -> None:
    assert load(b"1e999999999") == Decimal("1e999999999")


@given(st.binary(max_size=200))
def test_fault_r20_any_bytes_are_a_document_or_a_document_error(content: bytes) -> None:
    with suppress(DocumentError):
        load(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(JSON)
def test_what_json_can_say_is_read_as_it_was_said(document: object) -> None:
    assert load(json.dumps(document).encode()) == document
