import sys
from pathlib import Path

import pytest

from tests.fakes.terminal import Terminal, TimedOut

ENV = {"PATH": "/usr/bin:/bin"}


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_what_is_written_at_a_place_is_seen_there(tmp_path: Path) -> None:
    program = "import sys; sys.stdout.write('\\x1b[2;5Hhere'); sys.stdout.flush(); input()"
    with Terminal(python(program), columns=40, lines=5, env=ENV, cwd=tmp_path) as terminal:
        assert terminal.until("here").splitlines()[1] == "    here"
        terminal.press("\r")
        assert terminal.wait() == 0


def test_the_process_sees_the_size_and_its_changes(tmp_path: Path) -> None:
    program = "import os\nwhile True: print(os.get_terminal_size()); input()"
    with Terminal(python(program), columns=91, lines=17, env=ENV, cwd=tmp_path) as terminal:
        terminal.until("columns=91, lines=17")
        terminal.resize(60, 20)
        terminal.press("\r")
        terminal.until("columns=60, lines=20")


def test_hanging_up_ends_a_process_that_does_not_care(tmp_path: Path) -> None:
    with Terminal(python("print('up'); input()"), env=ENV, cwd=tmp_path) as terminal:
        terminal.until("up")
        terminal.hang_up()
        assert terminal.process.wait(10) != 0


def test_a_condition_that_never_comes_shows_the_screen(tmp_path: Path) -> None:
    with (
        Terminal(python("print('only this')"), env=ENV, cwd=tmp_path) as terminal,
        pytest.raises(TimedOut, match="only this"),
    ):
        terminal.until("something else", seconds=5)
