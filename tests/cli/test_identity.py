import base64
from pathlib import Path

import pytest

from tests.fakes.keyrings import PlaintextKeyring, install
from tui.cli.exits import ExitCode, Stop
from tui.cli.identity import identify
from tui.cli.options import checked_settings
from tui.settings import Wish

KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
SECRET = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials of whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("BACKPACK_API_KEY", "BACKPACK_API_SECRET", "BACKPACK_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("BACKPACK_TUI_SECRET_CMD", raising=False)


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPACK_API_KEY", KEY)
    monkeypatch.setenv("BACKPACK_API_SECRET", SECRET)


def test_nobody_gets_a_sandbox() -> None:
    identity = identify(checked_settings(Wish.AUTO))
    assert (identity.wish, identity.signer) == (Wish.SANDBOX, None)


@pytest.mark.usefixtures("somebody")
def test_somebody_goes_live() -> None:
    identity = identify(checked_settings(Wish.AUTO))
    assert identity.wish is Wish.LIVE
    assert identity.signer is not None
    assert identity.signer.api_key == KEY


@pytest.mark.usefixtures("somebody")
def test_a_sandbox_does_not_even_read_the_key(hardened: list[str]) -> None:
    identity = identify(checked_settings(Wish.SANDBOX))
    assert (identity.wish, identity.signer) == (Wish.SANDBOX, None)
    assert hardened == []


@pytest.mark.usefixtures("somebody")
def test_the_process_is_hardened_before_the_key_is_read(
    monkeypatch: pytest.MonkeyPatch, hardened: list[str]
) -> None:
    def load(*_: object) -> None:
        hardened.append("read")

    monkeypatch.setattr("tui.cli.identity.load", load)
    identify(checked_settings(Wish.AUTO))
    assert hardened == ["hardened", "BACKPACK_API_SECRET", "BACKPACK_TUI_SECRET_CMD", "read"]


@pytest.mark.usefixtures("somebody")
def test_a_secret_from_the_environment_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    identify(checked_settings(Wish.AUTO))
    assert "the API secret came from BACKPACK_API_SECRET" in capsys.readouterr().err


def test_who_only_looks_on_hears_nothing_of_keyrings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, PlaintextKeyring())
    identify(checked_settings(Wish.READ_ONLY))
    assert capsys.readouterr().err == ""
    identify(checked_settings(Wish.AUTO))
    assert "PlaintextKeyring" in capsys.readouterr().err


@pytest.mark.usefixtures("somebody")
def test_read_only_keeps_the_key_and_the_wish() -> None:
    identity = identify(checked_settings(Wish.READ_ONLY))
    assert identity.wish is Wish.READ_ONLY
    assert identity.signer is not None


def test_looking_needs_no_key() -> None:
    assert identify(checked_settings(Wish.READ_ONLY)).signer is None


@pytest.mark.parametrize("wish", [Wish.LIVE, Wish.AUTO])
def test_trading_elsewhere_without_a_key_names_the_ways_to_give_one(wish: Wish) -> None:
    with pytest.raises(Stop, match="--key-file FILE") as stopped:
        identify(checked_settings(wish, rest_url="http://127.0.0.1:9", ws_url="ws://127.0.0.1:9"))
    assert stopped.value.code is ExitCode.USAGE


def test_a_bad_key_is_a_usage_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPACK_API_KEY", KEY)
    monkeypatch.setenv("BACKPACK_API_SECRET", "short")
    with pytest.raises(Stop) as stopped:
        identify(checked_settings(Wish.AUTO))
    assert stopped.value.code is ExitCode.USAGE
    assert "short" not in stopped.value.message.split()
