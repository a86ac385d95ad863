"""Finds the trader's API key, checks it before any network, and hands out only a Signer.

Looked up in this order; the first that is there counts, good or bad:

1. a key file: the one named by `--key-file`, else by `BACKPACK_KEY_FILE`, else the default
   `$XDG_CONFIG_HOME/backpack-tui/keys.json` (`~/.config/...`). It holds
   `{"apiKey": "...", "apiSecret": "..."}`, or the key on one line and the secret on the next. It
   must be a regular file of the user who runs the program and closed to everybody else, in a folder
   that nobody else can write to.
2. the environment: `BACKPACK_API_KEY` and `BACKPACK_API_SECRET`.

What goes wrong is said in fixed words, never with the content. The functions that touch a secret
return their faults instead of raising, so that no traceback has a frame that holds one.
"""

import base64
import binascii
import errno
import os
import re
import shlex
import stat
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path

from tui.domain.text import clean
from tui.wire.document import DocumentError
from tui.wire.document import load as load_json
from tui.wire.signing import SEED_BYTES, Signer

KEY_VARIABLE = "BACKPACK_API_KEY"
SECRET_VARIABLE = "BACKPACK_API_SECRET"  # noqa: S105  # because it is the name of a variable
KEY_FILE_VARIABLE = "BACKPACK_KEY_FILE"

_MAX_FILE = 4_096
_FORMAT = '{"apiKey": "…", "apiSecret": "…"}'
_HEX = re.compile(r"[0-9a-fA-F]{64}([0-9a-fA-F]{64})?", re.ASCII)


class KeyProblem(Exception):  # because it is the user's problem and not a fault of the program
    """The key cannot be used; the text says why and what to do, and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A key and its secret as given, unchecked."""

    key: str = field(repr=False)
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Fault:
    words: str


def load(env: MutableMapping[str, str], key_file: Path | None) -> Signer | None:
    """The Signer of the first key that is found; None when none is given.

    Both variables are taken out of `env`, so that no child process inherits them. Raises KeyProblem
    when a key is given but cannot be used.
    """
    given = _from_environment(env)
    named = key_file or (Path(env[KEY_FILE_VARIABLE]) if env.get(KEY_FILE_VARIABLE) else None)
    from_file = _from_file(named or _default_file(env), required=named is not None)
    found = given if from_file is None else from_file
    signed = found if found is None or isinstance(found, _Fault) else _checked(found)
    if isinstance(signed, _Fault):
        raise KeyProblem(signed.words) from None
    return signed


def signer(api_key: str, api_secret: str) -> Signer:
    """The Signer of a key and its secret; raises KeyProblem when they are not a pair."""
    made = _checked(_Pair(api_key, api_secret))
    del api_key, api_secret
    if isinstance(made, _Fault):
        raise KeyProblem(made.words) from None
    return made


def _from_environment(env: MutableMapping[str, str]) -> _Pair | _Fault | None:
    key, secret = env.pop(KEY_VARIABLE, "").strip(), env.pop(SECRET_VARIABLE, "").strip()
    if key and secret:
        return _Pair(key, secret)
    if key or secret:
        missing, there = (SECRET_VARIABLE, KEY_VARIABLE) if key else (KEY_VARIABLE, SECRET_VARIABLE)
        return _Fault(f"{there} is set but {missing} is not: set both")
    return None


def _default_file(env: MutableMapping[str, str]) -> Path | None:
    config, home = env.get("XDG_CONFIG_HOME"), env.get("HOME")
    if config and Path(config).is_absolute():
        return Path(config) / "backpack-tui" / "keys.json"
    return Path(home) / ".config" / "backpack-tui" / "keys.json" if home else None


def _from_file(path: Path | None, *, required: bool) -> _Pair | _Fault | None:
    if path is None:
        return None
    name = clean(str(path))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            return _Fault(f"there is no key file {name}") if required else None
        if error.errno == errno.ELOOP:
            return _Fault(f"the key file {name} is a symbolic link: name the file itself")
        return _Fault(f"the key file {name} cannot be opened: {error.strerror}")
    try:
        unsafe = _unsafe(os.fstat(handle), name) or _unsafe_folders(path)
        return unsafe or _parse(os.read(handle, _MAX_FILE + 1), name)
    finally:
        os.close(handle)


def _unsafe(status: os.stat_result, name: str) -> _Fault | None:
    if not stat.S_ISREG(status.st_mode):
        return _Fault(f"the key file {name} is not a regular file")
    if status.st_uid != os.geteuid():
        return _Fault(f"the key file {name} belongs to another user: make a copy of your own")
    if status.st_mode & 0o077:
        return _Fault(
            f"the key file {name} is open to other users (mode {status.st_mode & 0o777:o}): "
            f"run  chmod 600 {shlex.quote(name)}"
        )
    return None


def _unsafe_folders(path: Path) -> _Fault | None:
    """Who can write to a folder can put another file in the place of the key's.

    Its own folder may be written to by its owner alone, those above not by everybody. A folder in
    which only owners can rename, such as /tmp, is fine.
    """
    for above, folder in enumerate(path.absolute().parents):
        mode = folder.stat().st_mode
        if mode & (0o002 if above else 0o022) and not mode & stat.S_ISVTX:
            name = clean(str(folder))
            return _Fault(
                f"the key file lies in {name}, which other users can change "
                f"(mode {mode & 0o777:o}): run  chmod go-w {shlex.quote(name)}"
            )
    return None


def _parse(content: bytes, name: str) -> _Pair | _Fault:
    bad = _Fault(
        f"the key file {name} must hold {_FORMAT}, or the key on one line and the secret on the "
        "next"
    )
    if len(content) > _MAX_FILE:
        return bad
    try:
        if not content.lstrip().startswith(b"{"):
            lines = content.decode().split()
            return _Pair(lines[0], lines[1]) if len(lines) == 2 else bad  # noqa: PLR2004  # because a pair has two
        document = load_json(content)
    except (UnicodeDecodeError, DocumentError):
        return bad
    if not isinstance(document, dict):
        return bad
    key, secret = document.get("apiKey"), document.get("apiSecret")
    if not isinstance(key, str) or not isinstance(secret, str):
        return bad
    return _Pair(key.strip(), secret.strip())


def _checked(pair: _Pair) -> Signer | _Fault:
    """The Signer when both are well-formed and the key is the public half of the secret."""
    secret = _decoded(pair.secret, "API secret")
    key = _decoded(pair.key, "API key")
    if isinstance(key, bytes) and isinstance(secret, bytes) and _is_pair(key, secret):
        return _Fault("API key and API secret are swapped: give each in the place of the other")
    if isinstance(secret, _Fault):
        return secret
    return key if isinstance(key, _Fault) else _made(key, secret)


def _made(key: bytes, secret: bytes) -> Signer | _Fault:
    if len(secret) not in {SEED_BYTES, 2 * SEED_BYTES}:
        return _Fault(
            f"the API secret has {len(secret)} bytes: it must be the base64 of 32 (or of 64 with "
            "the public key behind)"
        )
    if len(key) != SEED_BYTES:
        return _Fault(f"the API key has {len(key)} bytes: it must be the base64 of 32")
    made = Signer(secret[:SEED_BYTES])
    public = base64.b64decode(made.api_key)
    if len(secret) == 2 * SEED_BYTES and secret[SEED_BYTES:] != public:
        return _Fault(
            "the two halves of the 64-byte API secret do not belong together: copy it anew"
        )
    if public != key:
        return _Fault("the API secret does not belong to the API key: give the two of one pair")
    return made


def _is_pair(secret: bytes, key: bytes) -> bool:
    """Whether `secret` is the secret of `key`."""
    if len(key) != SEED_BYTES or len(secret) not in {SEED_BYTES, 2 * SEED_BYTES}:
        return False
    return base64.b64decode(Signer(secret[:SEED_BYTES]).api_key) == key


def _decoded(text: str, what: str) -> bytes | _Fault:
    if not text:
        return _Fault(f"the {what} is empty: it must be the base64 text that Backpack shows")
    if text.startswith("-----BEGIN"):
        return _Fault(f"the {what} is a PEM block: it must be the base64 text that Backpack shows")
    if _HEX.fullmatch(text):
        return _Fault(f"the {what} is hexadecimal: it must be the base64 text that Backpack shows")
    if re.search(r"[-_]", text):
        return _Fault(f"the {what} is url-safe base64: it must be standard base64, with + and /")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return _Fault(f"the {what} is not base64: copy it anew, without quotes and in full")
