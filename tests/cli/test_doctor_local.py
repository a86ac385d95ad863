"""What a check-up says of this machine."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.builders import sol_intent
from tests.fakes.off_loop import inline
from tui.actions.journal import open_journal
from tui.actions.writer import Writer, take
from tui.cli import doctor_local
from tui.cli.doctor_local import configuration, journals, state, terminal
from tui.cli.exits import ExitCode
from tui.cli.findings import Finding, Level
from tui.cli.holding import journal_file, lock_file
from tui.domain.intent import IntentStatus

ACCOUNT = "0123456789abcdef"


def found(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.about: finding for finding in findings}


@pytest.fixture
def tty(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A terminal of 120 by 36 that speaks UTF-8."""
    screen = SimpleNamespace(isatty=lambda: True, encoding="utf-8")
    monkeypatch.setattr(doctor_local, "sys", SimpleNamespace(stdin=screen, stdout=screen))
    size = os.terminal_size((120, 36))
    monkeypatch.setattr(doctor_local, "shutil", SimpleNamespace(get_terminal_size=lambda: size))
    return screen


def test_without_a_terminal_the_commands_work_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = SimpleNamespace(isatty=lambda: False, encoding="ascii")
    monkeypatch.setattr(doctor_local, "sys", SimpleNamespace(stdin=nothing, stdout=nothing))
    (finding,) = terminal({})
    assert finding.level is Level.WARNING


@pytest.mark.usefixtures("tty")
@pytest.mark.parametrize(
    ("env", "about", "level", "words"),
    [
        ({"TERM": "xterm-256color"}, "terminal", Level.OK, "120 by 36"),
        ({"TERM": "xterm-256color"}, "colours", Level.OK, "256"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "colours", Level.OK, "16 million"),
        ({"TERM": "xterm"}, "colours", Level.WARNING, "16 at least"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "colours", Level.OK, "NO_COLOR"),
        ({"TERM": "dumb"}, "TERM", Level.WRONG, "dumb"),
        ({}, "TERM", Level.WRONG, "''"),
        ({"TERM": "xterm"}, "encoding", Level.OK, "UTF-8"),
    ],
)
def test_the_terminal_is_judged_by_what_the_dashboard_needs(
    env: dict[str, str], about: str, level: Level, words: str
) -> None:
    finding = found(terminal(env))[about]
    assert finding.level is level
    assert words in finding.words


def test_another_encoding_is_wrong(tty: SimpleNamespace) -> None:
    tty.encoding = "latin-1"
    assert found(terminal({"TERM": "xterm"}))["encoding"].level is Level.WRONG


def test_a_small_terminal_is_told_what_it_takes(
    tty: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tty.isatty()
    size = os.terminal_size((59, 36))
    monkeypatch.setattr(doctor_local, "shutil", SimpleNamespace(get_terminal_size=lambda: size))
    finding = found(terminal({"TERM": "xterm"}))["terminal"]
    assert (finding.level, finding.remedy) == (Level.WARNING, "make it 60 by 16 or larger")


@pytest.mark.parametrize(
    ("free", "level"),
    [(9_999_999, Level.WRONG), (10_000_000, Level.WARNING), (100_000_000, Level.OK)],
)
def test_room_is_judged_by_what_the_journal_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    full = SimpleNamespace(disk_usage=lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr(doctor_local, "shutil", full)
    (finding,) = state(tmp_path / "state")
    assert finding.level is level
    assert list((tmp_path / "state").iterdir()) == []


def test_a_state_directory_that_is_none_lets_nothing_be_sent(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    (finding,) = state(tmp_path / "state")
    assert (finding.level, finding.code) == (Level.WRONG, ExitCode.DENIED)


def test_without_a_journal_nothing_was_sent(tmp_path: Path) -> None:
    assert [finding.level for finding in journals(tmp_path)] == [Level.OK]


async def test_a_journal_is_told_with_its_holder_and_what_it_waits_for(tmp_path: Path) -> None:
    journal = await open_journal(journal_file(tmp_path, ACCOUNT), 1, inline)
    held = take(lock_file(tmp_path, ACCOUNT), 4242, 1)
    assert isinstance(held, Writer)
    intent = sol_intent(7, IntentStatus.RECORDED)
    await journal.record(intent)
    await journal.move(replace(intent, status=IntentStatus.UNKNOWN), at_ms=2)
    await journal.halt(3, is_on=True)
    told = list(journals(tmp_path))
    assert [finding.level for finding in told] == [
        *(Level.OK, Level.OK, Level.WARNING, Level.WARNING)
    ]
    assert "process 4242" in told[0].words
    assert "1 orders whose fate is not known" in told[2].words
    assert "unlock" in (told[3].remedy or "")
    held.release()
    await journal.close()


def test_a_damaged_journal_is_wrong(tmp_path: Path) -> None:
    journal_file(tmp_path, ACCOUNT).write_bytes(b"no database" * 999)
    finding = found(journals(tmp_path))["journal"]
    assert (finding.level, finding.code) == (Level.WRONG, ExitCode.DENIED)


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ('[limits]\nlargest-order = "5000"\n', Level.OK, "largest-order 5000, per-second 2"),
        ("[limits]\nlargest = 1\n", Level.WRONG, "has no 'largest'"),
    ],
)
def test_the_limits_are_told_as_they_are_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, level: Level, words: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    monkeypatch.setenv("BACKPACK_TUI_CONFIG", str(path))
    told = list(configuration())
    assert told[-1].level is level
    assert words in told[-1].words
