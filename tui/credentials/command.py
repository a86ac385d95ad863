"""A command of the user's that prints the key, such as that of a password manager.

It is split into words as a shell would and started without one. Its output goes nowhere but into
the parser: what it prints on stderr is discarded, and a failure is told by its exit code alone.
"""

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress

from tui.credentials.pair import MOST_BYTES, Fault, Pair, parse
from tui.domain.text import clean

COMMAND_VARIABLE = "BACKPACK_TUI_SECRET_CMD"

SECONDS = 60.0
"""How long it may take: somebody may have to type a passphrase or touch a key."""


def from_command(
    command: str, env: Mapping[str, str], key: str = "", within: float = SECONDS
) -> Pair | Fault:
    """The pair that `command` prints; with a `key` known already the secret alone will do.

    `env` is what it inherits; it gets no input, and at most `within` seconds.
    """
    try:
        words = shlex.split(command)
    except ValueError:
        return Fault(f"{COMMAND_VARIABLE} cannot be split into words: close its quotes")
    if not words:
        return Fault(f"{COMMAND_VARIABLE} is blank: name a program, or unset it")
    # The words behind the program's name may hold a secret themselves.
    name = f"{COMMAND_VARIABLE}: {clean(words[0])}"
    output = _output(words, env, name, within)
    return output if isinstance(output, Fault) else parse(output, f"{name}: its output", key)


def _output(words: list[str], env: Mapping[str, str], name: str, within: float) -> bytes | Fault:
    try:
        process = subprocess.Popen(  # noqa: S603  # because the user names the program
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(env),
        )
    except OSError as error:
        return Fault(
            f"{name} cannot be started: {error.strerror}; give its full path (there is no shell, "
            "so ~ and $ stand for themselves)"
        )
    except ValueError:
        return Fault(f"{name} cannot be started: its words hold a zero byte")
    try:
        code = process.wait(within)
        return _printed(process) if code == 0 else Fault(f"{name} {_ended(code)}")
    except subprocess.TimeoutExpired:
        return Fault(
            f"{name} did not end within {within:g} s; it gets no input, so unlock what it needs "
            "first"
        )
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _printed(process: "subprocess.Popen[bytes]") -> bytes:
    """What it printed. A pair fits into the pipe, so it is read once the command has ended."""
    if process.stdout is None:
        return b""
    handle = process.stdout.fileno()
    # A child of its own may hold the pipe open for ever.
    os.set_blocking(handle, False)
    with suppress(BlockingIOError):
        return os.read(handle, MOST_BYTES + 1)
    return b""


def _ended(code: int) -> str:
    run_it = "run it in a shell to see why"
    if code > 0:
        return f"ended with exit code {code}: {run_it}"
    try:
        return f"was ended by {signal.Signals(-code).name}: {run_it}"
    except ValueError:
        return f"was ended by signal {-code}: {run_it}"
