"""The dashboard that is drawn before the exchange is open: how it ends when it cannot be."""

import asyncio
from collections.abc import Awaitable

import pytest
from textual.app import App

from tests.fakes.clock import settle
from tui.cli.exits import ExitCode, Stop
from tui.cli.identity import Identity
from tui.cli.options import checked_settings
from tui.cli.screen import MODES, Screen
from tui.sandbox.child import SandboxProcess
from tui.settings import Wish
from tui.ui.app import BackpackApp
from tui.ui.ports import Mode


def test_every_wish_that_can_be_settled_has_its_mode() -> None:
    assert set(MODES) == set(Wish) - {Wish.AUTO}
    assert {MODES[wish].name for wish in MODES} == {mode.name for mode in Mode}


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application runs as it does under test: it draws on nothing."""
    shown = App.run_async

    async def run_async(app: BackpackApp, **_options: object) -> None:
        await shown(app, headless=True)

    monkeypatch.setattr(BackpackApp, "run_async", run_async)


def screen(sandbox: Awaitable[SandboxProcess]) -> Screen:
    settings = checked_settings(Wish.SANDBOX)
    return Screen(settings, Identity(Wish.SANDBOX, None), sandbox)


async def refused() -> SandboxProcess:
    raise Stop(ExitCode.NOT_CONNECTED, "the sandbox did not start: no room")


async def broken() -> SandboxProcess:
    raise ZeroDivisionError


async def test_what_cannot_be_opened_ends_the_screen_with_its_reason() -> None:
    with pytest.raises(Stop, match="no room") as stopped:
        await screen(refused()).show()
    assert stopped.value.code is ExitCode.NOT_CONNECTED


async def test_a_bug_while_opening_ends_the_screen_and_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        await screen(broken()).show()


async def test_who_leaves_before_it_is_open_is_not_kept_waiting() -> None:
    never: asyncio.Future[SandboxProcess] = asyncio.get_running_loop().create_future()
    shown = screen(never)
    task = asyncio.create_task(shown.show())
    async with asyncio.timeout(30):
        while not shown._app.is_running:  # because Textual tells nobody
            await settle()
        shown._app.exit()
        assert await task == ExitCode.DONE
    assert never.cancelled()
