"""A real process, a real SIGKILL, a real file: the next program knows what it has to know."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.off_loop import inline
from tui.actions.journal import open_journal
from tui.domain.intent import IntentStatus

_ROOT = Path(__file__).resolve().parents[2]
POINTS = range(1, 12)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no SIGKILL")
@pytest.mark.parametrize("point", POINTS)
async def test_fault_L01_a_process_killed_at_a_point_leaves_a_journal_that_tells(  # noqa: N802  # because L01 is the fault's id
    tmp_path: Path, point: int
) -> None:
    path = tmp_path / "journal.sqlite"
    run = subprocess.run(  # noqa: ASYNC221  # nothing else runs in this test
        [sys.executable, "-m", "tests.simulation.victim", str(path), str(point)],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    was_sent = "sent 1" in run.stdout
    assert "alive" in run.stdout or run.returncode == -signal.SIGKILL, run.stderr
    journal = await open_journal(path, 1_750_793_021_519, inline)
    statuses = [intent.status for intent in journal.recovered]
    await journal.close()
    if was_sent:
        assert len(statuses) == 1
        assert statuses[0] not in {IntentStatus.NOT_SENT, IntentStatus.RECORDED}
    else:
        assert set(statuses) <= {IntentStatus.NOT_SENT, IntentStatus.UNKNOWN}
