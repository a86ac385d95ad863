"""The examples for bot writers in the README run as they stand, but for the port."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from tests.fakes.processes import PATIENCE_SECONDS
from tests.interop.exchange import sandbox

README = Path(__file__).resolve().parents[2] / "README.md"
EXAMPLE = re.compile(r"<!-- example (\w+) -->\n```\w+\n(.*?)```", re.DOTALL)
PORT = "127.0.0.1:8080"
NAMES = ("ccxt", "curl", "websocket")


def examples() -> dict[str, str]:
    """Every example of the README by its name."""
    return dict(EXAMPLE.findall(README.read_text()))


@pytest.fixture(scope="module")
def line() -> Iterator[dict[str, Any]]:
    with sandbox("--seed", "7") as said:
        yield said


def output(command: list[str], text: str, line: dict[str, Any]) -> str:
    """Run an example as a program of its own and return what it prints."""
    source = text.replace(PORT, line["rest"].removeprefix("http://"))
    done = subprocess.run(
        command,
        input=source,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        env={
            "PATH": str(Path(sys.executable).parent) + ":/usr/bin:/bin",
            "BACKPACK_API_KEY": line["apiKey"],
            "BACKPACK_API_SECRET": line["apiSecret"],
        },
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readme_has_each_example_in_about_ten_lines() -> None:
    found = examples()
    assert set(found) == set(NAMES)
    assert all(len(text.strip().splitlines()) <= 12 for text in found.values())


def test_the_ccxt_example_trades(line: dict[str, Any]) -> None:
    pytest.importorskip("ccxt", reason="needs the interop extra: pip install '.[test,interop]'")
    printed = output([sys.executable, "-"], examples()["ccxt"], line)
    assert "SOL/USDC:USDC long 25" in printed
    assert "canceled" in printed


def test_the_websocket_example_hears_the_market(line: dict[str, Any]) -> None:
    printed = output([sys.executable, "-"], examples()["websocket"], line)
    assert '"stream":"depth.SOL_USDC_PERP"' in printed


@pytest.mark.skipif(which("curl") is None, reason="curl is not on this machine")
def test_the_curl_example_reads_the_market_and_sets_a_fault(line: dict[str, Any]) -> None:
    text = examples()["curl"]
    assert shlex.split(text, comments=True)[0] == "curl"
    printed = output(["sh", "-eu"], text, line)
    assert '"markPrice"' in printed
    assert '"kind":"throttle"' in printed
    assert "TOO_MANY_REQUESTS" in printed
