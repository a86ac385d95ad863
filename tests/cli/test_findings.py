"""What a check-up found: as text, as documents, as an exit code."""

from tui.cli.exits import ExitCode
from tui.cli.findings import exit_code, finding_document, findings_text, ok, warning, wrong

FOUND = (ok("clock", "right"), warning("key", "old", "renew it"))
BAD = wrong("streams", "silent", "look at the network", ExitCode.NOT_CONNECTED)


def test_each_stands_on_a_line_with_its_remedy_below() -> None:
    assert findings_text((*FOUND, BAD)).splitlines() == [
        "ok      clock    right",
        "warning key      old",
        "                 → renew it",
        "wrong   streams  silent",
        "                 → look at the network",
    ]


def test_a_warning_is_no_failure_and_the_first_wrong_thing_gives_the_exit_code() -> None:
    assert exit_code(FOUND) is ExitCode.DONE
    assert exit_code((*FOUND, BAD, wrong("state", "full", "make room"))) is ExitCode.NOT_CONNECTED


def test_scripts_get_the_same() -> None:
    assert finding_document(BAD) == {
        "about": "streams",
        "level": "wrong",
        "words": "silent",
        "remedy": "look at the network",
    }
