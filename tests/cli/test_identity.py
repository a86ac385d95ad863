import base64
from pathlib import Path

import pytest

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
def test_a_sandbox_does_not_even_read_the_key() -> None:
    identity = identify(checked_settings(Wish.SANDBOX))
    assert (identity.wish, identity.signer) == (Wish.SANDBOX, None)


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
