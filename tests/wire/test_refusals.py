import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.text import clean
from tui.wire.refusals import DEFINITIVE_CODES, ApiError, expiry_words, parse_refusal

DOUBTFUL = {
    "TIMEOUT",
    "SERVER_ERROR",
    "TOO_EARLY",
    "MAINTENANCE",
    "PRECONDITION_FAILED",
    "NOT_IMPLEMENTED",
    "RESOURCE_NOT_FOUND",
}


def test_codes_that_prove_nothing_are_not_on_the_list() -> None:
    assert not DEFINITIVE_CODES & DOUBTFUL
    assert {"INVALID_PRICE", "INSUFFICIENT_MARGIN", "TRADING_PAUSED"} <= DEFINITIVE_CODES


def test_a_json_refusal_is_read() -> None:
    error = parse_refusal(400, b'{"code":"INVALID_PRICE","message":"Price decimal too long"}')
    assert error == ApiError(400, "INVALID_PRICE", "Price decimal too long")
    assert error.definitive
    assert error.words == "the price was not accepted: Price decimal too long"


@pytest.mark.parametrize(
    "body",
    [
        b"not found",
        b'failed to parse parameter `limit`: failed to parse "DepthLimit"',
        b"<html><title>502</title></html>",
        b'{"code":400,"message":"x"}',
        b'{"code":"X"}',
        b'{"code":"","message":"x"}',
        b"[]",
        b"null",
        b"\xff\xfe\x00",
    ],
)
def test_any_other_body_has_no_code_and_is_kept_as_text(body: bytes) -> None:
    error = parse_refusal(400, body)
    assert error.code is None
    assert not error.definitive
    assert error.words.startswith("answer 400: ")


def test_an_empty_body_says_so() -> None:
    assert parse_refusal(503, b"").words == "answer 503 without a word"


def test_a_code_nobody_knows_is_shown_as_it_is_and_proves_nothing() -> None:
    error = parse_refusal(400, b'{"code":"BRAND_NEW","message":"what"}')
    assert (error.words, error.definitive) == ("BRAND_NEW: what", False)


def test_a_message_that_repeats_our_words_is_not_said_twice() -> None:
    error = parse_refusal(404, b'{"code":"RESOURCE_NOT_FOUND","message":"Not Found"}')
    assert error.words == "not found"
    assert error.not_found


@pytest.mark.parametrize(("status", "code"), [(400, "RESOURCE_NOT_FOUND"), (404, "OTHER")])
def test_not_found_needs_both_status_and_code(status: int, code: str) -> None:
    assert not ApiError(status, code, "Not Found").not_found


@pytest.mark.parametrize("status", [200, 202, 301, 409, 500, 502, 503])
def test_a_listed_code_with_another_status_proves_nothing(status: int) -> None:
    assert not ApiError(status, "INVALID_PRICE", "").definitive


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
def test_a_listed_code_with_a_fitting_status_is_proof(status: int) -> None:
    assert ApiError(status, "INVALID_PRICE", "").definitive


def test_a_code_of_absurd_length_is_cut() -> None:
    error = parse_refusal(400, json.dumps({"code": "X" * 65, "message": ""}).encode())
    assert error.code == "X" * 63 + "…"


def test_an_expired_timestamp_is_recognised() -> None:
    assert ApiError(400, "INVALID_CLIENT_REQUEST", "Request has expired").expired
    assert not ApiError(400, "INVALID_CLIENT_REQUEST", "Invalid signature").expired
    assert not ApiError(400, None, "Request has expired").expired


@pytest.mark.parametrize("reason", ["PriceBand", "PRICE_BAND", "price_band"])
def test_an_expiry_reason_is_known_in_either_spelling(reason: str) -> None:
    assert expiry_words(reason) == "the price left the price band"


def test_an_expiry_reason_nobody_knows_is_shown_sanitised() -> None:
    assert expiry_words("New\x1bReason") == "New�Reason"


@given(st.integers(100, 599), st.binary(max_size=2_000))
def test_whatever_the_body_is_the_words_are_printable_and_short(status: int, body: bytes) -> None:
    error = parse_refusal(status, body)
    assert clean(error.words, 1_000) == error.words
    assert len(error.words) < 300


@given(st.text(), st.text())
def test_text_of_the_exchange_is_sanitised(code: str, message: str) -> None:
    error = parse_refusal(400, json.dumps({"code": code, "message": message}).encode())
    assert clean(error.words, 1_000) == error.words
    assert len(error.words) < 400
