"""What the operating system's trouble with a connection is called in plain words."""

import os
from collections.abc import Iterator

from tui.domain.text import clean


def in_words(what: str, error: BaseException) -> str:
    """`what` and why: `cannot connect: connection refused`. Sanitised, for a trader to read."""
    detail = _plain(error) or clean(str(error)).strip()
    return f"{what}: {detail}" if detail else f"{what} ({type(error).__name__})"


def _plain(error: BaseException) -> str | None:
    """The system's own words for what went wrong at the bottom; None where it has none."""
    found = {
        each.errno: each.strerror
        for each in _causes(error)
        if isinstance(each, OSError) and each.errno
    }
    if len(found) != 1:
        return None
    code, words = found.popitem()
    # Where a name leads nowhere the numbers are the resolver's own, below 0.
    return os.strerror(code).lower() if code > 0 else clean(words or "")


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        if isinstance(following, BaseExceptionGroup):
            for each in following.exceptions:
                yield from _causes(each)
        following = following.__cause__ or following.__context__
