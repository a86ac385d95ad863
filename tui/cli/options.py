"""Options that several commands share, and how they become settings."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import platformdirs

from tui.domain.limits import OrderLimits
from tui.domain.text import clean
from tui.settings import (
    CONFIG_NAME,
    CONFIG_VARIABLE,
    DEFAULT_SYMBOL,
    REST_URL_VARIABLE,
    WS_URL_VARIABLE,
    BadSetting,
    Settings,
    Wish,
    endpoint,
    order_limits,
)

KEY_FILE_VARIABLE = "BACKPACK_KEY_FILE"
STATE_DIR_VARIABLE = "BACKPACK_TUI_STATE_DIR"

Command = TypeVar("Command", bound=Callable[..., Any])

_MAX_SYMBOL = 40


def connection_options(command: Command) -> Command:
    """Where the exchange is and whose key is used."""
    for option in (
        click.option(
            "--key-file",
            type=click.Path(path_type=Path, dir_okay=True),
            envvar=KEY_FILE_VARIABLE,
            help="File with the API key and secret, readable by you alone.",
        ),
        click.option(
            "--ws-url", envvar=WS_URL_VARIABLE, metavar="URL", help="Streams of another exchange."
        ),
        click.option(
            "--rest-url",
            envvar=REST_URL_VARIABLE,
            metavar="URL",
            help="Requests of another exchange, for example a sandbox.",
        ),
    ):
        command = option(command)
    return command


def json_option(command: Command) -> Command:
    """Print one JSON document on stdout and nothing else."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
    )(command)


def send_options(command: Command) -> Command:
    """What every command that changes something takes."""
    for option in (
        json_option,
        click.option("--yes", is_flag=True, help="Do it without asking."),
        click.option(
            "--dry-run",
            is_flag=True,
            help="Check everything, sign, and show the request; send nothing.",
        ),
    ):
        command = option(command)
    return command


def symbol_option(help_text: str, *, required: bool = False) -> Callable[[Command], Command]:
    """A market's symbol, in capitals as the exchange writes it."""
    return click.option("--symbol", metavar="SYMBOL", required=required, help=help_text)


def checked_settings(
    wish: Wish,
    *,
    symbol: str | None = None,
    rest_url: str | None = None,
    ws_url: str | None = None,
    key_file: Path | None = None,
) -> Settings:
    """Settings of this run.

    Raises:
        BadSetting: an option contradicts another or cannot be used.
    """
    where = endpoint(rest_url, ws_url)
    if where is not None and wish is Wish.SANDBOX:
        raise BadSetting(
            "--sandbox starts an exchange of its own, so --rest-url and --ws-url have no place. "
            "Leave out --sandbox to use the addresses."
        )
    return Settings(
        symbol=clean(symbol or DEFAULT_SYMBOL, _MAX_SYMBOL),
        wish=wish,
        endpoint=where,
        key_file=key_file,
        state_dir=state_directory(),
        limits=own_limits(),
    )


def own_limits() -> OrderLimits:
    """The limits of the trader's configuration file.

    Raises:
        BadSetting: it cannot be read, or says something that cannot be meant.
    """
    path, is_named = config_file()
    return order_limits(path, must_exist=is_named)


def config_file() -> tuple[Path, bool]:
    """The configuration file, and whether the trader names it."""
    chosen = os.environ.get(CONFIG_VARIABLE)
    if chosen:
        return Path(chosen), True
    return platformdirs.user_config_path("backpack-tui") / CONFIG_NAME, False


def state_directory() -> Path:
    """Where the journal, the log and crash reports are kept."""
    chosen = os.environ.get(STATE_DIR_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_state_path("backpack-tui")


def wish_of(*, live: bool, sandbox: bool, read_only: bool) -> Wish:
    """The mode asked for.

    Raises:
        BadSetting: more than one was.
    """
    asked = [
        wish
        for wish, given in ((Wish.LIVE, live), (Wish.SANDBOX, sandbox), (Wish.READ_ONLY, read_only))
        if given
    ]
    if len(asked) > 1:
        names = " and ".join(f"--{wish}" for wish in asked)
        raise BadSetting(f"{names} contradict each other: give one of them.")
    return asked[0] if asked else Wish.AUTO
