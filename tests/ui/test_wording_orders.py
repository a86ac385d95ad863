from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import quantity, sol_intent, sol_order
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
)
from tui.domain.intent import IntentStatus
from tui.domain.order import OrderStatus
from tui.ui.wording_orders import (
    cancel_outcome,
    denied,
    expiry_words,
    order_terms,
    outcome,
    status_words,
)

FIRST_WORDS = {
    IntentStatus.RECORDED: "Checking",
    IntentStatus.SENDING: "Sending",
    IntentStatus.NOT_SENT: "NOT SENT",
    IntentStatus.REJECTED: "Rejected",
    IntentStatus.RESTING: "Resting",
    IntentStatus.PARTLY_FILLED: "Partly filled",
    IntentStatus.FILLED: "Filled",
    IntentStatus.CANCELLED: "Cancelled",
    IntentStatus.EXPIRED: "Expired",
    IntentStatus.MISMATCH: "MISMATCH",
    IntentStatus.UNKNOWN: "UNKNOWN",
    IntentStatus.ABSENT: "Absent",
}


@pytest.mark.parametrize("status", IntentStatus)
def test_the_first_words_of_an_outcome_say_it_and_the_terms_follow(status: IntentStatus) -> None:
    text = outcome(sol_intent(status=status))
    assert text.startswith(FIRST_WORDS[status])
    assert "sell 5 SOL at 110" in text


def test_a_resting_order_names_the_exchanges_order() -> None:
    intent = replace(sol_intent(status=IntentStatus.RESTING), order_id="5406")
    assert outcome(intent) == "Resting: sell 5 SOL at 110, order 5406."


def test_an_unknown_order_says_what_is_being_done_and_that_it_is_not_sent_again() -> None:
    assert outcome(sol_intent(client_id=7, status=IntentStatus.UNKNOWN)) == (
        "UNKNOWN: sell 5 SOL at 110 may exist. It is looked up by client id 7 and not sent again."
    )


def test_fault_x01_an_expired_order_says_why_in_plain_words() -> None:
    intent = replace(sol_intent(status=IntentStatus.EXPIRED), reason="ReduceOnlyNotReduced")
    assert outcome(intent) == (
        "Expired: sell 5 SOL at 110; there is no position left for it to reduce."
    )


def test_a_cancelled_order_tells_what_was_filled_before() -> None:
    intent = replace(sol_intent(status=IntentStatus.CANCELLED), executed=quantity("2"))
    assert outcome(intent) == "Cancelled: sell 5 SOL at 110 after 2 of 5 filled."


def test_a_denial_says_first_that_nothing_was_sent() -> None:
    assert denied("the mark is old") == "DENIED, nothing was sent: the mark is old"


@pytest.mark.parametrize("spelling", ["PriceOutOfBounds", "PRICE_OUT_OF_BOUNDS"])
def test_fault_x02_an_expiry_reason_is_known_in_both_spellings(spelling: str) -> None:
    assert expiry_words(spelling) == "the price is outside the exchange's band"


@pytest.mark.parametrize("spelling", ["SelfTradePrevention", "SELF_TRADE_PREVENTION"])
def test_fault_x14_an_order_ended_because_it_met_one_of_ours_says_so(spelling: str) -> None:
    assert expiry_words(spelling) == "it would have traded with your own order"


@given(st.text(max_size=40))
def test_a_reason_nobody_knows_is_passed_on(reason: str) -> None:
    assert expiry_words(reason)


def test_no_reason_is_said_to_be_none() -> None:
    assert expiry_words(None) == "the exchange gives no reason"


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_of_an_order_has_words(status: OrderStatus) -> None:
    assert status_words(sol_order(status=status))


def test_a_market_order_and_a_share_of_the_position_have_terms_too() -> None:
    order = sol_order(price=None, quantity=None, trigger_quantity="80%")
    assert order_terms(order) == "sell 80% SOL at market"


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (CancelDone(sol_order()), "Cancelled: sell 5 SOL at 110."),
        (
            CancelPending(),
            "Cancelling: sell 5 SOL at 110. The exchange took the request; the stream will tell.",
        ),
        (
            AlreadyGone(sol_order(status=OrderStatus.FILLED)),
            "Already gone: sell 5 SOL at 110; it is filled.",
        ),
        (
            AlreadyGone(None),
            "Already gone: sell 5 SOL at 110; what became of it is being looked up.",
        ),
        (CancelFailed("Too slow."), "Not cancelled: sell 5 SOL at 110. Too slow."),
        (
            CancelUnknown("No answer."),
            "UNKNOWN: sell 5 SOL at 110 may still be open; it is looked up. No answer.",
        ),
    ],
)
def test_the_first_words_of_a_cancel_say_what_became_of_it(
    result: CancelOutcome, text: str
) -> None:
    assert cancel_outcome(result, sol_order()) == text
