import re

from tests import readme
from tui.cli.exits import ExitCode

TEXT = readme.README.read_text()


def test_the_lists_are_as_the_code_has_them() -> None:
    assert readme.written(TEXT) == TEXT, "run: python -m tests.readme"


def test_every_environment_variable_is_explained() -> None:
    missing = [name for name in readme.variables() if f"`{name}`" not in TEXT]
    assert missing == []


def test_no_variable_is_explained_that_nothing_reads() -> None:
    named = set(re.findall(r"`((?:BACKPACK_[A-Z_]+)|NO_COLOR)`", TEXT))
    assert named - readme.variables() == set()


def test_every_exit_code_is_explained() -> None:
    listed = re.findall(r"^\| (\d) \| ", TEXT, re.MULTILINE)
    assert listed == [str(int(code)) for code in ExitCode]


def test_every_picture_exists() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", TEXT)
    assert pictures
    assert [name for name in pictures if not (readme.README.parent / name).is_file()] == []
