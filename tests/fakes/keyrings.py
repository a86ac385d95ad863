"""Keyrings to be asked for an entry, in place of that of the machine that runs the tests."""

import sys
from types import ModuleType

import pytest


class HeldKeyring:
    """Has the entries it was given, as (service, name)."""

    def __init__(self, entries: dict[tuple[str, str], str] | None = None) -> None:
        self.entries = entries or {}
        self.asked: list[tuple[str, str]] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        return self.entries.get((service, username))


class LockedError(Exception):
    """What a keyring says whose owner did not unlock it."""


class LockedKeyring(HeldKeyring):
    """Answers nobody; what it says when it fails is nobody's business."""

    def get_password(self, service: str, username: str) -> str | None:
        super().get_password(service, username)
        raise LockedError(repr(self.entries))


class PlaintextKeyring(HeldKeyring):
    """Keeps its entries for everybody to read, as its name says."""


def install(monkeypatch: pytest.MonkeyPatch, backend: object | None) -> None:
    """Make `backend` the keyring that is configured; None: the package is not installed."""
    module = ModuleType("keyring")
    module.get_keyring = lambda: backend  # type: ignore[attr-defined]  # because it is made up
    # None is what makes an import fail.
    monkeypatch.setitem(sys.modules, "keyring", None if backend is None else module)
