from dataclasses import dataclass, field

from tests.builders import SOL
from tui.ui.chart_view import ChartView, Shown
from tui.ui.chart_watch import CandleWatch

ETH = "ETH_USDC_PERP"


@dataclass
class Asked:
    """Keeps what it was asked, in order."""

    calls: list[tuple[object, ...]] = field(default_factory=list)

    def watch_candles(self, symbol: str, interval: str, since_ms: int | None = None) -> None:
        self.calls.append(("watch", symbol, interval, since_ms))

    def unwatch_candles(self, symbol: str, interval: str) -> None:
        self.calls.append(("unwatch", symbol, interval))


def test_a_chart_that_stands_still_asks_once() -> None:
    feed = Asked()
    watch = CandleWatch(feed)
    for _ in range(3):
        watch.look(SOL, ChartView("5m"), Shown((10, 20), 0, 20))
    assert feed.calls == [("watch", SOL, "5m", None)]


def test_another_market_or_interval_ends_the_interest_in_the_one_before() -> None:
    feed = Asked()
    watch = CandleWatch(feed)
    watch.look(SOL, ChartView("5m"), Shown())
    watch.look(ETH, ChartView("5m"), Shown())
    watch.look(ETH, ChartView("1h"), Shown())
    assert feed.calls == [
        ("watch", SOL, "5m", None),
        ("unwatch", SOL, "5m"),
        ("watch", ETH, "5m", None),
        ("unwatch", ETH, "5m"),
        ("watch", ETH, "1h", None),
    ]


def test_a_chart_that_reaches_before_the_oldest_candle_asks_for_older_ones() -> None:
    feed = Asked()
    watch = CandleWatch(feed)
    watch.look(SOL, ChartView("5m"), Shown((10, 20), 0, 20))
    watch.look(SOL, ChartView("5m"), Shown((-10, 0), 0, 20))
    watch.look(SOL, ChartView("5m"), Shown((10, 20), 0, 20))
    assert feed.calls == [("watch", SOL, "5m", None), ("watch", SOL, "5m", -10)]


def test_a_chart_that_is_put_away_is_not_followed() -> None:
    feed = Asked()
    watch = CandleWatch(feed)
    watch.away()
    watch.look(SOL, ChartView("5m"), Shown())
    watch.away()
    watch.away()
    assert feed.calls == [("watch", SOL, "5m", None), ("unwatch", SOL, "5m")]
