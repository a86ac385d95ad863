"""The question before an order, and the answer after it."""

import io
import json
import os
import pty
import sys
from collections.abc import Iterator

import pytest

from tui.cli.asking import agreed, finish, settings_of
from tui.cli.exits import ExitCode, Stop
from tui.settings import BadSetting, Wish

OPTIONS = {"rest_url": None, "ws_url": None, "key_file": None}


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A terminal as stdin; what is written to the descriptor is typed."""
    master, slave = pty.openpty()
    with os.fdopen(slave, encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield master
    os.close(master)


async def test_yes_is_agreed_without_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    await agreed("sell 1 SOL", yes=True)
    assert capsys.readouterr() == ("", "")


async def test_without_anybody_to_ask_a_script_is_told_to_say_yes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    with pytest.raises(Stop, match="Add --yes to go ahead with: sell 1 SOL") as stopped:
        await agreed("sell 1 SOL", yes=False)
    assert stopped.value.code is ExitCode.USAGE


async def test_a_person_who_types_yes_agrees(
    keyboard: int, capsys: pytest.CaptureFixture[str]
) -> None:
    os.write(keyboard, b" yes \n")
    await agreed("sell 1 SOL", yes=False)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("sell 1 SOL\n")


@pytest.mark.parametrize("typed", [b"\n", b"y\n", b"YES\n", b"no\n", b"yes please\n", b"\x04"])
async def test_anything_but_yes_is_denied(keyboard: int, typed: bytes) -> None:
    os.write(keyboard, typed)
    with pytest.raises(Stop, match="nothing was sent") as stopped:
        await agreed("sell 1 SOL", yes=False)
    assert stopped.value.code is ExitCode.DENIED


def test_a_good_answer_in_words_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    finish({"words": "Resting", "orderId": "1"}, ExitCode.DONE, as_json=False)
    assert capsys.readouterr() == ("Resting\n", "")


def test_a_good_answer_as_json_is_the_only_thing_on_stdout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    finish({"words": "Resting", "orderId": "1"}, ExitCode.DONE, as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out) == {"orderId": "1"}
    assert err == "backpack-tui: Resting\n"


@pytest.mark.parametrize("as_json", [False, True])
def test_a_bad_answer_is_told_on_stderr_and_by_its_exit_code(
    capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    with pytest.raises(SystemExit) as left:
        finish({"words": "UNKNOWN"}, ExitCode.UNKNOWN, as_json=as_json)
    assert left.value.code == 5
    out, err = capsys.readouterr()
    assert err == "backpack-tui: UNKNOWN\n"
    assert out == ("{}\n" if as_json else "")


def test_a_command_that_acts_needs_a_key_and_both_addresses() -> None:
    assert settings_of("SOL_USDC_PERP", dict(OPTIONS)).wish is Wish.LIVE
    with pytest.raises(BadSetting):
        settings_of("SOL_USDC_PERP", {**OPTIONS, "rest_url": "http://127.0.0.1:9"})
