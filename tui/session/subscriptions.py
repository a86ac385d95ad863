"""Which streams are wanted, and by whom: panels come and go and share what they watch.

The selected market is followed in full, each market held by its mark, every market by mark and
daily figures while somebody looks at all of them.
"""

from collections.abc import Iterable, Mapping

from tui.session.markets import MarketStore
from tui.session.ports import Feed

PRIVATE = ("account.orderUpdate", "account.positionUpdate")

LIQUIDATIONS = "liquidation"
"""One stream for all markets."""

_SELECTED = ("markPrice", "bookTicker", "trade", "ticker", "openInterest")
_SURVEYED = ("markPrice", "ticker")


def public_streams(selected: str, held: Iterable[str], window: str = "") -> frozenset[str]:
    """Names of the public streams for the selected symbol and the symbols of open positions.

    `window` is one of `DEPTH_WINDOWS`.
    """
    return frozenset(
        {f"{kind}.{selected}" for kind in _SELECTED}
        | {f"depth.{window}.{selected}" if window else f"depth.{selected}"}
        | {f"markPrice.{symbol}" for symbol in held}
        | {LIQUIDATIONS}
    )


def survey_streams(stores: Mapping[str, MarketStore]) -> frozenset[str]:
    """Names of the streams by which every listed market is watched."""
    return frozenset(
        f"{kind}.{symbol}"
        for symbol, store in stores.items()
        if store.market.visible
        for kind in _SURVEYED
    )


class Interests:
    """Keeps a stream subscribed for as long as anybody wants it."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._by_owner: dict[str, frozenset[str]] = {}
        self._count: dict[str, int] = {}

    def watch(self, owner: str, names: Iterable[str]) -> None:
        """Have `owner` want exactly `names` from now on; none ends its interest."""
        wanted, before = frozenset(names), self._by_owner.get(owner, frozenset())
        self._by_owner[owner] = wanted
        new = [name for name in sorted(wanted - before) if self._add(name)]
        gone = [name for name in sorted(before - wanted) if self._remove(name)]
        if gone:
            self._feed.drop(gone)
        if new:
            self._feed.want(new)

    def _add(self, name: str) -> bool:
        """Count one more interest; True for the first."""
        self._count[name] = self._count.get(name, 0) + 1
        return self._count[name] == 1

    def _remove(self, name: str) -> bool:
        """Count one interest less; True when none is left."""
        self._count[name] -= 1
        if self._count[name]:
            return False
        del self._count[name]
        return True
