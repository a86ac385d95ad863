"""The sandbox exchange: a market that moves in steps, and answers to requests.

Pure: the same seed, start, accounts and requests give the same bytes. Time moves only when it is
told to. Each market's street acts at uneven moments, prices are sampled every second, and requests
are answered between two such moments. A scenario chooses what story the market tells.
"""

import heapq
from collections.abc import Mapping
from functools import partial

from tui.sandbox import errors, frames, streams
from tui.sandbox.api import AccountSpec, Push, Request, Response, StreamFault
from tui.sandbox.core import Core, refused
from tui.sandbox.crowd import Crowd, chance
from tui.sandbox.desk import Desk
from tui.sandbox.keeper import Keeper
from tui.sandbox.ledger import Ledger
from tui.sandbox.levers import Levers
from tui.sandbox.margin import exposure
from tui.sandbox.numbers import US
from tui.sandbox.opening import open_account, open_venue
from tui.sandbox.outbox import Outbox, Stamps
from tui.sandbox.public_routes import held_by_all
from tui.sandbox.routes import ROUTES
from tui.sandbox.scenarios import CALM, BookEvent, Scenario
from tui.sandbox.strategies import Job, Strategies
from tui.sandbox.triggers import Triggers
from tui.sandbox.venue import WINDOWS_MS, Venue

_FIRST_ORDER_ID = 59_000_000_000
_WARM_UP_US = 2 * US
_MINUTE_US = 60 * US
_REALIZE_US = 10 * US
_POSITION_STREAM = "account.positionUpdate"


class Engine:
    """The exchange; see `tui.sandbox.api.Exchange`."""

    def __init__(
        self,
        *,
        seed: int,
        now_us: int,
        accounts: Mapping[str, AccountSpec],
        scenario: Scenario = CALM,
    ) -> None:
        self._random = random = chance(seed, "engine")
        start_us = now_us - _WARM_UP_US
        outbox = Outbox(Stamps(start_us, _FIRST_ORDER_ID + random.randrange(10**9)))
        venues = {
            item.symbol: open_venue(item, outbox, chance(seed, f"{item.symbol}/past"))
            for item in scenario.instruments()
        }
        desk = Desk(venues, Ledger(), outbox)
        triggers = Triggers(desk)
        strategies = Strategies(desk, chance(seed, "strategies"), self._plan)
        self._core = Core(venues, desk.ledger, outbox, desk, triggers, strategies)
        self._keeper = Keeper(desk, triggers)
        self.levers = Levers(self._core)
        self._crowd = Crowd(desk, triggers, seed, scenario)
        self._keys = frozenset(accounts)
        for key, spec in accounts.items():
            open_account(desk, key, spec, self._crowd.counterparty, chance(seed, f"account {key}"))
        self._jobs: list[tuple[int, int, Job]] = []
        self._job_count = 0
        self._crowd.start(self._plan, start_us)
        self._plan(start_us + _REALIZE_US, self._realize)
        for venue in venues.values():
            self._start_venue(venue, start_us)
        for event in scenario.events:
            again_us = scenario.events_every_us
            self._plan(now_us + event.after_us, partial(self._switch, event, again_us))
        self.advance(now_us)
        outbox.take()

    def _start_venue(self, venue: Venue, start_us: int) -> None:
        phase = start_us + self._random.randrange(US)
        self._plan(phase, partial(self._sample, venue))
        for window in WINDOWS_MS:
            phase = start_us + self._random.randrange(window * 1000)
            self._plan(phase, partial(self._send_window, venue, window))
        self._plan(start_us + _MINUTE_US // 2, partial(self._send_open_interest, venue))
        self._plan(venue.marks.next_funding_us, partial(self._fund, venue))

    @property
    def now_us(self) -> int:
        """How far the market has been taken."""
        return self._core.now_us

    @property
    def accounts(self) -> frozenset[str]:
        """The API keys that may sign."""
        return self._keys

    def instruction_for(self, method: str, path: str) -> str | None:
        """The instruction word a request must be signed with; None for public endpoints."""
        route = ROUTES.get((method, path))
        return None if route is None else route.instruction

    def handle(self, request: Request, at_us: int) -> Response:
        """Take the market to `at_us`, then answer."""
        self.advance(at_us)
        route = ROUTES.get((request.method, request.path))
        try:
            if route is None:
                raise errors.unknown_path()
            return route.handler(self._core, request)
        except errors.Refusal as refusal:
            return refused(refusal)

    def advance(self, to_us: int) -> None:
        """Take the market to `to_us`; an earlier time changes nothing."""
        stamps = self._core.outbox.stamps
        while self._jobs and self._jobs[0][0] <= to_us:
            due_us, _, job = heapq.heappop(self._jobs)
            stamps.now_us = max(stamps.now_us, due_us)
            again_us = job()
            if again_us is not None:
                self._plan(again_us, job)
        stamps.now_us = max(stamps.now_us, to_us)

    def _plan(self, due_us: int, job: Job) -> None:
        self._job_count += 1
        heapq.heappush(self._jobs, (due_us, self._job_count, job))

    def take_pushes(self) -> list[Push]:
        """Everything emitted since the last call, in order."""
        return self._core.outbox.take()

    def check_stream(self, name: str) -> StreamFault | None:
        """What is wrong with the form of a stream name."""
        return streams.check_stream(name)

    def snapshot_pushes(self, stream: str, account: str | None) -> list[Push]:
        """Open positions, for those who subscribe to them."""
        owner = None if account is None else self._core.ledger.accounts.get(account)
        if owner is None or not stream.startswith(_POSITION_STREAM):
            return []
        symbol = stream.removeprefix(_POSITION_STREAM).removeprefix(".")
        marks, pushes = self._core.desk.marks(), []
        for name, position in owner.positions.items():
            if symbol in ("", name):
                instrument, mark = marks[name]
                risk = exposure(owner, instrument, mark)
                times = self._core.outbox.times()
                data = frames.position_update(None, position, risk, mark, times)
                pushes.append(Push(stream, data, account))
        return pushes

    def _switch(self, event: BookEvent, again_us: int) -> int | None:
        self.levers.set_book_state(event.symbol, event.state)
        return self.now_us + again_us if again_us else None

    def _sample(self, venue: Venue) -> int:
        self._crowd.sample(venue)
        self._core.triggers.watch(venue)
        self._keeper.check_accounts()
        return self.now_us + US

    def _send_window(self, venue: Venue, window_ms: int) -> int:
        venue.publish_window(window_ms)
        return self.now_us + window_ms * 1000

    def _send_open_interest(self, venue: Venue) -> int:
        amount = held_by_all(self._core, venue)
        outbox = self._core.outbox
        data = frames.open_interest(venue.instrument, outbox.times(), amount)
        outbox.send(f"openInterest.{venue.symbol}", data)
        return self.now_us + _MINUTE_US

    def _realize(self) -> int:
        self._keeper.realize_profits()
        return self.now_us + _REALIZE_US

    def _fund(self, venue: Venue) -> int:
        self._keeper.pay_funding(venue)
        return venue.marks.next_funding_us
