from dataclasses import replace

import pytest

from tests.builders import price, quantity, sol_intent, sol_long, sol_order, usd
from tui.domain.events import (
    CameBack,
    ClockMeasured,
    Event,
    IntentChanged,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    OrderChanged,
    OrdersRead,
    PositionChanged,
    PositionClosed,
    PositionsRead,
    Reconciled,
    StoodStill,
)
from tui.domain.intent import IntentStatus
from tui.domain.order import Fill, OrderStatus
from tui.domain.position import Side
from tui.ui.lines import Tone
from tui.ui.wording_events import INTENT_TONES, Told, tell

FILL = Fill(1, "59887375336", None, "SOL_USDC_PERP", Side.ASK, price("110.00"), quantity("2"),
            usd("0.044"), "USDC", True, 0)  # fmt: skip


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (LinkUp(Link.PRIVATE), "Link up: account stream"),
        (
            LinkDown(Link.PUBLIC, "closed by the exchange", 4.0),
            "Link down: market stream, closed by the exchange; retry in 4.0 s",
        ),
        (
            LinkDown(Link.REST, "key refused", None),
            "Link down: requests, key refused",
        ),
        (OrderChanged(sol_order(), "orderAccepted"), "Resting: sell 5 SOL at 110"),
        (
            OrderChanged(sol_order(status=OrderStatus.PARTIALLY_FILLED), "orderFill", FILL),
            "Partly filled: sell 2 SOL at 110.00, maker fee 0.044 USDC",
        ),
        (
            OrderChanged(sol_order(status=OrderStatus.FILLED), "orderFill", FILL),
            "Filled: sell 2 SOL at 110.00, maker fee 0.044 USDC",
        ),
        (
            OrderChanged(
                sol_order(status=OrderStatus.EXPIRED, expiry_reason="PRICE_BAND"), "orderExpired"
            ),
            "Expired: sell 5 SOL at 110; the price is outside the exchange's band",
        ),
        (
            OrderChanged(
                sol_order(
                    status=OrderStatus.FILLED, executed=quantity("5"), executed_quote=usd("551.234")
                ),
                "answer",
            ),
            "Filled: sell 5 SOL at 110.25 on average",
        ),
        (
            OrderChanged(
                sol_order(status=OrderStatus.PARTIALLY_FILLED, executed=quantity("2")), "answer"
            ),
            "Partly filled: sell 2 of 5 SOL",
        ),
        (
            OrderChanged(
                sol_order(
                    status=OrderStatus.EXPIRED,
                    expiry_reason="IMMEDIATE_OR_CANCEL",
                    executed=quantity("2"),
                    executed_quote=usd("221"),
                ),
                "orderExpired",
            ),
            (
                "Expired: sell 5 SOL at 110, 2 filled at 110.5 on average;"
                " the part that could not fill at once was dropped"
            ),
        ),
        (OrderChanged(sol_order(), "orderModified"), "Resized by the exchange: sell 5 SOL at 110"),
        (PositionClosed("SOL_USDC_PERP", 1), "Position closed: SOL_USDC_PERP"),
        (
            CameBack(sol_intent(7, IntentStatus.RESTING), IntentStatus.ABSENT),
            (
                "ALARM: client id 7 (sell 5 SOL at 110 on SOL_USDC_PERP) was taken to be absent"
                " and is resting."
            ),
        ),
        (Noted("Slept for 3 h"), "Slept for 3 h"),
        (StoodStill(0.0), "The program stood still; everything is read again"),
        (StoodStill(7_300.0), "The program slept for 2h; everything is read again"),
        (ClockMeasured(10, 900), "The exchange's clock is known to 900 ms only"),
        (Reconciled(), "Compared with the exchange: positions and orders agree"),
    ],
)
def test_an_event_worth_a_line_is_told(event: Event, text: str) -> None:
    told = tell(event)
    assert told is not None
    assert told.text == text


@pytest.mark.parametrize(
    "event",
    [
        PositionsRead(()),
        OrdersRead((), 0),
        ClockMeasured(10, 40),
    ],
)
def test_readings_that_repeat_say_nothing(event: Event) -> None:
    assert tell(event) is None


@pytest.mark.parametrize("status", IntentStatus)
def test_every_turn_of_an_intent_has_a_tone(status: IntentStatus) -> None:
    told = tell(IntentChanged(sol_intent(status=status)))
    assert told is not None
    assert told.tone is INTENT_TONES[status]


def test_an_unknown_order_is_the_loudest_line() -> None:
    intent = replace(sol_intent(), status=IntentStatus.UNKNOWN)
    assert tell(IntentChanged(intent)) == Told(
        "UNKNOWN: sell 5 SOL at 110 may exist. It is looked up by client id 7 and not sent again.",
        Tone.ALERT,
    )


def test_a_position_that_changed_is_told_by_what_is_held() -> None:
    told = tell(PositionChanged(sol_long(), 1))
    assert told is not None
    assert told.text == "Position is LONG 25 SOL, entry 98.20"
