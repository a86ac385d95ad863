"""The exchange's parts in one hand, as the endpoints need them."""

from dataclasses import dataclass

import msgspec

from tui.sandbox import errors
from tui.sandbox.accounts import Account
from tui.sandbox.api import TEXT, Request, Response
from tui.sandbox.desk import Desk
from tui.sandbox.ledger import Ledger
from tui.sandbox.outbox import Outbox
from tui.sandbox.strategies import Strategies
from tui.sandbox.triggers import Triggers
from tui.sandbox.venue import Venue

_ENCODER = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Core:
    """Everything an endpoint may look at or act on."""

    venues: dict[str, Venue]
    ledger: Ledger
    outbox: Outbox
    desk: Desk
    triggers: Triggers
    strategies: Strategies

    @property
    def now_us(self) -> int:
        """The market's time."""
        return self.outbox.stamps.now_us

    def account(self, request: Request) -> Account:
        """Whoever signed the request."""
        account = None
        if request.account is not None:
            account = self.ledger.accounts.get(request.account)
        if account is None or account.is_street:
            raise errors.Refusal("UNAUTHORIZED", "Unauthorized", 401)
        return account


def encode(value: object) -> bytes:
    """Compact JSON with keys in the order of their code points."""
    return _ENCODER.encode(value)


def answer(value: object, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    """A successful JSON answer."""
    return Response(200, encode(value), headers=headers)


def plain(text: str, status: int = 200) -> Response:
    """An answer in plain text."""
    return Response(status, text.encode(), TEXT)


def refused(refusal: errors.Refusal) -> Response:
    """A refusal as it goes out."""
    if refusal.code is None:
        return plain(refusal.message, refusal.status)
    body = encode({"code": refusal.code, "message": refusal.message})
    return Response(refusal.status, body)
