"""Signature checks: published vectors are let in, everything else is turned away in words."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.signer import Signer
from tui.sandbox.auth import MAX_WINDOW_MS, Authenticator, AuthError, Credentials, signing_text
from tui.sandbox.payload import PayloadError, parse_payload

VECTORS = json.loads((Path(__file__).parents[1] / "fixtures/signing-vectors.json").read_text())
API_KEY = VECTORS["api_key_b64"]
AT = 1_750_793_021_519
SIGNER = Signer()


def authenticator(*clocks_ms: int) -> Authenticator:
    clocks = [lambda at=at: at for at in clocks_ms or (AT,)]
    return Authenticator(api_keys=[API_KEY], clocks=clocks)


def credentials(**changes: str | None) -> Credentials:
    headers = SIGNER.headers("positionQuery", {"symbol": "SOL_USDC_PERP"}, at_ms=AT)
    fields: dict[str, str | None] = {
        "api_key": headers["X-API-Key"],
        "signature": headers["X-Signature"],
        "timestamp": headers["X-Timestamp"],
        "window": headers["X-Window"],
    }
    return Credentials(**(fields | changes))


def check(given: Credentials, *clocks_ms: int, symbol: str = "SOL_USDC_PERP") -> str:
    return authenticator(*clocks_ms).authenticate(
        "positionQuery", given, query=[("symbol", symbol)]
    )


def refused(given: Credentials, *clocks_ms: int) -> AuthError:
    with pytest.raises(AuthError) as caught:
        check(given, *clocks_ms)
    return caught.value


def _pairs(params: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (key, str(item))
        for key, value in params.items()
        for item in (value if isinstance(value, list) else [value])
    ]


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: str(vector["name"]))
def test_every_published_vector_is_let_in(vector: dict[str, Any]) -> None:
    params = vector["params"]
    query: list[tuple[str, str]] = []
    body: object = None
    if vector["method"] in {"GET", "WS"}:
        query = _pairs(params)
    else:
        body = parse_payload(json.dumps(params).encode()).literal
    given = Credentials(
        API_KEY, vector["signature"], str(vector["timestamp"]), str(vector["window"])
    )
    guard = authenticator(vector["timestamp"])
    assert guard.authenticate(vector["instruction"], given, query=query, body=body) == API_KEY


def test_the_order_of_keys_in_a_body_and_nulls_in_it_do_not_matter() -> None:
    fields = {"symbol": "SOL_USDC_PERP", "clientId": 0, "quantity": "1.50", "reduceOnly": False}
    headers = SIGNER.headers("orderExecute", fields, at_ms=AT)
    given = Credentials(API_KEY, headers["X-Signature"], str(AT), "5000")
    sent = {"price": None, **dict(reversed(fields.items()))}
    body = parse_payload(json.dumps(sent).encode()).literal
    assert authenticator().authenticate("orderExecute", given, body=body) == API_KEY


def test_a_number_is_signed_as_it_was_written() -> None:
    signed = Signer().sign(f"instruction=orderExecute&price=1.50&timestamp={AT}&window=5000")
    given = Credentials(API_KEY, signed, str(AT), "5000")
    good = parse_payload(b'{"price":1.50}').literal
    other = parse_payload(b'{"price":1.5}').literal
    assert authenticator().authenticate("orderExecute", given, body=good) == API_KEY
    with pytest.raises(AuthError, match="Invalid signature"):
        authenticator().authenticate("orderExecute", given, body=other)


def test_a_percent_encoded_signature_is_refused() -> None:
    text = f"instruction=orderExecute&triggerQuantity=100%25&timestamp={AT}&window=5000"
    given = Credentials(API_KEY, SIGNER.sign(text), str(AT), "5000")
    with pytest.raises(AuthError, match="Invalid signature"):
        authenticator().authenticate("orderExecute", given, body={"triggerQuantity": "100%"})


def test_the_default_window_is_signed_when_the_header_is_left_out() -> None:
    assert check(credentials(window=None)) == API_KEY


@pytest.mark.parametrize("offset", [-5_000, 0, 5_000])
def test_a_timestamp_is_good_to_the_last_millisecond_of_its_window(offset: int) -> None:
    assert check(credentials(), AT + offset) == API_KEY


@pytest.mark.parametrize("offset", [-5_001, 5_001])
def test_a_timestamp_outside_its_window_has_expired(offset: int) -> None:
    error = refused(credentials(), AT + offset)
    assert (error.status, error.code) == (400, "INVALID_CLIENT_REQUEST")
    assert error.message == "Request has expired"


def test_a_timestamp_fresh_by_either_clock_is_good() -> None:
    assert check(credentials(), AT + 900_000, AT) == API_KEY


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"api_key": None}, 401, "Missing X-API-Key header"),
        ({"signature": None}, 401, "Missing X-Signature header"),
        ({"timestamp": None}, 401, "Missing X-Timestamp header"),
        ({"api_key": "nobody"}, 401, "Invalid X-API-Key header"),
        ({"signature": "é"}, 400, "Invalid X-Signature header"),
        ({"signature": "AAAA"}, 400, "Invalid X-Signature header"),
        ({"signature": "A" * 86}, 400, "Invalid X-Signature header"),
        ({"signature": base64.b64encode(bytes(64)).decode()}, 400, "Invalid signature"),
        ({"timestamp": "-1"}, 400, "Invalid X-Timestamp header"),
        ({"timestamp": "1e12"}, 400, "Invalid X-Timestamp header"),
        ({"timestamp": "٣"}, 400, "Invalid X-Timestamp header"),
        ({"timestamp": "9" * 17}, 400, "Invalid X-Timestamp header"),
        ({"window": ""}, 400, "Invalid X-Window header"),
        ({"window": "60001"}, 400, "Invalid X-Window header: the maximum is 60000"),
        ({"window": "4999"}, 400, "Invalid signature"),
    ],
)
def test_malformed_credentials_are_refused_by_name(
    changes: dict[str, str | None], status: int, message: str
) -> None:
    error = refused(credentials(**changes))
    assert (error.status, error.message) == (status, message)


def test_the_longest_window_is_let_in() -> None:
    headers = SIGNER.headers("positionQuery", at_ms=AT, window=MAX_WINDOW_MS)
    given = Credentials(API_KEY, headers["X-Signature"], str(AT), str(MAX_WINDOW_MS))
    assert authenticator(AT + 60_000).authenticate("positionQuery", given) == API_KEY


def test_a_good_signature_does_not_open_another_request() -> None:
    with pytest.raises(AuthError, match="Invalid signature"):
        check(credentials(), symbol="BTC_USDC_PERP")
    with pytest.raises(AuthError, match="Invalid signature"):
        authenticator().authenticate(
            "orderQuery", credentials(), query=[("symbol", "SOL_USDC_PERP")]
        )


@pytest.mark.parametrize("instruction", ["orderCancel", "orderQuery"])
def test_both_ids_of_an_order_are_refused(instruction: str) -> None:
    fields = {"symbol": "SOL_USDC_PERP", "orderId": "7", "clientId": 9}
    headers = SIGNER.headers(instruction, fields, at_ms=AT)
    given = Credentials(API_KEY, headers["X-Signature"], str(AT), "5000")
    body = parse_payload(json.dumps(fields).encode()).literal
    with pytest.raises(AuthError, match="either `orderId` or `clientId`"):
        authenticator().authenticate(instruction, given, body=body)
    with pytest.raises(AuthError, match="either `orderId` or `clientId`"):
        authenticator().authenticate(instruction, given, query=_pairs(fields))


def test_an_id_that_is_null_does_not_count() -> None:
    fields = {"symbol": "SOL_USDC_PERP", "orderId": "7", "clientId": None}
    headers = SIGNER.headers("orderCancel", fields, at_ms=AT)
    given = Credentials(API_KEY, headers["X-Signature"], str(AT), "5000")
    assert authenticator().authenticate("orderCancel", given, body=fields) == API_KEY


@pytest.mark.parametrize("body", [[], [1], "text", {"a": []}, {"a": {"b": "1"}}, [{"a": [None]}]])
def test_a_body_that_cannot_be_signed_is_a_payload_error(body: object) -> None:
    with pytest.raises(PayloadError):
        authenticator().authenticate("orderExecute", credentials(), body=body)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=6))
def test_sorting_keeps_the_sent_order_of_a_repeated_key(pairs: list[tuple[str, str]]) -> None:
    text = signing_text("x", pairs)
    expected = "".join(
        f"&{key}={value}"
        for key in sorted({key for key, _ in pairs})
        for name, value in pairs
        if name == key
    )
    assert text == f"instruction=x{expected}"
