"""`doctor`: all is looked at in one order, told to people and scripts, and nothing is left."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui.cli import doctor as doctor_module
from tui.cli import doctor_keys
from tui.cli.connect import Connection
from tui.cli.doctor import _mode, doctor
from tui.cli.exits import ExitCode
from tui.cli.findings import Finding, ok, warning, wrong
from tui.settings import DEFAULT_SYMBOL, Endpoint, Settings, Wish
from tui.wire.signing import Signer

SEED = bytes(range(32))
SIGNER = Signer(SEED)
NOWHERE = ("--rest-url", "http://127.0.0.1:9", "--ws-url", "ws://127.0.0.1:9")

LookAt = Callable[..., Result]


@pytest.fixture
def look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LookAt:
    """The check-up of a machine without a key, against an exchange that has `found`."""
    for name in ("API_KEY", "API_SECRET", "KEY_FILE", "TUI_SECRET_CMD", "REST_URL", "WS_URL"):
        monkeypatch.delenv(f"BACKPACK_{name}", raising=False)
    monkeypatch.setenv("BACKPACK_TUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr(doctor_keys, "from_keyring", lambda _: None)

    def run(*arguments: str, found: tuple[Finding, ...] = (ok("requests", "answers"),)) -> Result:
        async def network(_: Connection) -> AsyncIterator[Finding]:
            for finding in found:
                yield finding

        monkeypatch.setattr(doctor_module, "network", network)
        return CliRunner().invoke(doctor, [*NOWHERE, *arguments])

    return run


def about(result: Result) -> list[str]:
    return [each["about"] for each in json.loads(result.stdout)["findings"]]


def test_key_mode_exchange_machine_and_limits_are_told_in_this_order(look_at: LookAt) -> None:
    result = look_at("--json")
    assert result.exit_code == ExitCode.DONE
    told = about(result)
    assert told[:3] == ["key", "exchange", "requests"]
    assert told.index("requests") < told.index("terminal") < told.index("state")
    assert told[-1] == "limits"
    assert json.loads(result.stdout)["wrong"] is False


def test_a_warning_is_no_failure(look_at: LookAt) -> None:
    result = look_at("--json", found=(warning("clock", "an hour off", "set it"),))
    assert result.exit_code == ExitCode.DONE
    assert json.loads(result.stdout)["wrong"] is False


@pytest.mark.parametrize("as_json", [True, False])
def test_it_ends_with_the_code_of_the_first_thing_that_is_wrong(
    look_at: LookAt, as_json: bool
) -> None:
    found = (
        ok("requests", "answers"),
        wrong("key", "refused", "make a new one", ExitCode.REJECTED),
        wrong("streams", "closed", "look", ExitCode.NOT_CONNECTED),
    )
    result = look_at(*(["--json"] if as_json else []), found=found)
    assert result.exit_code == ExitCode.REJECTED
    if as_json:
        assert json.loads(result.stdout)["wrong"] is True
    else:
        assert "wrong   key" in result.stdout
        assert "→ make a new one" in result.stdout


def test_people_get_the_same_findings_as_scripts(look_at: LookAt) -> None:
    words = [each["words"] for each in json.loads(look_at("--json").stdout)["findings"]]
    text = look_at().stdout
    assert all(each in text for each in words)


def test_nothing_is_left_behind_but_the_folder(look_at: LookAt, tmp_path: Path) -> None:
    look_at()
    assert list((tmp_path / "state").iterdir()) == []


@pytest.mark.parametrize(
    ("endpoint", "signer", "words"),
    [
        (None, None, "without a key the dashboard starts a sandbox of its own"),
        (None, SIGNER, "Backpack, live: orders are real"),
        (Endpoint("http://127.0.0.1:9", "ws://x"), None, "another exchange than Backpack"),
        (Endpoint("http://127.0.0.1:9", "ws://x"), SIGNER, "another exchange than Backpack"),
    ],
)
def test_it_says_whether_orders_would_be_real(
    endpoint: Endpoint | None, signer: Signer | None, words: str
) -> None:
    settings = Settings(DEFAULT_SYMBOL, Wish.READ_ONLY, endpoint, None, Path("/nowhere"))
    (finding,) = _mode(settings, signer)
    assert finding.words.startswith(words)
