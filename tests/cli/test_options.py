from pathlib import Path

import pytest

from tui.cli.options import checked_settings, state_directory, wish_of
from tui.settings import BadSetting, Endpoint, Wish


@pytest.mark.parametrize(
    ("asked", "wish"),
    [
        ({}, Wish.AUTO),
        ({"live": True}, Wish.LIVE),
        ({"sandbox": True}, Wish.SANDBOX),
        ({"read_only": True}, Wish.READ_ONLY),
    ],
)
def test_a_mode_is_what_was_asked_for(asked: dict[str, bool], wish: Wish) -> None:
    assert wish_of(**{"live": False, "sandbox": False, "read_only": False, **asked}) is wish


def test_two_modes_contradict_each_other() -> None:
    with pytest.raises(BadSetting, match="--sandbox and --read-only contradict"):
        wish_of(live=False, sandbox=True, read_only=True)


def test_the_symbol_defaults_and_hostile_text_in_it_is_made_visible() -> None:
    assert checked_settings(Wish.AUTO).symbol == "SOL_USDC_PERP"
    assert checked_settings(Wish.AUTO, symbol="A\x1b[31m").symbol == "A�[31m"
    assert len(checked_settings(Wish.AUTO, symbol="X" * 500).symbol) <= 40


def test_an_own_sandbox_has_no_address_to_be_given() -> None:
    with pytest.raises(BadSetting, match="Leave out --sandbox"):
        checked_settings(Wish.SANDBOX, rest_url="http://127.0.0.1:1", ws_url="ws://127.0.0.1:1")


def test_addresses_become_an_endpoint() -> None:
    settings = checked_settings(
        Wish.LIVE, rest_url="http://127.0.0.1:1/", ws_url="ws://127.0.0.1:1"
    )
    assert settings.endpoint == Endpoint("http://127.0.0.1:1", "ws://127.0.0.1:1")


def test_the_state_directory_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPACK_TUI_STATE_DIR", "/elsewhere/state")
    assert state_directory() == Path("/elsewhere/state")
    monkeypatch.delenv("BACKPACK_TUI_STATE_DIR")
    assert state_directory().name == "backpack-tui"
