"""Named moments of the program: frozen state, market stores and a clock that stands still.

One list feeds the snapshot tests and the pictures of the README, so a picture cannot show what no
test has seen. `python -m tests.pictures` draws the pictures again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from tests.builders import SOL, price, quantity, sol_long, sol_market, sol_order, usd
from tests.fakes.clock import FakeClock
from tests.fakes.feed import FakeDesk, FakeFeed
from tui.actions.denials import Denial, DenialCode
from tui.domain.account import AccountSummary, Fees, MarginSummary
from tui.domain.book import Delta
from tui.domain.events import (
    Event,
    IntentChanged,
    Link,
    LinkDown,
    LinkUp,
    OrderChanged,
    Reconciled,
)
from tui.domain.exits.plan import ExitView
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.market import Market, PriceRules, QuantityRules
from tui.domain.money import Rate
from tui.domain.order import Fill, Order, OrderStatus
from tui.domain.position import Direction, Position, Side
from tui.domain.quotes import MarkTick, Ticker, Trade
from tui.session.markets import MarketStore
from tui.session.state import ClockReading, Happening, Held, LinkState, State
from tui.ui.app import BackpackApp
from tui.ui.ports import Mode
from tui.ui.rows_common import Picture

NOW, WALL_MS = 1_000.0, 1_750_793_021_519
BTC, ETH, JUP = "BTC_USDC_PERP", "ETH_USDC_PERP", "JUP_USDC_PERP"


@dataclass
class Scene:
    """One moment and how it is reached."""

    mode: Mode = Mode.LIVE
    state: State = field(default_factory=State)
    markets: Mapping[str, MarketStore] = field(default_factory=dict)
    symbol: str = SOL
    blocked: tuple[Denial, ...] = ()
    views: Mapping[str, ExitView] = field(default_factory=dict)

    def picture(self, **changes: Any) -> Picture:
        """The moment as the rows see it."""
        picture = Picture(self.mode, self.state, self.markets, self.symbol, NOW, WALL_MS)
        return replace(picture, **changes)

    def app(self) -> BackpackApp:
        """The program showing the moment."""
        return BackpackApp(
            FakeFeed(self.state, self.markets, self.symbol, self.views),
            FakeDesk(blocked=self.blocked),
            mode=self.mode,
            clock=FakeClock(WALL_MS, NOW),
            frame_rate=float("inf"),
        )


def _market(symbol: str, tick: str, step: str) -> Market:
    market = sol_market(symbol)
    rules = PriceRules(Decimal(tick), price(tick), None, None, None, None, None)
    sizes = QuantityRules(Decimal(step), quantity(step), None)
    return replace(market, price=rules, quantity=sizes)


def _store(market: Market, mark: str, *, mark_at: float = NOW - 0.4) -> MarketStore:
    store = MarketStore(market)
    at, tick = Decimal(mark), market.price.tick
    rate = Rate(Decimal("0.000125"))
    store.take_mark(
        MarkTick(market.symbol, price(mark), price(str(at - tick * 3)), rate, WALL_MS + 2_472_000),
        mark_at,
    )
    store.take_ticker(
        Ticker(
            market.symbol,
            price(str(at * 98 / 100)),
            price(str(at - tick)),
            None,
            None,
            quantity("1240000"),
            usd("124000000"),
            81_234,
        ),
        mark_at,
    )
    return store


def _fill_book(store: MarketStore, *, at: float = NOW - 0.2) -> MarketStore:
    """A book of 40 levels a side around the mark, its sizes made by a fixed rule."""
    assert store.mark is not None
    tick, mark = store.market.price.tick, store.mark.mark
    sizes = [Decimal(n * n * 37 % 89 + 3) / 4 for n in range(1, 41)]
    bids = [(mark - tick * n, size) for n, size in enumerate(sizes, start=1)]
    asks = [(mark + tick * n, size) for n, size in enumerate(reversed(sizes), start=1)]
    store.book.load(bids, asks, last_id=10)
    store.book_at = at
    for n in range(40):
        side = Side.BID if n * n % 5 < 2 else Side.ASK
        at_price = price(str(mark + tick * (n % 3 - 1)))
        size = quantity(str(sizes[39 - n]))
        moment = (WALL_MS - (40 - n) * 730) * 1_000
        store.take_trade(Trade(store.market.symbol, n, at_price, size, side, moment), at)
    return store


def _markets(sol_mark_at: float = NOW - 0.4) -> dict[str, MarketStore]:
    return {
        SOL: _fill_book(_store(sol_market(), "100.60", mark_at=sol_mark_at)),
        BTC: _store(_market(BTC, "0.1", "0.00001"), "67123.4"),
        ETH: _store(_market(ETH, "0.01", "0.001"), "3312.55"),
        JUP: _store(_market(JUP, "0.0001", "1"), "0.4821"),
    }


def _short(symbol: str, size: str, entry: str, mark: str) -> Position:
    return sol_long(
        symbol=symbol,
        position_id=f"9{len(symbol)}",
        direction=Direction.SHORT,
        quantity=quantity(size),
        entry=price(entry),
        break_even=price(entry),
        mark=price(mark),
        realized=usd("-12.4"),
    )


def _long(symbol: str, size: str, entry: str, mark: str) -> Position:
    return replace(_short(symbol, size, entry, mark), direction=Direction.LONG, realized=usd("3.1"))


_UP = LinkState(up=True, reason="", since=NOW - 300)
_LINKS = MappingProxyType({Link.PUBLIC: _UP, Link.PRIVATE: _UP, Link.REST: _UP})
_MARGIN = MarginSummary(
    equity=usd("10250.40"),
    available=usd("8120.15"),
    locked=usd("2130.25"),
    unrealized=usd("60"),
    exposure=usd("9228"),
    margin_fraction=Rate(Decimal("1.1107")),
    initial_fraction=Rate(Decimal("0.02")),
    maintenance_fraction=Rate(Decimal("0.0135")),
)
_ACCOUNT = AccountSummary(Fees(Decimal(2), Decimal(5)), Decimal(10), liquidating=False)


def _log() -> tuple[Happening, ...]:
    order = sol_order(client_id=7)
    part = replace(
        order, status=OrderStatus.PARTIALLY_FILLED, executed=quantity("2"), price=price("104.50")
    )
    fill = Fill(
        91,
        order.order_id,
        7,
        SOL,
        Side.ASK,
        price("104.50"),
        quantity("2"),
        usd("0.0418"),
        "USDC",
        is_maker=True,
        time_ms=WALL_MS,
    )
    events: list[Event] = [
        LinkUp(Link.PUBLIC),
        LinkUp(Link.PRIVATE),
        Reconciled(),
        IntentChanged(_intent(7, IntentStatus.RESTING, "104.50", "10")),
        OrderChanged(part, "orderFill", fill),
        LinkDown(Link.PUBLIC, "no message for 10 s", 0.7),
        LinkUp(Link.PUBLIC),
    ]
    return tuple(
        Happening(WALL_MS - (len(events) - n) * 41_000, event) for n, event in enumerate(events)
    )


def _intent(client_id: int, status: IntentStatus, at: str, size: str) -> Intent:
    return Intent(
        client_id,
        Ticket(SOL, Side.ASK, price(at), quantity(size)),
        "1111343026156135",
        price("100.60"),
        status,
        WALL_MS - 9_000,
        order_id="59887375336" if status is IntentStatus.RESTING else None,
    )


def _orders() -> tuple[Order, ...]:
    first = sol_order("59887375336", client_id=7, price=price("104.50"), quantity=quantity("10"))
    return (
        replace(
            first,
            status=OrderStatus.PARTIALLY_FILLED,
            executed=quantity("2"),
        ),
        sol_order("59887375391", price=price("100.64"), quantity=quantity("2.5")),
        sol_order(
            "59887375402",
            price=None,
            quantity=None,
            trigger_price=price("95.00"),
            trigger_by="MarkPrice",
            trigger_quantity="80%",
            status=OrderStatus.TRIGGER_PENDING,
        ),
        sol_order(
            "59887375440",
            symbol=BTC,
            side=Side.BID,
            price=price("64250.0"),
            quantity=quantity("0.0415"),
        ),
    )


def _state(
    positions: tuple[Position, ...],
    orders: tuple[Order, ...] = (),
    *,
    confirmed: float = NOW - 3,
    **changes: Any,
) -> State:
    state = State(
        links=_LINKS,
        positions=MappingProxyType({each.symbol: Held(each, confirmed) for each in positions}),
        orders=MappingProxyType({each.order_id: each for each in orders}),
        positions_confirmed=confirmed,
        orders_confirmed=confirmed,
        account=_ACCOUNT,
        margin=_MARGIN,
        clock=ClockReading(12.4, 8.0),
        reconciled=True,
        intents=MappingProxyType({7: _intent(7, IntentStatus.RESTING, "104.50", "10")}),
        happenings=_log(),
    )
    return replace(state, **changes)


def _two() -> tuple[Position, ...]:
    return (
        sol_long(liquidation=price("71.42")),
        _short(BTC, "0.0985", "66500.0", "67123.4"),
    )


def live_two_positions() -> Scene:
    """Real money, a long with a ladder of exits and a short that loses."""
    return Scene(Mode.LIVE, _state(_two(), _orders()), _markets())


def sandbox_flat() -> Scene:
    """The first start: play money, nothing held."""
    return Scene(Mode.SANDBOX, _state((), happenings=_log()[:3]), _markets())


def stale_mark() -> Scene:
    """The mark has not come for 12 seconds."""
    return Scene(Mode.LIVE, _state(_two(), _orders()), _markets(sol_mark_at=NOW - 12))


def link_down() -> Scene:
    """The account stream is lost and positions are no longer confirmed."""
    lost = LinkState(reason="no answer to a ping", since=NOW - 83, retry_at=NOW + 4.2)
    links = MappingProxyType({**_LINKS, Link.PRIVATE: lost})
    state = _state(_two(), _orders(), confirmed=NOW - 90, links=links, reconciled=False)
    return Scene(Mode.LIVE, state, _markets(), blocked=(Denial(DenialCode.NOT_RECONCILED),))


def unknown_intent() -> Scene:
    """Nobody answered whether an order was taken."""
    intent = _intent(4_017_223_311, IntentStatus.UNKNOWN, "108.00", "5")
    state = _state(_two(), _orders())
    state = replace(
        state,
        intents=MappingProxyType({**state.intents, intent.client_id: intent}),
        happenings=(*state.happenings, Happening(WALL_MS - 4_000, IntentChanged(intent))),
    )
    denial = Denial(DenialCode.UNSETTLED_INTENT, client_id=intent.client_id)
    return Scene(Mode.LIVE, state, _markets(), blocked=(denial,))


def read_only() -> Scene:
    """No key: market data only."""
    state = State(links=MappingProxyType({Link.PUBLIC: _UP}), happenings=_log()[:1])
    return Scene(Mode.READ_ONLY, state, _markets(), blocked=(Denial(DenialCode.READ_ONLY),))


def resyncing_book() -> Scene:
    """A change of the book was missed."""
    markets = _markets()
    markets[SOL].take_delta(Delta(SOL, 90, 90, (), ()), NOW)
    return Scene(Mode.LIVE, _state(_two(), _orders()), markets)


def many_positions() -> Scene:
    """More than the panel has room for, in markets of very different prices."""
    coins = ("AAVE", "ADA", "ARB", "BNB", "DOGE", "HYPE", "LINK", "LTC", "SUI", "WIF", "XRP")
    markets = _markets()
    held: list[Position] = [
        *_two(),
        _long(ETH, "12.5", "3287.11", "3312.55"),
        _short(JUP, "184000", "0.4710", "0.4821"),
    ]
    for n, coin in enumerate(coins):
        symbol = f"{coin}_USDC_PERP"
        mark = str(Decimal(3 * n * n + 1) / 8)
        markets[symbol] = _store(_market(symbol, "0.0001", "0.1"), mark)
        held.append(_long(symbol, str(1000 * (n + 1)), mark, mark))
    return Scene(Mode.SANDBOX, _state(tuple(held), _orders()), markets)


SCENES: Mapping[str, Callable[[], Scene]] = {
    scene.__name__: scene
    for scene in (
        live_two_positions,
        sandbox_flat,
        stale_mark,
        link_down,
        unknown_intent,
        read_only,
        resyncing_book,
        many_positions,
    )
}
