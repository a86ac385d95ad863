from dataclasses import replace

import pytest

from tests.builders import quantity, sol_intent, sol_order
from tui.actions.denials import Denial, DenialCode, Denied
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
    ReplaceOutcome,
)
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import OrderStatus
from tui.domain.orders.plan import ReplacePolicy, ReplaceWay
from tui.ui.lines import Tone
from tui.ui.wording_replace import changes_of, replace_outcome, replaced_words, way_words

ORDER = sol_order()
FILLED = replace(ORDER, status=OrderStatus.FILLED, executed=quantity("5"))
GONE = replace(ORDER, status=OrderStatus.CANCELLED)
FIRST, LAST = ReplacePolicy.PLACE_FIRST, ReplacePolicy.CANCEL_FIRST
DENIED = Denied((Denial(DenialCode.HALTED),))
CANCELS: tuple[CancelOutcome | None, ...] = (
    CancelDone(GONE),
    CancelPending(),
    AlreadyGone(None),
    AlreadyGone(FILLED),
    CancelFailed("No."),
    CancelUnknown("No answer."),
    None,
)
LIVE = sol_intent(status=IntentStatus.RESTING)


def told(
    policy: ReplacePolicy,
    cancelled: CancelOutcome | None,
    placed: Denied | Intent | None,
    lasted: int | None = None,
) -> tuple[str, Tone]:
    return replace_outcome(ReplaceOutcome(policy, cancelled, placed, lasted), ORDER)


@pytest.mark.parametrize("policy", ReplacePolicy)
@pytest.mark.parametrize("cancelled", CANCELS)
@pytest.mark.parametrize(
    "placed", [None, DENIED, *(sol_intent(status=status) for status in IntentStatus)]
)
def test_every_end_has_words_and_only_a_good_one_is_calm(
    policy: ReplacePolicy, cancelled: CancelOutcome | None, placed: Denied | Intent | None
) -> None:
    text, tone = told(policy, cancelled, placed, 5)
    assert text[0].isupper()
    assert text.endswith(".")
    assert "None" not in text
    if tone is Tone.GAIN:
        assert text.startswith("Replaced: sell 5 SOL at 110.")
        assert isinstance(placed, Intent)
        assert placed.status in {
            IntentStatus.RESTING,
            IntentStatus.PARTLY_FILLED,
            IntentStatus.FILLED,
        }


def test_what_was_denied_leaves_the_old_order_alone() -> None:
    text, tone = replace_outcome(DENIED, ORDER)
    assert text.startswith("DENIED, nothing was sent: The kill switch is on")
    assert text.endswith("The old order stays.")
    assert tone is Tone.ALERT


def test_the_time_without_either_is_told() -> None:
    assert told(LAST, CancelDone(GONE), LIVE, 234) == (
        (
            "Replaced: sell 5 SOL at 110. Neither was live for 234 ms at most."
            " Resting: sell 5 SOL at 110."
        ),
        Tone.GAIN,
    )
    assert "How long neither was live is not known." in told(LAST, CancelDone(GONE), LIVE)[0]


def test_placed_first_is_never_uncovered() -> None:
    assert told(FIRST, CancelDone(GONE), LIVE, 0)[0] == (
        "Replaced: sell 5 SOL at 110. It was never uncovered. Resting: sell 5 SOL at 110."
    )


@pytest.mark.parametrize(
    ("cancelled", "first"),
    [
        (CancelPending(), "Replaced: sell 5 SOL at 110 is being cancelled, both live until then."),
        (AlreadyGone(FILLED), "NEW ORDER LIVE, and sell 5 SOL at 110 was gone before: it is fill"),
        (AlreadyGone(None), "NEW ORDER LIVE, and sell 5 SOL at 110 was gone before: its fate"),
        (CancelFailed("No."), "BOTH ARE LIVE: sell 5 SOL at 110 was not cancelled. No."),
        (CancelUnknown("Silent."), "UNKNOWN: sell 5 SOL at 110 may be live beside the new order."),
    ],
)
def test_an_old_order_beside_the_new_one_is_told_first(
    cancelled: CancelOutcome, first: str
) -> None:
    assert told(FIRST, cancelled, LIVE)[0].startswith(first)


def test_a_new_order_that_was_refused_leaves_the_old_one() -> None:
    rejected = sol_intent(status=IntentStatus.REJECTED)
    assert told(FIRST, None, rejected)[0].startswith(
        "Not replaced, the old order stays: sell 5 SOL at 110. Rejected by the exchange"
    )


def test_an_old_order_that_is_gone_without_another_is_loud() -> None:
    rejected = sol_intent(status=IntentStatus.REJECTED)
    for placed in (rejected, DENIED):
        text, tone = told(LAST, CancelDone(GONE), placed)
        assert text.startswith("NOTHING IN ITS PLACE: sell 5 SOL at 110 is cancelled.")
        assert tone is Tone.ALERT


@pytest.mark.parametrize(
    ("cancelled", "words"),
    [
        (AlreadyGone(FILLED), "is filled, 5 of it is filled. Look at what is left."),
        (AlreadyGone(None), "is gone, what became of it is being looked up."),
        (CancelFailed("No."), "Not replaced, the old order stays: sell 5 SOL at 110. No."),
        (CancelUnknown("Silent."), "may still be live, so no other was placed."),
        (CancelPending(), "may still be live, so no other was placed."),
    ],
)
def test_why_no_new_order_was_tried_is_told(cancelled: CancelOutcome, words: str) -> None:
    assert words in told(LAST, cancelled, None)[0]


def test_the_card_names_the_order_and_what_of_it_is_filled() -> None:
    assert replaced_words(sol_order(executed=quantity("2"))) == (
        "Instead of order 59887375336: sell 5 SOL at 110, 2 filled already."
    )


def test_the_way_is_named_before_its_reason() -> None:
    assert way_words(ReplaceWay(FIRST, "Both fit.")) == "PLACE FIRST: Both fit."


def test_what_changed_of_the_order_is_told() -> None:
    way = ReplaceWay(FIRST, "Both fit.")
    assert changes_of(ORDER, ORDER, FIRST, way) == ()
    assert changes_of(ORDER, ORDER, FIRST, None) == ()
    assert changes_of(ORDER, None, FIRST, way) == ("Order 59887375336 is not open any more.",)
    assert changes_of(ORDER, FILLED, FIRST, way) == ("Order 59887375336 is filled now.",)
    part = replace(ORDER, executed=quantity("1"))
    assert changes_of(ORDER, part, FIRST, way) == ("Order 59887375336 has 1 filled; it was 0.",)
    assert changes_of(ORDER, ORDER, LAST, way) == (
        "It would have to go another way now. PLACE FIRST: Both fit.",
    )
