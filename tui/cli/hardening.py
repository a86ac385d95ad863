"""Keeps the key in this process: no core file, no reader of its memory, nothing left to inherit.

Each is done where the system has it; none is worth refusing to start.
"""

import ctypes
import os
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Write no core file, and let no other program of the user look into this one's memory."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  # not every system has it

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Linux: also makes /proc/PID/environ and /proc/PID/mem readable to root alone.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def blot(name: str) -> None:
    """Overwrite a variable where the system put it when the program started.

    `os.environ` still has it; taking it out there would leave these bytes, which /proc shows.
    """
    with suppress(AttributeError, OSError):
        library = ctypes.CDLL(None)
        library.getenv.restype = ctypes.c_void_p
        place = library.getenv(os.fsencode(name))
        if place:
            ctypes.memset(place, 0, len(ctypes.string_at(place)))
