"""Signals to a command, as the system sends them."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.cli.exits import ExitCode, Stop
from tui.cli.interruption import SIGNALS, is_interrupted, run, run_to_end

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Every signal is as it was afterwards."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    assert {number: signal.getsignal(number) for number in SIGNALS} == before


async def told(*numbers: int) -> None:
    """Be sent signals, and wait for ever."""
    for number in numbers:
        os.kill(os.getpid(), number)
    await asyncio.Event().wait()


async def finishing(number: int) -> bool:
    """Be sent a signal, and come to a result all the same."""
    assert not is_interrupted()
    try:
        await told(number)
    except asyncio.CancelledError:
        return is_interrupted()
    return False


def test_left_alone_work_comes_to_its_result() -> None:
    async def work() -> int:
        return 7

    assert run(work()) == 7
    assert run_to_end(work()) == (7, None)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_cancels_and_is_the_exit_code(number: signal.Signals) -> None:
    for runner in (run, run_to_end):
        with pytest.raises(SystemExit) as left:
            runner(told(number))
        assert left.value.code == 128 + number


@pytest.mark.parametrize("number", SIGNALS)
def test_what_was_finished_all_the_same_is_kept_and_the_exit_code_tells_of_the_signal(
    number: signal.Signals,
) -> None:
    assert run_to_end(finishing(number)) == (True, 128 + number)
    with pytest.raises(SystemExit) as left:
        run(finishing(number))
    assert left.value.code == 128 + number


def test_the_first_signal_names_the_exit_code() -> None:
    async def stubborn() -> None:
        try:
            await told(signal.SIGTERM)
        except asyncio.CancelledError:
            await told(signal.SIGHUP)

    with pytest.raises(SystemExit) as left:
        run(stubborn())
    assert left.value.code == 128 + signal.SIGTERM


def test_a_sentence_is_said_and_its_own_code_gives_way_to_the_signal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def stopping() -> None:
        try:
            await told(signal.SIGTERM)
        except asyncio.CancelledError:
            raise Stop(ExitCode.UNKNOWN, "it may exist") from None

    with pytest.raises(SystemExit) as left:
        run(stopping())
    assert left.value.code == 128 + signal.SIGTERM
    assert "it may exist" in capsys.readouterr().err


def test_without_a_signal_nothing_is_made_of_a_sentence_or_a_cancel() -> None:
    async def stopping() -> None:
        raise Stop(ExitCode.DENIED, "no")

    async def cancelling() -> None:
        raise asyncio.CancelledError

    with pytest.raises(Stop):
        run(stopping())
    with pytest.raises(asyncio.CancelledError):
        run(cancelling())


def test_a_signal_that_is_ignored_for_us_stays_ignored() -> None:
    """As `nohup` does with the closing of the terminal."""
    code = (
        "import os, signal; from tui.cli.interruption import run\n"
        "async def work():\n"
        "    os.kill(os.getpid(), signal.SIGHUP)\n"
        "    return 'went on'\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "print(run(work()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "went on\n"
