"""Where the stylesheets are.

Textual resolves a relative path against the file of the class, which differs for a subclass; so the
paths are absolute and come from one function.
"""

from collections.abc import Sequence
from pathlib import Path, PurePath

SHARED = ("base", "widgets")
"""Loaded by the application; each screen adds its own.

The first screen's is loaded by the application too: Textual loads no stylesheet for it.
"""


def folder() -> Path:
    """The folder of the stylesheets: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_styles"
    return installed if installed.is_dir() else package.parent / "styles"


def paths(names: Sequence[str]) -> list[str | PurePath]:
    """Absolute paths of the stylesheets called `names`.

    The element type is the one Textual declares for `CSS_PATH`.
    """
    return [folder() / f"{name}.tcss" for name in names]
