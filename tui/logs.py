"""What is written about a run: a quiet log, and a report when the program breaks.

Both pass through a redactor before they reach a disk or a terminal: it takes out what the holders
of secrets recognise as theirs, and what looks like a secret. A report holds the traceback without
local variables: a local may be a header, a body or a key.
"""

import logging
import os
import re
import traceback
from collections.abc import Callable
from pathlib import Path

Redact = Callable[[str], str]

_SIGNATURES = re.compile(
    r"""(?ix)
    ( x-signature ["']? \s* [:=] \s* ["']?
    | signature ["']? \s* [:=] \s* \[? ["']?
    | secret ["']? \s* [:=] \s* ["']? )
    [A-Za-z0-9+/=_-]{16,}
    """
)
_LONG_BASE64 = re.compile(r"[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{43}=")
"""What a 64-byte signature or a 32-byte seed looks like, wherever it turns up."""

_QUIET = ("httpx", "httpcore", "websockets", "asyncio")
"""Libraries that write whole requests and frames when asked for details."""


def redact_patterns(text: str) -> str:
    """Remove what looks like a signature, a seed or a key, without knowing the secret."""
    return _LONG_BASE64.sub("[redacted]", _SIGNATURES.sub(r"\1[redacted]", text))


class Redactor:
    """Takes secrets out of text: by value, as their holders know them, and by what they look like.

    It keeps no secret of its own, only whom to ask.
    """

    def __init__(self) -> None:
        self._holders: list[Redact] = []

    def trust(self, holder: Redact) -> None:
        """Ask `holder` from now on; it returns a text without the secret that it holds."""
        self._holders.append(holder)

    def __call__(self, text: str) -> str:
        """Return `text` without secrets."""
        for holder in self._holders:
            text = holder(text)
        return redact_patterns(text)


class RedactingFormatter(logging.Formatter):
    """Formats a record first and redacts the finished text, so that no argument escapes."""

    def __init__(self, redact: Redact) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the redacted line."""
        return self._redact(super().format(record))


def private_directory(path: Path) -> Path:
    """Create `path` for its owner only and return it.

    Raises:
        OSError: it cannot be made, or something else stands there.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def start(directory: Path, redact: Redact = redact_patterns) -> None:
    """Write warnings and worse to `backpack-tui.log` in `directory`, readable by its owner only."""
    path = private_directory(directory) / "backpack-tui.log"
    path.touch(mode=0o600, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(RedactingFormatter(redact))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def crash_text(error: BaseException, redact: Redact = redact_patterns) -> str:
    """The traceback of `error` with its causes, without local variables, redacted."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    return redact("".join(lines))


def write_crash(
    directory: Path, error: BaseException, wall_ms: int, redact: Redact = redact_patterns
) -> Path | None:
    """Leave a report of `error` for its owner; None when the disk does not take it."""
    try:
        path = private_directory(directory) / f"crash-{wall_ms}.txt"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as report:
            report.write(crash_text(error, redact))
    except OSError:
        return None
    return path
