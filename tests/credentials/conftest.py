from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def key_file(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str, mode: int = 0o600) -> Path:
        path = tmp_path / "keys.json"
        path.write_text(content, encoding="utf-8")
        path.chmod(mode)
        return path

    return write
