"""How an intent may move: the table, the evidence, and what an answer makes of it."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.actions.lifecycle import as_of, classify, follow, unfilled
from tui.client.answers import Answered, Declined, NotSent, OrderAnswer, SignedRequest, Unanswered
from tui.domain.intent import Intent, IntentStatus, Ticket
from tui.domain.money import Price, Quantity, Usd
from tui.domain.moves import INTENT_MOVES, PROVEN_AWAY, advance
from tui.domain.order import Order, OrderStatus, OrderType
from tui.domain.position import Side
from tui.session.intents import intent_changed
from tui.session.state import State

TICKET = Ticket("SOL_USDC_PERP", Side.ASK, Price(Decimal("160.50")), Quantity(Decimal(4)))


def intent(status: IntentStatus = IntentStatus.SENDING) -> Intent:
    return Intent(7, TICKET, "p1", Price(Decimal(150)), status, recorded_ms=1)


def order(status: OrderStatus = OrderStatus.NEW, executed: str = "0") -> Order:
    return Order(
        order_id="o1",
        client_id=7,
        symbol=TICKET.symbol,
        side=Side.ASK,
        order_type=OrderType.LIMIT,
        status=status,
        price=Price(Decimal("160.5")),
        quantity=Quantity(Decimal("4.00")),
        executed=Quantity(Decimal(executed)),
        executed_quote=Usd(Decimal(0)),
        reduce_only=True,
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Answered(order()), IntentStatus.RESTING),
        (Answered(order(OrderStatus.PARTIALLY_FILLED, "1")), IntentStatus.PARTLY_FILLED),
        (Answered(order(OrderStatus.FILLED, "4")), IntentStatus.FILLED),
        (Answered(order(OrderStatus.CANCELLED)), IntentStatus.CANCELLED),
        (Answered(order(OrderStatus.EXPIRED)), IntentStatus.EXPIRED),
        (Answered(order(OrderStatus.OTHER)), IntentStatus.RESTING),
        (Answered(replace(order(), client_id=8)), IntentStatus.MISMATCH),
        (Answered(replace(order(), order_type=OrderType.MARKET)), IntentStatus.MISMATCH),
        (Declined(400, "INVALID_PRICE", "no", definitive=True), IntentStatus.REJECTED),
        (Declined(400, "TIMEOUT", "late", definitive=False), IntentStatus.UNKNOWN),
        (Declined(503, None, "<html>", definitive=False), IntentStatus.UNKNOWN),
        (NotSent("no route"), IntentStatus.NOT_SENT),
        (Unanswered("no answer within 10 s"), IntentStatus.UNKNOWN),
    ],
)
def test_each_answer_makes_one_status(answer: OrderAnswer, status: IntentStatus) -> None:
    assert classify(intent(), answer).status is status


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Declined(400, "TIMEOUT", "late", definitive=False), "TIMEOUT: late"),
        (Declined(503, None, "down", definitive=False), "down"),
        (NotSent("no route"), "no route"),
        (Unanswered("no answer within 10 s"), "no answer within 10 s"),
        (Answered(replace(order(), expiry_reason="x", status=OrderStatus.EXPIRED)), "x"),
    ],
)
def test_why_it_stands_where_it_does_is_kept(answer: OrderAnswer, reason: str) -> None:
    assert classify(intent(), answer).reason == reason


@pytest.mark.parametrize(
    ("echo", "term"),
    [
        (replace(order(), client_id=8), "client id"),
        (replace(order(), quantity=Quantity(Decimal(3))), "quantity"),
        (replace(order(), order_type=OrderType.MARKET), "order type"),
        (replace(order(), reduce_only=False), "reduce-only"),
        (replace(order(), symbol="BTC_USDC_PERP"), "symbol"),
        (replace(order(), side=Side.BID), "side"),
        (replace(order(), price=Price(Decimal(161))), "price"),
    ],
)
def test_an_echo_on_other_terms_names_the_term_and_the_order(echo: Order, term: str) -> None:
    moved = classify(intent(), Answered(replace(echo, executed=Quantity(Decimal(1)))))
    words = f"the exchange has it on other terms than were sent: {term}"
    assert (moved.status, moved.reason) == (IntentStatus.MISMATCH, words)
    assert (moved.order_id, moved.executed) == ("o1", Decimal(1))


def test_an_order_found_on_other_terms_names_the_term() -> None:
    other = replace(order(), quantity=Quantity(Decimal(5)))
    live = follow(intent(IntentStatus.UNKNOWN), other)
    assert live.reason == "the exchange has it on other terms than were sent: quantity"
    gone = follow(intent(IntentStatus.UNKNOWN), replace(other, status=OrderStatus.CANCELLED))
    assert (gone.status, gone.reason) == (
        IntentStatus.CANCELLED,
        "other terms than sent: quantity",
    )
    assert (live.order_id, gone.order_id) == ("o1", "o1")


def test_news_without_an_order_id_or_a_reason_keeps_the_ones_known() -> None:
    resting = follow(intent(), order())
    news = replace(intent(IntentStatus.CANCELLED), order_id=None)
    assert advance(resting, news).order_id == "o1"
    known = replace(resting, order_id=None, reason="why")
    told = advance(known, resting)
    assert (told.status, told.order_id, told.reason) == (IntentStatus.RESTING, "o1", "why")
    other = replace(resting, order_id="o2", executed=Quantity(Decimal(1)))
    assert advance(resting, other).order_id == "o1"
    assert advance(resting, other).executed == Decimal(1)


def test_old_news_of_what_is_not_seen_changes_nothing() -> None:
    held = intent(IntentStatus.UNKNOWN)
    assert advance(held, replace(held, reason="other")) == held
    assert advance(intent(IntentStatus.FILLED), intent(IntentStatus.RESTING)).status is (
        IntentStatus.FILLED
    )


def test_an_order_of_an_unknown_word_that_has_filled_is_partly_filled() -> None:
    assert follow(intent(), order(OrderStatus.OTHER, "1")).status is IntentStatus.PARTLY_FILLED


def test_an_answer_is_as_young_as_its_request_or_as_it_says() -> None:
    signed = SignedRequest("POST", "/", b"", {}, 7, 5_000, "", "")
    assert as_of(order(), signed).engine_us == 7_000
    assert as_of(replace(order(), engine_us=9_000), signed).engine_us == 9_000


def test_what_is_not_filled_is_the_rest_of_the_quantity() -> None:
    assert unfilled(intent()) == Decimal(4)
    assert unfilled(replace(intent(), executed=Quantity(Decimal(1)))) == Decimal(3)


def test_a_rejection_keeps_the_words_of_the_exchange() -> None:
    assert classify(intent(), Declined(400, "X", "why", definitive=True)).reason == "X: why"
    assert classify(intent(), Declined(400, None, "why", definitive=True)).reason == "why"


def test_a_timeout_after_the_stream_told_of_the_order_changes_nothing() -> None:
    known = follow(intent(), order())
    assert classify(known, Unanswered("no answer within 10 s")) == known


@pytest.mark.parametrize("status", list(IntentStatus))
def test_filled_is_final(status: IntentStatus) -> None:
    filled = follow(intent(), order(OrderStatus.FILLED, "4"))
    assert advance(filled, replace(intent(), status=status)).status is IntentStatus.FILLED


def test_only_an_unknown_intent_can_be_proved_absent() -> None:
    may = [status for status, stand in INTENT_MOVES.items() if IntentStatus.ABSENT in stand.next]
    assert may == [IntentStatus.UNKNOWN]


def test_nothing_that_was_sent_can_be_sent_again() -> None:
    may = [status for status, stand in INTENT_MOVES.items() if IntentStatus.SENDING in stand.next]
    assert may == [IntentStatus.RECORDED]


@pytest.mark.parametrize("status", sorted(PROVEN_AWAY))
def test_the_exchange_has_the_last_word_on_what_was_taken_not_to_exist(
    status: IntentStatus,
) -> None:
    assert follow(intent(status), order()).status is IntentStatus.RESTING


def test_fault_x08_an_order_that_the_exchange_shrank_is_still_ours() -> None:
    shrunk = replace(order(), quantity=Quantity(Decimal(2)))
    assert follow(intent(), shrunk).status is IntentStatus.RESTING


@pytest.mark.parametrize(
    "other",
    [
        replace(order(), symbol="BTC_USDC_PERP"),
        replace(order(), side=Side.BID),
        replace(order(), price=Price(Decimal(161))),
        replace(order(), price=None),
        replace(order(), quantity=Quantity(Decimal(5))),
        replace(order(), quantity=None),
    ],
)
def test_a_client_id_alone_is_no_proof(other: Order) -> None:
    moved = follow(intent(IntentStatus.UNKNOWN), other)
    assert moved.status is IntentStatus.MISMATCH
    assert moved.reason is not None


def test_fault_x13_fill_cancel_and_late_fill_end_alike_in_any_order() -> None:
    news = (
        order(),
        order(OrderStatus.PARTIALLY_FILLED, "1"),
        order(OrderStatus.CANCELLED, "1"),
        order(OrderStatus.FILLED, "4"),
    )
    for told in permutations(news):
        held = intent()
        for one in told:
            held = follow(held, one)
        assert (held.status, held.executed) == (IntentStatus.FILLED, Decimal(4))


_ORDERS = st.builds(
    order,
    st.sampled_from(list(OrderStatus)),
    st.sampled_from(["0", "0.5", "1", "3.99", "4"]),
)


@given(st.lists(_ORDERS, max_size=8))
def test_executed_never_falls_and_hearing_twice_changes_nothing(told: list[Order]) -> None:
    held, before = intent(), Decimal(0)
    for one in told:
        held = follow(held, one)
        assert held.executed is not None
        assert held.executed >= before
        assert follow(held, one) == held
        before = held.executed


ON_EXCHANGE = sorted(INTENT_MOVES[IntentStatus.ABSENT].next)


@pytest.mark.parametrize("held", [s for s in IntentStatus if s is not IntentStatus.RECORDED])
@pytest.mark.parametrize("news", ON_EXCHANGE)
def test_desk_and_session_move_an_intent_alike(held: IntentStatus, news: IntentStatus) -> None:
    told = State()
    for status in (held, news):
        told = intent_changed(told, intent(status))
    ours = advance(intent(held), intent(news))
    assert told.intents[7].status is ours.status
