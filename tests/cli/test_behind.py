"""What runs behind the dashboard, and word of a sandbox that ends."""

import asyncio
import json
import sys
from typing import cast

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import DeskSession
from tests.fakes.signer import SECRET, Signer
from tui.actions.desk import Desk
from tui.actions.journal import failed_journal
from tui.cli.behind import behind, followed
from tui.cli.exits import ExitCode, Stop
from tui.cli.identity import Identity
from tui.cli.options import checked_settings
from tui.cli.trading import Trading
from tui.domain.events import Noted
from tui.sandbox.child import SandboxProcess
from tui.session.session import Session
from tui.settings import Endpoint, Wish
from tui.ui.ports import Mode

NOWHERE = Endpoint("http://127.0.0.1:9", "ws://127.0.0.1:9")
LINE = json.dumps(
    {"rest": "http://r", "ws": "ws://w", "apiKey": Signer().api_key, "apiSecret": SECRET}
)


async def a_sandbox(then: str) -> SandboxProcess:
    """A process that announces itself as a sandbox does, and then does `then`."""
    code = f"import sys; print({LINE!r}, flush=True); {then}"
    return await SandboxProcess.launch((sys.executable, "-c", code), 30)


def trading_on(session: DeskSession) -> Trading:
    return Trading(
        cast("Session", session), cast("Desk", None), failed_journal("none is needed here")
    )


async def test_the_end_of_the_sandbox_is_told_in_the_log() -> None:
    session = DeskSession(FakeClock())
    sandbox = await a_sandbox("raise SystemExit(3)")
    heard = asyncio.Event()
    session.add_listener(heard.set)
    async with followed(sandbox, trading_on(session)), asyncio.timeout(30):
        await heard.wait()
    (noted,) = session.events
    assert isinstance(noted, Noted)
    assert "ended (exit 3); start backpack-tui again" in str(noted)
    await sandbox.stop()


async def test_a_sandbox_that_is_stopped_afterwards_is_not_told() -> None:
    session = DeskSession(FakeClock())
    sandbox = await a_sandbox("sys.stdin.read()")
    async with followed(sandbox, trading_on(session)):
        pass
    await sandbox.stop()
    assert session.events == []


async def test_without_a_sandbox_nothing_isfollowed() -> None:
    session = DeskSession(FakeClock())
    async with followed(None, trading_on(session)):
        assert len(asyncio.all_tasks()) == 1
    assert session.events == []


async def test_an_exchange_that_does_not_answer_is_not_connected_and_nothing_is_drawn(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = checked_settings(Wish.READ_ONLY, rest_url=NOWHERE.rest_url, ws_url=NOWHERE.ws_url)
    with pytest.raises(Stop, match="not connected") as stopped:
        async with behind(
            settings, Identity(Wish.READ_ONLY, None), Mode.READ_ONLY, None, lambda _: None
        ):
            pass
    assert stopped.value.code is ExitCode.NOT_CONNECTED
    assert capsys.readouterr().out == ""
