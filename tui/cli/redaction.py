"""What keeps the key out of the log and of crash reports, from the moment that it is read.

It is one object for the process: the last line of the program, which reports a crash, is outside of
everything that knows the key.
"""

import logging
import threading

from tui.logs import RedactingFormatter, Redactor, crash_text

redactor = Redactor()


def guard() -> None:
    """Redact also what Python itself would write to stderr: warnings, and a thread that broke."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(RedactingFormatter(redactor))
    threading.excepthook = _broke


def _broke(what: threading.ExceptHookArgs) -> None:
    if what.exc_value is not None:
        logging.getLogger("tui").error("a thread broke: %s", crash_text(what.exc_value, redactor))
