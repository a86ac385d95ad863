"""Talks to a sandbox engine as a client would, without sockets and signatures."""

import json
from decimal import Decimal
from typing import Any

from tui.sandbox.api import Push, Request, Response
from tui.sandbox.engine import Engine

KEY = "client"


class EngineClient:
    """Sends requests of one account and keeps what the engine emitted."""

    def __init__(self, engine: Engine, key: str | None = KEY) -> None:
        self.engine = engine
        self.key = key
        self.received: list[Push] = []

    def ask(
        self, method: str, path: str, *params: tuple[str, str], body: object | None = None
    ) -> Response:
        """Send one request now."""
        request = Request(method, path, params, body, self.key)
        answer = self.engine.handle(request, self.engine.now_us)
        self.listen()
        return answer

    def get(self, path: str, **params: str) -> Any:
        """The decoded body of a successful GET."""
        answer = self.ask("GET", path, *params.items())
        assert answer.status == 200, answer
        return json.loads(answer.body)

    def send(self, method: str, path: str, body: object) -> tuple[int, Any]:
        """Status and decoded body of a request with a JSON body."""
        answer = self.ask(method, path, body=body)
        is_json = answer.content_type.startswith("application/json")
        decoded = answer.body.decode()
        return answer.status, json.loads(decoded) if is_json and decoded else decoded

    def order(self, **body: object) -> tuple[int, Any]:
        """Place one order."""
        return self.send("POST", "/api/v1/order", {"symbol": "SOL_USDC_PERP", **body})

    def wait(self, seconds: float) -> None:
        """Let the market run."""
        self.engine.advance(self.engine.now_us + int(seconds * 1_000_000))
        self.listen()

    def listen(self) -> None:
        """Keep what was emitted."""
        self.received += self.engine.take_pushes()

    def best(self, symbol: str = "SOL_USDC_PERP") -> tuple[Decimal, Decimal]:
        """Best bid and best ask."""
        book = self.get("/api/v1/depth", symbol=symbol, limit="5")
        return Decimal(book["bids"][-1][0]), Decimal(book["asks"][0][0])
