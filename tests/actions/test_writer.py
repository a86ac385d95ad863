"""The lock of an account, also between real processes."""

import errno
import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.processes import line_of, running
from tui.actions.writer import Holder, Writer, _holder, holder_of, take

ROOT = Path(__file__).parents[2]
AT_MS = 1_750_793_021_519
HOLDS = """
import os, signal, sys
from pathlib import Path
from tui.actions.writer import take
print(type(take(Path(sys.argv[1]), os.getpid(), int(sys.argv[2]))).__name__, flush=True)
signal.pause()
"""


@contextmanager
def holding(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock."""
    with running(
        [sys.executable, "-c", HOLDS, str(path), str(AT_MS)],
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    ) as process:
        assert line_of(process) == "Writer\n"
        yield process


def test_the_first_has_it_and_the_second_is_told_who(tmp_path: Path) -> None:
    path = tmp_path / "w.lock"
    first = take(path, 4242, AT_MS)
    assert isinstance(first, Writer)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    second = take(path, 4343, AT_MS + 1)
    assert second == Holder(4242, AT_MS)
    assert str(second) == "process 4242, since 24 Jun 19:23 UTC"
    first.release()
    third = take(path, 4343, AT_MS + 2)
    assert isinstance(third, Writer)
    assert json.loads(path.read_bytes()) == {"pid": 4343, "sinceMs": AT_MS + 2}
    third.release()
    assert path.read_bytes() == b""


def test_the_accounts_of_one_directory_do_not_know_each_other(tmp_path: Path) -> None:
    locks = [take(tmp_path / name, 1, AT_MS) for name in ("a.lock", "b.lock")]
    for each in locks:
        assert isinstance(each, Writer)
        each.release()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_fault_l10_a_process_holds_it_to_its_end_and_no_longer(
    tmp_path: Path, number: signal.Signals
) -> None:
    path = tmp_path / "w.lock"
    with holding(path) as process:
        assert take(path, 1, AT_MS) == Holder(process.pid, AT_MS)
        process.send_signal(number)
        process.wait(30)
    after = take(path, os.getpid(), AT_MS)
    assert isinstance(after, Writer)
    after.release()


def test_a_child_does_not_inherit_it(tmp_path: Path) -> None:
    path = tmp_path / "w.lock"
    first = take(path, 1, AT_MS)
    assert isinstance(first, Writer)
    assert not os.get_inheritable(first._handle)
    first.release()


def test_where_there_can_be_no_lock_it_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for path in (tmp_path / "link", tmp_path / "no" / "where"):
        with pytest.raises(OSError, match=r"symbolic|No such"):
            take(path, 1, AT_MS)

    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with pytest.raises(OSError, match="no locks"):
        take(tmp_path / "w.lock", 1, AT_MS)


@given(st.binary(max_size=60) | st.sampled_from([b"[1]", b'{"pid":true,"sinceMs":1}', b"1"]))
def test_whatever_the_file_says_there_is_somebody(content: bytes) -> None:
    assert str(_holder(content)) == "its process is not known"


@given(st.integers(), st.integers())
def test_any_numbers_can_be_told(pid: int, since: int) -> None:
    assert str(_holder(json.dumps({"pid": pid, "sinceMs": since}).encode()))


def test_who_only_looks_learns_the_holder_and_leaves_the_lock_free(tmp_path: Path) -> None:
    path = tmp_path / "w.lock"
    assert holder_of(path) is None
    assert not path.exists()
    held = take(path, 4242, AT_MS)
    assert isinstance(held, Writer)
    assert holder_of(path) == Holder(4242, AT_MS)
    held.release()
    assert holder_of(path) is None
    again = take(path, 4343, AT_MS)
    assert isinstance(again, Writer)
    again.release()
