import pytest

from tui.cli.exits import ExitCode, Stop, leave, say


def test_what_is_said_goes_to_stderr_with_the_program_s_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say("no log")
    assert capsys.readouterr() == ("", "backpack-tui: no log\n")


def test_a_stop_says_its_sentence_and_leaves_with_its_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        leave(Stop(ExitCode.DENIED, "not confirmed"))
    assert left.value.code == 3
    assert capsys.readouterr().err == "backpack-tui: not confirmed\n"


def test_a_stop_reads_as_its_sentence() -> None:
    assert str(Stop(ExitCode.USAGE, "give a symbol")) == "give a symbol"
