import pytest


@pytest.fixture(autouse=True)
def hardened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to the process, which the tests want to keep as it is."""
    done: list[str] = []
    monkeypatch.setattr("tui.cli.identity.harden", lambda: done.append("hardened"))
    monkeypatch.setattr("tui.cli.identity.blot", done.append)
    return done
