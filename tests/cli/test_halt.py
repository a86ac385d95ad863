"""`halt` and `unlock`: written down without an exchange, and by the one writer only."""

from pathlib import Path

import pytest

from tui.actions.audit import read_audit
from tui.actions.journal import fingerprint
from tui.actions.writer import Writer, take
from tui.cli.connect import Connection, connected
from tui.cli.exits import ExitCode, Stop
from tui.cli.halt import _written
from tui.cli.holding import journal_file, lock_file
from tui.cli.identity import Identity
from tui.settings import Endpoint, Settings, Wish
from tui.wire.signing import Signer

NOWHERE = Endpoint("http://127.0.0.1:9", "ws://127.0.0.1:9")
SIGNER = Signer(bytes(range(32)))
ACCOUNT = fingerprint(SIGNER.api_key)


def settings(folder: Path) -> Settings:
    return Settings("SOL_USDC_PERP", Wish.LIVE, NOWHERE, None, folder)


def halts(folder: Path) -> list[bool]:
    return [is_on for _, is_on in read_audit(journal_file(folder, ACCOUNT)).halts]


async def switched(folder: Path, *, is_on: bool) -> int | None:
    async with connected(Identity(Wish.LIVE, SIGNER), NOWHERE) as connection:
        assert isinstance(connection, Connection)
        return await _written(connection, settings(folder), is_on=is_on)


async def test_it_is_on_the_disk_before_anything_is_asked_and_said_once(tmp_path: Path) -> None:
    since = await switched(tmp_path, is_on=True)
    assert since is not None
    assert await switched(tmp_path, is_on=True) == since
    assert halts(tmp_path) == [True]
    assert await switched(tmp_path, is_on=False) is None
    assert halts(tmp_path) == [True, False]


async def test_beside_another_writer_nothing_is_switched(tmp_path: Path) -> None:
    await switched(tmp_path, is_on=False)
    held = take(lock_file(tmp_path, ACCOUNT), 4242, 1)
    assert isinstance(held, Writer)
    with pytest.raises(Stop, match="process 4242") as stopped:
        await switched(tmp_path, is_on=True)
    assert stopped.value.code is ExitCode.DENIED
    held.release()
    assert halts(tmp_path) == []


async def test_a_switch_that_cannot_be_written_is_denied(tmp_path: Path) -> None:
    journal_file(tmp_path, ACCOUNT).write_bytes(b"no database" * 999)
    with pytest.raises(Stop, match="nothing was changed") as stopped:
        await switched(tmp_path, is_on=True)
    assert stopped.value.code is ExitCode.DENIED
