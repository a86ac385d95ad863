"""`backpack-tui sandbox`: what its help tells, and what it hands to the exchange."""

import json
import sys

import pytest
from click.testing import CliRunner

from tests.fakes.processes import announced, ended, started
from tests.fakes.signer import SECRET, Signer
from tui.cli.sandbox import sandbox
from tui.sandbox.faults import KINDS, PRESETS
from tui.sandbox.scenarios import SCENARIOS

COMMAND = (sys.executable, "-m", "tui", "sandbox")


def test_the_help_lists_every_scenario_fault_and_bundle_with_a_line_each() -> None:
    shown = CliRunner().invoke(sandbox, ["--help"])
    assert shown.exit_code == 0
    first_words = {line.split()[0] for line in shown.output.splitlines() if line.strip()}
    assert {*SCENARIOS, *KINDS, *PRESETS} <= first_words
    assert "POST /sandbox/advance" in shown.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fault", "rain"], "kind 'rain': no such fault; one of: refuse"),
        (["--fault", "throttle:count=x"], "throttle: count must be 0 to"),
        (["--scenario", "rain"], "scenario 'rain': must be one of calm, "),
        (["--accounts", "0"], "0 is not in the range 1<=x<=50"),
    ],
)
async def test_what_it_cannot_be_ends_it_with_code_2_and_a_reason(
    options: list[str], words: str
) -> None:
    async with started(*COMMAND, *options) as process:
        out, err = await process.communicate()
    assert process.returncode == 2
    assert out == b""
    assert words in err.decode()


async def test_a_secret_of_ones_own_is_the_first_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPACK_SANDBOX_SECRET", SECRET)
    async with started(*COMMAND, "--accounts", "3", "--stepped") as process:
        line = await announced(process)
        process.terminate()
        assert await ended(process) == 0
    assert line["apiKey"] == Signer().api_key
    assert line["accounts"][0]["apiKey"] == line["apiKey"]
    assert len({json.dumps(account) for account in line["accounts"]}) == 3
