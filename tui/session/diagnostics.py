"""How well the program hears the exchange, as figures for whoever wonders why a number is old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.domain.events import Link
from tui.session.flows import NAMES, Flows
from tui.session.ports import ExchangeTime, Feed

if TYPE_CHECKING:  # as in `tui.session.ports`
    from tui.client.stream import Counts


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """One socket since the start of the program."""

    link: Link
    counts: Counts
    wanted: int
    """Streams subscribed now."""
    round_trip: float | None
    """Seconds the last ping took."""

    @property
    def reconnects(self) -> int:
        """Connections after the first."""
        return max(0, self.counts.connects - 1)


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """One kind of market message, of all markets together."""

    name: str
    count: int
    at: float | None
    """Monotonic second of the newest."""
    delay_ms: float | None
    """From the exchange's time in the newest to its arrival; None while that is not known."""


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """All figures at one moment."""

    links: tuple[LinkFigures, ...] = ()
    flows: tuple[FlowFigures, ...] = ()
    suspect: int = 0
    """Messages refused for an impossible time."""
    book_repairs: int = 0
    """Times a book was read anew after a gap or a contradiction."""
    rest_round_trip: float | None = None
    """Seconds the last answered question took."""
    lag_ms: float | None = None
    lag_most_ms: float | None = None
    """How late the program's own loop is: now, and at worst in the last minute."""


def link_figures(feeds: Mapping[Link, Feed]) -> tuple[LinkFigures, ...]:
    """The figures of each socket."""
    return tuple(
        LinkFigures(link, replace(feed.counts), len(feed.wanted), feed.round_trip)
        for link, feed in feeds.items()
    )


def flow_figures(flows: Flows, time: ExchangeTime, now: float) -> tuple[FlowFigures, ...]:
    """The figures of each kind of message."""
    return tuple(
        FlowFigures(NAMES[kind], flow.count, flow.at, flow.delay_ms(time, now))
        for kind, flow in flows.items()
    )
