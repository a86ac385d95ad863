"""What the commands that act have in common: their settings, the question, and the answer."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from tui.cli.documents import Document, print_json, write_out
from tui.cli.exits import ExitCode, Stop, say
from tui.cli.options import checked_settings
from tui.settings import Settings, Wish


def settings_of(symbol: str, options: dict[str, Any]) -> Settings:
    """Settings of a command on one market that needs a key."""
    key_file: Path | None = options["key_file"]
    return checked_settings(
        Wish.LIVE,
        symbol=symbol,
        rest_url=options["rest_url"],
        ws_url=options["ws_url"],
        key_file=key_file,
    )


async def agreed(what: str, *, yes: bool) -> None:
    """Ask a person; a script has to say --yes.

    Raises:
        Stop: there is nobody to ask, or the answer is not yes.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise Stop(ExitCode.USAGE, f"nobody to ask. Add --yes to go ahead with: {what}")
    sys.stderr.write(f"{what}\nSend it? Type yes: ")
    sys.stderr.flush()
    if (await _typed_line()).strip() != "yes":
        raise Stop(ExitCode.DENIED, "not confirmed; nothing was sent")


async def _typed_line() -> str:
    """A line from the terminal; the loop goes on meanwhile, so that Ctrl-C ends the wait."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(sys.stdin, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline()


def finish(document: Document, code: int, *, as_json: bool) -> None:
    """Print the answer of a command and leave with its exit code."""
    words = document.pop("words")
    # First of all to the person: whoever reads stdout may be gone, the order is not.
    if as_json or code != ExitCode.DONE:
        say(words)
    else:
        write_out(f"{words}\n")
    if as_json:
        print_json(document)
    if code != ExitCode.DONE:
        raise SystemExit(int(code))
