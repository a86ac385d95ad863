"""Asks for the candles that the chart shows, and for no others."""

from typing import Protocol

from tui.ui.chart_view import ChartView, Shown

_Wish = tuple[str, str, int | None]


class CandleFeed(Protocol):
    """Where candles come from; see `tui.session.session.Session`."""

    def watch_candles(self, symbol: str, interval: str, since_ms: int | None = None) -> None:
        """Keep candles of a market up, from a moment on where one is given."""
        ...

    def unwatch_candles(self, symbol: str, interval: str) -> None:
        """Keep them up no longer."""
        ...


class CandleWatch:
    """Follows one chart: what it looks at is kept up for as long as it looks."""

    def __init__(self, feed: CandleFeed) -> None:
        self._feed = feed
        self._wish: _Wish | None = None

    def look(self, symbol: str, view: ChartView, shown: Shown) -> None:
        """The chart shows `view` of a market; cheap enough to be told per frame."""
        since = None
        if shown.starts and shown.starts[0] < shown.oldest_ms:
            since = shown.starts[0]
        wish = symbol, view.interval, since
        if wish == self._wish:
            return
        if self._wish is not None and self._wish[:2] != wish[:2]:
            self._feed.unwatch_candles(*self._wish[:2])
        if self._wish is None or self._wish[:2] != wish[:2] or since is not None:
            self._feed.watch_candles(*wish)
        self._wish = wish

    def away(self) -> None:
        """The chart is not shown."""
        if self._wish is not None:
            self._feed.unwatch_candles(*self._wish[:2])
            self._wish = None
