import base64
import logging
import resource
import stat
from pathlib import Path

import pytest

from tui import logs
from tui.wire.signing import Signer

SEED = base64.b64encode(bytes(range(32))).decode()
SIGNATURE = base64.b64encode(bytes(range(64))).decode()


def failing(secret: str) -> None:
    header = f"X-Signature: {secret}"
    raise ValueError(f"{len(header)} is wrong")


def crash(secret: str) -> BaseException:
    try:
        failing(secret)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_crash_report_names_the_place_but_no_local_variable() -> None:
    text = logs.crash_text(crash(SEED))
    assert "in failing" in text
    assert "ValueError" in text
    assert SEED not in text


@pytest.mark.parametrize(
    "line",
    [
        f"X-Signature: {SIGNATURE}",
        f'"signature": ["{SIGNATURE}", "{SIGNATURE}"]',
        f"apiSecret={SEED} and more",
        f"a bare {SEED} in a sentence",
    ],
)
def test_what_looks_like_a_key_or_signature_is_removed(line: str) -> None:
    assert SEED not in logs.redact_patterns(line)
    assert SIGNATURE not in logs.redact_patterns(line)


def test_ordinary_text_is_left_alone() -> None:
    line = "SOL_USDC_PERP 100.61 order 5406825793 rejected: Reduce only order not reduced"
    assert logs.redact_patterns(line) == line


def test_a_redactor_asks_every_holder_and_looks_at_shapes_as_well() -> None:
    redactor = logs.Redactor()
    redactor.trust(lambda text: text.replace("first", "…"))
    redactor.trust(lambda text: text.replace("second", "…"))
    assert redactor(f"first, second, {SEED}") == "…, …, [redacted]"


def test_a_redactor_knows_a_holder_that_came_after_the_log_was_started(tmp_path: Path) -> None:
    redactor = logs.Redactor()
    handler = logging.FileHandler(tmp_path / "log")
    handler.setFormatter(logs.RedactingFormatter(redactor))
    redactor.trust(lambda text: text.replace("canary", "…"))
    handler.emit(logging.LogRecord("tui", logging.WARNING, "", 1, "a %s", ("canary",), None))
    handler.close()
    assert (tmp_path / "log").read_text().endswith("tui a …\n")


def test_a_crash_report_is_redacted_by_value() -> None:
    redactor = logs.Redactor()
    redactor.trust(Signer(bytes(range(32))).redact)
    told = ValueError(f"no room for {bytes(range(32)).hex()}")
    assert logs.crash_text(told, redactor) == "ValueError: no room for [redacted]\n"


def test_a_crash_report_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    path = logs.write_crash(tmp_path / "state", crash(SEED), 1_750_793_021_519)
    assert path is not None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert SEED not in path.read_text()


def test_fault_l18_a_disk_that_takes_no_report_is_not_another_crash(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands where the directory should")
    assert logs.write_crash(tmp_path / "state", crash(SEED), 1) is None


def test_fault_l18_a_full_disk_is_not_another_crash(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, hard))
    try:
        assert logs.write_crash(tmp_path, crash(SEED), 1) is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_log_is_private_and_redacted(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = root.handlers, root.level
    try:
        logs.start(tmp_path / "state")
        logging.getLogger("tui.test").warning("sent %s", SEED)
        logging.getLogger("httpx").info("whole request")
        for handler in root.handlers:
            handler.close()
    finally:
        root.handlers, root.level = before
    path = tmp_path / "state" / "backpack-tui.log"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert "sent [redacted]" in text
    assert "whole request" not in text
