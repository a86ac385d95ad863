"""The row `mutation`: do the tests notice when the code they hold is changed?

`mutmut` (the extra `proof`) changes one thing at a time in the functions of a module and runs the
tests that reach the changed line. A change that no test notices is printed as a survivor: a gap, or
a change that makes no difference. Only with `--long`,
since it takes hours for all modules; `python -m tests.proof.mutation MODULE …` runs some.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def _actions(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/actions/test_{name}.py" for name in names)


MODULES = {
    "tui/domain/money.py": ("tests/domain/test_money.py",),
    "tui/wire/numbers.py": ("tests/wire/test_numbers.py",),
    "tui/wire/fields.py": ("tests/wire/test_fields.py",),
    "tui/wire/signing.py": ("tests/wire/test_signing.py", "tests/credentials/test_pair.py"),
    "tui/wire/requests.py": ("tests/wire/test_requests.py",),
    "tui/wire/refusals.py": ("tests/wire/test_refusals.py",),
    "tui/actions/self_check.py": (
        "tests/actions/test_self_check.py",
        "tests/actions/test_ports.py",
    ),
    "tui/actions/lifecycle.py": _actions("lifecycle", "desk", "batches", "replacing"),
    "tui/actions/gates.py": _actions("gates", "desk"),
    "tui/actions/limit_gates.py": _actions("limit_gates"),
    "tui/domain/moves.py": ("tests/domain/test_moves.py", *_actions("lifecycle")),
    "tui/actions/submit.py": _actions(
        "submit", "desk", "batches", "replacing", "rehearsing", "overview"
    ),
    "tui/actions/resolve.py": _actions("resolve", "desk", "batches", "replacing", "cancelling"),
    "tui/actions/intents.py": _actions("intents", "desk", "batches", "cancelling", "replacing"),
    "tui/actions/journal.py": _actions(
        "journal", "journal_commands", "commands", "halting", "replacing", "day", "audit"
    ),
    "tui/actions/journal_file.py": _actions(
        "journal", "journal_seal", "journal_schema", "batches", "audit"
    ),
    "tui/actions/journal_commands.py": _actions("journal_commands", "journal_seal", "halting"),
    "tui/actions/journal_schema.py": _actions("journal_schema", "journal_seal"),
    "tui/actions/journal_log.py": _actions("journal_log"),
    "tui/actions/journal_seal.py": _actions("journal_seal"),
}
"""Each module with the tests that hold it."""

GOAL = 90.0
"""Per cent of the changes that a test notices; one that makes a test hang is noticed."""

_SURVIVED = re.compile(r"^\s*(\S+): (survived|no tests|suspicious)$", re.MULTILINE)
_TOTAL = re.compile(r"(\d+)/(\d+)")


@dataclass(frozen=True)
class Mutated:
    """What came of the changes to a module."""

    total: int
    survivors: dict[str, str]
    """By the name of the change: the lines it takes out and puts in."""

    @property
    def score(self) -> float:
        """Per cent that were noticed."""
        return 100.0 * (self.total - len(self.survivors)) / max(self.total, 1)


def settings(module: str, tests: tuple[str, ...]) -> str:
    """The part of `pyproject.toml` that mutmut reads."""
    return (
        "\n[tool.mutmut]\n"
        f'source_paths = ["{module}"]\n'
        'also_copy = ["tests", "styles", "tui"]\n'
        f"pytest_add_cli_args_test_selection = {list(tests)!r}\n"
        'pytest_add_cli_args = ["-p", "no:randomly"]\n'
    )


def mutated(module: str, tests: tuple[str, ...]) -> Mutated:
    """Change a copy of `module`, one thing at a time."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for part in ("tui", "tests", "styles"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        (copy / "pyproject.toml").write_text(text + settings(module, tests), encoding="utf-8")
        counts = _TOTAL.findall(_mutmut(copy, "run", "--max-children", "2"))
        if not counts:
            raise SystemExit(f"{module}: mutmut did not run; is the extra `proof` installed?")
        names = _SURVIVED.findall(_mutmut(copy, "results"))
        return Mutated(int(counts[-1][1]), {one: changed(copy, one) for one, _ in names})


def changed(copy: Path, name: str) -> str:
    """What a change takes out and puts in."""
    lines = _mutmut(copy, "show", name).splitlines()
    marked = (line for line in lines if re.match(r"[-+](?![-+])", line))
    return " → ".join(re.sub(r"\s+", " ", line[1:]).strip() for line in marked)


def _mutmut(copy: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def run(*, long: bool, modules: tuple[str, ...] = tuple(MODULES)) -> bool:
    """Print the score of each module and name the survivors."""
    if not long:
        print("  only with --long")
        return True
    is_good = True
    for module in modules:
        result = mutated(module, MODULES[module])
        is_good &= result.score >= GOAL
        print(
            f"  {module:<32} {result.total:>5} changes {len(result.survivors):>4} survived"
            f" {result.score:6.1f} %",
            flush=True,
        )
        for name, change in result.survivors.items():
            print(f"      {name.rpartition('.')[2]}: {change}", flush=True)
    return is_good


if __name__ == "__main__":
    run(long=True, modules=tuple(sys.argv[1:]) or tuple(MODULES))
