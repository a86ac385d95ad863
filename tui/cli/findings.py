"""What a check-up found: each thing with how bad it is, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tui.cli.documents import Document
from tui.cli.exits import ExitCode


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """It works, and deserves a look."""
    WRONG = "wrong"
    """Something cannot work like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    """In a word or two: `clock`."""
    level: Level
    words: str
    """What was found, sanitised, without secrets."""
    remedy: str | None = None
    """What to do; set unless all is well."""
    code: ExitCode = ExitCode.USAGE
    """How a check-up ends that found this wrong."""


def ok(about: str, words: str) -> Finding:
    """All is well with it."""
    return Finding(about, Level.OK, words)


def warning(about: str, words: str, remedy: str) -> Finding:
    """It works, and deserves a look."""
    return Finding(about, Level.WARNING, words, remedy)


def wrong(about: str, words: str, remedy: str, code: ExitCode = ExitCode.USAGE) -> Finding:
    """It cannot work like this."""
    return Finding(about, Level.WRONG, words, remedy, code)


def finding_document(finding: Finding) -> Document:
    """One finding for scripts."""
    return {
        "about": finding.about,
        "level": finding.level.value,
        "words": finding.words,
        "remedy": finding.remedy,
    }


def findings_text(findings: Iterable[Finding]) -> str:
    """All of them for a person, each with its remedy below it."""
    told = list(findings)
    width = max((len(finding.about) for finding in told), default=0)
    lines: list[str] = []
    for finding in told:
        lines.append(f"{finding.level.value:<8}{finding.about:<{width}}  {finding.words}")
        if finding.remedy is not None:
            lines.append(f"{'':<8}{'':<{width}}  → {finding.remedy}")
    return "\n".join(lines) + "\n"


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """Done when nothing is wrong; else the code of the first thing that is."""
    return next((one.code for one in findings if one.level is Level.WRONG), ExitCode.DONE)
