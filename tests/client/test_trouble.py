import errno
import socket

import httpx
import pytest

from tui.client.trouble import in_words


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 9123)")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (REFUSED, "cannot connect: connection refused"),
        (caused(httpx.ConnectError("All failed"), REFUSED), "cannot connect: connection refused"),
        (
            caused(httpx.ConnectError("x"), ExceptionGroup("several", [REFUSED, REFUSED])),
            "cannot connect: connection refused",
        ),
        (
            OSError(errno.ENETUNREACH, "Connect call failed ('1.1.1.1', 443)"),
            "cannot connect: network is unreachable",
        ),
        (httpx.ConnectError("no route"), "cannot connect: no route"),
        (TimeoutError(), "cannot connect (TimeoutError)"),
        (OSError("Multiple exceptions"), "cannot connect: Multiple exceptions"),
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            "cannot connect: Name or service not known",
        ),
        (
            ExceptionGroup("several", [REFUSED, OSError(errno.ENETUNREACH, "x")]),
            "cannot connect: several (2 sub-exceptions)",
        ),
    ],
)
def test_trouble_is_told_in_words_of_the_system_without_its_numbers(
    error: Exception, words: str
) -> None:
    assert in_words("cannot connect", error) == words


def test_the_words_hold_nothing_a_terminal_would_obey() -> None:
    assert in_words("broke", OSError("a\x1b]52;c;b\x07")).isprintable()


def test_causes_that_run_in_a_circle_end() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert in_words("broke", one) == "broke: one"
