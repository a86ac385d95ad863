import base64
import copy
import json
import pickle
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_sign

from tests.fakes.canary import forms, found_in
from tui.wire import signing
from tui.wire.signing import (
    REDACTED,
    InstructionNotAllowedError,
    SignatureFaultError,
    Signer,
    canonical,
    canonical_batch,
    pairs,
)

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "signing-vectors.json").read_text(encoding="utf-8")
)
SEED = bytes.fromhex(GOLDEN["seed_hex"])
VECTORS = GOLDEN["vectors"]


def text_of(vector: dict[str, Any]) -> str:
    build: Any = canonical_batch if isinstance(vector["params"], list) else canonical
    text: str = build(
        vector["instruction"], vector["params"], vector["timestamp"], vector["window"]
    )
    return text


def test_there_are_sixteen_golden_vectors() -> None:
    assert len(VECTORS) == 16


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_signed_text_equals_the_golden_one(vector: dict[str, Any]) -> None:
    assert text_of(vector) == vector["payload"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_a_second_implementation_signs_our_text_to_the_golden_signature(
    vector: dict[str, Any],
) -> None:
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(text_of(vector).encode())
    assert base64.b64encode(signature).decode() == vector["signature"]


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["instruction"] != "accountUpdate"], ids=lambda v: v["name"]
)
def test_the_signer_gives_the_golden_signature(vector: dict[str, Any]) -> None:
    signer = Signer(SEED)
    assert signer.api_key == GOLDEN["api_key_b64"]
    assert signer.headers_for(text_of(vector), vector["timestamp"], vector["window"]) == {
        "X-API-Key": GOLDEN["api_key_b64"],
        "X-Signature": vector["signature"],
        "X-Timestamp": str(vector["timestamp"]),
        "X-Window": str(vector["window"]),
    }


def test_headers_sign_the_parameters_they_are_given() -> None:
    vector = next(v for v in VECTORS if v["name"] == "orderExecute_reduceOnly")
    headers = Signer(SEED).headers("orderExecute", vector["params"], vector["timestamp"], 5000)
    assert headers == {
        "X-API-Key": GOLDEN["api_key_b64"],
        "X-Signature": vector["signature"],
        "X-Timestamp": str(vector["timestamp"]),
        "X-Window": "5000",
    }


def test_a_subscription_is_four_strings() -> None:
    vector = next(v for v in VECTORS if v["name"] == "ws_subscribe")
    assert Signer(SEED).subscription(vector["timestamp"], 5000) == [
        GOLDEN["api_key_b64"],
        vector["signature"],
        str(vector["timestamp"]),
        "5000",
    ]


def test_none_is_left_out_and_false_and_zero_are_kept() -> None:
    assert pairs({"c": None, "b": 0, "a": False}) == [("a", "false"), ("b", "0")]


def test_a_list_repeats_its_key_in_the_order_given() -> None:
    assert pairs({"marketType": ["SPOT", "PERP"]}) == [
        ("marketType", "SPOT"),
        ("marketType", "PERP"),
    ]


def test_text_that_spells_a_boolean_is_left_alone() -> None:
    assert pairs({"note": "True"}) == [("note", "True")]


@pytest.mark.parametrize(
    "instruction",
    ["withdraw", "borrowLendExecute", "convertDust", "strategyCreate", ""],
)
def test_fault_c06_what_moves_funds_is_never_signed(
    instruction: str,
) -> None:
    words = f"^{instruction!r} is never signed by this program$"
    with pytest.raises(InstructionNotAllowedError, match=words):
        Signer(SEED).headers(instruction, {}, 1, 5000)


@pytest.mark.parametrize(
    "params",
    [
        {"autoLend": True},
        {"leverageLimit": "5", "autoBorrowSettlements": True},
        {"leverageLimit": "5&autoLend=true"},
        {"leverageLimit": "5&instruction=accountUpdate"},
        {"leverageLimit": "5&autoLend=leverageLimit="},
    ],
)
def test_of_the_settings_only_the_leverage_limit_is_signed(params: dict[str, str | int]) -> None:
    words = "^no setting but the leverage limit is signed$"
    with pytest.raises(InstructionNotAllowedError, match=words):
        Signer(SEED).headers("accountUpdate", params, 1, 5000)
    assert Signer(SEED).headers("accountUpdate", {"leverageLimit": "5"}, 1, 5000)


def test_an_instruction_smuggled_in_by_a_value_is_not_signed() -> None:
    with pytest.raises(InstructionNotAllowedError):
        Signer(SEED).headers("orderQuery", {"symbol": "A&instruction=withdraw"}, 1, 5000)


@pytest.mark.parametrize("text", ["", "quantity=1", "&instruction=orderQuery", "Instruction=x"])
def test_a_text_that_does_not_begin_with_an_instruction_is_not_signed(text: str) -> None:
    words = "^a text without an instruction is never signed$"
    with pytest.raises(InstructionNotAllowedError, match=words):
        Signer(SEED).sign(text)


FUNDS = re.compile(
    r"withdraw|borrow|lend|transfer|convert|dust|vault|account(?!Query|Update$)", re.IGNORECASE
)


@given(st.text("instrucowhdal=&OQEyxe", max_size=80))
def test_whatever_is_signed_begins_with_an_instruction_that_moves_no_funds(text: str) -> None:
    for start in ("", "instruction=orderExecute&", "instruction=withdraw&"):
        try:
            Signer(SEED).sign(start + text)
        except InstructionNotAllowedError:
            continue
        named = re.findall(r"(?:^|&)instruction=([^&]*)", start + text)
        assert named
        assert not any(FUNDS.search(each) for each in named)


def test_no_instruction_on_the_list_moves_funds() -> None:
    assert [each for each in signing._ALLOWED if FUNDS.search(each)] == []


def test_fault_c06_nothing_in_the_client_asks_for_a_withdrawal_a_loan_or_a_conversion() -> None:
    """By the instructions and paths of the exchange; the sandbox is no client."""
    asks = re.compile(
        r"withdraw|borrowlend|capital/withdrawals|v1/borrow|convertdust", re.IGNORECASE
    )
    client = Path(signing.__file__).parents[1]
    files = [each for each in client.rglob("*.py") if "sandbox" not in each.parts]
    assert len(files) > 100
    assert [str(each) for each in files if asks.search(each.read_text(encoding="utf-8"))] == []


def test_a_signature_that_does_not_verify_is_not_given_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signer = Signer(SEED)

    def spoilt(text: bytes, key: bytes) -> bytes:
        return crypto_sign(text + b"x", key)[:-1]

    monkeypatch.setattr(signing, "crypto_sign", spoilt)
    with pytest.raises(SignatureFaultError, match=r"^a fresh signature does not verify$"):
        signer.sign("instruction=orderQuery")


def test_a_library_that_fails_leaves_no_secret_in_a_traceback_with_locals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(text: bytes, key: bytes) -> bytes:
        raise RuntimeError(text, key)

    signer = Signer(SEED)
    monkeypatch.setattr(signing, "crypto_sign", broken)
    with pytest.raises(SignatureFaultError) as caught:
        signer.sign("instruction=orderQuery")
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert found_in("".join(told.format()).encode(), SEED) == []


def test_a_signer_is_not_copied_or_pickled() -> None:
    signer = Signer(SEED)
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps, Signer.__getstate__):
        with pytest.raises(TypeError, match=r"^a Signer is never copied or stored$"):
            attempt(signer)


def test_a_signer_shows_nothing_of_its_key() -> None:
    signer = Signer(SEED)
    assert {repr(signer), str(signer), f"{signer}"} == {"Signer(<redacted>)"}
    assert not hasattr(signer, "__dict__")
    listed = repr([getattr(signer, name) for name in dir(signer)])
    assert found_in(listed.encode(), SEED) == []


@pytest.mark.parametrize("form", forms(SEED))
def test_a_signer_takes_its_secret_out_of_a_text_in_every_form(form: str) -> None:
    text = f"before {forms(SEED)[form]} after"
    assert found_in(text.encode("utf-8", "surrogateescape"), SEED)
    assert Signer(SEED).redact(text) == f"before {REDACTED} after"


def _as_programs_write(raw: bytes) -> Iterator[str]:
    letters = raw.decode("latin-1")
    quoted = (
        repr(raw)[2:-1],
        repr(letters)[1:-1],
        ascii(letters)[1:-1],
        json.dumps(letters)[1:-1],
        "".join(f"\\x{byte:02x}" for byte in raw),
    )
    for text in quoted:
        yield from (text, text.replace("\\", "\\\\"))
    standard, url_safe = base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode()
    yield from (standard, standard.rstrip("="), url_safe, url_safe.rstrip("="))
    yield from (quote(standard, safe=""), quote(standard), quote(standard).lower())
    yield from (quote(raw, safe=""), quote(raw), " ".join(map(str, raw)))


@pytest.mark.parametrize("first", [0, 20, 34, 80, 120, 224])
@pytest.mark.parametrize("with_key", [False, True])
def test_nothing_is_left_of_a_secret_and_nothing_else_is_taken(
    first: int, *, with_key: bool
) -> None:
    seed = bytes(range(first, first + 32))
    signer = Signer(seed)
    raw = seed + base64.b64decode(signer.api_key) if with_key else seed
    for text in _as_programs_write(raw):
        assert signer.redact(f"<{text}>") == f"<{REDACTED}>"


@given(st.binary(min_size=32, max_size=32), st.sampled_from(sorted(forms(SEED))))
def test_no_secret_survives_redaction(seed: bytes, form: str) -> None:
    written = Signer(seed).redact(f"{forms(seed)[form]!s}, {forms(seed)[form]!r}")
    assert not found_in(written.encode(), seed)


def test_a_text_without_the_secret_is_left_as_it_is() -> None:
    text = f"order 5406825793 of {Signer(SEED).api_key} rejected: 100.61 \x00"
    assert Signer(SEED).redact(text) == text


KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="&="))


@given(st.dictionaries(KEYS, st.none() | st.booleans() | st.integers() | KEYS, max_size=8))
def test_every_present_value_stands_once_in_key_order(params: dict[str, Any]) -> None:
    parts = canonical("orderQuery", params, 1, 2).split("&")
    assert parts[0] == "instruction=orderQuery"
    assert parts[-2:] == ["timestamp=1", "window=2"]
    keys = [part.partition("=")[0] for part in parts[1:-2]]
    assert keys == sorted(key for key, value in params.items() if value is not None)
