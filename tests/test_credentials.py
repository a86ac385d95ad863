import base64
import binascii
import copy
import json
import os
import pickle
import traceback
import urllib.parse
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from tui import credentials
from tui.credentials import KeyProblem, load, signer
from tui.wire.signing import Signer

GOLDEN = json.loads(
    (Path(__file__).parent / "fixtures" / "signing-vectors.json").read_text(encoding="utf-8")
)
KEY: str = GOLDEN["api_key_b64"]
SECRET: str = GOLDEN["secret_b64_32"]
LONG_SECRET: str = GOLDEN["secret_b64_64"]

CANARY_SEED = bytes(range(200, 232))
CANARY = base64.b64encode(CANARY_SEED).decode()
CANARY_KEY = base64.b64encode(bytes(SigningKey(CANARY_SEED).verify_key)).decode()


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.fixture
def key_file(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str, mode: int = 0o600) -> Path:
        path = tmp_path / "keys.json"
        path.write_text(content, encoding="utf-8")
        path.chmod(mode)
        return path

    return write


def test_nothing_given_is_none() -> None:
    assert load({}, None) is None


@pytest.mark.parametrize("secret", [SECRET, LONG_SECRET, f"  {SECRET}\r\n"])
def test_the_environment_gives_a_signer_and_is_emptied(secret: str) -> None:
    env = {"BACKPACK_API_KEY": KEY, "BACKPACK_API_SECRET": secret, "OTHER": "1"}
    found = load(env, None)
    assert found is not None
    assert found.api_key == KEY
    assert env == {"OTHER": "1"}


def test_the_environment_is_emptied_even_when_a_file_comes_first_or_a_key_is_bad(
    key_file: Callable[..., Path],
) -> None:
    env = {"BACKPACK_API_KEY": "x", "BACKPACK_API_SECRET": "y"}
    found = load(env, key_file(json.dumps({"apiKey": KEY, "apiSecret": SECRET})))
    assert found is not None
    assert env == {}
    bad = {"BACKPACK_API_KEY": "x", "BACKPACK_API_SECRET": "y"}
    with pytest.raises(KeyProblem):
        load(bad, None)
    assert bad == {}


@pytest.mark.parametrize(
    ("there", "missing"),
    [("BACKPACK_API_KEY", "BACKPACK_API_SECRET"), ("BACKPACK_API_SECRET", "BACKPACK_API_KEY")],
)
def test_half_a_pair_names_the_variable_that_is_missing(there: str, missing: str) -> None:
    with pytest.raises(KeyProblem, match=f"{there} is set but {missing} is not"):
        load({there: KEY}, None)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"apiKey": KEY, "apiSecret": SECRET}),
        json.dumps({"apiKey": KEY, "apiSecret": LONG_SECRET, "note": "x"}, indent=2),
        f"{KEY}\n{SECRET}\n",
        f"{KEY}\r\n{LONG_SECRET}",
    ],
)
def test_a_key_file_is_json_or_two_lines(key_file: Callable[..., Path], content: str) -> None:
    found = load({}, key_file(content))
    assert found is not None
    assert found.api_key == KEY


def test_the_file_is_looked_for_where_it_was_named_and_then_at_its_default_place(
    tmp_path: Path, key_file: Callable[..., Path]
) -> None:
    pair = json.dumps({"apiKey": KEY, "apiSecret": SECRET})
    named = load({"BACKPACK_KEY_FILE": str(key_file(pair))}, None)
    assert named is not None
    for variable, below in (("XDG_CONFIG_HOME", ""), ("HOME", ".config")):
        top = tmp_path / variable
        folder = top / below / "backpack-tui"
        folder.mkdir(parents=True)
        (folder / "keys.json").write_text(pair, encoding="utf-8")
        (folder / "keys.json").chmod(0o600)
        assert load({variable: str(top)}, None) is not None


def test_a_default_file_that_is_not_there_is_no_problem_but_a_named_one_is(tmp_path: Path) -> None:
    assert load({"HOME": str(tmp_path)}, None) is None
    with pytest.raises(KeyProblem, match=r"there is no key file .*nowhere"):
        load({}, tmp_path / "nowhere")


def test_a_bad_default_file_is_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "backpack-tui"
    folder.mkdir(parents=True)
    (folder / "keys.json").write_text("?", encoding="utf-8")
    (folder / "keys.json").chmod(0o600)
    env = {"HOME": str(tmp_path), "BACKPACK_API_KEY": KEY, "BACKPACK_API_SECRET": SECRET}
    with pytest.raises(KeyProblem, match="must hold"):
        load(env, None)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o666, 0o601])
def test_fault_l16_a_file_open_to_others_is_refused_with_the_remedy(
    key_file: Callable[..., Path], mode: int
) -> None:
    path = key_file(json.dumps({"apiKey": KEY, "apiSecret": SECRET}), mode)
    with pytest.raises(KeyProblem) as caught:
        load({}, path)
    assert f"mode {mode:o}" in str(caught.value)
    assert f"chmod 600 {path}" in str(caught.value)


def test_a_link_a_folder_and_a_pipe_are_refused(
    tmp_path: Path, key_file: Callable[..., Path]
) -> None:
    path = key_file(json.dumps({"apiKey": KEY, "apiSecret": SECRET}))
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(KeyProblem, match="is a symbolic link: name the file itself"):
        load({}, link)
    with pytest.raises(KeyProblem, match="not a regular file"):
        load({}, tmp_path)
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(KeyProblem, match="not a regular file"):
        load({}, tmp_path / "pipe")


def test_a_file_of_another_user_is_refused(
    key_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = key_file(json.dumps({"apiKey": KEY, "apiSecret": SECRET}))
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(KeyProblem, match="another user"):
        load({}, path)


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
def test_a_file_in_another_form_is_refused_with_the_form_that_works(
    key_file: Callable[..., Path], content: str
) -> None:
    with pytest.raises(KeyProblem, match=r"must hold .*apiKey.*apiSecret"):
        load({}, key_file(content))


SEED = bytes(range(32))
PUBLIC = base64.b64decode(KEY)


@pytest.mark.parametrize(
    ("own", "above", "named"),
    [(0o770, 0o700, "own"), (0o702, 0o700, "own"), (0o700, 0o777, "above")],
)
def test_a_key_in_a_folder_others_can_change_is_refused_with_the_remedy(
    tmp_path: Path, own: int, above: int, named: str
) -> None:
    folder = tmp_path / "above" / "own"
    folder.mkdir(parents=True)
    path = folder / "keys.json"
    path.write_text(f"{KEY}\n{SECRET}", encoding="utf-8")
    path.chmod(0o600)
    folder.chmod(own)
    folder.parent.chmod(above)
    with pytest.raises(KeyProblem, match=f"chmod go-w .*/{named}$"):
        load({}, path)
    folder.chmod(0o700)
    folder.parent.chmod(0o1777)
    assert load({}, path) is not None


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
    with pytest.raises(KeyProblem, match=words) as caught:
        signer(key, secret)
    for part in (key, secret):
        assert len(part) < 6 or part not in str(caught.value)


@given(st.text(max_size=100), st.text(max_size=100))
def test_any_two_texts_are_a_pair_or_a_problem(key: str, secret: str) -> None:
    with suppress(KeyProblem):
        signer(key, secret)


@given(st.binary(max_size=200))
def test_any_content_of_a_file_is_a_pair_or_a_fault(content: bytes) -> None:
    parsed = credentials._parse(content, "file")
    assert parsed is not None


def encodings(seed: bytes) -> dict[str, str]:
    """The seven ways in which a secret may show up in a text."""
    standard = base64.b64encode(seed).decode()
    return {
        "base64": standard,
        "base64 without padding": standard.rstrip("="),
        "url-safe": base64.urlsafe_b64encode(seed).decode().rstrip("="),
        "hex": binascii.hexlify(seed).decode(),
        "percent": urllib.parse.quote(standard, safe=""),
        "repr": repr(seed)[2:-1],
        "list of bytes": ", ".join(map(str, seed)),
    }


def leaks(text: str) -> list[str]:
    return [name for name, form in encodings(CANARY_SEED).items() if form in text]


def everything_said_about(thing: object) -> str:
    said = [repr(thing), str(thing), f"{thing}", ascii(thing)]
    with suppress(TypeError):
        said.append(repr(vars(thing)))
    for store in (pickle.dumps, copy.deepcopy):
        with suppress(TypeError, AttributeError):
            said.append(repr(store(thing)))
    return "\n".join(said)


def test_the_search_for_leaks_finds_one_in_each_encoding() -> None:
    for name, form in encodings(CANARY_SEED).items():
        assert name in leaks(f"before {form} after")


def test_a_signer_says_nothing_of_its_secret() -> None:
    made = signer(CANARY_KEY, CANARY)
    assert leaks(everything_said_about(made)) == []
    assert leaks(everything_said_about([made, {"signer": made}])) == []
    assert leaks(repr(made.headers("orderQuery", {"symbol": "A"}, 1, 5_000))) == []


def faults(tmp_path: Path) -> list[Callable[[], Any]]:
    """Ways to fail with the canary at hand; none has it in a variable of its own frame."""
    env = {"BACKPACK_API_KEY": KEY, "BACKPACK_API_SECRET": CANARY}
    swapped = {"BACKPACK_API_KEY": CANARY, "BACKPACK_API_SECRET": CANARY_KEY}
    half = {"BACKPACK_API_SECRET": CANARY}
    found = [lambda: load(env, None), lambda: load(swapped, None), lambda: load(half, None)]
    for number, content in enumerate(
        [
            json.dumps({"apiKey": KEY, "apiSecret": CANARY}),
            json.dumps({"apiKey": KEY, "apiSecret": CANARY[:-1]}),
            f'{{"apiKey": "{KEY}", "apiSecret": "{CANARY}"',
            f"{CANARY}\n{CANARY}\n{CANARY}",
        ]
    ):
        path = tmp_path / str(number)
        path.write_text(content, encoding="utf-8")
        path.chmod(0o600)
        found.append(lambda path=path: load({}, path))  # type: ignore[misc]  # because mypy cannot infer the default
    return found


def test_no_problem_carries_the_secret_not_even_in_a_traceback_with_locals(tmp_path: Path) -> None:
    for attempt in faults(tmp_path):
        with pytest.raises(KeyProblem) as caught:
            attempt()
        error = caught.value
        assert error.__cause__ is None
        assert error.__context__ is None
        assert leaks(everything_said_about(error)) == []
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        frames = [frame for frame in told.stack if frame.filename == credentials.__file__]
        assert frames
        assert all(leaks(repr(frame.locals)) == [] for frame in frames)


def test_signing_leaves_no_secret_in_a_traceback_with_locals() -> None:
    made = Signer(CANARY_SEED)
    with pytest.raises(ValueError, match="never signed") as caught:
        made.headers("withdraw", {"quantity": "1"}, 1, 5_000)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert leaks("".join(told.format())) == []
