"""The rules of the house that a machine can check, so that no review has to."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _run(*command: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def test_ruff_finds_nothing() -> None:
    _run(_tool("ruff"), "check", "--no-cache", ".")


def test_the_code_is_formatted() -> None:
    _run(_tool("ruff"), "format", "--check", "--no-cache", ".")


def test_mypy_strict_finds_nothing() -> None:
    _run(_tool("mypy"), "--cache-dir", ".mypy_cache")


def test_layers_point_one_way() -> None:
    _run(_tool("lint-imports"), "--no-cache")


LAYERS_BELOW_THE_SCREEN = [
    "tui.domain",
    "tui.wire",
    "tui.client",
    "tui.session",
    "tui.actions",
    "tui.sandbox",
    "tui.settings",
    "tui.credentials",
    "tui.logs",
]


@pytest.mark.parametrize("layer", LAYERS_BELOW_THE_SCREEN)
def test_nothing_below_the_screen_loads_textual(layer: str) -> None:
    program = (
        "import importlib, pkgutil, sys\n"
        f"top = importlib.import_module({layer!r})\n"
        "for module in pkgutil.walk_packages(getattr(top, '__path__', []), top.__name__ + '.'):\n"
        "    importlib.import_module(module.name)\n"
        # rich is not asked for: httpx loads it for a command line of its own
        "assert not [name for name in sys.modules if name.split('.')[0] == 'textual']\n"
    )
    _run(sys.executable, "-c", program)


@pytest.mark.parametrize(
    ("folder", "limit"), [("tui", 300), ("tui/ui/screens", 250), ("tui/ui/app.py", 250)]
)
def test_no_module_outgrows_its_reader(folder: str, limit: int) -> None:
    place = ROOT / folder
    files = [place] if place.is_file() else place.rglob("*.py")
    sizes = {str(f.relative_to(ROOT)): len(f.read_text().splitlines()) for f in files}
    assert {name: size for name, size in sizes.items() if size > limit} == {}


def test_the_screen_loads_without_the_network_it_will_use() -> None:
    program = (
        "import sys, tui.ui.app\n"
        "heavy = {'httpx', 'websockets', 'pydantic', 'nacl', 'sqlite3', 'starlette'}\n"
        "assert not heavy & {name.split('.')[0] for name in sys.modules}\n"
    )
    _run(sys.executable, "-c", program)
