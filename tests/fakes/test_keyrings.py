import importlib

import pytest

from tests.fakes.keyrings import HeldKeyring, LockedError, LockedKeyring, install


def test_a_keyring_gives_its_entries_and_keeps_what_it_was_asked() -> None:
    ring = HeldKeyring({("a", "b"): "c"})
    assert (ring.get_password("a", "b"), ring.get_password("a", "x")) == ("c", None)
    assert ring.asked == [("a", "b"), ("a", "x")]
    with pytest.raises(LockedError):
        LockedKeyring().get_password("a", "b")


def test_the_package_can_be_there_or_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = HeldKeyring()
    install(monkeypatch, ring)
    assert importlib.import_module("keyring").get_keyring() is ring
    install(monkeypatch, None)
    with pytest.raises(ImportError):
        importlib.import_module("keyring")
