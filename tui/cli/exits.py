"""How a command ends: the exit codes, and one way to say what went wrong."""

import sys
from enum import IntEnum
from typing import NoReturn


class ExitCode(IntEnum):
    """The meaning of each exit code."""

    DONE = 0
    CRASHED = 1
    USAGE = 2
    DENIED = 3
    """By our own checks; nothing was sent."""
    REJECTED = 4
    """By the exchange."""
    UNKNOWN = 5
    """An order may exist; it was not sent again."""
    NOT_CONNECTED = 6


class Stop(Exception):
    """A command ends here with a sentence for the user and an exit code."""

    def __init__(self, code: ExitCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def say(message: str) -> None:
    """Write a line for the person, never into the answer: stderr."""
    sys.stderr.write(f"backpack-tui: {message}\n")
    sys.stderr.flush()


def leave(stop: Stop) -> NoReturn:
    """End the process as `stop` says."""
    say(stop.message)
    sys.exit(int(stop.code))
