"""A scripted exchange with a ledger: what it did with each order is known for certain.

It stands where the REST client stands, so the desk, its journal and its resolver are the real ones.
Each POST follows a `Script`: whether and when the order is accepted, what is answered and when, and
what becomes of the order. Time is the fake clock's; things that are due happen when somebody looks
or when `catch_up` is called.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum, auto
from functools import partial
from typing import Any

from tests.fakes.clock import FakeClock
from tui.client.answers import (
    Answered,
    BatchAnswer,
    BatchAnswered,
    CancelAccepted,
    CancelAllAnswer,
    CancelAnswer,
    Cancelled,
    CancelledAll,
    Declined,
    NotLive,
    NotSent,
    OrderAnswer,
    SettingAnswer,
    SettingDone,
    SignedRequest,
    Unanswered,
)
from tui.client.errors import NoAnswer
from tui.domain.account import AccountSummary, Fees, FundingPayment
from tui.domain.intent import Ticket
from tui.domain.money import Price, Quantity, Usd, plain
from tui.domain.order import Fill, Order, OrderStatus, OrderType
from tui.domain.position import Side
from tui.domain.quotes import Candle

DEADLINE = 10.0
WINDOW_MS = 5_000
QUEUE = 10.0


class Reply(Enum):
    """What the sender is told."""

    ANSWER = auto()
    SILENCE = auto()
    SERVER_ERROR = auto()
    REFUSAL = auto()
    """A definitive refusal: only for orders that are not accepted."""
    NO_CONNECTION = auto()
    """No byte arrives: only for orders that are not accepted."""


@dataclass(frozen=True)
class Script:
    """The fate of one POST."""

    accept_after: float | None = 0.01
    """Seconds until the engine takes it; None: never."""
    reply: Reply = Reply.ANSWER
    reply_after: float = 0.05
    fill_after: float | None = None
    """Seconds from acceptance to a complete fill."""
    part: Decimal | None = None
    """Fill only this much."""
    cancel_after: float | None = None
    """Seconds from acceptance until somebody else cancels it."""
    echo: Callable[[Order], Order] = lambda order: order
    """Changes the answer's order, and only the answer's."""
    doubled: bool = False
    """A proxy sends our bytes twice."""


@dataclass
class Entry:
    """One order of the ledger."""

    order: Order
    accepted_at: float
    changed_at: float


@dataclass
class Post:
    """One POST that reached the exchange's door."""

    client_id: int
    body: dict[str, Any]
    at: float
    script: Script


async def _no_step(_where: str) -> None:
    """Do nothing between two steps."""


@dataclass
class ExchangeLedger:
    """Implements `tui.actions.ports.Exchange`."""

    clock: FakeClock
    lag: float = 0.0
    """Seconds until history and fills show a change."""
    scripts: list[Script] = field(default_factory=list)
    """For the next POSTs; the default script afterwards."""
    reads_fail: Callable[[], bool] = lambda: False
    cancel_reply: Reply | None = None
    """None: cancels at once; SILENCE: cancels and says nothing; ANSWER: accepts (202) only."""
    refusal_code: str = "INVALID_PRICE"
    """What a refused order is refused with."""
    cancel_arrives: bool = True
    """False: a cancel is lost on its way, and nobody answers."""
    step: Callable[[str], Awaitable[None]] = _no_step
    on_order: Callable[[Order, str], None] = lambda _order, _happened: None
    """Called with every change of an order, as the private stream would."""
    on_post: Callable[["Post"], None] = lambda _post: None
    posts: list[Post] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    """Sizes of the batches that reached the door; their orders are in `posts` too."""
    cancels: list[str] = field(default_factory=list)
    """Order ids of the cancels that reached the door, and symbols of cancel-alls."""
    leverage: Decimal = Decimal(10)
    leverage_reply: Reply = Reply.ANSWER
    """SILENCE: changes and says nothing; REFUSAL and NO_CONNECTION change nothing."""
    funding: tuple[FundingPayment, ...] = ()
    midnight_marks: dict[str, Decimal] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    reads: int = 0
    _due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _count: int = 0
    _moment: float | None = None

    def prepare_order(self, ticket: Ticket, client_id: int) -> SignedRequest:
        fields = _fields(ticket, client_id)
        return self._signed("/api/v1/order", fields, [fields])

    def prepare_batch(self, batch: Sequence[tuple[Ticket, int]]) -> SignedRequest:
        rows = [_fields(ticket, client_id) for ticket, client_id in batch]
        return self._signed("/api/v1/orders", rows, rows)

    def _signed(self, path: str, body: object, rows: list[dict[str, object]]) -> SignedRequest:
        at = self.clock.wall_ms()
        parts = [
            "instruction=orderExecute"
            + "".join(
                f"&{name}={'true' if value is True else value}"
                for name, value in sorted(row.items())
            )
            for row in rows
        ]
        text = f"{'&'.join(parts)}&timestamp={at}&window={WINDOW_MS}"
        return SignedRequest(
            method="POST",
            path=path,
            body=json.dumps(body).encode(),
            headers={},
            timestamp_ms=at,
            window_ms=WINDOW_MS,
            canonical=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )

    async def send_order(self, signed: SignedRequest) -> OrderAnswer:
        await self.step("before the first byte")
        script = self.scripts.pop(0) if self.scripts else Script()
        body = json.loads(signed.body)
        post = Post(body["clientId"], body, self.clock.monotonic(), script)
        if script.reply is Reply.NO_CONNECTION:
            return NotSent("no connection could be made")
        self.catch_up()
        self.posts.append(post)
        self.on_post(post)
        await self.step("request on the wire")
        if script.accept_after is not None:
            for _ in range(2 if script.doubled else 1):
                self._later(script.accept_after, lambda: self._accept(post))
        await self.clock.sleep(DEADLINE if script.reply is Reply.SILENCE else script.reply_after)
        self.catch_up()
        await self.step("reply on the wire")
        return self._reply(post)

    async def send_batch(self, signed: SignedRequest) -> BatchAnswer:
        """Each order follows a script of its own; the first script's reply is that of all."""
        await self.step("before the first byte")
        bodies = json.loads(signed.body)
        posts = [
            Post(
                body["clientId"],
                body,
                self.clock.monotonic(),
                self.scripts.pop(0) if self.scripts else Script(),
            )
            for body in bodies
        ]
        first = posts[0].script
        if first.reply is Reply.NO_CONNECTION:
            return NotSent("no connection could be made")
        self.catch_up()
        self.batches.append(len(posts))
        for post in posts:
            self.posts.append(post)
            self.on_post(post)
        await self.step("request on the wire")
        for post in posts:
            if post.script.accept_after is not None:
                self._later(post.script.accept_after, partial(self._accept, post))
        await self.clock.sleep(DEADLINE if first.reply is Reply.SILENCE else first.reply_after)
        self.catch_up()
        await self.step("reply on the wire")
        if first.reply in {Reply.SILENCE, Reply.SERVER_ERROR}:
            answer = self._reply(posts[0])
            assert isinstance(answer, Declined | Unanswered)
            return answer
        rows = [self._reply(post) for post in posts]
        return BatchAnswered(tuple(row for row in rows if isinstance(row, Answered | Declined)))

    def _reply(self, post: Post) -> OrderAnswer:
        ours = [e.order for e in self.entries.values() if e.order.client_id == post.client_id]
        match post.script.reply:
            case Reply.ANSWER if ours:
                return Answered(post.script.echo(ours[0]))
            case Reply.REFUSAL:
                return Declined(400, self.refusal_code, "Price is too far", definitive=True)
            case Reply.SERVER_ERROR:
                return Declined(503, "SERVER_ERROR", "Unknown error", definitive=False)
            case _:
                return Unanswered("no answer within 10 s")

    def _accept(self, post: Post) -> None:
        self._count += 1
        body, now = post.body, self._now
        order = Order(
            order_id=str(self._count),
            client_id=post.client_id,
            symbol=body["symbol"],
            side=Side(body["side"]),
            order_type=OrderType.LIMIT,
            status=OrderStatus.NEW,
            price=Price(Decimal(body["price"])),
            quantity=Quantity(Decimal(body["quantity"])),
            executed=Quantity(Decimal(0)),
            executed_quote=Usd(Decimal(0)),
            reduce_only=body.get("reduceOnly") is True,
            post_only=body.get("postOnly") is True,
            time_in_force=body["timeInForce"],
            created_ms=self.clock.wall_ms(),
            engine_us=self._engine_us(),
        )
        self.entries[order.order_id] = Entry(order, now, now)
        self.on_order(order, "orderAccepted")
        script = post.script
        if body["timeInForce"] != "GTC":
            self.fill(order.order_id, script.part or order.quantity or Decimal(0))
            self.end(order.order_id, OrderStatus.EXPIRED)
            return
        if script.fill_after is not None:
            amount = script.part or order.quantity or Decimal(0)
            self._later(script.fill_after, lambda: self.fill(order.order_id, amount))
        if script.cancel_after is not None:
            self._later(script.cancel_after, lambda: self.end(order.order_id))

    def fill(self, order_id: str, amount: Decimal) -> None:
        """Fill `amount` more of a live order."""
        order = self.entries[order_id].order
        if order.status.is_final or order.quantity is None or order.price is None:
            return
        executed = Quantity(order.executed + min(amount, order.remaining))
        done = executed == order.quantity
        status = OrderStatus.FILLED if done else OrderStatus.PARTIALLY_FILLED
        quote = Usd(executed * order.price)
        self._change(replace(order, executed=executed, executed_quote=quote, status=status))
        self.on_order(self.entries[order_id].order, "orderFill")

    def end(self, order_id: str, status: OrderStatus = OrderStatus.CANCELLED) -> None:
        """Cancel or expire a live order."""
        order = self.entries[order_id].order
        if not order.status.is_final:
            self._change(replace(order, status=status))
            self.on_order(self.entries[order_id].order, "orderCancelled")

    def _change(self, order: Order) -> None:
        entry = self.entries[order.order_id]
        entry.order = replace(order, engine_us=self._engine_us())
        entry.changed_at = self._now

    def _engine_us(self) -> int:
        return self.clock.wall_ms() * 1_000 + self._count

    def _later(self, seconds: float, what: Callable[[], None]) -> None:
        self._due.append((self._now + seconds, len(self._due), what))

    def catch_up(self) -> None:
        """Let everything that is due happen."""
        while due := [item for item in self._due if item[0] <= self.clock.monotonic()]:
            first = min(due, key=lambda item: item[:2])
            self._due.remove(first)
            self._moment = first[0]
            first[2]()
        self._moment = None

    @property
    def _now(self) -> float:
        """The moment of what happens: an event that is caught up with happened when it was due."""
        return self.clock.monotonic() if self._moment is None else self._moment

    @property
    def may_still_appear(self) -> bool:
        """Whether an order is on its way to the engine."""
        return bool(self._due)

    async def _read(self, what: str) -> None:
        self.reads += 1
        await self.step(f"before reading {what}")
        self.catch_up()
        if self.reads_fail():
            raise NoAnswer(f"{what}: no answer")
        await self.step(f"after reading {what}")

    async def order(
        self, symbol: str, *, order_id: str | None = None, client_id: int | None = None
    ) -> Order | None:
        await self._read("the order")
        for order in self.live():
            if order.symbol == symbol and (
                order.order_id == order_id
                or (client_id is not None and order.client_id == client_id)
            ):
                return order
        return None

    def live(self) -> tuple[Order, ...]:
        """The orders that rest now."""
        return tuple(e.order for e in self.entries.values() if not e.order.status.is_final)

    async def order_history(self, symbol: str, limit: int, offset: int) -> tuple[Order, ...]:
        await self._read("history")
        shown = [
            replace(entry.order, engine_us=0)
            for entry in reversed(self.entries.values())
            if entry.order.symbol == symbol and self._shows(entry)
        ]
        return tuple(shown[offset : offset + limit])

    def _shows(self, entry: Entry) -> bool:
        return self.clock.monotonic() >= entry.changed_at + self.lag

    async def fills(
        self,
        symbol: str | None = None,
        from_ms: int | None = None,
        limit: int = 100,
        offset: int = 0,
        order_id: str | None = None,
    ) -> tuple[Fill, ...]:
        await self._read("fills")
        shown = [
            _fill(entry.order)
            for entry in reversed(self.entries.values())
            if symbol in {None, entry.order.symbol}
            and entry.order.executed
            and self._shows(entry)
            and order_id in {None, entry.order.order_id}
            and (from_ms or 0) <= (entry.order.created_ms or 0)
        ]
        return tuple(shown[offset : offset + limit])

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        await self._read("open orders")
        return tuple(order for order in self.live() if symbol in {None, order.symbol})

    async def funding_paid(self, limit: int = 100, offset: int = 0) -> tuple[FundingPayment, ...]:
        await self._read("funding")
        return self.funding[offset : offset + limit]

    async def klines(
        self,
        symbol: str,
        interval: str,
        start_s: int,
        end_s: int | None = None,
        price_type: str | None = None,
    ) -> tuple[Candle, ...]:
        del end_s
        await self._read("candles")
        assert price_type == "Mark"
        mark = self.midnight_marks.get(symbol)
        return () if mark is None else (_candle(symbol, interval, start_s, mark),)

    async def account(self) -> AccountSummary:
        await self._read("the account")
        return AccountSummary(Fees(Decimal(2), Decimal(5)), self.leverage, liquidating=False)

    async def change_leverage(self, limit: Decimal) -> SettingAnswer:
        await self.step("before the setting")
        if limit < 1:
            raise ValueError("a leverage limit is at least 1")
        match self.leverage_reply:
            case Reply.NO_CONNECTION:
                return NotSent("no connection could be made")
            case Reply.REFUSAL:
                return Declined(400, "INVALID_CLIENT_REQUEST", "too high", definitive=True)
            case Reply.SERVER_ERROR:
                return Declined(503, "SERVER_ERROR", "Unknown error", definitive=False)
            case Reply.SILENCE:
                self.leverage = limit
                return Unanswered("no answer within 10 s")
            case Reply.ANSWER:
                self.leverage = limit
                return SettingDone()

    async def cancel_all(self, symbol: str, *, include_conditional: bool) -> CancelAllAnswer:
        await self.step("before the cancel")
        self.catch_up()
        self.cancels.append(symbol)
        if self.cancel_reply is Reply.NO_CONNECTION:
            return NotSent("no connection could be made")
        taken = [
            order
            for order in self.live()
            if order.symbol == symbol and (include_conditional or not order.waits_for_trigger)
        ]
        if self.cancel_reply is Reply.ANSWER:
            for order in taken:
                self._later(1.0, partial(self.end, order.order_id))
            return CancelAccepted()
        for order in taken:
            self.end(order.order_id)
        if self.cancel_reply is Reply.SILENCE:
            return Unanswered("no answer within 10 s")
        return CancelledAll(tuple(self.entries[order.order_id].order for order in taken))

    def put(self, order: Order) -> None:
        """Have an order that somebody else placed, or an earlier run."""
        self.entries[order.order_id] = Entry(order, self._now, self._now)
        self.on_order(order, "orderAccepted")

    async def cancel_order(self, symbol: str, order_id: str) -> CancelAnswer:
        await self.step("before the cancel")
        self.catch_up()
        self.cancels.append(order_id)
        if not self.cancel_arrives:
            await self.clock.sleep(DEADLINE)
            await self.step("no answer to the cancel")
            return Unanswered("no answer within 10 s")
        entry = self.entries.get(order_id)
        if entry is None or entry.order.symbol != symbol or entry.order.status.is_final:
            return NotLive()
        if self.cancel_reply is Reply.NO_CONNECTION:
            return NotSent("no connection could be made")
        if self.cancel_reply is Reply.ANSWER:
            self._later(1.0, lambda: self.end(order_id))
            await self.step("the cancel is accepted")
            return CancelAccepted()
        self.end(order_id)
        await self.step("the cancel is done")
        if self.cancel_reply is Reply.SILENCE:
            return Unanswered("no answer within 10 s")
        return Cancelled(self.entries[order_id].order)


def _fields(ticket: Ticket, client_id: int) -> dict[str, object]:
    fields: dict[str, object] = {
        "clientId": client_id,
        "orderType": "Limit",
        "price": plain(ticket.price),
        "quantity": plain(ticket.quantity),
        "side": ticket.side.value,
        "symbol": ticket.symbol,
        "timeInForce": ticket.time_in_force.value,
    }
    if ticket.reduce_only:
        fields["reduceOnly"] = True
    if ticket.post_only:
        fields["postOnly"] = True
    return fields


def _fill(order: Order) -> Fill:
    assert order.price is not None
    return Fill(
        trade_id=int(order.order_id),
        order_id=order.order_id,
        client_id=order.client_id,
        symbol=order.symbol,
        side=order.side,
        price=order.price,
        quantity=order.executed,
        fee=Usd(Decimal(0)),
        fee_asset="USDC",
        is_maker=True,
        time_ms=order.created_ms or 0,
    )


def _candle(symbol: str, interval: str, start_s: int, mark: Decimal) -> Candle:
    price = Price(mark)
    volume = Quantity(Decimal(0))
    return Candle(
        symbol, interval, start_s * 1_000, price, price, price, price, volume, closed=True
    )
