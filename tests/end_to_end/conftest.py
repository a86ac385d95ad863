"""The program under test as a real process, with a home of its own and nobody's keys."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.processes import line_of, running
from tests.fakes.terminal import Terminal
from tui.cli.exits import ExitCode

ROOT = Path(__file__).parent.parent.parent

Start = Callable[..., Terminal]
Headless = Callable[..., subprocess.CompletedProcess[str]]
LONG = "SOL_USDC_PERP"
ON = ("--symbol", LONG)


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
    with running(
        [sys.executable, "-m", "tui", "sandbox", "--seed", "11"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment(tmp_path),
    ) as process:
        line: dict[str, Any] = json.loads(line_of(process))
        yield Sandbox(line["rest"], line["ws"], line["apiKey"], line["apiSecret"], process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0


@pytest.fixture
def headless(tmp_path: Path) -> Headless:
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


class Desk:
    """The commands of one account."""

    def __init__(self, headless: Headless, sandbox: Sandbox) -> None:
        self._headless = headless
        self._sandbox = sandbox

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return self._headless(*command, *self._sandbox.addresses, **self._sandbox.keys)

    def ask(self, *command: str, code: ExitCode = ExitCode.DONE) -> Any:
        done = self.run(*command, "--json")
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def orders(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("orders", *ON)
        return found

    def held(self) -> Decimal:
        rows = self.ask("positions", *ON)
        return Decimal(rows[0]["netQuantity"]) if rows else Decimal(0)

    def journal(self) -> dict[str, Any]:
        done = self._headless("journal", "--json")
        assert done.returncode == ExitCode.DONE, done.stderr
        (told,) = json.loads(done.stdout)["journals"]
        assert isinstance(told, dict)
        return told

    def fault(self, **fault: object) -> None:
        answer = httpx.post(f"{self._sandbox.rest}/sandbox/faults", json=fault, trust_env=False)
        assert answer.is_success, answer.text

    def position(self, action: str) -> None:
        body = {"symbol": LONG, "action": action}
        answer = httpx.post(f"{self._sandbox.rest}/sandbox/position", json=body, trust_env=False)
        assert answer.is_success, answer.text


@pytest.fixture
def desk(headless: Headless, sandbox: Sandbox) -> Desk:
    return Desk(headless, sandbox)
