import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli.exits import ExitCode


def backpack_tui(*arguments: str, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(home), **env},
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_the_exit_codes_are_the_published_ones() -> None:
    assert [(code.name, code.value) for code in ExitCode] == [
        ("DONE", 0),
        ("CRASHED", 1),
        ("USAGE", 2),
        ("DENIED", 3),
        ("REJECTED", 4),
        ("UNKNOWN", 5),
        ("NOT_CONNECTED", 6),
    ]


def test_help_and_version_need_nothing(tmp_path: Path) -> None:
    assert "take-profit" in backpack_tui("--help", home=tmp_path).stdout
    assert backpack_tui("--version", home=tmp_path).stdout == "backpack-tui 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--live",), "no API key was found. Give an API key by a command"),
        (("--live", "--sandbox"), "--live and --sandbox contradict each other"),
        (("--nonsense",), "No such option"),
        (("nonsense",), "No such command"),
        (("--rest-url", "http://127.0.0.1:9"), "--ws-url"),
        (
            ("--sandbox", "--rest-url", "http://127.0.0.1:9", "--ws-url", "ws://127.0.0.1:9"),
            "Leave out --sandbox",
        ),
        (("--key-file", "/nowhere/keys.json"), "/nowhere/keys.json"),
        (("positions",), "no API key was found"),
        (("take-profit", "--symbol", "SOL_USDC_PERP"), "--price"),
    ],
)
def test_a_wrong_word_is_a_usage_error_with_a_sentence(
    arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    done = backpack_tui(*arguments, home=tmp_path)
    assert done.returncode == ExitCode.USAGE
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_nothing_listening_is_not_connected(tmp_path: Path) -> None:
    where = ("--rest-url", "http://127.0.0.1:9", "--ws-url", "ws://127.0.0.1:9")
    done = backpack_tui("markets", *where, home=tmp_path)
    assert done.returncode == ExitCode.NOT_CONNECTED
    assert "not connected" in done.stderr
