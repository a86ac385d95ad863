"""Decides when the faults that are set strike, by a seed, their counts and the market's time.

It only decides. The shell and the server do what was decided, so that this can be tried without
any socket.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

import msgspec

from tui.sandbox.api import Push
from tui.sandbox.fault_text import as_document
from tui.sandbox.faults import Family, Fault

_HANDSHAKE = frozenset({"refuse", "stall"})
_ASIDE = frozenset({"history-lag", "swallow"})
"""Kinds that are asked for by name, not when any request comes."""
HISTORY = "/wapi/v1/history/"
"""Start of the paths that can lag."""

_HALF = msgspec.Raw(b'{"half')


@dataclass(slots=True, eq=False)
class Active:
    """A fault that is set."""

    id: int
    fault: Fault
    set_us: int
    met: int = 0
    """Occasions it has seen."""
    struck: int = 0
    held: list[Push] = field(default_factory=list)
    """A message that waits for the next one of its stream."""
    failed: str = ""
    """Why it could not be done."""

    def document(self) -> dict[str, object]:
        """Return it as the control endpoint shows it."""
        shown = {"id": self.id, **as_document(self.fault), "struck": self.struck}
        return {**shown, "failed": self.failed} if self.failed else shown


class Luck:
    """The faults that are set, and when they strike.

    `now_us` gives sandbox time; `random` is drawn only by faults of more than one in one.
    """

    def __init__(
        self, faults: Iterable[Fault] = (), *, random: Random, now_us: Callable[[], int]
    ) -> None:
        self._random = random
        self._now_us = now_us
        self._last_id = 0
        self._active: dict[int, Active] = {}
        self._on: dict[int, Active] = {}
        self._left: list[Push] = []
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> Active:
        """Set a fault from now on."""
        self._last_id += 1
        active = Active(self._last_id, fault, self._now_us())
        self._active[active.id] = active
        return active

    def remove(self, number: int) -> bool:
        """Take back the fault with this id; False when there is none."""
        active = self._active.pop(number, None)
        if active is not None:
            self._left += active.held
        return active is not None

    def clear(self) -> None:
        """Take back every fault."""
        for number in list(self._active):
            self.remove(number)

    def listed(self) -> list[dict[str, object]]:
        """Every fault that is set, oldest first."""
        return [active.document() for active in self._active.values()]

    def request(self, method: str, path: str, *, signed: bool) -> Fault | None:
        """Return what strikes this request; None lets it through."""
        for active in self._family(Family.REQUEST):
            kind = active.fault.kind
            if kind in _ASIDE or (kind == "bad-signature" and not signed):
                continue
            if self._matches(active.fault, method, path) and self._strikes(active):
                return active.fault
        return None

    def handshake(self, path: str) -> Fault | None:
        """Return what strikes the opening of a stream: `refuse`, `stall` or None."""
        for active in self._family(Family.REQUEST):
            if (
                active.fault.kind in _HANDSHAKE
                and self._matches(active.fault, "WS", path)
                and self._strikes(active)
            ):
                return active.fault
        return None

    def strikes(self, kind: str) -> bool:
        """Whether a fault of this kind strikes now, whatever the request."""
        return any(
            self._strikes(active)
            for active in self._family(Family.REQUEST)
            if active.fault.kind == kind
        )

    def lag_ms(self, path: str) -> int:
        """How old the newest row of a history may be shown, in milliseconds; 0 is no lag."""
        if not path.startswith(HISTORY):
            return 0
        lags = [
            active.fault.ms
            for active in self._family(Family.REQUEST)
            if active.fault.kind == "history-lag"
            and self._matches(active.fault, "GET", path)
            and self._strikes(active)
        ]
        return max(lags, default=0)

    def skew_ms(self) -> int:
        """How far the exchange's clock is off, in milliseconds."""
        return sum(active.fault.ms for active in self._spells("skew"))

    def delivered(self, pushes: list[Push]) -> list[Push]:
        """Return the stream messages that reach their listeners, in the order they do."""
        pushes, self._left = [*self._left, *pushes], []
        for active in self._family(Family.MESSAGE):
            pushes = self._changed(active, pushes)
        for active in self._spells("silence"):
            pushes = [push for push in pushes if not _concerns(active.fault, push)]
        return pushes

    def due(self) -> list[Active]:
        """Return what is to be done now, each as often as it is due."""
        found: list[Active] = []
        for active in self._family(Family.MOMENT):
            if active.fault.due(self._now_us() - active.set_us) > active.struck:
                active.struck += 1
                found.append(active)
        return found

    def turned(self) -> list[tuple[Active, bool]]:
        """Return the states of the market that began (True) or ended since the last call."""
        on = {
            active.id: active
            for kind in ("freeze-mark", "book-state")
            for active in self._spells(kind)
        }
        ended = [(active, False) for number, active in self._on.items() if number not in on]
        begun = [(active, True) for number, active in on.items() if number not in self._on]
        for active, _ in begun:
            active.struck += 1
        self._on = on
        return ended + begun

    def _family(self, family: Family) -> list[Active]:
        return [active for active in self._active.values() if active.fault.family is family]

    def _spells(self, kind: str) -> list[Active]:
        return [
            active
            for active in self._active.values()
            if active.fault.kind == kind and active.fault.is_on(self._now_us() - active.set_us)
        ]

    def _strikes(self, active: Active) -> bool:
        """Count one occasion and say whether the fault takes it."""
        fault = active.fault
        if fault.count and active.struck >= fault.count:
            return False
        if not fault.is_on(self._now_us() - active.set_us):
            return False
        active.met += 1
        if active.met <= fault.skip:
            return False
        if fault.one_in > 1 and self._random.randrange(fault.one_in) != 0:
            return False
        active.struck += 1
        return True

    @staticmethod
    def _matches(fault: Fault, method: str, path: str) -> bool:
        return (not fault.method or fault.method == method) and path.startswith(fault.path)

    def _changed(self, active: Active, pushes: list[Push]) -> list[Push]:
        """Return the messages as this fault leaves them."""
        sent: list[Push] = []
        for push in pushes:
            if active.held and active.held[0].stream == push.stream:
                sent += [push, *active.held]
                active.held = []
            elif _concerns(active.fault, push) and not active.held and self._strikes(active):
                sent += self._struck(active, push)
            else:
                sent.append(push)
        return sent

    @staticmethod
    def _struck(active: Active, push: Push) -> list[Push]:
        match active.fault.kind:
            case "duplicate":
                return [push, push]
            case "garble":
                return [Push(push.stream, {**push.data, "x": _HALF}, push.account)]
            case "reorder":
                active.held = [push]
        return []


def _concerns(fault: Fault, push: Push) -> bool:
    """Whether the fault is about this stream; a private stream must be named."""
    if push.account is not None and not fault.stream:
        return False
    return push.stream.startswith(fault.stream)
