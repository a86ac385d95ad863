"""Where a key may come from, one after the other; the first that is there counts, good or bad.

1. a command: `BACKPACK_TUI_SECRET_CMD`
2. the OS keyring, where the package `keyring` is installed; not when a key file is named
3. a key file: the one named by `--key-file`, else by `BACKPACK_KEY_FILE`, else the default one
4. the environment: `BACKPACK_API_KEY` and `BACKPACK_API_SECRET`

`BACKPACK_API_KEY` without `BACKPACK_API_SECRET` says which key is meant: what comes before then
may give the secret alone, and a pair of another key is refused.
"""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

from tui.credentials.command import COMMAND_VARIABLE, from_command
from tui.credentials.key_file import default_file, from_file
from tui.credentials.os_keyring import Unusable, from_keyring
from tui.credentials.pair import KEY_VARIABLE, Fault, KeyProblem, Pair, checked
from tui.domain.text import clean
from tui.wire.signing import Signer

SECRET_VARIABLE = "BACKPACK_API_SECRET"  # noqa: S105  # because it is the name of a variable
KEY_FILE_VARIABLE = "BACKPACK_KEY_FILE"
SECRET_VARIABLES = (SECRET_VARIABLE, COMMAND_VARIABLE)
"""What no child may inherit and no other program should read."""

Keyring = Callable[[str], Pair | Fault | Unusable | None]
Remark = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Given:
    """What the environment held."""

    key: str = field(repr=False)
    secret: str = field(repr=False)
    command: str = field(repr=False)

    @property
    def meant(self) -> str:
        """The key whose secret is to be found elsewhere; empty when none is named."""
        return "" if self.secret else self.key


def _ignore(words: str) -> None:
    del words


def load(
    env: MutableMapping[str, str],
    key_file: Path | None,
    remark: Remark = _ignore,
    keyring: Keyring = from_keyring,
) -> Signer | None:
    """The Signer of the first key that is found; None when none is given.

    The key, the secret and the command are taken out of `env`, so that no child process inherits
    them. `remark` is told, in sentences without a secret, what the user should know all the same.
    Raises KeyProblem when a key is given but cannot be used.
    """
    given = _Given(
        *(env.pop(n, "").strip() for n in (KEY_VARIABLE, SECRET_VARIABLE, COMMAND_VARIABLE))
    )
    named = key_file or (Path(env[KEY_FILE_VARIABLE]) if env.get(KEY_FILE_VARIABLE) else None)
    found = _first(given, env, named, remark, keyring)
    signed = found if found is None or isinstance(found, Fault) else checked(found)
    if isinstance(signed, Fault):
        raise KeyProblem(signed.words) from None
    return signed


def signer(api_key: str, api_secret: str) -> Signer:
    """The Signer of a key and its secret; raises KeyProblem when they are not a pair."""
    made = checked(Pair(api_key, api_secret))
    del api_key, api_secret
    if isinstance(made, Fault):
        raise KeyProblem(made.words) from None
    return made


def _first(
    given: _Given,
    env: MutableMapping[str, str],
    named: Path | None,
    remark: Remark,
    keyring: Keyring,
) -> Pair | Fault | None:
    if given.command:
        _tell_passed_over(given, named, f"the one of {COMMAND_VARIABLE}", remark)
        return from_command(given.command, env, given.meant)
    locked = None if named is not None else keyring(given.meant)
    if locked is not None and not isinstance(locked, Unusable):
        _tell_passed_over(given, named, "the one in the keyring", remark)
        return locked
    in_file = from_file(named or default_file(env), given.meant, required=named is not None)
    if in_file is not None:
        _tell_passed_over(given, None, "the one in the key file", remark)
        return in_file
    if isinstance(locked, Unusable):
        remark(locked.words)
    return _from_environment(given, remark)


def _from_environment(given: _Given, remark: Remark) -> Pair | Fault | None:
    if given.key and given.secret:
        remark(
            f"the API secret came from {SECRET_VARIABLE}, which other programs of yours can read "
            "until this one starts; a key file, the keyring or a command keeps it closer"
        )
        return Pair(given.key, given.secret)
    if not given.key and not given.secret:
        return None
    missing, there = (
        (SECRET_VARIABLE, KEY_VARIABLE) if given.key else (KEY_VARIABLE, SECRET_VARIABLE)
    )
    return Fault(f"{there} is set but {missing} is not: set both")


def _tell_passed_over(given: _Given, named: Path | None, used: str, remark: Remark) -> None:
    """Nobody should trade on one account while meaning another."""
    if named is not None:
        remark(f"the key file {clean(str(named))} is passed over: {used} comes first")
    if given.secret:
        remark(f"{SECRET_VARIABLE} is passed over: {used} comes first")
