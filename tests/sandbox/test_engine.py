import json
from decimal import Decimal
from random import Random

import pytest

from tests.fakes.engine_client import KEY, EngineClient
from tests.fakes.quiet_market import START_US
from tui.domain.book import Book, BookStatus, Delta
from tui.sandbox.api import DEFAULT_ACCOUNT, Request, StreamFault
from tui.sandbox.engine import Engine

D = Decimal

SYMBOLS = ("SOL_USDC_PERP", "BTC_USDC_PERP", "ETH_USDC_PERP")


def engine(seed: int = 5) -> Engine:
    return Engine(seed=seed, now_us=START_US, accounts={KEY: DEFAULT_ACCOUNT})


@pytest.fixture
def client() -> EngineClient:
    return EngineClient(engine())


def _transcript(seed: int, pieces: int) -> bytes:
    market = engine(seed)
    out = b""
    for number in range(1, 9):
        for piece in range(1, pieces + 1):
            market.advance(START_US + (number - 1) * 1_000_000 + piece * 1_000_000 // pieces)
        body = {
            "symbol": "SOL_USDC_PERP",
            "side": "Ask" if number % 2 else "Bid",
            "orderType": "Market",
            "quantity": "0.5",
        }
        request = Request("POST", "/api/v1/order", (), body, KEY)
        out += market.handle(request, market.now_us).body
    for push in market.take_pushes():
        out += json.dumps([push.stream, push.account, push.data]).encode()
    return out


def test_the_same_seed_and_requests_give_the_same_bytes_however_time_is_cut() -> None:
    assert _transcript(3, 1) == _transcript(3, 7)


def test_another_seed_gives_another_market() -> None:
    assert _transcript(3, 1) != _transcript(4, 1)


def test_time_never_goes_back(client: EngineClient) -> None:
    before = client.engine.now_us
    client.engine.advance(before - 10_000_000)
    assert client.engine.now_us == before


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("window", ["", "200ms.", "600ms.", "1000ms."])
def test_depth_messages_rebuild_the_snapshot_exactly(
    client: EngineClient, window: str, symbol: str
) -> None:
    book = Book()
    client.wait(0.7)
    _apply(client, f"depth.{window}{symbol}", book)
    snapshot = client.get("/api/v1/depth", symbol=symbol)
    client.wait(1.2)
    _apply(client, f"depth.{window}{symbol}", book)
    assert book.load(
        _pairs(snapshot["bids"]), _pairs(snapshot["asks"]), int(snapshot["lastUpdateId"])
    )
    client.wait(5)
    taken = snapshot
    for _ in range(300):  # an aggregated stream is level with the book only as it is sent
        client.wait(0.01)
        _apply(client, f"depth.{window}{symbol}", book)
        taken = client.get("/api/v1/depth", symbol=symbol)
        if book.last_id == int(taken["lastUpdateId"]):
            break
    assert book.status is BookStatus.LIVE
    assert book.last_id == int(taken["lastUpdateId"]) > int(snapshot["lastUpdateId"])
    top = book.top(1000)
    bids = tuple((level.price, level.quantity) for level in reversed(top.bids))
    assert bids == _pairs(taken["bids"])
    assert tuple((a.price, a.quantity) for a in top.asks) == _pairs(taken["asks"])


def _apply(client: EngineClient, stream: str, book: Book) -> None:
    received, client.received = client.received, []
    for push in (push for push in received if push.stream == stream):
        first, last = int(str(push.data["U"])), int(str(push.data["u"]))
        book.change(Delta("", first, last, _texts(push.data["b"]), _texts(push.data["a"])))


def _texts(levels: object) -> list[tuple[str, str]]:
    assert isinstance(levels, list)
    return [(str(price), str(size)) for price, size in levels]


def _pairs(levels: object) -> tuple[tuple[D, D], ...]:
    assert isinstance(levels, list)
    return tuple((D(price), D(size)) for price, size in levels)


def test_the_market_trades_and_its_books_are_deep_and_never_crossed(client: EngineClient) -> None:
    client.wait(20)
    trades = [p for p in client.received if p.stream.startswith("trade.")]
    assert len(trades) > 40
    for symbol in SYMBOLS:
        book = client.get("/api/v1/depth", symbol=symbol)
        assert len(book["bids"]) >= 50
        assert len(book["asks"]) >= 50
        bid, ask = D(book["bids"][-1][0]), D(book["asks"][0][0])
        assert bid < ask
        assert (ask - bid) / bid < D("0.002")


def test_ids_only_rise(client: EngineClient) -> None:
    client.wait(10)
    for symbol in SYMBOLS:
        ids = [int(str(p.data["t"])) for p in client.received if p.stream == f"trade.{symbol}"]
        assert ids == sorted(set(ids))
        updates = [int(str(p.data["u"])) for p in client.received if p.stream == f"depth.{symbol}"]
        assert updates == list(range(updates[0], updates[0] + len(updates)))


def test_marks_tickers_and_candles_come_every_second(client: EngineClient) -> None:
    client.wait(10)
    for stream in ("markPrice", "ticker", "kline.1m"):
        count = sum(p.stream == f"{stream}.SOL_USDC_PERP" for p in client.received)
        assert 10 <= count <= 12, stream


def test_messages_have_their_keys_in_order(client: EngineClient) -> None:
    client.order(side="Ask", orderType="Limit", price="108", quantity="2", reduceOnly=True)
    client.order(side="Ask", orderType="Market", quantity="3", clientId=8)
    client.wait(61)
    kinds = {push.data["e"] for push in client.received}
    assert {"depth", "bookTicker", "trade", "markPrice", "ticker", "kline"} < kinds
    assert {"openInterest", "orderFill", "positionAdjusted", "balanceUpdate"} < kinds
    for push in client.received:
        assert list(push.data) == sorted(push.data), push.stream


def test_subscribing_to_positions_sends_those_that_are_open(client: EngineClient) -> None:
    frames = client.engine.snapshot_pushes("account.positionUpdate", KEY)
    assert {frame.data["s"] for frame in frames} == {"SOL_USDC_PERP", "ETH_USDC_PERP"}
    assert all("e" not in frame.data for frame in frames)
    assert isinstance(frames[0].data["i"], int)
    one = client.engine.snapshot_pushes("account.positionUpdate.SOL_USDC_PERP", KEY)
    assert [frame.stream for frame in one] == ["account.positionUpdate.SOL_USDC_PERP"]
    assert client.engine.snapshot_pushes("account.positionUpdate.BTC_USDC_PERP", KEY) == []
    assert client.engine.snapshot_pushes("account.orderUpdate", KEY) == []
    assert client.engine.snapshot_pushes("account.positionUpdate", "nobody") == []


def test_stream_names_are_checked(client: EngineClient) -> None:
    assert client.engine.check_stream("depth.SOL_USDC_PERP") is None
    assert client.engine.check_stream("nonsense") is StreamFault.INVALID_STREAM


def test_every_signed_endpoint_has_its_word(client: EngineClient) -> None:
    assert client.engine.instruction_for("POST", "/api/v1/order") == "orderExecute"
    assert client.engine.instruction_for("DELETE", "/api/v1/orders") == "orderCancelAll"
    assert client.engine.instruction_for("GET", "/wapi/v1/history/fills") == "fillHistoryQueryAll"
    assert client.engine.instruction_for("GET", "/api/v1/depth") is None
    assert client.engine.instruction_for("GET", "/nowhere") is None


def test_an_unknown_path_is_answered_in_plain_text(client: EngineClient) -> None:
    answer = client.ask("GET", "/api/v1/nothing")
    assert (answer.status, answer.body) == (404, b"not found")
    assert answer.content_type.startswith("text/plain")


def test_the_private_streams_replayed_give_the_state_rest_shows() -> None:
    client, random = EngineClient(engine(9)), Random(2)
    orders: dict[str, dict[str, object]] = {}
    positions = {
        str(p.data["s"]): p.data
        for p in client.engine.snapshot_pushes("account.positionUpdate", KEY)
    }
    for _ in range(60):
        _act(client, random)
        client.wait(random.random())
    client.listen()
    for push in (push for push in client.received if push.account == KEY):
        if push.stream == "account.orderUpdate":
            live = push.data["X"] in {"New", "PartiallyFilled", "TriggerPending"}
            if live:
                orders[str(push.data["i"])] = dict(push.data)
            else:
                orders.pop(str(push.data["i"]), None)
        elif push.stream == "account.positionUpdate":
            positions[str(push.data["s"])] = push.data
            if push.data["e"] == "positionClosed":
                del positions[str(push.data["s"])]
    _drop_fired(client, orders)
    rest = {row["id"]: row for row in client.get("/api/v1/orders")}
    assert set(rest) == set(orders)
    for order_id, row in rest.items():
        if row["quantity"] is not None:
            assert D(row["quantity"]) == D(str(orders[order_id]["q"]))
        assert D(row["executedQuantity"]) == D(str(orders[order_id]["z"]))
    held = {row["symbol"]: row for row in client.get("/api/v1/position")}
    assert set(held) == set(positions)
    for symbol, row in held.items():
        assert D(row["netQuantity"]) == D(str(positions[symbol]["q"]))
        assert row["entryPrice"] == positions[symbol]["B"]


def _drop_fired(client: EngineClient, orders: dict[str, dict[str, object]]) -> None:
    """A fired trigger is told by its successor, which names it."""
    for push in client.received:
        if push.stream == "account.orderUpdate" and push.data["e"] == "orderAccepted":
            orders.pop(str(push.data.get("I")), None)


def _act(client: EngineClient, random: Random) -> None:
    bid, ask = client.best()
    side = random.choice(["Bid", "Ask"])
    kind = random.choice(["market", "limit", "reduce", "trigger", "cancel", "cancel all"])
    price = str((bid if side == "Bid" else ask) + D(random.randint(-30, 30)) / 100)
    quantity = str(D(random.randint(1, 900)) / 100)
    if kind == "market":
        client.order(side=side, orderType="Market", quantity=quantity)
    elif kind == "limit":
        client.order(side=side, orderType="Limit", price=price, quantity=quantity)
    elif kind == "reduce":
        client.order(side=side, orderType="Limit", price=price, quantity=quantity, reduceOnly=True)
    elif kind == "trigger":
        client.order(
            side=side,
            orderType="Market",
            triggerPrice=price,
            triggerQuantity="50%",
            triggerBy=random.choice(["LastPrice", "MarkPrice", "IndexPrice"]),
            reduceOnly=True,
        )
    elif kind == "cancel":
        for row in client.get("/api/v1/orders")[:1]:
            client.send("DELETE", "/api/v1/order", {"symbol": row["symbol"], "orderId": row["id"]})
    elif random.random() < 0.2:
        client.send("DELETE", "/api/v1/orders", {"symbol": "SOL_USDC_PERP"})


def test_nothing_is_lost_or_made_when_funding_is_paid_while_the_market_trades() -> None:
    start = START_US // 3_600_000_000 * 3_600_000_000 + 3_597_000_000
    client = EngineClient(Engine(seed=1, now_us=start, accounts={KEY: DEFAULT_ACCOUNT}))
    ledger = client.engine._core.ledger
    before, paid = ledger.total(), len(client.get("/wapi/v1/history/funding"))
    client.wait(6)
    assert ledger.total() == before == 10_000
    assert len(client.get("/wapi/v1/history/funding")) == paid + 2
