"""Who holds the journal of an account, and who only looks on."""

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from tui.actions.journal import fingerprint
from tui.cli.connect import connected
from tui.cli.holding import account_journal
from tui.cli.identity import Identity
from tui.settings import Wish
from tui.wire.signing import Signer


def journals_in(directory: Path) -> int:
    return len(list(directory.glob("journal-*.sqlite")))


def locks_in(directory: Path) -> int:
    return len(list(directory.glob("writer-*.lock")))


@pytest.mark.parametrize(
    ("wish", "is_ephemeral", "files"),
    [(Wish.LIVE, False, 1), (Wish.READ_ONLY, False, 0), (Wish.SANDBOX, True, 0)],
)
async def test_only_who_can_act_on_an_account_that_lasts_holds_its_journal(
    tmp_path: Path, wish: Wish, files: int, *, is_ephemeral: bool
) -> None:
    identity = Identity(wish, Signer(bytes(range(32))))
    async with connected(identity, None, is_ephemeral=is_ephemeral) as connection:
        with ExitStack() as held:
            journal, other = await account_journal(connection, tmp_path, held)
            assert (journal.trouble, other) == (None, None)
            assert journals_in(tmp_path) == locks_in(tmp_path) == files
            await journal.close()


async def test_l10_a_second_program_that_could_act_only_looks_on_and_is_told_who_holds_the_account(
    tmp_path: Path,
) -> None:
    identity = Identity(Wish.LIVE, Signer(bytes(range(32))))
    async with connected(identity, None) as connection:
        with ExitStack() as held:
            first, nobody = await account_journal(connection, tmp_path, held)
            second, other = await account_journal(connection, tmp_path, held)
            assert (first.trouble, second.trouble, nobody) == (None, None, None)
            assert other is not None
            assert f"process {os.getpid()}, since" in other.detail
            assert journals_in(tmp_path) == 1
            await first.close()
            await second.close()
        with ExitStack() as held:
            third, nobody = await account_journal(connection, tmp_path, held)
            assert nobody is None
            await third.close()


async def test_where_there_can_be_no_lock_nothing_is_recorded_and_nothing_sent(
    tmp_path: Path,
) -> None:
    signer = Signer(bytes(range(32)))
    (tmp_path / f"writer-{fingerprint(signer.api_key)}.lock").symlink_to("/nowhere")
    async with connected(Identity(Wish.LIVE, signer), None) as connection:
        with ExitStack() as held:
            journal, other = await account_journal(connection, tmp_path, held)
    assert other is None
    assert "cannot be used" in (journal.trouble or "")
    await journal.close()
