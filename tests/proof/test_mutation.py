import tomllib

import pytest

from tests.proof.mutation import MODULES, ROOT, Mutated, run, settings


def test_every_module_and_every_test_that_holds_it_is_there() -> None:
    for module, tests in MODULES.items():
        assert (ROOT / module).is_file()
        assert tests
        assert all((ROOT / test).is_file() for test in tests)


def test_the_settings_name_the_module_and_its_tests() -> None:
    said = tomllib.loads(settings("tui/a.py", ("tests/test_a.py",)))["tool"]["mutmut"]
    assert said["source_paths"] == ["tui/a.py"]
    assert said["pytest_add_cli_args_test_selection"] == ["tests/test_a.py"]
    assert "tests" in said["also_copy"]


def test_the_score_is_the_share_that_was_noticed() -> None:
    assert Mutated(10, {"a": "x", "b": "y"}).score == 80.0
    assert Mutated(0, {}).score == 0.0


def test_the_short_form_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(long=False)
    assert "--long" in capsys.readouterr().out
