"""Private streams, letter by letter, as they were recorded and as they could be wrong."""

from decimal import Decimal

import pytest

from tests.wire_samples import BY_KIND, changed, read
from tui.domain.events import OrderChanged, PositionChanged, PositionClosed
from tui.domain.order import OrderStatus, OrderType
from tui.domain.position import Direction, Side
from tui.wire.frames import Unreadable


def test_a_new_order_is_read_from_its_upper_case_words() -> None:
    event = read(BY_KIND["orderUpdate accepted"])
    assert isinstance(event, OrderChanged)
    order = event.order
    assert (event.happened, event.fill) == ("orderAccepted", None)
    assert (order.order_id, order.client_id, order.side) == ("59887375336", None, Side.ASK)
    assert (order.order_type, order.status) == (OrderType.LIMIT, OrderStatus.NEW)
    assert (order.price, order.quantity, order.executed) == (
        Decimal("1.0076"),
        Decimal(20),
        Decimal(0),
    )
    assert (order.post_only, order.engine_us) == (True, 1_788_368_290_062_979)


def test_a_fill_keeps_the_cumulative_size_apart_from_its_own() -> None:
    event = changed("orderUpdate fill", z="0.0025", l="0.0010", c=77)
    assert isinstance(event, OrderChanged)
    assert event.order.executed == Decimal("0.0025")
    assert event.order.executed_quote == Decimal("4.299160")
    assert event.fill is not None
    assert (event.fill.quantity, event.fill.price) == (Decimal("0.0010"), Decimal("4299.16"))
    assert (event.fill.client_id, event.fill.trade_id) == (77, 2_888_471)
    assert (event.fill.fee, event.fill.fee_asset, event.fill.is_maker) == (
        Decimal("0.000001"),
        "ETH",
        False,
    )


def test_a_fill_has_its_engine_time_in_milliseconds_and_no_fee_where_none_is_told() -> None:
    event = changed("orderUpdate fill", n=..., N=...)
    assert isinstance(event, OrderChanged)
    assert event.fill is not None
    assert event.fill.time_ms == 1_754_939_110_174
    assert (event.fill.fee, event.fill.fee_asset) == (Decimal(0), "")


def test_a_fill_without_size_or_price_is_refused() -> None:
    assert isinstance(changed("orderUpdate fill", L=...), Unreadable)


def test_a_waiting_trigger_order_has_its_size_in_the_trigger_quantity() -> None:
    event = changed(
        "orderUpdate accepted",
        e="triggerPlaced",
        X="TriggerPending",
        q="0",
        Q="0",
        P="120",
        Y="80%",
        B="MarkPrice",
    )
    assert isinstance(event, OrderChanged)
    order = event.order
    assert (order.quantity, order.trigger_quantity, order.trigger_by) == (None, "80%", "MarkPrice")
    assert order.is_conditional


def test_an_order_without_size_is_read_because_reverse_market_orders_have_none() -> None:
    event = changed("orderUpdate market accepted", q=...)
    assert isinstance(event, OrderChanged)
    assert event.order.quantity is None


def test_fault_n21_words_of_an_order_that_nobody_knows_are_tolerated() -> None:
    event = changed("orderUpdate accepted", e="orderTeleported", X="Quantum", o="WISH", zz=[1])
    assert isinstance(event, OrderChanged)
    assert (event.happened, event.order.status, event.order.order_type) == (
        "orderTeleported",
        OrderStatus.OTHER,
        OrderType.OTHER,
    )


def test_times_and_ids_may_come_in_quotes() -> None:
    event = changed("orderUpdate accepted", T="1788368290062979", i=59887375336, c="7")
    assert isinstance(event, OrderChanged)
    assert (event.order.engine_us, event.order.order_id, event.order.client_id) == (
        1_788_368_290_062_979,
        "59887375336",
        7,
    )


def test_a_position_takes_entry_break_even_size_and_way_from_the_right_letters() -> None:
    event = read(BY_KIND["positionUpdate opened"])
    assert isinstance(event, PositionChanged)
    position = event.position
    assert (position.entry, position.break_even) == (Decimal("4236.36"), Decimal("4238.479"))
    assert (position.direction, position.quantity) == (Direction.LONG, Decimal("0.0010"))
    assert (position.position_id, position.liquidation) == ("5411399049", None)
    assert event.engine_us == 1_754_943_862_040_487


@pytest.mark.parametrize(
    ("text", "price"), [("88.5", Decimal("88.5")), ("0", None), ("0.00", None), (..., None)]
)
def test_a_liquidation_price_is_taken_only_where_there_is_one(
    text: object, price: Decimal | None
) -> None:
    event = changed("positionUpdate opened", l=text)
    assert isinstance(event, PositionChanged)
    assert event.position.liquidation == price


def test_the_snapshot_without_an_event_word_is_a_position_like_any_other() -> None:
    event = read(BY_KIND["positionUpdate snapshot (no e)"])
    assert isinstance(event, PositionChanged)
    assert event.position.signed_quantity == Decimal("-0.01")
    assert event.position.realized == Decimal("0.0592")


@pytest.mark.parametrize("fields", [{"e": "positionClosed"}, {"q": "0"}, {"q": "-0.00"}])
def test_a_closed_position_is_told_by_its_word_or_by_its_size(fields: dict[str, str]) -> None:
    assert changed("positionUpdate opened", **fields) == PositionClosed(
        "ETH_USDC_PERP", 1_754_943_862_040_487
    )


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("orderUpdate accepted", {"S": "Up"}),
        ("orderUpdate accepted", {"z": ...}),
        ("orderUpdate accepted", {"i": ""}),
        ("positionUpdate opened", {"q": ...}),
        ("positionUpdate opened", {"q": "∞"}),
    ],
)
def test_a_field_that_cannot_be_true_refuses_the_message(
    kind: str, fields: dict[str, object]
) -> None:
    frame = changed(kind, **fields)
    assert isinstance(frame, Unreadable)
    assert frame.stream == BY_KIND[kind]["stream"]
