"""The sandbox's own engine and shell in the world's time, and the truth about what it did.

Two quiet markets, so that a minute costs little. What is known here is known for certain: it is
read from the engine, not from its answers.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Generic, TypeVar

from tests.fakes.outside_world import OutsideWorld
from tui.sandbox.accounts import Account
from tui.sandbox.api import Request, Response
from tui.sandbox.auth import Credentials
from tui.sandbox.engine import Engine
from tui.sandbox.fault_text import parse_faults
from tui.sandbox.instruments import Instrument
from tui.sandbox.luck import Active, Luck
from tui.sandbox.orders import Order
from tui.sandbox.pace import Pace
from tui.sandbox.payload import Payload
from tui.sandbox.scenarios import Scenario
from tui.sandbox.shell import Shell
from tui.sandbox.style import Style
from tui.sandbox.venue import Venue

T = TypeVar("T")

SYMBOLS = ("SOL_USDC_PERP", "ETH_USDC_PERP")
STEP = 0.1
"""Seconds between two steps of the market."""
ORDER = "/api/v1/order"
_TRADES_PER_SECOND = 0.5

Holding = tuple[str, Decimal] | None
"""Id and signed quantity of a position; None while flat."""


@dataclass(frozen=True, slots=True)
class TwoMarkets(Scenario):
    """SOL and ETH with few traders and few levels."""

    def instruments(self) -> tuple[Instrument, ...]:
        """Return the two."""
        return tuple(
            replace(item, trades_per_second=_TRADES_PER_SECOND)
            for item in Scenario.instruments(self)
            if item.symbol in SYMBOLS
        )


QUIET = TwoMarkets("quiet", "two markets with few traders", style=Style(0.15, 0.5, 5.0, 0.5))


@dataclass
class Past(Generic[T]):
    """What a thing was, and until when."""

    value: T
    since: float
    before: list[tuple[float, T]] = field(default_factory=list)
    """Each former value with the second it ended, oldest first."""

    def note(self, value: T, now: float) -> None:
        """Take in what it is now."""
        if value != self.value:
            self.before.append((now, self.value))
            self.value, self.since = value, now

    def age(self, value: T, now: float) -> float | None:
        """Seconds since it was last `value`; None if it never was."""
        if value == self.value:
            return 0.0
        return next((now - end for end, was in reversed(self.before) if was == value), None)


class SimulatedExchange:
    """One account's exchange; `shell` is what a network brings requests to."""

    def __init__(self, world: OutsideWorld, seed: int, api_key: str) -> None:
        self._world = world
        self._key = api_key
        self._pace = Pace(wall_us=world.now_us)
        engine = Engine(
            seed=seed,
            now_us=self._pace.now_us,
            accounts={api_key: QUIET.account},
            scenario=QUIET,
        )
        self._engine = engine
        self.luck = Luck((), random=Random(f"{seed}/luck"), now_us=lambda: self._pace.now_us)
        self.shell = Shell(
            exchange=engine,
            pace=self._pace,
            luck=self.luck,
            levers=engine.levers,
            accounts=[api_key],
        )
        self.set: list[Active] = []
        """Every fault that was ever set."""
        self.taken: Counter[int] = Counter()
        """By client id: orders of our client that the engine took."""
        self.marks = {s: Past(self.venue(s).marks.mark, world.now) for s in SYMBOLS}
        self.held: dict[str, Past[Holding]] = {
            s: Past(self._holding(s), world.now) for s in SYMBOLS
        }
        world.after(STEP, self._step)

    @property
    def account(self) -> Account:
        """The trader's account as the engine keeps it."""
        return self._engine._core.ledger.accounts[self._key]

    @property
    def lawful(self) -> Decimal:
        """What the engine's money adds up to; it never changes."""
        return self._engine._core.ledger.total()

    def venue(self, symbol: str) -> Venue:
        """One market as the engine keeps it."""
        return self._engine._core.venues[symbol]

    def orders(self) -> list[Order]:
        """Every order the trader's account ever had here, oldest first."""
        account = self.account
        return sorted((*account.ended, *account.orders.values()), key=lambda order: order.id)

    def set_fault(self, text: str) -> None:
        """Set a fault of the sandbox, written as on its command line."""
        for fault in parse_faults(text):
            self.set.append(self.luck.add(fault))

    def clear_faults(self) -> None:
        """Take every fault back."""
        self.luck.clear()
        self.shell.step()

    def answer(
        self, method: str, path: str, query: str, credentials: Credentials, payload: Payload | None
    ) -> Response:
        """Carry one request of our client to the engine."""
        answer = self.shell.answer(method, path, query, credentials, payload)
        self._look()
        if (method, path, answer.status) == ("POST", ORDER, 200) and payload is not None:
            self.taken[payload.value["clientId"]] += 1  # type: ignore[index]  # the engine took it
        return answer

    def other_client(self, method: str, path: str, body: object) -> int:
        """Do something as another program of the same trader would; returns the HTTP status."""
        request = Request(method, path, (), body, self._key)
        status = self._engine.handle(request, self._pace.step()).status
        self.shell.step()
        self._look()
        return status

    def _step(self) -> None:
        self.shell.step()
        self._look()
        self._world.after(STEP, self._step)

    def _look(self) -> None:
        now = self._world.now
        for symbol in SYMBOLS:
            self.marks[symbol].note(self.venue(symbol).marks.mark, now)
            self.held[symbol].note(self._holding(symbol), now)

    def _holding(self, symbol: str) -> Holding:
        position = self.account.positions.get(symbol)
        return None if position is None else (str(position.id), position.quantity)
