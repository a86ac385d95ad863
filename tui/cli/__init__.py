"""The command line: arguments, and the one place that builds the object graph.

Nothing heavy is imported before a command needs it: `--help` and the headless commands do not pay
for the screen.
"""

import importlib
import signal
import sys
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from tui.cli.exits import ExitCode, Stop, say, settle
from tui.cli.options import (
    checked_settings,
    connection_options,
    state_directory,
    symbol_option,
    wish_of,
)
from tui.settings import BadSetting

_COMMANDS = {
    "sandbox": "tui.cli.sandbox",
    "positions": "tui.cli.queries",
    "orders": "tui.cli.queries",
    "fills": "tui.cli.queries",
    "balances": "tui.cli.queries",
    "markets": "tui.cli.queries",
    "take-profit": "tui.cli.trade",
    "cancel": "tui.cli.cancel",
}


class Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the help."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module; None for a name that is no command."""
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = getattr(importlib.import_module(module), cmd_name.replace("-", "_"))
        assert isinstance(command, click.Command)  # noqa: S101  # tells the type checker
        return command


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@symbol_option("The market to open, SOL_USDC_PERP unless given.")
@click.option("--live", is_flag=True, help="Trade with real money; an error without an API key.")
@click.option("--sandbox", is_flag=True, help="Trade on an exchange of our own, with play money.")
@click.option("--read-only", is_flag=True, help="Never send an order.")
@connection_options
@click.version_option(package_name="backpack-tui", message="backpack-tui %(version)s")
@click.pass_context
def app(
    context: click.Context,
    /,
    symbol: str | None,
    live: bool,
    sandbox: bool,
    read_only: bool,
    **where: Any,  # noqa: ANN401  # the connection options as click hands them over
) -> None:
    """The exit desk for Backpack perpetual futures.

    Without a command it opens the dashboard: live with an API key, on its own sandbox exchange
    without one.
    """
    if context.invoked_subcommand is not None:
        _refuse_stray_options(context)
        return
    wish = wish_of(live=live, sandbox=sandbox, read_only=read_only)
    from tui.cli.dashboard import dashboard  # noqa: PLC0415  # loads the screen

    raise SystemExit(dashboard(checked_settings(wish, symbol=symbol, **where)))


def _refuse_stray_options(context: click.Context) -> None:
    """An option of the dashboard in front of a command would be lost without a word."""
    for name in context.params:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(
                f"{option} stands before {context.invoked_subcommand}; "
                f"write: backpack-tui {context.invoked_subcommand} {option} …"
            )


def cli(prog_name: str) -> int:
    """Run the command line and return the exit code."""
    try:
        return _run(prog_name)
    finally:
        settle()


def _run(prog_name: str) -> int:
    try:
        app.main(prog_name=prog_name, standalone_mode=False)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except (click.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT
    except (click.ClickException, BadSetting, Stop) as ending:
        return _explained(ending)
    except Exception as bug:  # noqa: BLE001  # the last line: it reports and leaves non-zero
        return crashed(bug, state_directory())
    return int(ExitCode.DONE)


def _explained(ending: click.ClickException | BadSetting | Stop) -> int:
    if isinstance(ending, click.ClickException):
        ending.show()
        return int(ExitCode.USAGE)
    say(str(ending))
    return int(ending.code if isinstance(ending, Stop) else ExitCode.USAGE)


def crashed(bug: BaseException, state_dir: Path) -> int:
    """Leave a redacted report of a bug and return the exit code for one."""
    from tui.cli.redaction import redactor  # noqa: PLC0415  # only a crash needs these here
    from tui.cli.system import SystemClock  # noqa: PLC0415
    from tui.logs import crash_text, write_crash  # noqa: PLC0415

    report = write_crash(state_dir, bug, SystemClock().wall_ms(), redactor)
    if report is None:
        sys.stderr.write(crash_text(bug, redactor))
        say("crashed; the report above could not be saved")
    else:
        say(f"crashed: {type(bug).__name__}. A report without secrets is in {report}")
    return int(ExitCode.CRASHED)
