"""The program under test as a real process, with a home of its own and nobody's keys."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.terminal import Terminal

ROOT = Path(__file__).parent.parent.parent

Start = Callable[..., Terminal]


def environment(home: Path, **more: str) -> dict[str, str]:
    """What the program sees: no credentials, no settings, no colour wishes of the machine."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        **more,
    }


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the program on a terminal; it is gone when the test ends, however it ends."""
    with ExitStack() as stack:

        def on_terminal(
            *arguments: str, columns: int = 120, lines: int = 36, **env: str
        ) -> Terminal:
            terminal = Terminal(
                [sys.executable, "-m", "tui", *arguments],
                columns=columns,
                lines=lines,
                env=environment(tmp_path, **env),
                cwd=tmp_path,
            )
            return stack.enter_context(terminal)

        yield on_terminal


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox that runs alone, and how to reach it."""

    rest: str
    ws: str
    api_key: str
    api_secret: str
    pid: int

    @property
    def addresses(self) -> tuple[str, ...]:
        return ("--rest-url", self.rest, "--ws-url", self.ws)

    @property
    def keys(self) -> dict[str, str]:
        return {"BACKPACK_API_KEY": self.api_key, "BACKPACK_API_SECRET": self.api_secret}


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """`backpack-tui sandbox`, from its first line on."""
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "sandbox", "--seed", "11"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment(tmp_path),
        text=True,
    ) as process:
        assert process.stdout is not None
        line: dict[str, Any] = json.loads(process.stdout.readline())
        yield Sandbox(line["rest"], line["ws"], line["apiKey"], line["apiSecret"], process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.fixture
def headless(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command without a terminal."""

    def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tui", *arguments],
            env=environment(tmp_path, **env),
            capture_output=True,
            text=True,
            timeout=90,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return run
