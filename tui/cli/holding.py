"""The journal of the account, held by its lock while this program may write it."""

import os
from contextlib import ExitStack
from pathlib import Path

from tui.actions.denials import Denial, DenialCode
from tui.actions.journal import Journal, JournalFailed, failed_journal, fingerprint, open_journal
from tui.actions.writer import Holder, take
from tui.cli.connect import Connection
from tui.logs import private_directory

JOURNALS = "journal-*.sqlite"
"""The journals of a state directory, one for each account."""

_TRY_AGAIN = 0.2


def journal_file(folder: Path, account: str) -> Path:
    """Where the journal of an account lies; `account` is its fingerprint."""
    return folder / f"journal-{account}.sqlite"


def lock_file(folder: Path, account: str) -> Path:
    """What the writer of that journal holds."""
    return folder / f"writer-{account}.lock"


async def account_journal(
    connection: Connection, state_dir: Path, held: ExitStack
) -> tuple[Journal, Denial | None]:
    """The account's journal, and whether another process holds it. `held` gives the lock back.

    A sandbox of our own ends with us, and so does its journal. Who only looks on leaves the files
    alone: one program holds them at a time, the one that can act.
    """
    now_ms, path = connection.clock.wall_ms(), None
    try:
        if connection.signer is not None and connection.may_send and not connection.is_ephemeral:
            name, folder = fingerprint(connection.signer.api_key), private_directory(state_dir)
            taken = take(lock_file(folder, name), os.getpid(), now_ms)
            if isinstance(taken, Holder):
                # Somebody may only have looked who has it, or is about to end.
                await connection.clock.sleep(_TRY_AGAIN)
                taken = take(lock_file(folder, name), os.getpid(), now_ms)
            if isinstance(taken, Holder):
                other = Denial(DenialCode.OTHER_WRITER, detail=str(taken))
                return await open_journal(None, now_ms), other
            held.callback(taken.release)
            path = journal_file(folder, name)
        return await open_journal(path, now_ms), None
    except JournalFailed as failed:
        return failed_journal(str(failed)), None
    except OSError as error:
        reason = f"the state directory {state_dir} cannot be used: {error.strerror}"
        return failed_journal(reason), None
