"""The session: one place that knows what is true now, and keeps it so.

It owns the account's state (changed by events, through the reducer) and the market stores (written
by the public stream), and runs the tasks that feed them. Whoever wants to know reads; whoever did
something publishes.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from tui.client.clock import Clock
from tui.client.stream import Connected, Disconnected, Message
from tui.domain.events import Event, Link, LinkDown, LinkUp, Noted, Reconciled, StoodStill
from tui.domain.exits.plan import ExitView
from tui.session.account import AccountReader
from tui.session.account_feed import AccountFeed
from tui.session.attention import Attention
from tui.session.books import BookKeeper
from tui.session.candle_reads import CandleKeeper
from tui.session.diagnostics import Diagnostics, Hearing, Pulse
from tui.session.feeds import MarketFeed
from tui.session.market_reads import MarketReader
from tui.session.markets import MarketStore
from tui.session.pace import Pace
from tui.session.ports import ExchangeTime, MakeFeed, Reads
from tui.session.reduce import reduce
from tui.session.selection import SelectionReader
from tui.session.state import State
from tui.session.subscriptions import PRIVATE, Interests, public_streams
from tui.session.survey import Survey
from tui.session.symbols import perpetuals, require_perpetual
from tui.session.timekeeping import TimeKeeper
from tui.session.views import Moment, exit_view
from tui.session.waiting import together
from tui.session.wakefulness import Wakefulness
from tui.wire.frames import StreamError


class Session:
    """What is true now. Call `open` once, then keep `run` running; both raise what is wrong.

    `make_feed` makes the public and, with a key, the private stream. The constructor is long
    because it wires every part, and does nothing else.
    """

    def __init__(
        self,
        rest: Reads,
        clock: Clock,
        exchange_clock: ExchangeTime,
        make_feed: MakeFeed,
        symbol: str,
    ) -> None:
        self.state = State()
        self.symbol = symbol
        self.depth_window = ""
        """Over which time changes of the book are summed up; see `follow_depth`."""
        self._stores: dict[str, MarketStore] = {}
        self._rest = rest
        self._clock = clock
        self._time = exchange_clock
        self._listeners: list[Callable[[], None]] = []
        self._running = False
        self._public_connected = self._is_hearing = False
        self._reader = AccountReader(rest, exchange_clock, lambda: self.state, self.publish)
        self._market_reader = MarketReader(
            rest, clock, exchange_clock, self._stores, self._reader, changed=self._market_changed
        )
        self._account = AccountFeed(self._reader, clock, exchange_clock, self._take)
        self._timekeeper = TimeKeeper(self._reader, clock, self.publish)
        self._books = BookKeeper(rest, clock, self._stores, self.publish)
        pace = Pace(clock)
        self._candles = CandleKeeper(
            rest, clock, exchange_clock, self._stores, pace=pace, changed=self._changed
        )
        self._selection = SelectionReader(
            rest,
            clock,
            self._stores,
            read_mark=self._market_reader.mark,
            pace=pace,
            changed=self._changed,
        )
        self._feed = MarketFeed(self._stores, exchange_clock, self._books.mend, self._candles.take)
        self._public = make_feed(Link.PUBLIC, self._on_public)
        self._private = make_feed(Link.PRIVATE, self._account.take) if rest.can_sign else None
        feeds = {Link.PUBLIC: self._public}
        if self._private is not None:
            feeds[Link.PRIVATE] = self._private
        self._hearing = Hearing(feeds, self._feed.flows, rest, exchange_clock, clock)
        self._interests = Interests(self._public)
        self._attention = Attention(
            self._public, clock, self._stores, lambda: {self.symbol, *self.state.positions}
        )
        self._survey = Survey(
            rest, clock, exchange_clock, self._stores, self._interests, changed=self._changed
        )

    @property
    def markets(self) -> Mapping[str, MarketStore]:
        """Every perpetual by symbol; empty before `open`."""
        return self._stores

    @property
    def is_read_only(self) -> bool:
        """Whether there is no key: then the account is not known and only markets are."""
        return not self._rest.can_sign

    def add_listener(self, callback: Callable[[], None]) -> None:
        """Have `callback` called, without arguments, whenever anything changed."""
        self._listeners.append(callback)

    def publish(self, event: Event) -> None:
        """Take an event into the account's state: the only way in."""
        self._take(event, self._clock.monotonic())

    async def open(self) -> None:
        """Load the markets. Raises `ReadFailed`, `UnknownSymbol` or `NotAPerp`."""
        markets = await self._market_reader.markets()
        stores = perpetuals(markets)
        require_perpetual(self.symbol, stores, markets)
        self._stores.update(stores)
        self._selection.follow(self.symbol)
        self._subscribe()

    async def run(self) -> None:
        """Keep everything current until cancelled. A bug in any part ends it with the exception."""
        self._running = True
        try:
            async with asyncio.TaskGroup() as tasks:
                for work in self._parts():
                    tasks.create_task(work)
        finally:
            self._running = False

    def _parts(self) -> list[Coroutine[Any, Any, None]]:
        parts = [
            self._public.run(),
            self._books.run(),
            self._books.cross_check(),
            self._candles.run(),
            self._survey.run(),
            self._selection.run(),
            self._attention.run(),
            self._market_reader.run(),
            self._hearing.lag.run(),
            self._timekeeper.run(),
            Wakefulness(self._clock, self._woke).run(),
        ]
        if self._private is not None:
            self._private.want(PRIVATE)
            parts += [self._private.run(), *self._account.parts()]
        return parts

    def select(self, symbol: str) -> None:
        """Follow another market. Raises `UnknownSymbol` for one that is not a perpetual."""
        require_perpetual(symbol, self._stores, ())
        if symbol == self.symbol:
            return
        self._stores[self.symbol].reset_book()
        self.symbol = symbol
        self._selection.follow(symbol)
        self._subscribe()
        self._restart_book()
        self._changed()

    def follow_depth(self, window: str) -> None:
        """Have the book's changes summed up over one of `DEPTH_WINDOWS`."""
        if window != self.depth_window:
            self.depth_window = window
            self._subscribe()
            self._restart_book()
            self._changed()

    def watch_candles(self, symbol: str, interval: str, since_ms: int | None = None) -> None:
        """Keep candles, from `since_ms` on where it is given, until `unwatch_candles`.

        They are found in `markets[symbol].candles[interval]`. Asking again reaches further back.
        """
        if self._candles.watch(symbol, interval, since_ms):
            self._subscribe()

    def unwatch_candles(self, symbol: str, interval: str) -> None:
        """Keep them up no longer."""
        if self._candles.unwatch(symbol, interval):
            self._subscribe()

    def survey(self, *, on: bool) -> None:
        """Follow mark, daily figures and open interest of every market while it is on."""
        self._survey.switch(on=on)

    def diagnostics(self) -> Diagnostics:
        """How well the exchange is heard at this moment."""
        return self._hearing.figures(self._feed.suspect, self._books.repairs)

    @property
    def pulse(self) -> Pulse:
        """How late the newest mark and the newest answer came."""
        return self._hearing.pulse

    async def reconcile(self) -> None:
        """Compare the account with the exchange now, without streams; raises `ReadFailed`."""
        await self._reader.compare()
        self.publish(Reconciled())

    async def refresh(self, symbol: str) -> None:
        """Read position, orders, mark and rules of `symbol` anew; raises `ReadFailed`."""
        reads = [self._market_reader.mark(symbol), self._market_reader.rules()]
        if self._rest.can_sign:
            reads += [self._reader.positions(symbol), self._reader.orders(symbol)]
        await together(*reads)
        self._changed()

    def know_fills_until(self, time_ms: int) -> None:
        """Ask for executions since `time_ms` too: an earlier run knew those before."""
        self._reader.fills_since_ms = time_ms

    def view(self, symbol: str, now: float) -> ExitView | None:
        """What an exit on `symbol` is checked against; None for a market that is not known."""
        store, moment = self._stores.get(symbol), Moment(now, self._time, self._running)
        return None if store is None else exit_view(store, self.state, moment)

    def _take(self, event: Event, at: float) -> None:
        before = self.state
        self.state = reduce(before, event, at, self._clock.wall_ms())
        if self.state is before:
            return
        if self.state.positions.keys() != before.positions.keys():
            self._subscribe()
        self._changed()

    def _changed(self) -> None:
        for callback in self._listeners:
            callback()

    def _market_changed(self, symbol: str, news: str) -> None:
        self.publish(Noted(f"{symbol} {news}"))
        if symbol == self.symbol and self._stores[symbol].top(1) is None:
            self._restart_book()

    def _subscribe(self) -> None:
        wanted = public_streams(self.symbol, self.state.positions, self.depth_window)
        wanted |= self._candles.streams
        self._interests.watch("session", wanted)

    def _on_public(self, message: Message, at: float) -> None:
        if self._feed.take(message, at):
            if not self._is_hearing:
                self._is_hearing = True
                self._take(LinkUp(Link.PUBLIC), at)
            self._changed()
            return
        match message:
            case Connected():
                self._public_connected, self._is_hearing = True, False
                self._take(LinkDown(Link.PUBLIC, "waiting for data", None), at)
                self._candles.connected()
                self._restart_book()
            case Disconnected(reason=reason, retry_in=retry_in):
                self._public_connected = self._is_hearing = False
                self._books.stop()
                self._take(LinkDown(Link.PUBLIC, reason, retry_in), at)
            case StreamError(message=text):
                self._take(Noted(f"The public stream refused a request: {text}"), at)

    def _woke(self, missed: float) -> None:
        """Everything is as much older as the clock did not run; compare before trusting it."""
        for store in self._stores.values():
            store.age_by(missed)
        self._candles.connected()
        self._timekeeper.jumped()
        self.publish(StoodStill(missed))
        if self._private is not None:
            self._account.stood_still()
        self._restart_book()

    def _restart_book(self) -> None:
        if self._public_connected:
            self._books.restart(self.symbol)
