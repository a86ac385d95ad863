"""Moments of the market panels: every perpetual in a list, odd books, figures of every age."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from tests.builders import SOL, price, quantity, sol_market, usd
from tests.scenes import NOW, SCENES, WALL_MS, Scene
from tui.client.stream import Counts
from tui.domain.events import Link
from tui.domain.market import BookState, PriceRules
from tui.domain.money import Rate
from tui.domain.position import Side
from tui.domain.quotes import FundingRate, Liquidation, MarkTick, OpenInterest, Ticker, Trade
from tui.session.diagnostics import Diagnostics, FlowFigures, LinkFigures
from tui.session.markets import MarketStore
from tui.session.state import LinkState

HOUR = 3_600_000

LISTED = (
    # coin, mark, tick, change in per cent, funding, volume in millions
    ("HYPE", "41.235", "0.001", "1.9", "0.00021", 310),
    ("kPEPE", "0.0112304", "0.0000001", "-4.4", "-0.000031", 44),
    ("kBONK", "0.0241190", "0.0000001", "0.3", "0.0000125", 18),
    ("AAPL.US", "228.41", "0.01", "-0.6", "0.000004", 9),
    ("DOGE", "0.21873", "0.00001", "7.25", "0.000125", 77),
    ("XRP", "2.4415", "0.0001", "0", "0.0001", 121),
    ("SUI", "3.6120", "0.0001", "-1.15", "-0.00044", 52),
    ("ADA", "0.8123", "0.0001", "2.2", "0.0001", 12),
    ("LINK", "22.314", "0.001", "-2.9", "0.000031", 23),
    ("AVAX", "31.22", "0.01", "1.1", "0.000017", 15),
    ("WIF", "0.9214", "0.0001", "12.4", "0.00061", 31),
    ("NEAR", "2.711", "0.001", "-0.2", "0.0001", 6),
)


def listed(row: tuple[str, str, str, str, str, int], at: float) -> MarketStore:
    """A market with everything told at the moment `at`; `row` is as in `LISTED`."""
    coin, mark, tick, change, funding, millions = row
    symbol = f"{coin}_USDC_PERP"
    rules = PriceRules(Decimal(tick), price(tick), None, None, None, None, None)
    store = MarketStore(replace(sol_market(symbol), price=rules))
    now = Decimal(mark)
    first = (now / (1 + Decimal(change) / 100)).quantize(Decimal(tick))
    fraction = Rate(Decimal(funding))
    store.take_mark(MarkTick(symbol, price(mark), price(mark), fraction, WALL_MS + 2_472_000), at)
    store.take_ticker(
        Ticker(
            symbol,
            price(str(first)),
            price(mark),
            price(str(max(now, first) + Decimal(tick) * 40)),
            price(str(min(now, first) - Decimal(tick) * 40)),
            quantity("1000"),
            usd(str(millions * 1_000_000)),
            5_000,
        ),
        at,
    )
    amount = (Decimal(millions) * 400_000 / now).quantize(Decimal(1))
    store.take_open_interest(OpenInterest(symbol, quantity(str(amount))), at)
    return store


def every_market() -> Scene:
    """Many perpetuals, among them one that is closed, hidden, untraded, stale or not told of."""
    scene = SCENES["live_two_positions"]()
    markets = dict(scene.markets)
    for row in LISTED:
        store = listed(row, NOW - 0.6)
        markets[store.market.symbol] = store
    odd = {
        "OLD": listed(("OLD", "12.5", "0.01", "1", "0.0001", 3), NOW - 42),
        "SLOW": listed(("SLOW", "3.5", "0.01", "1", "0.0001", 2), NOW - 3),
        "SHUT": listed(("SHUT", "7.5", "0.01", "0", "0.0001", 1), NOW - 0.6),
        "POST": listed(("POST", "8.5", "0.01", "0", "0.0001", 1), NOW - 0.6),
        "HID": listed(("HID", "9.5", "0.01", "0", "0.0001", 1), NOW - 0.6),
        "NEW": MarketStore(sol_market("NEW_USDC_PERP")),
    }
    for coin, state in (("SHUT", BookState.CLOSED), ("POST", BookState.POST_ONLY)):
        odd[coin].market = replace(odd[coin].market, state=state)
    odd["HID"].market = replace(odd["HID"].market, visible=False)
    markets.update({store.market.symbol: store for store in odd.values()})
    tell_the_day(markets[SOL])
    return replace(scene, markets=markets)


def tell_the_day(store: MarketStore) -> MarketStore:
    """Give a market the figures that stand in its header."""
    symbol = store.market.symbol
    assert store.ticker is not None
    day = replace(store.ticker, high=price("103.42"), low=price("97.88"), exchange_us=1)
    store.take_ticker(day, NOW - 0.5)
    store.take_open_interest(OpenInterest(symbol, quantity("1240500")), NOW - 12)
    rates = ("0.000125", "0.000092", "-0.00001")
    ends = WALL_MS // HOUR * HOUR + HOUR
    store.take_funding(
        tuple(
            FundingRate(symbol, ends - n * HOUR, Rate(Decimal(rate)))
            for n, rate in enumerate(rates)
        ),
        NOW - 60,
    )
    return store


FIGURES = Diagnostics(
    links=(
        LinkFigures(Link.PUBLIC, Counts(184_223, 0, 12, 0, 3), 27, 0.0184),
        LinkFigures(Link.PRIVATE, Counts(412, 2, 0, 1, 1), 2, None),
    ),
    flows=(
        FlowFigures("mark", 9_120, NOW - 0.4, 31.0),
        FlowFigures("best quotes", 61_002, NOW - 0.1, 12.0),
        FlowFigures("book", 88_310, NOW - 0.1, 14.0),
        FlowFigures("trades", 2_204, NOW - 17, 402.0),
        FlowFigures("24 hours", 9_118, NOW - 0.4, -3.0),
        FlowFigures("open interest", 51, NOW - 33, None),
        FlowFigures("liquidations", 0, None, None),
    ),
    suspect=0,
    book_repairs=2,
    rest_round_trip=0.0412,
    lag_ms=0.4,
    lag_most_ms=11.7,
)
"""What a session of some hours has counted."""


def _with_book(bids: int, asks: int) -> Scene:
    scene = SCENES["live_two_positions"]()
    store = MarketStore(scene.markets[SOL].market)
    tick = scene.markets[SOL].mark
    assert tick is not None
    store.take_mark(tick, NOW - 0.4)
    store.book.load(
        [(Decimal("100.59") - Decimal(n) / 100, Decimal(n % 7 + 1)) for n in range(bids)],
        [(Decimal("100.61") + Decimal(n) / 100, Decimal(n % 5 + 1)) for n in range(asks)],
        last_id=1,
    )
    store.book_at = NOW - 0.2
    return replace(scene, markets={**scene.markets, SOL: store})


def deep_book() -> Scene:
    """A thousand levels a side."""
    return _with_book(1_000, 1_000)


def one_sided_book() -> Scene:
    """Nobody sells, and nothing traded yet."""
    return _with_book(9, 0)


def stale_book() -> Scene:
    """Neither book nor figures came for a while, with the link gone."""
    scene = every_market()
    lost = LinkState(reason="no message for 10 s", since=NOW - 21, retry_at=NOW + 3)
    links = MappingProxyType({**scene.state.links, Link.PUBLIC: lost})
    for store in scene.markets.values():
        store.age_by(21)
    return replace(scene, state=replace(scene.state, links=links))


def busy_tape() -> Scene:
    """Trades of very different sizes, one of ours and one that was forced."""
    scene = SCENES["live_two_positions"]()
    store = scene.markets[SOL]
    for n, size in enumerate(("3", "95", "2", "7.5", "4", "120", "2"), start=80):
        at_us = (WALL_MS + n) * 1_000
        side = Side.ASK if n % 2 else Side.BID
        trade = Trade(SOL, n + 6, price("100.60"), quantity(size), side, at_us)
        store.take_trade(trade, NOW - 0.1)
    last = store.tape[1]
    store.take_liquidation(
        Liquidation(SOL, last.price, last.quantity, last.aggressor, last.exchange_us), NOW
    )
    return scene


MARKET_SCENES: Mapping[str, Callable[[], Scene]] = {
    scene.__name__: scene
    for scene in (every_market, deep_book, one_sided_book, stale_book, busy_tape)
}
