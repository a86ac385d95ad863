"""How a command ends: the exit codes, and one way to say what went wrong."""

import os
import sys
from enum import IntEnum
from typing import NoReturn, TextIO


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
    try:
        sys.stderr.write(f"backpack-tui: {message}\n")
        sys.stderr.flush()
    except OSError:
        # Its terminal is gone. What is to be done for an order must be done all the same.
        send_to_nowhere(sys.stderr)


def settle() -> None:
    """Write out what is buffered, or drop it where nobody reads it any more.

    The interpreter would do it after us, and take a terminal that is gone for a failure of ours.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            send_to_nowhere(stream)


def send_to_nowhere(stream: TextIO) -> None:
    """Drop what is still buffered, or the interpreter would complain of it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def leave(stop: Stop) -> NoReturn:
    """End the process as `stop` says."""
    say(stop.message)
    sys.exit(int(stop.code))
