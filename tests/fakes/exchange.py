"""An exchange without a market: it says what it was asked and emits what the test hands it.

It stands in for the engine where only the shell around it is under test.
"""

from collections import deque

import msgspec

from tui.sandbox.api import Push, Request, Response, StreamFault

INSTRUCTIONS = {
    ("GET", "/api/v1/position"): "positionQuery",
    ("GET", "/api/v1/order"): "orderQuery",
    ("POST", "/api/v1/order"): "orderExecute",
    ("POST", "/api/v1/orders"): "orderExecute",
    ("DELETE", "/api/v1/order"): "orderCancel",
    ("DELETE", "/api/v1/orders"): "orderCancelAll",
    ("PATCH", "/api/v1/account"): "accountUpdate",
}
BROKEN_PATH = "/broken"


class BrokenEngineError(Exception):
    """What a bug in an engine looks like from outside."""


class FakeExchange:
    """Answers with an echo of the request; raises at `BROKEN_PATH`."""

    def __init__(self, *, accounts: frozenset[str] = frozenset(), now_us: int = 0) -> None:
        self.accounts = accounts
        self.now_us = now_us
        self.requests: list[Request] = []
        self.snapshots: dict[str, list[Push]] = {}
        self._coming: deque[Push] = deque()

    def emit(self, *pushes: Push) -> None:
        """Let `pushes` happen when the market next moves."""
        self._coming.extend(pushes)

    def instruction_for(self, method: str, path: str) -> str | None:
        return INSTRUCTIONS.get((method, path))

    def handle(self, request: Request, at_us: int) -> Response:
        self.advance(at_us)
        if request.path == BROKEN_PATH:
            raise BrokenEngineError(request.path)
        self.requests.append(request)
        echo = {
            "account": request.account,
            "body": request.body,
            "method": request.method,
            "params": request.params,
            "path": request.path,
        }
        body = msgspec.json.encode(echo)
        return Response(200, body, headers=(("x-total", "1"),))

    def advance(self, to_us: int) -> None:
        self.now_us = max(self.now_us, to_us)

    def take_pushes(self) -> list[Push]:
        taken = list(self._coming)
        self._coming.clear()
        return taken

    def snapshot_pushes(self, stream: str, account: str | None) -> list[Push]:
        return [push for push in self.snapshots.get(stream, []) if push.account == account]

    def check_stream(self, name: str) -> StreamFault | None:
        kind, dot, _ = name.partition(".")
        if kind not in {"account", "depth", "trade"} or not dot:
            return StreamFault.INVALID_STREAM
        return StreamFault.INVALID_DEPTH_WINDOW if name.startswith("depth.7ms.") else None
