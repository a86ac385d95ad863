import copy
import pickle
import shlex
import traceback
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.credentials.golden import (
    CANARY,
    CANARY_KEY,
    CANARY_PAIR,
    CANARY_SEED,
    KEY,
    LONG_SECRET,
    PAIR,
    SECRET,
)
from tests.fakes.canary import found_in
from tui.credentials import KeyProblem, loader, signer
from tui.credentials.loader import Keyring, Remark
from tui.credentials.os_keyring import Unusable
from tui.credentials.pair import Fault, Pair
from tui.wire.signing import Signer

BOTH = {"BACKPACK_API_KEY": KEY, "BACKPACK_API_SECRET": SECRET}
PRINTS = {"BACKPACK_TUI_SECRET_CMD": f"echo {shlex.quote(CANARY_PAIR)}", "PATH": "/usr/bin:/bin"}

Found = Pair | Fault | Unusable | None


def ring(found: Found = None) -> Keyring:
    return lambda _: found


def load(
    env: MutableMapping[str, str],
    key_file: Path | None = None,
    keyring: Keyring = ring(),  # noqa: B008  # it holds nothing
    remark: Remark = lambda _: None,
) -> Signer | None:
    return loader.load(env, key_file, remark, keyring)


def key_of(found: Signer | None) -> str | None:
    return None if found is None else found.api_key


def test_nothing_given_is_none() -> None:
    assert load({}) is None


@pytest.mark.parametrize("secret", [SECRET, LONG_SECRET, f"  {SECRET}\r\n"])
def test_the_environment_gives_a_signer_is_emptied_and_is_warned_of(secret: str) -> None:
    env = {"BACKPACK_API_KEY": KEY, "BACKPACK_API_SECRET": secret, "OTHER": "1"}
    said: list[str] = []
    assert key_of(load(env, remark=said.append)) == KEY
    assert env == {"OTHER": "1"}
    (words,) = said
    assert "BACKPACK_API_SECRET" in words
    assert "a key file, the keyring or a command keeps it closer" in words


def test_the_environment_is_emptied_even_when_something_comes_first_or_a_key_is_bad(
    key_file: Callable[..., Path],
) -> None:
    for env in ({**BOTH, **PRINTS}, dict(BOTH)):
        assert load(env, key_file(PAIR)) is not None
        assert set(env) <= {"PATH"}
    bad = {"BACKPACK_API_KEY": "x", "BACKPACK_API_SECRET": "y"}
    with pytest.raises(KeyProblem):
        load(bad)
    assert bad == {}


@pytest.mark.parametrize(
    ("there", "missing"),
    [("BACKPACK_API_KEY", "BACKPACK_API_SECRET"), ("BACKPACK_API_SECRET", "BACKPACK_API_KEY")],
)
def test_half_a_pair_names_the_variable_that_is_missing(there: str, missing: str) -> None:
    with pytest.raises(KeyProblem, match=f"{there} is set but {missing} is not"):
        load({there: KEY})


def test_the_command_comes_before_keyring_file_and_environment(
    key_file: Callable[..., Path],
) -> None:
    said: list[str] = []
    env = {**BOTH, **PRINTS}
    asked: list[str] = []

    def keyring(key: str) -> Found:
        asked.append(key)
        return Pair(KEY, SECRET)

    assert key_of(load(env, key_file(PAIR), keyring, said.append)) == CANARY_KEY
    assert asked == []
    assert len(said) == 2
    assert all("is passed over: the one of BACKPACK_TUI_SECRET_CMD" in words for words in said)


def test_the_keyring_comes_before_the_default_file_and_the_environment(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "backpack-tui"
    folder.mkdir(mode=0o700)
    (folder / "keys.json").write_text(PAIR, encoding="utf-8")
    (folder / "keys.json").chmod(0o600)
    env = {**BOTH, "XDG_CONFIG_HOME": str(tmp_path)}
    said: list[str] = []
    assert key_of(load(env, None, ring(Pair(CANARY_KEY, CANARY)), said.append)) == CANARY_KEY
    assert said == ["BACKPACK_API_SECRET is passed over: the one in the keyring comes first"]


def test_a_file_that_is_named_is_taken_without_asking_the_keyring(
    key_file: Callable[..., Path],
) -> None:
    asked: list[str] = []

    def keyring(key: str) -> Found:
        asked.append(key)
        return Pair(CANARY_KEY, CANARY)

    assert key_of(load({}, key_file(PAIR), keyring)) == KEY
    assert key_of(load({"BACKPACK_KEY_FILE": str(key_file(PAIR))}, None, keyring)) == KEY
    assert asked == []


def test_the_file_comes_before_the_environment(key_file: Callable[..., Path]) -> None:
    said: list[str] = []
    env = {"BACKPACK_API_KEY": "x", "BACKPACK_API_SECRET": "y"}
    assert key_of(load(env, key_file(PAIR), remark=said.append)) == KEY
    assert said == ["BACKPACK_API_SECRET is passed over: the one in the key file comes first"]


def test_a_keyring_that_may_not_be_asked_is_told_of_only_when_nothing_else_is_there(
    key_file: Callable[..., Path],
) -> None:
    said: list[str] = []
    assert key_of(load({}, key_file(PAIR), ring(Unusable("why")), said.append)) == KEY
    assert said == []
    assert load({}, None, ring(Unusable("why")), said.append) is None
    assert said == ["why"]


def test_a_bad_source_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="exit code 1"):
        load({**BOTH, "BACKPACK_TUI_SECRET_CMD": "false", "PATH": PRINTS["PATH"]})
    with pytest.raises(KeyProblem, match="locked"):
        load(dict(BOTH), None, ring(Fault("locked")))
    folder = tmp_path / ".config" / "backpack-tui"
    folder.mkdir(parents=True)
    (folder / "keys.json").write_text("?", encoding="utf-8")
    (folder / "keys.json").chmod(0o600)
    with pytest.raises(KeyProblem, match="must hold"):
        load({"HOME": str(tmp_path), **BOTH})


def test_a_key_without_its_secret_says_which_is_meant(key_file: Callable[..., Path]) -> None:
    alone = {"BACKPACK_TUI_SECRET_CMD": f"echo {CANARY}", "PATH": PRINTS["PATH"]}
    meant = {"BACKPACK_API_KEY": CANARY_KEY}
    assert key_of(load({**meant, **alone})) == CANARY_KEY
    asked: list[str] = []
    load({**meant, **BOTH}, None, lambda key: asked.append(key))  # noqa: PLW0108  # returns None
    assert key_of(load(dict(meant), None, lambda key: Pair(key, CANARY))) == CANARY_KEY
    assert asked == [""]
    with pytest.raises(KeyProblem, match="another API key than BACKPACK_API_KEY"):
        load(dict(meant), key_file(PAIR))


def test_the_file_is_looked_for_where_it_was_named_and_then_at_its_default_place(
    tmp_path: Path, key_file: Callable[..., Path]
) -> None:
    assert load({"BACKPACK_KEY_FILE": str(key_file(PAIR))}) is not None
    for variable, below in (("XDG_CONFIG_HOME", ""), ("HOME", ".config")):
        top = tmp_path / variable
        folder = top / below / "backpack-tui"
        folder.mkdir(parents=True)
        (folder / "keys.json").write_text(PAIR, encoding="utf-8")
        (folder / "keys.json").chmod(0o600)
        assert load({variable: str(top)}) is not None


def test_a_default_file_that_is_not_there_is_no_problem_but_a_named_one_is(tmp_path: Path) -> None:
    assert load({"HOME": str(tmp_path)}) is None
    with pytest.raises(KeyProblem, match=r"there is no key file .*nowhere"):
        load({}, tmp_path / "nowhere")


def leaks(text: str) -> list[str]:
    return found_in(text.encode("utf-8", "surrogateescape"), CANARY_SEED)


def everything_said_about(thing: object) -> str:
    said = [repr(thing), str(thing), f"{thing}", ascii(thing)]
    for look in (vars, lambda it: it.__getstate__(), lambda it: [getattr(it, n) for n in dir(it)]):
        with suppress(TypeError):
            said.append(repr(look(thing)))
    for store in (pickle.dumps, copy.deepcopy, copy.copy):
        with suppress(TypeError, AttributeError):
            said.append(repr(store(thing)))
    return "\n".join(said)


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
    command = {**PRINTS, "BACKPACK_API_KEY": KEY}
    found = [lambda: load(env), lambda: load(swapped), lambda: load(half), lambda: load(command)]
    found.append(lambda: load({}, None, ring(Pair(KEY, CANARY))))
    for number, content in enumerate(
        [
            CANARY_PAIR.replace(CANARY_KEY, KEY),
            CANARY_PAIR.replace(CANARY, CANARY[:-1]),
            CANARY_PAIR[:-1],
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
        frames = [frame for frame in told.stack if frame.filename == loader.__file__]
        assert frames
        assert all(leaks(repr(frame.locals)) == [] for frame in frames)


def test_signing_leaves_no_secret_in_a_traceback_with_locals() -> None:
    made = Signer(CANARY_SEED)
    with pytest.raises(ValueError, match="never signed") as caught:
        made.headers("withdraw", {"quantity": "1"}, 1, 5_000)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert leaks("".join(told.format())) == []
