"""The key is kept out of everything that is written, from the moment that it is read."""

import base64
import logging
import threading
from pathlib import Path

import pytest

from tests.fakes.canary import forms, found_in
from tui.cli import crashed
from tui.cli.exits import ExitCode
from tui.cli.identity import identify
from tui.cli.options import checked_settings
from tui.cli.redaction import redactor
from tui.settings import Wish
from tui.wire.signing import Signer

SEED = bytes(range(64, 96))


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One key, in the environment, which no other test uses."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("BACKPACK_KEY_FILE", raising=False)
    monkeypatch.setenv("BACKPACK_API_KEY", Signer(SEED).api_key)
    monkeypatch.setenv("BACKPACK_API_SECRET", base64.b64encode(SEED).decode())
    last = logging.lastResort
    assert last is not None
    monkeypatch.setattr(last, "formatter", last.formatter)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    identify(checked_settings(Wish.LIVE))


def test_a_key_that_was_read_is_redacted_in_every_form() -> None:
    text = "\n".join(forms(SEED).values())
    assert found_in(redactor(text).encode(), SEED) == []


def test_a_crash_report_holds_nothing_of_a_key_that_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert crashed(ValueError(str(forms(SEED))), tmp_path) == ExitCode.CRASHED
    (report,) = tmp_path.glob("crash-*.txt")
    assert found_in(report.read_bytes(), SEED) == []
    assert str(report) in capsys.readouterr().err


def test_a_crash_that_cannot_be_saved_is_told_without_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert crashed(ValueError(str(forms(SEED))), tmp_path / "file") == ExitCode.CRASHED
    told = capsys.readouterr().err
    assert "ValueError" in told
    assert found_in(told.encode(), SEED) == []


def test_a_warning_without_a_log_is_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    last = logging.lastResort
    assert last is not None
    last.handle(logging.LogRecord("x", logging.WARNING, "", 0, "%s", (str(forms(SEED)),), None))
    told = capsys.readouterr().err
    assert "[redacted]" in told
    assert found_in(told.encode(), SEED) == []


def test_a_thread_that_breaks_tells_nothing_of_the_key(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise ValueError(str(forms(SEED)))

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    assert "a thread broke: Traceback" in caplog.text
    assert "ValueError" in caplog.text
    assert found_in(caplog.text.encode(), SEED) == []
