"""The faults an exchange and a network really have, as small values that can be asked for.

A client is only as good as its behaviour when an answer is lost or a stream skips a message, and
none of that happens on a quiet loopback. A fault is written `kind` or `kind:key=value,key=value`,
on the command line and, as a JSON object with the same keys, at the control endpoint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Family(Enum):
    """Where a fault strikes; the value is the keys that all its kinds take."""

    REQUEST = ("count", "one-in", "skip", "after", "for", "every", "method", "path")
    """One request or stream handshake."""
    MESSAGE = ("count", "one-in", "skip", "after", "for", "every", "stream")
    """One stream message on its way to every listener."""
    SPELL = ("after", "for", "every")
    """A state that lasts."""
    MOMENT = ("count", "after", "every")
    """Something done once each time it is due."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of fault does and takes, its own keys with their defaults."""

    family: Family
    summary: str
    own: Mapping[str, str]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key it takes."""
        return tuple(dict.fromkeys((*self.family.value, *self.own)))


def _request(summary: str, **own: str) -> Kind:
    return Kind(Family.REQUEST, summary, {_key(name): text for name, text in own.items()})


def _message(summary: str, **own: str) -> Kind:
    return Kind(Family.MESSAGE, summary, own)


def _key(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


KINDS: Mapping[str, Kind] = {
    "refuse": _request("the connection is reset before the request is read"),
    "stall": _request("the request is read and never answered nor carried out"),
    "drop": _request("carried out; the answer ends after so many bytes", bytes="20"),
    "delay-before": _request("the request waits first, then is carried out", ms="12000"),
    "late": _request("as delay-before, yet inside the default window", ms="4000"),
    "delay-after": _request("carried out at once, answered late", ms="12000"),
    "reset": _request("carried out, then the connection is reset instead of answered"),
    "throttle": _request("refused with status 429, not carried out", retry_after=""),
    "error": _request("answered 500, 502, 503 or 504", status="500", carried="no"),
    "maintenance": _request("refused with status 503 and code MAINTENANCE"),
    "html": _request("answered 200 with a web page", carried="no"),
    "garbage": _request("answered 200 with half a JSON document", carried="yes"),
    "bad-signature": _request("a signed request or subscription is called badly signed"),
    "history-lag": _request("histories lack their newest rows", ms="3000"),
    "skew": Kind(Family.SPELL, "the exchange's clock is off by ms", {"ms": "30000"}),
    "swallow": _request("a SUBSCRIBE frame is ignored"),
    "missing": _message("a message is never sent", stream=""),
    "gap": _message("a depth message is never sent: a hole in the sequence", stream="depth."),
    "duplicate": _message("a message is sent twice", stream=""),
    "reorder": _message("a message comes after the next one of its stream", stream=""),
    "garble": _message("a message is not JSON", stream=""),
    "silence": Kind(Family.SPELL, "streams say nothing while pings live", {"stream": ""}),
    "freeze-mark": Kind(Family.SPELL, "a market's mark stands still", {"symbol": ""}),
    "book-state": Kind(
        Family.SPELL, "a market's book changes state", {"symbol": "", "state": "Closed"}
    ),
    "cut": Kind(Family.MOMENT, "every stream is closed with 1001", {}),
    "close-position": Kind(
        Family.MOMENT, "another client closes a position", {"symbol": "", "account": ""}
    ),
    "flip-position": Kind(
        Family.MOMENT, "another client turns a position round", {"symbol": "", "account": ""}
    ),
    "tick": Kind(Family.MOMENT, "a market's tick changes", {"symbol": "", "size": "0.1"}),
}
"""By name. A stream fault without `stream` strikes public streams; private ones must be named."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault asked for. Times `…_us` are sandbox time since it was set, `ms` real time."""

    kind: str
    count: int = 0
    """How often it strikes; 0 is without end."""
    one_in: int = 1
    """The mean number of occasions for one strike."""
    skip: int = 0
    """Occasions it lets pass first."""
    after_us: int = 0
    for_us: int = 0
    """How long it is on; 0 is for good."""
    every_us: int = 0
    """Length of the cycle in which it is on `for_us`; 0 is no cycle."""
    method: str = ""
    """`WS` is the handshake of a stream; empty is any."""
    path: str = ""
    """Start of the paths it strikes."""
    stream: str = ""
    """Start of the stream names it strikes."""
    ms: int = 0
    bytes: int = 0
    status: int = 0
    carried: bool = False
    """Whether the request takes effect although its answer does not say so."""
    retry_after: str = ""
    symbol: str = ""
    state: str = ""
    size: Decimal = Decimal(0)
    account: str = ""
    """API key; empty is the first account."""

    @property
    def family(self) -> Family:
        """Where it strikes."""
        return KINDS[self.kind].family

    def is_on(self, elapsed_us: int) -> bool:
        """Whether it may strike so long after it was set."""
        since = elapsed_us - self.after_us
        if since < 0:
            return False
        if self.every_us:
            since %= self.every_us
        return not self.for_us or since < self.for_us

    def due(self, elapsed_us: int) -> int:
        """How many times a thing of the moment is due by then."""
        since = elapsed_us - self.after_us
        if since < 0:
            return 0
        times = 1 + since // self.every_us if self.every_us else 1
        return min(times, self.count) if self.count else times


@dataclass(frozen=True, slots=True)
class Preset:
    """Faults that make one kind of bad day."""

    summary: str
    faults: tuple[str, ...]


PRESETS: Mapping[str, Preset] = {
    "lost-answers": Preset(
        "one order in three takes effect but is answered with an error",
        (
            "error:status=503,carried=yes,one-in=3,method=POST,path=/api/v1/order",
            "error:status=503,carried=yes,one-in=3,method=DELETE,path=/api/v1/order",
        ),
    ),
    "throttled": Preset("one request in five is refused as too many", ("throttle:one-in=5",)),
    "gaps": Preset("one depth message in a hundred is lost", ("gap:one-in=100",)),
    "cuts": Preset("every stream is closed every 30 seconds", ("cut:after=30,every=30",)),
    "quiet": Preset(
        "market data stops for 20 seconds of every minute", ("silence:after=40,for=20,every=60",)
    ),
    "storm": Preset(
        "all of these, a little less often",
        (
            "error:status=503,carried=yes,one-in=5,method=POST,path=/api/v1/order",
            "error:status=503,carried=yes,one-in=5,method=DELETE,path=/api/v1/order",
            "throttle:one-in=20",
            "gap:one-in=300",
            "cut:after=90,every=90",
            "silence:after=55,for=5,every=60",
        ),
    ),
}
"""By name, to be used where a fault is asked for."""
