import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.order import OrderStatus, OrderType
from tui.domain.position import Direction, Side
from tui.wire import account_responses as responses
from tui.wire.document import DocumentError

SAMPLES = Path(__file__).parents[1] / "fixtures" / "wire-samples.json"
REST: dict[str, Any] = json.loads(SAMPLES.read_text(encoding="utf-8"))["rest"]
LONG = REST["position long (2025-07)"]
LIMIT = REST["limit order object (POST/GET /api/v1/order, 2026-09-01)"]


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def test_a_recorded_position_is_read() -> None:
    (position,) = responses.positions(encoded([LONG]))
    assert (position.symbol, position.position_id) == ("ETH_USDC_PERP", "4238420454")
    assert (position.direction, position.quantity) == (Direction.LONG, Decimal("0.0036"))
    assert position.entry == Decimal("3826.8888888888888888888888889")
    assert position.break_even == Decimal("3831.3630555555555555555555556")
    assert (position.unrealized, position.realized) == (Decimal("-0.141914"), Decimal(0))
    assert position.funding == Decimal("-0.009218")
    assert position.liquidation is None


def test_size_comes_from_the_net_quantity_and_not_from_the_exposure() -> None:
    (position,) = responses.positions(
        encoded([LONG | {"netQuantity": "-2", "netExposureQuantity": "5"}])
    )
    assert (position.direction, position.quantity) == (Direction.SHORT, Decimal(2))


def test_a_row_of_zero_size_is_no_position() -> None:
    assert responses.positions(encoded([LONG | {"netQuantity": "0.00"}])) == ()


def test_a_liquidation_price_is_taken_where_the_exchange_computed_one() -> None:
    (position,) = responses.positions(encoded([LONG | {"estLiquidationPrice": "3100.5"}]))
    assert position.liquidation == Decimal("3100.5")


def test_one_position_that_cannot_be_read_refuses_the_whole_answer() -> None:
    with pytest.raises(DocumentError, match=r"1\.netQuantity"):
        responses.positions(encoded([LONG, LONG | {"netQuantity": "x"}]))


def test_the_document_keeps_the_rows_as_they_were_written() -> None:
    positions, rows = responses.positions_document(encoded([LONG]))
    assert len(positions) == 1
    assert rows == [LONG]


def test_a_recorded_limit_order_is_read() -> None:
    order = responses.order(encoded(LIMIT))
    assert (order.order_id, order.client_id, order.side) == ("59669287267", None, Side.ASK)
    assert (order.price, order.quantity) == (Decimal("1.0077"), Decimal(20))
    assert (order.order_type, order.status) == (OrderType.LIMIT, OrderStatus.NEW)
    assert (order.post_only, order.reduce_only) == (True, False)
    assert order.created_ms == 1_788_285_244_094


def test_a_recorded_market_order_has_no_price() -> None:
    order = responses.order(encoded(REST["market order object filled (2025-07)"]))
    assert (order.order_type, order.price, order.status) == (
        OrderType.MARKET,
        None,
        OrderStatus.FILLED,
    )
    assert order.average_price == Decimal("3814.28")


def test_a_recorded_trigger_order_of_the_history_has_no_quantity_of_its_own() -> None:
    (order,) = responses.orders(encoded([REST["history order row, cancelled trigger (2025-07)"]]))
    assert (order.quantity, order.trigger_quantity) == (None, "0.001")
    assert order.trigger_price == Decimal(4300)
    assert order.created_ms == 1_753_639_540_897


def test_a_status_nobody_knows_is_kept_as_other() -> None:
    assert responses.order(encoded(LIMIT | {"status": "Frozen"})).status is OrderStatus.OTHER


@pytest.mark.parametrize("client_id", [7, "7"])
def test_fault_r23_client_ids_are_numbers_here_and_strings_in_fills(client_id: object) -> None:
    fill = REST["fill row perp (2025-07)"] | {"clientId": client_id}
    assert responses.fills(encoded([fill]))[0].client_id == 7
    assert responses.order(encoded(LIMIT | {"clientId": client_id})).client_id == 7


def test_a_recorded_fill_is_read() -> None:
    (fill,) = responses.fills(encoded([REST["fill row perp (2025-07)"]]))
    assert (fill.price, fill.quantity, fill.fee) == (
        Decimal("3826.15"),
        Decimal("0.0026"),
        Decimal("0.004974"),
    )
    assert (fill.trade_id, fill.is_maker, fill.fee_asset) == (9_748_827, False, "USDC")
    assert fill.time_ms == 1_753_637_940_092


def test_the_margin_of_a_flat_account_has_no_fraction() -> None:
    margin = responses.margin(encoded(REST["collateral (2026-09, USDT only, flat)"]))
    assert (margin.equity, margin.available, margin.margin_fraction) == (
        Decimal("28.49145"),
        Decimal("28.49145"),
        None,
    )


def test_the_margin_of_an_account_with_exposure_has_one() -> None:
    row = REST["collateral (2026-09, USDT only, flat)"]
    margin = responses.margin(
        encoded(row | {"marginFraction": "2.25", "netEquityLocked": "445.2", "mmf": "0.0125"})
    )
    assert (margin.margin_fraction, margin.locked) == (Decimal("2.25"), Decimal("445.2"))
    assert (margin.initial_fraction, margin.maintenance_fraction) == (
        Decimal(1),
        Decimal("0.0125"),
    )


def test_balances_are_read_by_asset() -> None:
    (balance,) = responses.balances(encoded(REST["capital"]))
    assert (balance.asset, balance.available) == ("USDT", Decimal(30))
    assert responses.balances(b"{}") == ()


def test_fees_are_basis_points_and_may_be_a_rebate() -> None:
    account = responses.account(
        encoded(
            {
                "futuresMakerFee": "-0.2",
                "futuresTakerFee": "5",
                "leverageLimit": "10",
                "liquidating": False,
                "limitOrders": 3,
            }
        )
    )
    assert (account.fees.maker_bps, account.fees.taker_bps) == (Decimal("-0.2"), Decimal(5))
    assert (account.leverage_limit, account.liquidating) == (Decimal(10), False)


def test_text_of_the_exchange_is_sanitised() -> None:
    order = responses.order(
        encoded(LIMIT | {"symbol": "A\x1b]0;x\x07", "expiryReason": "[@click=quit]\u202e"})
    )
    assert order.symbol == "A�]0;x�"
    assert order.expiry_reason == "[@click=quit]�"


VALUE: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=12), st.just([]), st.just({})
)


@given(st.sampled_from(sorted(LIMIT)), VALUE)
def test_any_value_in_any_field_of_an_order_is_read_or_refused(field: str, value: object) -> None:
    with suppress(DocumentError):
        assert responses.order(encoded(LIMIT | {field: value})).executed >= 0


@given(st.sampled_from(sorted(LONG)), VALUE)
def test_any_value_in_any_field_of_a_position_is_read_or_refused(field: str, value: object) -> None:
    with suppress(DocumentError):
        for position in responses.positions(encoded([LONG | {field: value}])):
            assert position.quantity > 0


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for parse in (
        responses.order,
        responses.orders,
        responses.positions,
        responses.positions_document,
        responses.fills,
        responses.account,
        responses.margin,
        responses.balances,
    ):
        with suppress(DocumentError):
            parse(content)
