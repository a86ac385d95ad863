"""A Rest in front of a scripted server, with the public test key and fake time."""

import httpx

from tests.fakes.clock import FakeClock
from tests.fakes.http import ScriptedServer, Step
from tui.client.exchange_clock import ExchangeClock
from tui.client.rest import Rest
from tui.wire.signing import Signer

SEED = bytes(range(32))
NOW = 1_750_793_021_519

ORDER = {
    "clientId": 7,
    "createdAt": NOW,
    "executedQuantity": "0",
    "executedQuoteQuantity": "0",
    "id": "59669287267",
    "orderType": "Limit",
    "postOnly": False,
    "price": "141.50",
    "quantity": "12",
    "reduceOnly": True,
    "side": "Ask",
    "status": "New",
    "symbol": "SOL_USDC_PERP",
    "timeInForce": "GTC",
}


class Desk:
    """A Rest in front of a scripted server, on fake time."""

    def __init__(self, *steps: Step, key: bool = True) -> None:
        self.server = ScriptedServer(list(steps))
        self.clock = FakeClock(wall_ms=NOW)
        self.rest = Rest(
            self.server.client(),
            clock=self.clock,
            exchange_clock=ExchangeClock(self.clock),
            signer=Signer(SEED) if key else None,
        )

    @property
    def asked(self) -> httpx.Request:
        return self.server.requests[-1]
