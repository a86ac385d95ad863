"""Orders a second through the engine in process, against reading its book in the same run.

No socket, no signature: a request comes in as values and its answer goes out as bytes, with every
stream message that follows from it made and taken.
"""

import time
from decimal import Decimal
from random import Random

from tests.bench.measuring import figure
from tui.sandbox.api import AccountSpec, Request
from tui.sandbox.engine import Engine

ROUNDS = 5
_ORDERS = 2000
_KEYS = ("a", "b", "c", "d")
_START_US = 1_788_000_000_000_000
_SOL = "SOL_USDC_PERP"
_ACCOUNT = AccountSpec(collateral=Decimal(1_000_000))


def _order(random: Random, key: str) -> Request:
    side = random.choice(("Bid", "Ask"))
    body: dict[str, object] = {
        "symbol": _SOL,
        "side": side,
        "quantity": f"{random.uniform(1, 5):.2f}",
    }
    if random.random() < 0.3:
        body["orderType"] = "Market"
    else:
        body |= {"orderType": "Limit", "price": f"{random.gauss(100.6, 0.3):.2f}"}
    return Request("POST", "/api/v1/order", (), body, key)


def _rate(engine: Engine, requests: list[Request], step_us: int) -> float:
    """Requests a second, the market going on by `step_us` between two of them."""
    began = time.perf_counter()
    for request in requests:
        engine.handle(request, engine.now_us + step_us)
        engine.take_pushes()
    return len(requests) / (time.perf_counter() - began)


def run() -> None:
    """Print the rates of a still and of a running market."""
    baseline: list[float] = []
    still: list[float] = []
    running: list[float] = []
    for seed in range(ROUNDS):
        random = Random(seed)
        engine = Engine(seed=seed, now_us=_START_US, accounts=dict.fromkeys(_KEYS, _ACCOUNT))
        orders = [_order(random, random.choice(_KEYS)) for _ in range(_ORDERS)]
        depth = [Request("GET", "/api/v1/depth", (("symbol", _SOL), ("limit", "100")))] * _ORDERS
        baseline.append(_rate(engine, depth, 0))
        still.append(_rate(engine, orders, 0))
        cancel = Request("DELETE", "/api/v1/orders", (), {"symbol": _SOL})
        for key in _KEYS:
            engine.handle(Request(cancel.method, cancel.path, (), cancel.body, key), engine.now_us)
        running.append(_rate(engine, orders, 500))
    figure("GET /depth of 100 levels in process (baseline)", baseline, "/s")
    figure("orders in process, the market standing still", still, "/s", baseline)
    figure("orders in process, 2000 per market second", running, "/s", baseline)
