from decimal import Decimal

from tui.sandbox import errors
from tui.sandbox.core import answer, encode, plain, refused


def test_json_is_compact_with_keys_in_order_at_every_depth() -> None:
    assert encode({"b": {"z": 1, "Z": None}, "a": ["1"]}) == b'{"a":["1"],"b":{"Z":null,"z":1}}'


def test_an_answer_carries_its_headers() -> None:
    found = answer([], (("X-Total", "0"),))
    assert (found.status, found.body, found.headers) == (200, b"[]", (("X-Total", "0"),))
    assert found.content_type == "application/json; charset=utf-8"


def test_a_refusal_is_json_with_a_code_and_text_without() -> None:
    coded = refused(errors.insufficient_margin())
    assert coded.body == b'{"code":"INSUFFICIENT_MARGIN","message":"Insufficient margin"}'
    bare = refused(errors.unknown_path())
    assert (bare.status, bare.body) == (404, b"not found")
    assert bare.content_type == plain("x").content_type == "text/plain; charset=utf-8"


def test_no_number_goes_out_as_a_float() -> None:
    assert encode({"a": Decimal("1.50")}) == b'{"a":"1.50"}'
