"""Named moments of the chart: the scenes of the dashboard with candles behind them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from tests.builders import SOL, price, quantity
from tests.scenes import NOW, SCENES, WALL_MS, Scene
from tui.domain.candles import INTERVALS, CandleSeries
from tui.domain.events import Link
from tui.domain.money import Price
from tui.domain.quotes import Candle
from tui.session.candles import CandleStore
from tui.session.markets import MarketStore
from tui.session.state import LinkState

CANDLES = 700
_TICK = Decimal("0.01")


def candles(interval: str, count: int = CANDLES, last: str = "100.59") -> list[Candle]:
    """A walk by a fixed rule that ends at `last`; every 50th interval is without a trade."""
    length, at = INTERVALS[interval], Decimal(last)
    newest = WALL_MS // length * length
    made: list[Candle] = []
    for n in range(count):
        step = Decimal((n * n * 31 + n * 17) % 41 - 20 + (8 if n // 40 % 2 else -8)) / 100
        before = price(str(at - step))
        high = price(str(max(at, before) + _TICK * (n * 7 % 9)))
        low = price(str(min(at, before) - _TICK * (n * 5 % 11)))
        volume = quantity(str(40 + n * n * 13 % 160))
        start, close = newest - n * length, Price(at)
        made.append(Candle(SOL, interval, start, before, high, low, close, volume, closed=n > 0))
        if n % 50 == 37:
            made[-1] = _without_trade(made[-1])
        at = before
    return made[::-1]


def _without_trade(candle: Candle) -> Candle:
    nothing = quantity("0")
    return replace(candle, open=None, high=None, low=None, close=None, volume=nothing)


def stored(interval: str = "5m", count: int = CANDLES) -> CandleStore:
    """A whole series, heard of half a second ago."""
    store = CandleStore(CandleSeries(SOL, interval), heard_at=NOW - 0.5, read_at=NOW - 60)
    store.series.merge(candles(interval, count))
    store.mended, store.watched = store.gaps, True
    return store


def _with(store: CandleStore | None, base: str = "live_two_positions") -> Scene:
    scene = SCENES[base]()
    if store is not None:
        scene.markets[SOL].candles[store.series.interval] = store
    return scene


def chart_live() -> Scene:
    """Candles up to now, with entry, exits and a liquidation price."""
    return _with(stored())


def chart_stale() -> Scene:
    """The public stream was lost half a minute ago."""
    scene = _with(stored())
    scene.markets[SOL].candles["5m"].heard_at = NOW - 31
    lost = LinkState(reason="no message for 10 s", since=NOW - 31, retry_at=NOW + 2)
    links = MappingProxyType({**scene.state.links, Link.PUBLIC: lost})
    return replace(scene, state=replace(scene.state, links=links))


def chart_loading() -> Scene:
    """The history is on its way."""
    return _with(CandleStore(CandleSeries(SOL, "5m"), watched=True))


def chart_failing() -> Scene:
    """The history could not be read."""
    store = CandleStore(CandleSeries(SOL, "5m"), watched=True, problem="no answer within 10 s")
    return _with(store)


def chart_empty() -> Scene:
    """Nothing was ever traded."""
    scene = _with(stored(count=0), "sandbox_flat")
    quiet = MarketStore(scene.markets[SOL].market)
    quiet.mark, quiet.mark_at = scene.markets[SOL].mark, scene.markets[SOL].mark_at
    quiet.candles = scene.markets[SOL].candles
    return replace(scene, markets={**scene.markets, SOL: quiet})


CHART_SCENES: Mapping[str, Callable[[], Scene]] = {
    scene.__name__: scene
    for scene in (chart_live, chart_stale, chart_loading, chart_failing, chart_empty)
}
