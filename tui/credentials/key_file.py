"""The key file: `{"apiKey": "...", "apiSecret": "..."}`, or the key on one line, then the secret.

It must be a regular file of the user who runs the program and closed to everybody else, in a folder
that nobody else can write to.
"""

import errno
import os
import shlex
import stat
from collections.abc import Mapping
from pathlib import Path

from tui.credentials.pair import MOST_BYTES, Fault, Pair, parse
from tui.domain.text import clean


def default_file(env: Mapping[str, str]) -> Path | None:
    """`$XDG_CONFIG_HOME/backpack-tui/keys.json`, or the same below `~/.config`."""
    config, home = env.get("XDG_CONFIG_HOME"), env.get("HOME")
    if config and Path(config).is_absolute():
        return Path(config) / "backpack-tui" / "keys.json"
    return Path(home) / ".config" / "backpack-tui" / "keys.json" if home else None


def from_file(path: Path | None, key: str = "", *, required: bool) -> Pair | Fault | None:
    """The pair in the file at `path`; None when there is none and none is `required`.

    With a `key` known already, it must be the pair of that key, or the secret alone.
    """
    if path is None:
        return None
    name = clean(str(path))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            return Fault(f"there is no key file {name}") if required else None
        if error.errno == errno.ELOOP:
            return Fault(f"the key file {name} is a symbolic link: name the file itself")
        return Fault(f"the key file {name} cannot be opened: {error.strerror}")
    try:
        # Of the open file, so that nobody can put another one in its place in between.
        unsafe = _unsafe(os.fstat(handle), name) or _unsafe_folders(path)
        return unsafe or parse(os.read(handle, MOST_BYTES + 1), f"the key file {name}", key)
    finally:
        os.close(handle)


def _unsafe(status: os.stat_result, name: str) -> Fault | None:
    if not stat.S_ISREG(status.st_mode):
        return Fault(f"the key file {name} is not a regular file: name a file")
    if status.st_uid != os.geteuid():
        return Fault(f"the key file {name} belongs to another user: make a copy of your own")
    if status.st_mode & 0o077:
        return Fault(
            f"the key file {name} is open to other users (mode {status.st_mode & 0o777:o}): "
            f"run  chmod 600 {shlex.quote(name)}"
        )
    return None


def _unsafe_folders(path: Path) -> Fault | None:
    """Who can write to a folder can put another file in the place of the key's.

    Its own folder may be written to by its owner alone, those above not by everybody. A folder in
    which only owners can rename, such as /tmp, is fine. Each must belong to the user or to root.
    """
    for above, folder in enumerate(path.absolute().parents):
        status = folder.stat()
        name = clean(str(folder))
        if status.st_uid not in {os.geteuid(), 0}:
            return Fault(
                f"the key file lies in {name}, which belongs to another user: put it into a "
                "folder of your own"
            )
        if status.st_mode & (0o002 if above else 0o022) and not status.st_mode & stat.S_ISVTX:
            return Fault(
                f"the key file lies in {name}, which other users can change "
                f"(mode {status.st_mode & 0o777:o}): run  chmod go-w {shlex.quote(name)}"
            )
    return None
