"""The way in to the dashboard: what it needs before it draws anything."""

import io
import os
import pty
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tui.cli.dashboard import _require_terminal, dashboard
from tui.cli.exits import ExitCode, Stop
from tui.cli.options import checked_settings
from tui.settings import Wish

SitAt = Callable[..., None]


@pytest.fixture
def sit_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[SitAt]:
    """Make stdin and stdout a terminal. To be called in the test: pytest replaces both before."""
    master, slave = pty.openpty()
    with ExitStack() as stack:

        def terminal(encoding: str = "utf-8", term: str = "xterm-256color") -> None:
            for name, mode in (("stdin", "r"), ("stdout", "w")):
                stream = stack.enter_context(os.fdopen(os.dup(slave), mode, encoding=encoding))
                monkeypatch.setattr(sys, name, stream)
            monkeypatch.setenv("TERM", term)

        yield terminal
    os.close(master)
    os.close(slave)


def test_a_terminal_is_all_that_is_needed(sit_at: SitAt) -> None:
    sit_at()
    _require_terminal()


@pytest.mark.parametrize("name", ["stdin", "stdout"])
def test_without_a_terminal_the_commands_are_named(
    monkeypatch: pytest.MonkeyPatch, sit_at: SitAt, name: str
) -> None:
    sit_at()
    monkeypatch.setattr(sys, name, io.StringIO())
    with pytest.raises(Stop, match="positions, orders, take-profit, cancel") as stopped:
        _require_terminal()
    assert stopped.value.code is ExitCode.USAGE


@pytest.mark.parametrize("term", ["", "dumb"])
def test_fault_l20_a_terminal_that_cannot_be_drawn_on_is_refused(sit_at: SitAt, term: str) -> None:
    sit_at(term=term)
    with pytest.raises(Stop, match="xterm-256color"):
        _require_terminal()


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
def test_a_terminal_of_another_encoding_would_stay_black_and_is_refused(
    sit_at: SitAt, encoding: str
) -> None:
    sit_at(encoding)
    with pytest.raises(Stop, match=rf"this terminal is set to {encoding}.*C\.UTF-8") as stopped:
        _require_terminal()
    assert stopped.value.code is ExitCode.USAGE


def test_the_key_is_settled_before_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    missing = tmp_path / "keys.json"
    with pytest.raises(Stop, match="there is no key file"):
        dashboard(checked_settings(Wish.LIVE, key_file=missing))
