"""A secret that is watched: the program runs with it, and then everything it left is searched."""

import base64
import hashlib
import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import ROOT, Sandbox, Start, environment
from tests.end_to_end.test_dashboard import children_of
from tests.fakes.canary import forms, traces_in
from tests.fakes.processes import line_of, running
from tests.fakes.terminal import Terminal
from tui.cli.exits import ExitCode

Headless = Callable[..., subprocess.CompletedProcess[str]]
Give = Callable[[str, str], dict[str, str]]
LONG = "SOL_USDC_PERP"
SPY = ROOT / "tests" / "fakes" / "spy"

SEED = hashlib.sha256(b"a canary").digest()
SECRET = base64.b64encode(SEED).decode()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox whose account has the canary for a secret."""
    with running(
        [sys.executable, "-m", "tui", "sandbox", "--seed", "11"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment(tmp_path, BACKPACK_SANDBOX_SECRET=SECRET),
    ) as process:
        line: dict[str, Any] = json.loads(line_of(process))
        assert line["apiSecret"] == SECRET
        yield Sandbox(line["rest"], line["ws"], line["apiKey"], SECRET, process.pid)
        process.terminate()
        assert process.wait(10) == 0


@pytest.fixture
def give(tmp_path: Path) -> Give:
    """Hand the pair to the program in one of the four ways; what holds it is in `given`."""
    given = tmp_path / "given"
    given.mkdir(mode=0o700)

    def to_program(way: str, api_key: str) -> dict[str, str]:
        pair = given / "keys.json"
        pair.write_text(json.dumps({"apiKey": api_key, "apiSecret": SECRET}))
        pair.chmod(0o600)
        if way == "command":
            seen = tmp_path / "seen by the command"
            script = (
                f"cat /proc/self/environ > {shlex.quote(str(seen))}; cat {shlex.quote(str(pair))}"
            )
            noisy = f"{script}; cat {shlex.quote(str(pair))} >&2"
            return {"BACKPACK_TUI_SECRET_CMD": shlex.join(["/bin/sh", "-c", noisy])}
        if way == "keyring":
            (given / "ring.py").write_text(
                "from keyring.backend import KeyringBackend\n\n\n"
                "class Ring(KeyringBackend):\n"
                "    priority = 5\n\n"
                "    def get_password(self, service, username):\n"
                f"        return open({str(pair)!r}).read()\n\n"
                "    set_password = delete_password = None\n"
            )
            path = f"{given}:{SPY}:{ROOT}"
            return {"PYTHON_KEYRING_BACKEND": "ring.Ring", "PYTHONPATH": path}
        if way == "key file":
            return {"BACKPACK_KEY_FILE": str(pair)}
        pair.unlink()
        return {"BACKPACK_API_KEY": api_key, "BACKPACK_API_SECRET": SECRET}

    return to_program


WAYS = ["command", "keyring", "key file", "environment"]


def used(terminal: Terminal) -> None:
    """Go through the screens, and through an order from the form to its end."""
    terminal.until(lambda text: "LIVE" in text and "LONG" in text and "streaming" in text)
    for key, seen in (("?", "One step back"), ("d", "DIAGNOSTICS")):
        terminal.press(key)
        terminal.until(seen)
        terminal.press("\x1b")
        terminal.until(lambda text, seen=seen: seen not in text)  # type: ignore[misc]
    terminal.press("t")
    terminal.until("SELL")
    terminal.press("120")
    terminal.until("RESTS")
    terminal.press("\r")
    terminal.until("y sign and send")
    terminal.press("y")
    terminal.until("Resting")


def lines_with(data: bytes, text: str) -> set[bytes]:
    """The lines of `data` in which `text` stands."""
    found, at = set[bytes](), -1
    while (at := data.find(text.encode(), at + 1)) >= 0:
        end = data.find(b"\n", at)
        found.add(data[data.rfind(b"\n", 0, at) + 1 : end if end >= 0 else len(data)])
    return found


def left_in(folder: Path) -> dict[str, list[str]]:
    """Files in which the canary left a trace, apart from what handed it over."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "given" and path.name != "look.txt":
            traces = traces_in(path.read_bytes(), SEED)
            if traces:
                found[str(path.relative_to(folder))] = traces
    return found


@pytest.mark.parametrize("way", WAYS)
def test_fault_l19_a_dashboard_that_was_used_and_crashed_left_the_secret_nowhere(
    start: Start, watched: Sandbox, give: Give, tmp_path: Path, way: str
) -> None:
    spy = tmp_path / "spy"
    spy.mkdir()
    env = {"PYTHONPATH": f"{SPY}:{ROOT}", **give(way, watched.api_key)}
    state = tmp_path / "state"
    terminal = start(
        *watched.addresses,
        **env,
        SPY_WHEN=str(spy / "look"),
        BACKPACK_TUI_STATE_DIR=str(state),
    )
    used(terminal)
    (spy / "look").touch()
    dump = spy / "look.txt"
    terminal.until(lambda _: dump.exists(), seconds=120)
    own = Path(f"/proc/{terminal.process.pid}/environ").read_bytes()
    (spy / "bug").touch()
    assert terminal.wait(30) == ExitCode.CRASHED

    assert traces_in(bytes(terminal.received), SEED) == []
    assert traces_in(own, SEED) == []
    assert left_in(tmp_path) == {}
    kinds = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert {".log", ".sqlite", ".lock", ".svg", ".json"} <= kinds
    (report,) = state.glob("crash-*.txt")
    assert "a bug beside" in report.read_text()

    figures = json.loads((spy / "look.json").read_text())
    assert (figures["dumpable"], figures["core"]) == (0, [0, 0])
    assert not {"BACKPACK_API_SECRET", "BACKPACK_TUI_SECRET_CMD"} & set(figures["environment"])

    # Of all that lives, only the two functions of the signer hold it, in the cell they share.
    living = dump.read_bytes()
    assert len(living) > 1_000_000
    held = {line for form in forms(SEED).values() for line in lines_with(living, form)}
    assert [line.partition(b"\t")[0] for line in held] == [b"cell"]


@pytest.mark.parametrize("way", WAYS)
def test_no_command_tells_the_secret(
    headless: Headless, watched: Sandbox, give: Give, tmp_path: Path, way: str
) -> None:
    env = give(way, watched.api_key)
    env.pop("PYTHONPATH", None)
    if way == "keyring":
        env["PYTHONPATH"] = f"{tmp_path / 'given'}:{ROOT}"
    order = ("take-profit", "--symbol", LONG, "--price")
    commands = [
        (("positions", "--json"), ExitCode.DONE),
        (("orders",), ExitCode.DONE),
        (("fills", "--symbol", LONG, "--json"), ExitCode.DONE),
        (("balances",), ExitCode.DONE),
        ((*order, "120", "--dry-run", "--json"), ExitCode.DONE),
        ((*order, "120", "--yes", "--json"), ExitCode.DONE),
        ((*order, "1.00001", "--yes"), ExitCode.DENIED),
        (("cancel", "--symbol", LONG, "--order-id", "1", "--yes"), ExitCode.REJECTED),
    ]
    for command, code in commands:
        done = headless(*command, *watched.addresses, **env)
        assert done.returncode == code, done.stderr
        assert traces_in(f"{done.stdout}{done.stderr}".encode(), SEED) == []
    unreachable = ("--rest-url", "http://127.0.0.1:9", "--ws-url", "ws://127.0.0.1:9")
    failed = headless("positions", *unreachable, **env)
    assert failed.returncode == ExitCode.NOT_CONNECTED
    assert traces_in(failed.stderr.encode(), SEED) == []
    assert left_in(tmp_path) == {}


def test_no_child_inherits_the_secret(start: Start, give: Give) -> None:
    """The sandbox that a dashboard starts, which does not read the key at all."""
    env = give("environment", "a key")
    command = {"BACKPACK_TUI_SECRET_CMD": f"echo {SECRET}"}
    terminal = start("--sandbox", **env, **command)
    terminal.until(lambda text: "SANDBOX" in text and "LONG" in text)
    (child,) = children_of(terminal.process.pid)
    inherited = Path(f"/proc/{child}/environ").read_bytes()
    assert b"PATH=" in inherited
    assert traces_in(inherited, SEED) == []
    terminal.press("q")
    assert terminal.wait() == ExitCode.DONE, terminal.text
    assert traces_in(bytes(terminal.received), SEED) == []


def test_the_command_inherits_no_secret_and_is_heard_by_nobody_else(
    headless: Headless, watched: Sandbox, give: Give, tmp_path: Path
) -> None:
    env = give("command", watched.api_key)
    secret = {"BACKPACK_API_SECRET": SECRET}
    done = headless("positions", *watched.addresses, **env, **secret)
    assert done.returncode == ExitCode.DONE, done.stderr
    inherited = (tmp_path / "seen by the command").read_bytes()
    assert b"PATH=" in inherited
    assert traces_in(inherited, SEED) == []
    assert b"BACKPACK_TUI_SECRET_CMD" not in inherited
    assert "BACKPACK_API_SECRET is passed over" in done.stderr
