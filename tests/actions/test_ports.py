"""The real client and the real session are what the desk asks for, down to the signed bytes."""

from decimal import Decimal

import httpx

from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import DeskSession
from tests.fakes.exchange_ledger import ExchangeLedger
from tui.actions.ports import Account, Exchange
from tui.actions.self_check import altered
from tui.client.exchange_clock import ExchangeClock
from tui.client.rest import Rest
from tui.credentials import signer
from tui.domain.intent import Ticket
from tui.domain.money import Price, Quantity
from tui.domain.position import Side
from tui.session.session import Session

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
API_KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="


def exchanges(real: Rest, fake: ExchangeLedger) -> tuple[Exchange, Exchange]:
    return real, fake


def accounts(real: Session, fake: DeskSession) -> tuple[Account, Account]:
    return real, fake


async def test_the_bytes_of_the_real_client_pass_the_last_look() -> None:
    clock = FakeClock()
    async with httpx.AsyncClient() as http:
        rest = Rest(
            http, clock=clock, exchange_clock=ExchangeClock(clock), signer=signer(API_KEY, SECRET)
        )
        for price, quantity in (("160.50", "4.10"), ("0.00000010", "1000000")):
            for side in Side:
                ticket = Ticket(
                    "kPEPE_USDC_PERP", side, Price(Decimal(price)), Quantity(Decimal(quantity))
                )
                assert (
                    altered(rest.prepare_order(ticket, 4_294_967_295), ticket, 4_294_967_295)
                    is None
                )
                other = Ticket("kPEPE_USDC_PERP", side, Price(Decimal(price)), Quantity(Decimal(9)))
                assert altered(rest.prepare_order(ticket, 1), other, 1) == "quantity"


def test_real_and_fake_stand_in_the_same_places() -> None:
    """The type checker compares them; this holds the functions in use."""
    assert exchanges.__annotations__["return"] == tuple[Exchange, Exchange]
    assert accounts.__annotations__["return"] == tuple[Account, Account]
