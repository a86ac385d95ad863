"""Random streams of keys, pastes and clicks, and how many orders one of them can confirm at most.

A stream is a list of bursts; a burst is written at once. A confirmation takes an Enter that opens
the card, then a quiet beat, then a `y`: a `y` in the same burst as the Enter, in a paste, or sooner
than the beat confirms nothing.
"""

import random
import re
from dataclasses import dataclass

from tui.ui.arming import BEAT

_PASTE = re.compile(rb"\x1b\[200~.*?\x1b\[201~", re.DOTALL)
_SEQUENCE = re.compile(rb"\x1b\[[0-9;<]*[A-Za-z~]|\x1bO[A-Z]")
_KEYS: tuple[str, ...] = (
    *"txyrvbcn?/<>[]+-=0123456789. ",
    *("\r", "\t", "\x7f", "\x01", "\x05", "\x0b", "\x15", "\x17", "\x1b"),
    *("\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F", "\x1b[Z"),
    *("\x1b[1;2A", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~"),
)
"""Keys of the dashboard, of its forms and of editing; those that end the program are left out."""


@dataclass(frozen=True)
class Burst:
    """Bytes written at once, after `wait` seconds without any."""

    data: bytes
    wait: float
    after: str = ""
    """What is to be seen on the screen before, if it comes soon."""


def stream(rng: random.Random, price: str) -> list[Burst]:
    """A stream; about every third walks the way to an order, with noise on it."""
    if rng.random() < 0.35:
        return _walk(rng, price)
    return [Burst(_noise(rng, price), _pause(rng)) for _ in range(rng.randrange(1, 7))]


def _walk(rng: random.Random, price: str) -> list[Burst]:
    is_patient = rng.random() < 0.6
    way = [
        Burst(b"1" + b"\x1b[B" * 3, 0.0),
        Burst(b"t", 0.0, "━ POSITIONS"),
        Burst(price.encode(), 0.0, "SELL to close"),
        Burst(b"\r" * rng.choice([1, 1, 1, 2, 3]), 0.0, "RESTS"),
        Burst(
            b"y" * rng.choice([1, 2, 5]),
            0.0 if is_patient else rng.choice([0.0, 0.1, 0.3]),
            "y sign and send" if is_patient else "",
        ),
        Burst(rng.choice([b"y", b"yy\r", b"\ry", b""]), 0.05),
    ]
    if rng.random() < 0.3:
        way.insert(rng.randrange(len(way)), Burst(_noise(rng, price), 0.0))
    return way


def _pause(rng: random.Random) -> float:
    return rng.choice([0.0, 0.0, 0.0, 0.02, 0.05, 0.1]) if rng.random() < 0.97 else BEAT + 0.2


def _noise(rng: random.Random, price: str) -> bytes:
    kind = rng.random()
    if kind < 0.6:
        return "".join(rng.choice(_KEYS) for _ in range(rng.randrange(1, 12))).encode()
    if kind < 0.75:
        return rng.choice(_KEYS).encode() * rng.randrange(2, 40)
    if kind < 0.9:
        return _paste(rng, price)
    return b"".join(_click(rng) for _ in range(rng.randrange(1, 5)))


def _paste(rng: random.Random, price: str) -> bytes:
    inner = rng.choice(
        [
            price,
            f"{price}\r\ry\r",
            f"{price}\n2\n",
            f"{price}\x1b[201~\r",
            f"{price}\x1b[201~\ryy",
            "t\ry",
            "\x1b]52;c;eQ==\x07",
            "y" * rng.randrange(1, 200),
        ]
    )
    if rng.random() < 0.2:
        return inner.encode()  # a terminal without bracketed paste
    return b"\x1b[200~" + inner.encode() + b"\x1b[201~"


def _click(rng: random.Random) -> bytes:
    button = rng.choice([0, 0, 0, 2, 64, 65])
    place = f"{button};{rng.randrange(1, 121)};{rng.randrange(1, 37)}"
    return f"\x1b[<{place}M\x1b[<{place}m".encode()


POSSIBLE = BEAT / 2
"""A pause of so long here may be a whole beat there, on a machine that was busy meanwhile."""


class Bound:
    """Counts how many orders can have been confirmed, at most."""

    def __init__(self) -> None:
        self.most = 0
        self._card = self._armed = False
        self._last = float("-inf")

    def wrote(self, data: bytes, at: float) -> None:
        """A burst was written at monotonic second `at`."""
        self._armed = self._armed or (self._card and at - self._last >= POSSIBLE)
        self._last = at
        for key in _typed(data):
            if key == ord("y") and self._armed:
                self.most += 1
                self._card = self._armed = False
            elif key in b"\r\n":
                self._card = True


def _typed(data: bytes) -> bytes:
    """The bytes of a burst that are single keys: no paste, no sequence."""
    return _SEQUENCE.sub(b"", _PASTE.sub(b"", data))
