"""The keyring of the system: what is asked for, and which back-ends are not even asked."""

import sys

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from tests.credentials.golden import CANARY_PAIR, CANARY_SEED, KEY, PAIR, SECRET
from tests.fakes.canary import traces_in
from tests.fakes.keyrings import HeldKeyring, LockedKeyring, PlaintextKeyring, install
from tui.credentials.os_keyring import Unusable, from_keyring
from tui.credentials.pair import Fault, Pair


def test_without_the_package_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, None)
    assert from_keyring() is None


def test_the_entry_is_asked_for_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = HeldKeyring({("backpack-tui", "keys"): PAIR})
    install(monkeypatch, ring)
    assert from_keyring() == Pair(KEY, SECRET)
    assert ring.asked == [("backpack-tui", "keys")]


def test_the_entry_of_an_account_is_asked_for_by_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = HeldKeyring({("backpack-tui", KEY): SECRET})
    install(monkeypatch, ring)
    assert from_keyring(KEY) == Pair(KEY, SECRET)
    assert from_keyring() is None
    assert ring.asked == [("backpack-tui", KEY), ("backpack-tui", "keys")]


def test_an_entry_in_another_form_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in ("", SECRET, "\udcff"):
        install(monkeypatch, HeldKeyring({("backpack-tui", "keys"): content}))
        found = from_keyring()
        assert isinstance(found, Fault)
        assert "the entry backpack-tui of the keyring" in found.words


def test_a_keyring_that_does_not_answer_is_a_fault_and_tells_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install(monkeypatch, LockedKeyring({("backpack-tui", "keys"): CANARY_PAIR}))
    found = from_keyring()
    assert isinstance(found, Fault)
    assert "LockedKeyring did not answer (LockedError): unlock it" in found.words
    assert traces_in(found.words.encode(), CANARY_SEED) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (fail.Keyring, "keyring.backends.fail.Keyring"),
        (null.Keyring, "keyring.backends.null.Keyring"),
        (PlaintextKeyring, "PlaintextKeyring"),
        (type("Keyring", (HeldKeyring,), {"__module__": "keyrings.alt.file"}), "keyrings.alt"),
        (type("Nice", (PlaintextKeyring,), {"__module__": "nice"}), "nice.Nice"),
    ],
)
def test_a_back_end_that_keeps_nothing_or_in_clear_text_is_refused_by_name_and_not_asked(
    monkeypatch: pytest.MonkeyPatch, kind: type[object], name: str
) -> None:
    backend = kind()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    found = from_keyring()
    assert isinstance(found, Unusable)
    assert name in found.words
    assert "a key file" in found.words
    assert not getattr(backend, "asked", [])


def test_of_a_chain_only_members_that_keep_a_secret_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty, held = HeldKeyring(), HeldKeyring({("backpack-tui", "keys"): PAIR})
    plain = PlaintextKeyring({("backpack-tui", "keys"): CANARY_PAIR})
    chain = type("ChainerBackend", (), {"__module__": "keyring.backends.chainer"})()
    chain.backends = [plain, empty, held]
    install(monkeypatch, chain)
    assert from_keyring() == Pair(KEY, SECRET)
    assert (len(plain.asked), len(empty.asked), len(held.asked)) == (0, 1, 1)
    chain.backends = [plain]
    assert isinstance(from_keyring(), Unusable)
    chain.backends = []
    assert isinstance(from_keyring(), Unusable)


def test_the_chain_of_the_library_is_known_by_its_name() -> None:
    made = f"{chainer.ChainerBackend.__module__}.{chainer.ChainerBackend.__qualname__}"
    assert made == "keyring.backends.chainer.ChainerBackend"
    assert issubclass(chainer.ChainerBackend, KeyringBackend)


def test_a_library_that_fails_is_unusable(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ValueError("whatever")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    found = from_keyring()
    assert isinstance(found, Unusable)
    assert "cannot be opened (ValueError)" in found.words
    assert "keyring" in sys.modules
