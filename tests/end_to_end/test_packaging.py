"""However it is installed, the program starts and finds its stylesheets."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SHIPPED = ("tui", "styles", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml")
PROBE = (
    "import tui, tui.__main__\n"
    "from tui.ui.styles import folder\n"
    "from pathlib import Path\n"
    "paths = sorted(folder().glob('*.tcss'))\n"
    "assert paths and all(path.read_text().strip() for path in paths), paths\n"
    "print(Path(tui.__file__).parent, *paths, sep='\\n')\n"
)


def run(*command: str, cwd: Path, pythonpath: Path | None = None) -> str:
    env = {**os.environ, "PYTHONPATH": str(pythonpath or "")}
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, so that building leaves nothing in the real ones."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in (*SHIPPED, "tests/conftest.py", "screenshots", "requirements.lock"):
        source = ROOT / name
        files = [source] if source.is_file() else sorted(source.rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                target = copy / file.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
    return copy


@pytest.fixture(scope="module")
def sdist(checkout: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", cwd=checkout)
    return next((checkout / "dist").glob("*.tar.gz"))


def wheel_of(source: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", cwd=source)
    return next((source / "dist").glob("*.whl"))


def starts_from(wheel: Path, site: Path, elsewhere: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)  # noqa: S202  # our own wheel, made a moment ago
    found = run(sys.executable, "-c", PROBE, cwd=elsewhere, pythonpath=site).splitlines()
    assert all(Path(path).is_relative_to(site) for path in found), found
    version = run(sys.executable, "-m", "tui", "--version", cwd=elsewhere, pythonpath=site)
    assert version.startswith("backpack-tui ")


def test_a_wheel_of_the_checkout_starts(checkout: Path, tmp_path: Path) -> None:
    starts_from(wheel_of(checkout), tmp_path / "site", tmp_path)


def test_a_wheel_made_from_the_sdist_starts(sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    source = next((tmp_path / "unpacked").iterdir())
    starts_from(wheel_of(source), tmp_path / "site", tmp_path)


def test_an_editable_install_finds_the_styles_of_the_checkout(tmp_path: Path) -> None:
    found = run(sys.executable, "-c", PROBE, cwd=tmp_path, pythonpath=ROOT).splitlines()
    assert found[0] == str(ROOT / "tui")
    assert all(Path(path).parent == ROOT / "styles" for path in found[1:])
