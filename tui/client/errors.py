"""Why a question got no answer. A failed reading changes nothing that is known.

Answers to orders are not here: what became of an order is data, see `tui.client.answers`.
"""

from tui.wire.refusals import ApiError

_SERVER_ERROR = 500
_TOO_MANY = 429


class ReadFailed(Exception):
    """The question was not answered; `reason` is sanitised plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotConnected(ReadFailed):
    """The connection could not be made or broke."""


class NoAnswer(ReadFailed):
    """The deadline passed."""


class Refused(ReadFailed):
    """The exchange answered with an error."""

    def __init__(self, error: ApiError) -> None:
        super().__init__(error.words)
        self.error = error

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.error.status

    @property
    def code(self) -> str | None:
        """The exchange's error code; None when the body was not its JSON."""
        return self.error.code

    @property
    def is_trouble(self) -> bool:
        """Whether the exchange, or something before it, could not answer now: not our fault."""
        return self.status >= _SERVER_ERROR or self.status == _TOO_MANY or self.error.code is None

    @property
    def message(self) -> str:
        """What the exchange said, sanitised."""
        return self.error.message


class Unreadable(ReadFailed):
    """The answer is not what the protocol says it is."""
