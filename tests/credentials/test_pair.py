import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.credentials.golden import CANARY_KEY, KEY, LONG_SECRET, PAIR, SECRET
from tui.credentials.pair import Fault, Pair, checked, parse
from tui.wire.signing import Signer

SEED = bytes(range(32))
PUBLIC = base64.b64decode(KEY)


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    "content",
    [
        PAIR,
        json.dumps({"apiKey": KEY, "apiSecret": LONG_SECRET, "note": "x"}, indent=2),
        f"{KEY}\n{SECRET}\n",
        f"{KEY}\r\n{LONG_SECRET}",
        f"{KEY} {SECRET}",
    ],
)
def test_a_pair_is_json_or_two_words(content: str) -> None:
    found = parse(content.encode(), "the file")
    assert isinstance(found, Pair)
    assert isinstance(checked(found), Signer)


@pytest.mark.parametrize(
    "content",
    [
        "",
        KEY,
        f"{KEY}\n{SECRET}\nmore",
        "{}",
        '{"apiKey": 5, "apiSecret": "x"}',
        '{"apiKey": "x"}',
        '{"apiKey": "a", "apiKey": "b", "apiSecret": "c"}',
        '{"apiKey": "',
        "x" * 5_000,
        "{" * 4_000,
    ],
)
def test_another_form_is_refused_with_the_form_that_works(content: str) -> None:
    found = parse(content.encode(), "the file")
    assert isinstance(found, Fault)
    assert found.words.startswith('the file must hold {"apiKey": "…", "apiSecret": "…"}, or')


def test_the_secret_alone_will_do_where_the_key_is_known() -> None:
    assert parse(f"{SECRET}\n".encode(), "it", KEY) == Pair(KEY, SECRET)
    found = parse(b"one two three", "it", KEY)
    assert isinstance(found, Fault)
    assert found.words.endswith("or the secret alone, as BACKPACK_API_KEY is set")


def test_a_pair_of_another_key_than_the_known_one_is_refused() -> None:
    assert parse(PAIR.encode(), "it", KEY) == Pair(KEY, SECRET)
    found = parse(PAIR.encode(), "it", CANARY_KEY)
    assert isinstance(found, Fault)
    assert "gives another API key than BACKPACK_API_KEY: unset BACKPACK_API_KEY" in found.words


def test_a_pair_and_a_list_of_pairs_show_nothing() -> None:
    assert repr([Pair(KEY, SECRET)]) == "[Pair()]"


@pytest.mark.parametrize(
    ("key", "secret", "words"),
    [
        (KEY, "", "API secret is empty"),
        ("", SECRET, "API key is empty"),
        (KEY, b64(SEED[:31]), "API secret has 31 bytes"),
        (KEY, b64(SEED + b"x"), "API secret has 33 bytes"),
        (KEY, b64(SEED + PUBLIC[:31]), "API secret has 63 bytes"),
        (b64(PUBLIC[:31]), SECRET, "API key has 31 bytes"),
        (KEY, SEED.hex(), "API secret is hexadecimal"),
        (KEY, "-----BEGIN PRIVATE KEY-----", "API secret is a PEM block"),
        (KEY, SECRET.replace("A", "-", 1), "API secret is url-safe"),
        (KEY, SECRET[:-1], "API secret is not base64"),
        (KEY, f'"{SECRET}"', "API secret is not base64"),
        (KEY, SECRET[:4] + "!!" + SECRET[4:], "API secret is not base64"),
        (KEY, "\ufeff" + SECRET, "API secret is not base64"),
        ("clé", SECRET, "API key is not base64"),
        (KEY, b64(SEED + bytes(32)), "halves"),
        (CANARY_KEY, SECRET, "does not belong to the API key"),
        (SECRET, KEY, "swapped"),
        (LONG_SECRET, KEY, "swapped"),
    ],
)
def test_faults_c01_to_c04_each_mistake_has_its_own_words(
    key: str, secret: str, words: str
) -> None:
    found = checked(Pair(key, secret))
    assert isinstance(found, Fault)
    assert words in found.words
    for part in (key, secret):
        assert len(part) < 6 or part not in found.words


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_two_texts_are_a_pair_or_a_fault(key: str, secret: str) -> None:
    assert isinstance(checked(Pair(key, secret)), Signer | Fault)


@given(st.binary(max_size=200), st.sampled_from(["", KEY]))
def test_any_content_is_a_pair_or_a_fault(content: bytes, key: str) -> None:
    assert isinstance(parse(content, "file", key), Pair | Fault)
