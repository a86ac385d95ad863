"""What goes wrong on a day: every kind of fault, at moments and in doses drawn from the seed.

The doses keep to what the protocol rests on: a request is carried out within its window and the
engine's queue, and history is no later than the lag that the desk was told. Beyond that nobody can
know what became of an order.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.fakes.simulated_exchange import ORDER, SYMBOLS
from tests.fakes.simulated_net import TROUBLES, Call
from tests.simulation.machine import Machine
from tests.simulation.program import Program

_PLACES = (
    *(f"method=POST,path={ORDER}" for _ in range(6)),
    *(f"method=DELETE,path={ORDER}" for _ in range(3)),
    "method=GET,path=/api/v1/order",
    "method=GET,path=/wapi/v1/history",
    "method=GET,path=/api/v1/position",
    "method=GET",
    "",
)
_REQUESTS = (
    "refuse",
    "stall",
    "drop:bytes={bytes}",
    "delay-before:ms={long}",
    "late:ms={short}",
    "delay-after:ms={long}",
    "reset",
    "throttle",
    "throttle:retry-after={seconds}",
    "error:status={status},carried={carried}",
    "maintenance",
    "html:carried={carried}",
    "garbage:carried={carried}",
    "bad-signature",
)
_ON_STREAMS = (
    "swallow:count={few}",
    "missing:stream=account.orderUpdate,one-in={few},for={spell}",
    "missing:stream=account.positionUpdate,one-in={few},for={spell}",
    "missing:stream=markPrice,for={spell}",
    "gap:count={few}",
    "duplicate:stream={stream},one-in={few},for={spell}",
    "reorder:stream={stream},one-in={few},for={spell}",
    "garble:stream={stream},count={few}",
    "silence:for={spell}",
    "silence:stream=account.,for={spell}",
    "cut:count={few},every=7",
    "refuse:method=WS,count={few}",
    "stall:method=WS,count=1",
)
_ON_THE_MARKET = (
    "skew:ms={skew},for={spell}",
    "freeze-mark:symbol={symbol},for={spell}",
    "book-state:symbol={symbol},state={state},for={spell}",
    "tick:symbol={symbol},size={tick},count=1",
    "close-position:symbol={symbol},count=1",
    "flip-position:symbol={symbol},count=1",
)
_LOCAL = (
    "disk full",
    "slow disk",
    "suspended",
    "stopped",
    "wall clock set",
    "line dead",
    "streams deaf",
    "streams cut",
    "killed",
    "killed at a seam",
    "restarted",
)
_BLIND = 0.4
"""Share of the faults of requests during which the stream, too, tells nothing of orders."""
_OTHERS = ("other client cancels", "other client exits", "other client adds")


class Weather:
    """Brings faults upon one machine and whatever program runs on it."""

    def __init__(self, machine: Machine, random: Random) -> None:
        self._machine = machine
        self._random = random
        self._orders_hit = random.choice((0.1, 0.3, 0.6))
        """Share of the orders and cancels that the network troubles by itself."""
        self._reads_hit = random.choice((0.0, 0.0, 0.01, 0.06))
        self.is_over = False
        self.caused: Counter[str] = Counter()
        machine.net.trouble = self._trouble
        self._bring: dict[str, Callable[[Program], None]] = {
            "disk full": self._fill_disk,
            "slow disk": self._slow_disk,
            "suspended": lambda _: self._machine.world.suspend(self._random.uniform(2.0, 40.0)),
            "stopped": lambda _: self._machine.world.freeze(self._random.uniform(0.3, 15.0)),
            "wall clock set": self._set_wall,
            "line dead": self._kill_line,
            "streams deaf": lambda _: self._machine.net.deafen(),
            "streams cut": lambda _: self._machine.net.cut(),
            "killed": lambda program: program.die("at any moment"),
            "killed at a seam": self._kill_soon,
            "restarted": self._restart,
            "other client cancels": lambda _: self._other_cancels(),
            "other client exits": lambda _: self._other_exits(),
            "other client adds": lambda _: self._other_adds(),
        }

    def strike(self, program: Program) -> None:
        """Let something go wrong."""
        family = self._random.choices(
            (_REQUESTS, _ON_STREAMS, _ON_THE_MARKET, _LOCAL, _OTHERS, ("history-lag",)),
            (40, 14, 8, 18, 12, 8),
        )[0]
        kind = self._random.choice(family)
        self._machine.trace.note(f"weather {kind}")
        if kind in self._bring:
            self.caused[kind] += 1
            self._bring[kind](program)
        elif kind == "history-lag":
            lag_ms = int((self._machine.bounds.lag - 1.0) * 1_000 * self._random.random())
            self._machine.exchange.set_fault(f"history-lag:ms={lag_ms},for=40")
        else:
            self._machine.exchange.set_fault(self._text(kind))
            if kind in _REQUESTS and self._random.random() < _BLIND:
                self._machine.exchange.set_fault("missing:stream=account.orderUpdate,for=30")

    def clear_up(self) -> None:
        """End everything that goes wrong."""
        machine = self._machine
        self.is_over = True
        machine.exchange.clear_faults()
        machine.net.down_until = 0.0
        machine.clock.wrong_by = 0.0
        for symbol in SYMBOLS:
            machine.exchange.shell.levers.set_book_state(symbol, "Open")
            machine.exchange.shell.levers.freeze_mark(symbol, on=False)

    def figures(self) -> Counter[str]:
        """How often each kind struck."""
        found = self.caused + self._machine.net.struck
        for active in self._machine.exchange.set:
            # A fault that lasts, and one that is asked for by its name, counts once.
            found[active.fault.kind] += active.struck or active.fault.kind in {"skew", "silence"}
        return found

    def _text(self, kind: str) -> str:
        draw = self._random
        text = kind.format(
            bytes=draw.choice((0, 5, 40)),
            long=draw.choice((6_000, 9_000, 9_800, 12_000)),
            short=draw.randrange(100, 4_500),
            seconds=draw.choice((0, 1, 5, 400)),
            status=draw.choice((500, 502, 503, 504)),
            carried=draw.choice(("yes", "no")),
            few=draw.randrange(1, 4),
            spell=draw.choice((3, 8, 15, 30)),
            stream=draw.choice(("account.", "depth", "markPrice", "")),
            skew=draw.choice((-30_000, -3_000, -700, 400, 3_000, 30_000)),
            symbol=draw.choice(SYMBOLS),
            state=draw.choice(("Closed", "CancelOnly", "LimitOnly", "PostOnly")),
            tick=draw.choice(("0.01", "0.05", "0.1", "0.5")),
        )
        if kind not in _REQUESTS:
            return text
        place = draw.choice(_PLACES)
        where = f"count={draw.randrange(1, 5)},for=60" + (f",{place}" if place else "")
        return f"{text}{',' if ':' in text else ':'}{where}"

    def _trouble(self, call: Call) -> str:
        share = self._reads_hit if call.method == "GET" else self._orders_hit
        if self.is_over or self._random.random() >= share:
            return ""
        kinds = TROUBLES if call.is_order else TROUBLES[:-2]
        return self._random.choice(kinds)

    def _fill_disk(self, program: Program) -> None:
        program.disk.is_full = True

    def _slow_disk(self, program: Program) -> None:
        program.slow_disk = self._random.choice((0.2, 0.6, 1.5))

    def _set_wall(self, _program: Program) -> None:
        self._machine.clock.wrong_by += self._random.choice((-3_600.0, -30.0, -1.0, 1.0, 90.0))

    def _kill_line(self, _program: Program) -> None:
        net = self._machine.net
        net.down_until = self._machine.world.now + self._random.uniform(1.0, 25.0)
        if self._random.random() < 0.5:
            net.cut()

    def _kill_soon(self, program: Program) -> None:
        program.kill_at = self._random.randrange(1, 25)

    def _restart(self, program: Program) -> None:
        program.is_wanted = False

    def _other_cancels(self) -> None:
        live = list(self._machine.exchange.account.orders.values())
        if live:
            order = self._random.choice(live)
            body = {"symbol": order.terms.symbol, "orderId": str(order.id)}
            self._machine.exchange.other_client("DELETE", ORDER, body)

    def _other_exits(self) -> None:
        self._other_order(closes=True)

    def _other_adds(self) -> None:
        self._other_order(closes=False)

    def _other_order(self, *, closes: bool) -> None:
        exchange, symbol = self._machine.exchange, self._random.choice(SYMBOLS)
        held = exchange.account.held(symbol)
        is_long = held > 0 if held else self._random.random() < 0.5
        step = exchange.venue(symbol).instrument.step
        size = (abs(held) or Decimal(4)) * self._random.choice((Decimal("0.2"), Decimal("0.5")))
        body: dict[str, object] = {
            "symbol": symbol,
            "side": "Ask" if is_long is closes else "Bid",
            "orderType": "Market",
            "quantity": f"{size // step * step + step:f}",
        }
        if closes:
            mark = exchange.venue(symbol).marks.mark
            tick = exchange.venue(symbol).instrument.tick
            price = mark * (Decimal("1.02") if is_long else Decimal("0.98")) // tick * tick
            body |= {"orderType": "Limit", "price": f"{price:f}", "reduceOnly": True}
        exchange.other_client("POST", ORDER, body)
