"""`backpack-tui sandbox`: its help lists what can go wrong, and its options are checked."""

import pytest
from click.testing import CliRunner

from tui.cli.exits import ExitCode, Stop
from tui.cli.sandbox import sandbox
from tui.sandbox.faults import KINDS, PRESETS
from tui.sandbox.scenarios import SCENARIOS


def test_the_help_names_every_fault_every_bundle_and_every_scenario() -> None:
    text = CliRunner().invoke(sandbox, ["--help"]).output
    for name in (*KINDS, *PRESETS, *SCENARIOS):
        assert name in text


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf", "1001", "0.001", "fast", ""])
def test_a_speed_that_cannot_be_is_refused_with_one_that_can(speed: str) -> None:
    result = CliRunner().invoke(sandbox, ["--speed", speed])
    assert isinstance(result.exception, Stop)
    assert result.exception.code is ExitCode.USAGE
    assert "between 0.01 and 1000, for example 10" in result.exception.message


@pytest.mark.parametrize(
    "option", [("--port", "65536"), ("--port", "-1"), ("--accounts", "0"), ("--seed", "x")]
)
def test_a_number_out_of_range_is_a_usage_error_that_names_its_option(
    option: tuple[str, str],
) -> None:
    result = CliRunner().invoke(sandbox, option)
    assert result.exit_code == ExitCode.USAGE
    assert option[0] in result.output


@pytest.mark.parametrize("option", [("--scenario", "nowhere"), ("--fault", "nothing-such")])
def test_an_unknown_scenario_or_fault_ends_at_once(
    option: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    result = CliRunner().invoke(sandbox, option)
    assert result.exit_code == ExitCode.USAGE
    assert option[1] in result.output + capfd.readouterr().err
