"""The same seed and the same requests at the same times give the same bytes.

However time is cut, whoever looks at what, and in whichever process it runs.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.engine_client import KEY
from tests.fakes.quiet_market import SOL, START_US
from tui.sandbox.api import DEFAULT_ACCOUNT, Request, Response
from tui.sandbox.engine import Engine
from tui.sandbox.routes import ROUTES
from tui.sandbox.scenarios import SCENARIOS

STEP_US = 1_300_000
ROUNDS = 3
LOOKS = (
    ("/api/v1/klines", (("symbol", SOL), ("interval", "1h"), ("startTime", "1787900000"))),
    ("/api/v1/klines", (("symbol", "BTC_USDC_PERP"), ("interval", "1d"), ("startTime", "1"))),
    ("/api/v1/tickers", (("interval", "1w"),)),
    ("/api/v1/depth", (("symbol", "kPEPE_USDC_PERP"),)),
)


def requests() -> Iterator[Request]:
    """Every question there is, about SOL, after an order of each kind."""
    for kind in ({"orderType": "Market"}, {"orderType": "Limit", "price": "101.5"}):
        body = {"symbol": SOL, "side": "Ask", "quantity": "1.5", **kind}
        yield Request("POST", "/api/v1/order", (), body, KEY)
    for path, params in LOOKS:
        yield Request("GET", path, params)
    for method, path in sorted(ROUTES):
        if method == "GET":
            yield Request("GET", path, (("symbol", SOL),), None, KEY)
    yield Request("DELETE", "/api/v1/orders", (), {"symbol": SOL}, KEY)


def start(seed: int = 3, scenario: str = "calm") -> Engine:
    accounts = {KEY: DEFAULT_ACCOUNT}
    return Engine(seed=seed, now_us=START_US, accounts=accounts, scenario=SCENARIOS[scenario])


def transcript(engine: Engine, pieces: int, *, looks: bool = False) -> list[str]:
    """Answers and messages in order; time goes in `pieces` a step, with `looks` on the way."""
    lines = []
    for number in range(ROUNDS):
        begin = START_US + number * STEP_US
        for piece in range(1, pieces + 1):
            engine.advance(begin + piece * STEP_US // pieces)
            lines += [json.dumps([p.stream, p.account, p.data]) for p in engine.take_pushes()]
            if looks:
                for path, params in LOOKS:
                    engine.handle(Request("GET", path, params), engine.now_us)
        for request in requests():
            answer: Response = engine.handle(request, engine.now_us)
            lines.append(f"{request.method} {request.path} {answer.status} {answer.body!r}")
    return lines


@pytest.mark.parametrize("scenario", ["calm", "crash", "funding"])
def test_every_answer_and_message_is_the_same_however_time_is_cut(scenario: str) -> None:
    whole = transcript(start(scenario=scenario), 1)
    pieces = transcript(start(scenario=scenario), 9)
    assert len(whole) > 1000
    assert pieces == whole


def test_looking_at_a_market_changes_nothing() -> None:
    assert transcript(start(), 5, looks=True) == transcript(start(), 5)


def test_another_seed_or_scenario_is_another_market() -> None:
    assert transcript(start(seed=4), 1) != transcript(start(), 1)
    assert transcript(start(scenario="thin"), 1) != transcript(start(), 1)


def digest() -> str:
    """What one process makes of it."""
    return hashlib.sha256("\n".join(transcript(start(), 1)).encode()).hexdigest()


def test_another_process_makes_the_same_market() -> None:
    code = "from tests.sandbox.test_determinism import digest; print(digest())"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert run.stdout.strip() == digest()
