"""What every program of ours keeps to: no markup, no secret in a crash, our colours everywhere."""

import pytest
from textual.app import ComposeResult
from textual.widgets import Static

from tui.ui.safe_app import SafeApp
from tui.ui.theme import DARK

SECRET = "canary" * 2


class Shell(SafeApp):
    """Breaks when told to, and keeps what happened in order."""

    def __init__(self) -> None:
        self.happened: list[object] = []
        super().__init__(self.happened.append)

    def compose(self) -> ComposeResult:
        yield Static("desk")

    def draw_no_more(self) -> None:
        self.happened.append("drawn for the last time")

    def breaks(self) -> None:
        secret = SECRET
        raise ValueError(f"bug {len(secret)}")

    async def breaks_behind(self) -> None:
        self.breaks()

    async def crash(self, *, in_worker: bool) -> None:
        async with self.run_test() as pilot:
            if in_worker:
                self.run_worker(self.breaks_behind())
            else:
                self.call_later(self.breaks)
            await pilot.pause()


@pytest.mark.parametrize("asked", [True, False])
async def test_a_toast_is_never_read_as_markup_whatever_is_asked(asked: bool) -> None:
    app = Shell()
    async with app.run_test() as pilot:
        app.notify("[@click=app.quit]x[/] [/foo]", title="[b]", severity="error", markup=asked)
        await pilot.pause()
        (toast,) = app._notifications
        assert (toast.message, toast.title) == ("[@click=app.quit]x[/] [/foo]", "[b]")
        assert toast.markup is False
        assert toast.severity == "error"


@pytest.mark.parametrize("in_worker", [True, False])
async def test_a_crash_is_reported_once_as_itself_and_without_local_variables(
    in_worker: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    app = Shell()
    with pytest.raises(Exception, match="bug 12"):
        await app.crash(in_worker=in_worker)
    drawn, error = app.happened
    assert drawn == "drawn for the last time"
    assert type(error) is ValueError  # and not the worker's wrapping of it
    assert app.return_code == 1
    printed = capsys.readouterr()
    assert SECRET not in printed.out + printed.err


def test_our_colours_are_known_under_every_theme() -> None:
    app = Shell()
    for name in app.available_themes:
        app.theme = name
        variables = app.get_css_variables()
        assert set(DARK.variables) <= set(variables), name


def test_it_draws_where_the_trader_looks() -> None:
    app = Shell()
    textuals = super(SafeApp, app).get_driver_class()
    assert app.get_driver_class() is not textuals
    assert issubclass(app.get_driver_class(), textuals)
