"""What a check-up looks at on this machine: terminal, state directory, journals, configuration."""

import codecs
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from tui.actions.audit import Audit, read_audit
from tui.actions.gates import LEAST_ROOM
from tui.actions.journal import JournalFailed
from tui.actions.writer import holder_of
from tui.cli.audit_text import moment
from tui.cli.exits import ExitCode
from tui.cli.findings import Finding, ok, warning, wrong
from tui.cli.holding import JOURNALS
from tui.cli.options import config_file, own_limits
from tui.domain.intent import Intent, IntentStatus
from tui.domain.text import clean
from tui.logs import private_directory
from tui.settings import BadSetting
from tui.ui.tiers import LEAST_HEIGHT, LEAST_WIDTH, is_too_small

_PLENTY = 10 * LEAST_ROOM
_MB = 1_000_000
_COLOURS = frozenset({"truecolor", "24bit"})


def terminal(env: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the dashboard could be drawn here; the commands need none of it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        words = "stdin or stdout is no terminal: the commands work, the dashboard cannot be drawn"
        yield warning("terminal", words, "start the dashboard in a terminal")
        return
    columns, lines = shutil.get_terminal_size()
    if is_too_small(columns, lines):
        words = f"{columns} by {lines} is too small"
        yield warning("terminal", words, f"make it {LEAST_WIDTH} by {LEAST_HEIGHT} or larger")
    else:
        yield ok("terminal", f"{columns} by {lines}")
    name = env.get("TERM", "")
    if name in {"", "dumb"}:
        words = f"TERM is {clean(name)!r}: the dashboard cannot be drawn"
        yield wrong("TERM", words, "set TERM, for example to xterm-256color")
    else:
        yield ok("TERM", clean(name))
    encoding = codecs.lookup(sys.stdout.encoding).name
    if encoding == "utf-8":
        yield ok("encoding", "UTF-8")
    else:
        yield wrong("encoding", encoding, "set LC_ALL, for example to C.UTF-8")
    yield _colours(name, env)


def _colours(name: str, env: Mapping[str, str]) -> Finding:
    if env.get("NO_COLOR"):
        return ok("colours", "none, as NO_COLOR asks")
    if env.get("COLORTERM", "") in _COLOURS:
        return ok("colours", "16 million")
    if "256" in name:
        return ok("colours", "256")
    remedy = "set COLORTERM=truecolor where the terminal has it"
    return warning("colours", "16 at least; the terminal does not say more", remedy)


def state(folder: Path) -> Iterator[Finding]:
    """Whether orders could be written down."""
    shown = clean(str(folder))
    try:
        with tempfile.TemporaryFile(dir=private_directory(folder)) as file:
            file.write(b"\0")
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        words = f"{shown} cannot be written: {error.strerror}; no order can be sent"
        yield wrong(
            "state", words, "make it writable, or set BACKPACK_TUI_STATE_DIR", ExitCode.DENIED
        )
        return
    words = f"{shown} is writable, {free // _MB} MB free"
    if free < LEAST_ROOM:
        yield wrong("state", f"{words}: too little to send orders", "make room", ExitCode.DENIED)
    elif free < _PLENTY:
        yield warning("state", words, f"make room: below {LEAST_ROOM // _MB} MB nothing is sent")
    else:
        yield ok("state", words)


def journals(folder: Path) -> Iterator[Finding]:
    """Each journal: who holds it, whether it can be read, and what it still waits for."""
    found = sorted(folder.glob(JOURNALS))
    if not found:
        yield ok("journal", "none yet: nothing was sent from here")
    for path in found:
        account = path.stem.removeprefix("journal-")
        yield _lock(folder / f"writer-{account}.lock", account)
        try:
            audit = read_audit(path)
        except JournalFailed as failed:
            remedy = "move it aside; positions and orders are read from the exchange anew"
            yield wrong("journal", clean(str(failed), 200), remedy, ExitCode.DENIED)
            continue
        yield from _journal(account, audit)


def _lock(path: Path, account: str) -> Finding:
    try:
        holder = holder_of(path)
    except OSError as error:
        words = f"{clean(str(path))} cannot be read: {error.strerror}"
        return wrong("lock", words, "make it readable by you", ExitCode.DENIED)
    if holder is None:
        return ok("lock", f"account {account}: nobody holds it")
    return ok("lock", f"account {account}: held by {holder}; others only look on")


def _journal(account: str, audit: Audit) -> Iterator[Finding]:
    intents = [entry.what for entry in audit.entries if isinstance(entry.what, Intent)]
    yield ok("journal", f"account {account}: healthy, {len(audit.entries)} entries")
    unknown = [intent for intent in intents if not intent.status.is_settled]
    if unknown:
        words = f"account {account}: {len(unknown)} orders whose fate is not known"
        yield warning("journal", words, "start the dashboard, or any command that sends: it looks")
    mismatch = [intent for intent in intents if intent.status is IntentStatus.MISMATCH]
    if mismatch:
        words = f"account {account}: {len(mismatch)} orders live on other terms than were sent"
        yield warning("journal", words, "cancel them")
    if audit.halts and audit.halts[-1][1]:
        words = f"account {account}: on since {moment(audit.halts[-1][0])} UTC; nothing is sent"
        yield warning("kill switch", words, "backpack-tui unlock, when it is time")


def configuration() -> Iterator[Finding]:
    """The trader's own limits."""
    path, is_named = config_file()
    shown = clean(str(path))
    try:
        limits = own_limits()
    except BadSetting as bad:
        yield wrong("config", str(bad), "mend it: until then no command that sends starts")
        return
    there = path.exists() or is_named
    yield ok("config", shown if there else f"{shown} is not there: the defaults hold")
    told = [
        f"{field.name.replace('_', '-')} {value}"
        for field in fields(limits)
        if (value := getattr(limits, field.name)) is not None
    ]
    yield ok("limits", ", ".join(told) or "none")
