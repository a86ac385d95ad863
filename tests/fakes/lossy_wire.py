"""A line that loses, doubles, swaps and cuts messages, by a seed."""

from collections import Counter
from random import Random


class LossyWire:
    """Carries the messages of one stream; one in `one_in` meets a mishap, all kinds equally.

    `mishaps` counts them by name.
    """

    KINDS = ("lost", "twice", "late", "cut")

    def __init__(self, random: Random, one_in: int) -> None:
        self._random = random
        self._one_in = one_in
        self._held: bytes | None = None
        self.mishaps: Counter[str] = Counter()

    def carry(self, message: bytes) -> list[bytes]:
        """What arrives now, in this order."""
        arrived = self._met_by_fate(message)
        if self._held is not None and arrived:
            arrived.append(self._held)
            self._held = None
        return arrived

    def mend(self) -> None:
        """Have no more mishaps; what is held back is never delivered."""
        self._one_in, self._held = 0, None

    def _met_by_fate(self, message: bytes) -> list[bytes]:
        if not self._one_in or self._random.randrange(self._one_in):
            return [message]
        kind = self._random.choice(self.KINDS)
        self.mishaps[kind] += 1
        match kind:
            case "lost":
                return []
            case "twice":
                return [message, message]
            case "late":
                self._held = message
                return []
            case _:
                return [message[: self._random.randrange(1, len(message))]]
