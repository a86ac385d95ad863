"""What a check-up says of the key: its source, and whether it can be used; never the secret."""

import base64
import json
from pathlib import Path

import pytest

from tui.cli import doctor_keys
from tui.cli.doctor_keys import keys
from tui.cli.findings import Level
from tui.credentials.os_keyring import Unusable
from tui.credentials.pair import Fault, Pair
from tui.settings import Settings, Wish

SEED = bytes(range(32))
SECRET = base64.b64encode(SEED).decode()
KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="


def settings(key_file: Path | None = None) -> Settings:
    return Settings("SOL_USDC_PERP", Wish.READ_ONLY, None, key_file, Path("/nowhere"))


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("API_KEY", "API_SECRET", "KEY_FILE", "TUI_SECRET_CMD"):
        monkeypatch.delenv(f"BACKPACK_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    in_keyring(monkeypatch, None)


def in_keyring(monkeypatch: pytest.MonkeyPatch, answer: Pair | Fault | Unusable | None) -> None:
    monkeypatch.setattr(doctor_keys, "from_keyring", lambda _: answer)


def test_without_a_key_the_ways_to_give_one_are_named() -> None:
    (finding,), signer = keys(settings())
    assert signer is None
    assert finding.level is Level.WARNING
    assert "--key-file" in (finding.remedy or "")


def test_a_key_of_the_environment_comes_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPACK_API_KEY", KEY)
    monkeypatch.setenv("BACKPACK_API_SECRET", SECRET)
    found, signer = keys(settings())
    assert signer is not None
    assert [finding.level for finding in found] == [Level.OK, Level.WARNING]
    assert "the environment" in found[0].words
    assert SECRET not in str(found)


def test_a_key_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"apiKey": KEY, "apiSecret": SECRET}))
    found, signer = keys(settings(path))
    assert signer is not None
    assert str(path) in found[0].words


def test_a_key_file_that_others_can_read_is_wrong_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.touch(mode=0o644)
    (finding,), signer = keys(settings(path))
    assert signer is None
    assert finding.level is Level.WRONG
    assert "chmod 600" in finding.words


def test_the_keyring_and_a_command_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    in_keyring(monkeypatch, Pair(KEY, SECRET))
    found, _ = keys(settings())
    assert "the keyring" in found[0].words
    script = tmp_path / "give"
    script.write_text(f"#!/bin/sh\necho '{KEY}'\necho '{SECRET}'\n")
    script.chmod(0o700)
    monkeypatch.setenv("BACKPACK_TUI_SECRET_CMD", str(script))
    found, _ = keys(settings())
    assert "BACKPACK_TUI_SECRET_CMD" in found[0].words
