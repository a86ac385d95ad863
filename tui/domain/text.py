"""The one sanitiser for text that other people wrote: the exchange, a file, the keyboard.

A terminal obeys what it is sent, so a symbol or an error message that carries an escape sequence
could retitle the window or write the clipboard. Every such text passes through `clean` where it is
parsed; nothing downstream has to remember to.
"""

import unicodedata

DEFAULT_LIMIT = 200
"""Characters kept of a message; longer ones are cut and end in an ellipsis."""

_REPLACEMENT = "�"
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean(text: str, limit: int = DEFAULT_LIMIT) -> str:
    """Return `text` with control, format, bidirectional and unassigned characters made visible.

    Each unsafe character becomes U+FFFD, so its presence still shows. The result is NFC and at most
    `limit` characters long.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    safe = "".join(
        _REPLACEMENT if unicodedata.category(char) in _UNSAFE_CATEGORIES else char
        for char in text[: limit + 1]
    )
    normal = unicodedata.normalize("NFC", safe)
    is_cut = len(text) > limit or len(normal) > limit
    return normal[: limit - 1] + "…" if is_cut else normal
