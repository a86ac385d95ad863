from decimal import Decimal

import pytest

from tui.domain.position import Side
from tui.sandbox import frames
from tui.sandbox.accounts import FillRow
from tui.sandbox.instruments import INSTRUMENTS
from tui.sandbox.orders import ExitLeg, Expiry, Order, Status, Terms, Trigger, TriggerBy

D = Decimal
SOL = INSTRUMENTS[0]
TIMES = (20, 10)


def order(terms: Terms, quantity: str = "20") -> Order:
    return Order(59_887_375_336, "a", terms, 0, D(quantity))


def test_a_resting_order_is_told_as_recorded() -> None:
    terms = Terms(SOL.symbol, Side.ASK, price=D("1.07"), quantity=D(20), post_only=True)
    assert frames.order_update("orderAccepted", order(terms), SOL, TIMES) == {
        "E": 20,
        "O": "USER",
        "Q": "21.40",
        "S": "Ask",
        "T": 10,
        "V": "RejectTaker",
        "X": "New",
        "Z": "0",
        "e": "orderAccepted",
        "f": "GTC",
        "i": "59887375336",
        "o": "LIMIT",
        "p": "1.07",
        "q": "20.00",
        "r": False,
        "s": "SOL_USDC_PERP",
        "t": None,
        "y": True,
        "z": "0",
    }


def test_a_fill_carries_the_last_execution_and_the_total() -> None:
    subject = order(Terms(SOL.symbol, Side.BID, is_market=True, client_id=0), "2")
    subject.executed, subject.executed_quote = D(2), D("201.10")
    subject.status = Status.FILLED
    fill = FillRow(subject, 77, D("100.60"), D(1), D("0.0503"), is_maker=False, at_us=5)
    data = frames.order_update("orderFill", subject, SOL, TIMES, fill)
    assert (data["l"], data["L"], data["n"], data["N"], data["m"], data["t"]) == (
        "1.00",
        "100.60",
        "0.0503",
        "USDC",
        False,
        77,
    )
    assert (data["z"], data["Z"], data["c"], data["X"]) == ("2.00", "201.10", 0, "Filled")
    assert "p" not in data
    assert "y" not in data


def test_a_waiting_order_says_what_it_waits_for() -> None:
    trigger = Trigger(D(95), TriggerBy.INDEX, "80%")
    subject = order(Terms(SOL.symbol, Side.ASK, is_market=True, trigger=trigger), "0")
    subject.status, subject.related_id = Status.TRIGGER_PENDING, 41
    data = frames.order_update("triggerPlaced", subject, SOL, TIMES)
    assert (data["q"], data["Q"], data["X"]) == ("0", "0", "TriggerPending")
    assert (data["P"], data["B"], data["Y"], data["I"]) == ("95", "IndexPrice", "80%", "41")


def test_exits_of_an_entry_are_told_with_it() -> None:
    terms = Terms(
        SOL.symbol,
        Side.BID,
        price=D(100),
        take_profit=ExitLeg(D(110), TriggerBy.MARK, D(109)),
        stop_loss=ExitLeg(D(90), None, None),
    )
    data = frames.order_update("orderAccepted", order(terms), SOL, TIMES)
    assert (data["a"], data["d"], data["j"], data["b"]) == ("110", "MarkPrice", "109", "90")
    assert "g" not in data
    assert "k" not in data


def test_an_expired_order_says_why_and_who_ended_it() -> None:
    subject = order(Terms(SOL.symbol, Side.BID, is_market=True))
    subject.status, subject.expiry = Status.EXPIRED, Expiry.LIQUIDATION
    subject.system_type = "LiquidatePositionOnBook"
    data = frames.order_update("orderExpired", subject, SOL, TIMES)
    assert (data["R"], data["O"]) == ("LIQUIDATION", "LIQUIDATION_AUTOCLOSE")


@pytest.mark.parametrize(
    ("word", "shouted"),
    [("FillOrKill", "FILL_OR_KILL"), ("PriceImpact", "PRICE_IMPACT")],
)
def test_reasons_are_shouted_on_the_stream(word: str, shouted: str) -> None:
    assert frames.screaming(word) == shouted
