"""Hears every message of a quiet market and holds them, and the books, to the invariants.

It knows only what the streams say; what it rebuilt from them is then compared with what REST
answers and with the ledger.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from tests.fakes.quiet_market import QuietMarket
from tui.domain.position import Side
from tui.sandbox import account_shapes
from tui.sandbox.api import Push
from tui.sandbox.margin import exposure

_LIVE = frozenset({"New", "PartiallyFilled", "TriggerPending"})
Message = Mapping[str, object]


def _number(value: object) -> Decimal:
    return Decimal(str(value))


class Audit:
    """Replays the streams of one market from its empty beginning; a broken invariant raises."""

    def __init__(self, market: QuietMarket) -> None:
        self._market = market
        self._total = market.ledger.total()
        self._cash = {key: account.cash for key, account in market.ledger.accounts.items()}
        self._orders: dict[str, dict[str, Message]] = {key: {} for key in self._cash}
        self._held: dict[tuple[str, str], Decimal] = {}
        self._levels: dict[str, dict[str, dict[Decimal, Decimal]]] = {}
        self._last: dict[str, int] = {}
        self.counts: Counter[str] = Counter()

    def listen(self) -> None:
        """Take what was emitted since the last call."""
        for push in self._market.outbox.take():
            self.counts["messages"] += 1
            kind = push.stream.partition(".")[0]
            if push.account is not None:
                self._hear(push.account, push)
            elif kind == "depth" and "ms." not in push.stream:
                self._hear_depth(push.data)
            elif kind == "trade":
                self._rises(push.stream, push.data["t"])
            self._is_not_crossed(push)

    def _rises(self, series: str, value: object, by: int | None = None) -> None:
        number = int(str(value))
        before = self._last.get(series)
        if before is not None:
            assert number > before, f"{series}: {number} after {before}"
            assert by is None or number == before + by, f"{series}: {number} after {before}"
        self._last[series] = number

    def _is_not_crossed(self, push: Push) -> None:
        if push.stream.startswith("bookTicker."):
            bid, ask = push.data["b"], push.data["a"]
            assert bid is None or ask is None or _number(bid) < _number(ask), push.data

    def _hear_depth(self, data: Message) -> None:
        symbol = str(data["s"])
        self._rises(f"depth {symbol}", data["u"], by=1)
        book = self._levels.setdefault(symbol, {"a": {}, "b": {}})
        for side, levels in book.items():
            changes = data[side]
            assert isinstance(changes, list)
            for price, size in changes:
                if _number(size):
                    levels[_number(price)] = _number(size)
                else:
                    levels.pop(_number(price), None)

    def _hear(self, account: str, push: Push) -> None:
        data = push.data
        self._rises("stamps of private messages", data["T"])
        if push.stream == "account.orderUpdate":
            self._hear_order(account, data)
        elif push.stream == "account.positionUpdate":
            self._hear_position(account, data)

    def _hear_order(self, account: str, data: Message) -> None:
        event, order_id = str(data["e"]), str(data["i"])
        mine = self._orders[account]
        self.counts[event] += 1
        if event in {"orderAccepted", "triggerPlaced"}:
            self._rises("order ids", order_id)
            if event == "orderAccepted" and mine.pop(str(data.get("I")), None) is not None:
                self.counts["triggers fired"] += 1
        assert _number(data["z"]) <= _number(data["q"]), data
        if event == "orderFill":
            self._hear_fill(account, data)
        if data["X"] in _LIVE:
            mine[order_id] = data
        else:
            mine.pop(order_id, None)

    def _hear_fill(self, account: str, data: Message) -> None:
        key = (account, str(data["s"]))
        before = self._held.get(key, Decimal(0))
        signed = _number(data["l"]) * (1 if data["S"] == "Bid" else -1)
        if data["r"]:
            assert before * signed < 0, f"reduce-only enlarged: {before} {data}"
            assert abs(signed) <= abs(before), f"reduce-only flipped: {before} {data}"
            self.counts["reduce-only fills"] += 1
        if data["O"] != "USER":
            self.counts["liquidation fills"] += 1
        self._held[key] = before + signed

    def _hear_position(self, account: str, data: Message) -> None:
        key = (account, str(data["s"]))
        if data["e"] == "positionClosed":
            assert _number(data["q"]) == 0
            return  # a flip says closed and opened, both after the one fill
        assert self._held.get(key) == _number(data["q"]), data

    def check(self) -> None:
        """Compare what was rebuilt with REST, and the ledger with its beginning."""
        self.counts["full checks"] += 1
        assert self._market.ledger.total() == self._total
        for symbol, venue in self._market.desk.venues.items():
            book = self._levels.get(symbol, {"a": {}, "b": {}})
            assert book["b"] == venue.book.bids.totals, symbol
            assert book["a"] == venue.book.asks.totals, symbol
            held = [a.held(symbol) for a in self._market.ledger.accounts.values()]
            assert sum(held) == 0, symbol
            longs = sum((quantity for quantity in held if quantity > 0), Decimal(0))
            assert self._market.ledger.longs(symbol) == longs, symbol
        for key in self._cash:
            self._check_orders(key)
            self._check_positions(key)

    def _check_orders(self, key: str) -> None:
        heard = self._orders[key]
        account = self._market.account(key)
        live = account.orders.values()
        for symbol in self._market.desk.venues:
            for side in Side:
                resting = [o.left for o in account.resting(symbol, side) if not o.reduces]
                assert account.adding.get((symbol, side), 0) == sum(resting), (key, symbol, side)
        assert {str(order.id) for order in live} == set(heard), key
        for order in live:
            row, said = account_shapes.order(order), heard[str(order.id)]
            assert row["status"] == said["X"], row
            assert _number(row["executedQuantity"]) == _number(said["z"]), row
            assert row["quantity"] is None or _number(row["quantity"]) == _number(said["q"]), row

    def _check_positions(self, key: str) -> None:
        account, marks = self._market.account(key), self._market.desk.marks()
        for symbol in self._market.desk.venues:
            assert account.held(symbol) == self._held.get((key, symbol), 0), (key, symbol)
        for symbol, position in account.positions.items():
            item, mark = marks[symbol]
            risk = exposure(account, item, mark)
            row = account_shapes.position(account, position, risk, mark, Decimal(0))
            assert _number(row["netQuantity"]) == account.held(symbol)

    def check_cash(self) -> None:
        """Settlement rows explain each account's cash to the last digit."""
        for key, start in self._cash.items():
            account = self._market.account(key)
            moved = -sum((fill.fee for fill in account.fills), Decimal(0))
            moved += sum((row.quantity for row in account.funding), Decimal(0))
            moved += sum((row.quantity for row in account.settlements), Decimal(0))
            assert start + moved == account.cash, key
