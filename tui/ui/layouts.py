"""Which panels stand where: a pure plan that the dashboard carries out.

Positions stand on top of every layout: this is a desk for exits. Below them stands what the layout
is for. One panel can have the whole desk for a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui.ui.tiers import LEAST_LIST, Tier, share_heights


class Layout(StrEnum):
    """What the desk is arranged for."""

    EXITS = "exits"
    CHART = "chart"
    MARKETS = "markets"

    def next(self) -> "Layout":
        """The one that follows, in a circle."""
        every = list(Layout)
        return every[(every.index(self) + 1) % len(every)]


def home_of(panel: str) -> Layout:
    """The layout that a panel belongs to; most are found in the one for exits."""
    return {"chart": Layout.CHART, "markets": Layout.MARKETS}.get(panel, Layout.EXITS)


MARKET = frozenset({"book", "tape"})
"""What shares the column of the market."""

_COLUMNS = {Tier.COMPACT: "34 1fr", Tier.MEDIUM: "1fr 34", Tier.FULL: "1fr 40"}
_LEAST_CHART = 12
"""Lines from which on a chart says something."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the desk is divided."""

    columns: str
    rows: str
    """Heights as a stylesheet writes them, top to bottom."""
    shown: frozenset[str]
    """Panels that can be seen."""
    wide: frozenset[str]
    """Panels that take both columns."""
    market_rows: int
    """Rows that the column of the market reaches over."""


def arrange(
    layout: Layout, tier: Tier, height: int, needs: Mapping[str, int], whole: str | None = None
) -> Arrangement:
    """The plan for a desk of `height` lines; `needs` are the lines that lists would fill.

    `whole` names the panel that has the desk for itself.
    """
    if whole is not None:
        return Arrangement("1fr", "1fr", frozenset({whole}), frozenset(), 1)
    if layout is Layout.EXITS:
        return _exits(tier, height, needs)
    return _with_panel(str(layout), tier, height, needs)


def _exits(tier: Tier, height: int, needs: Mapping[str, int]) -> Arrangement:
    beside = tier is not Tier.COMPACT
    heights = share_heights(
        height, needs["positions"], needs["orders"], needs.get("map", 0) if beside else 0
    )
    shown = {"positions", "orders", "log", "book"}
    lists = [each for each in heights if each]
    if heights[2]:
        shown.add("map")
    if beside:
        shown.add("tape")
    return Arrangement(
        _COLUMNS[tier],
        " ".join(str(each) for each in lists) + " 1fr",
        frozenset(shown),
        frozenset() if beside else frozenset({"positions", "orders"}),
        len(lists) + 1 if beside else 1,
    )


def _with_panel(panel: str, tier: Tier, height: int, needs: Mapping[str, int]) -> Arrangement:
    """Positions, the panel that the layout is for, and orders where there is room for all."""
    beside = tier is not Tier.COMPACT
    first = max(LEAST_LIST, min(needs["positions"], height // 3))
    left = height - first
    orders = min(needs["orders"], left - _LEAST_CHART) if beside else 0
    shown = {"positions", panel}
    rows = [str(first), "1fr"]
    if orders >= LEAST_LIST:
        shown.add("orders")
        rows.append(str(orders))
    if beside:
        shown |= MARKET
    return Arrangement(
        _COLUMNS[tier],
        " ".join(rows),
        frozenset(shown),
        frozenset() if beside else frozenset({"positions", panel}),
        len(rows) if beside else 1,
    )
