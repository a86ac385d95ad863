import json
from decimal import Decimal

import pytest

from tui.cli import documents
from tui.domain.account import Balance
from tui.domain.money import Price, Quantity, Rate, Usd
from tui.domain.order import Fill, Order, OrderStatus, OrderType
from tui.domain.position import Direction, Position, Side

SHORT = Position(
    symbol="ETH_USDC_PERP",
    position_id="7",
    direction=Direction.SHORT,
    quantity=Quantity(Decimal("0.80")),
    entry=Price(Decimal("2406.77")),
    break_even=None,
    mark=Price(Decimal(2400)),
    liquidation=None,
    unrealized=Usd(Decimal("5.416")),
    realized=Usd(Decimal(0)),
    initial_margin=Rate(Decimal("0.02")),
    maintenance_margin=Rate(Decimal("0.0125")),
)
ORDER = Order(
    order_id="59887375336",
    client_id=4_294_967_295,
    symbol="ETH_USDC_PERP",
    side=Side.BID,
    order_type=OrderType.LIMIT,
    status=OrderStatus.NEW,
    price=Price(Decimal("1E-7")),
    quantity=Quantity(Decimal("0.8")),
    executed=Quantity(Decimal(0)),
    executed_quote=Usd(Decimal(0)),
    reduce_only=True,
)


def test_a_short_has_a_negative_quantity_and_what_is_unknown_is_null() -> None:
    document = documents.position_document(SHORT)
    assert document["netQuantity"] == "-0.80"
    assert document["side"] == "short"
    assert document["notional"] == "1920"
    assert document["estLiquidationPrice"] is None


def test_an_amount_is_written_in_full_as_text() -> None:
    assert documents.order_document(ORDER)["price"] == "0.0000001"


def test_every_document_is_json_without_floats() -> None:
    fill = Fill(
        trade_id=None,
        order_id="1",
        client_id=None,
        symbol="ETH_USDC_PERP",
        side=Side.BID,
        price=Price(Decimal("2400.10")),
        quantity=Quantity(Decimal("0.1")),
        fee=Usd(Decimal("0.12")),
        fee_asset="USDC",
        is_maker=True,
        time_ms=1,
    )
    balance = Balance("USDC", Decimal("9.50"), Decimal(0), Decimal(0))
    for document in (
        documents.position_document(SHORT),
        documents.order_document(ORDER),
        documents.fill_document(fill),
        documents.balance_document(balance),
    ):
        again = json.loads(json.dumps(document), parse_float=pytest.fail)
        assert again == document


def test_columns_line_up_and_an_empty_answer_is_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    documents.print_table(("name", "size"), [("SOL", "1.5"), ("BTCETH", "12")], "Nothing.")
    documents.print_table(("name",), [], "Nothing.")
    assert capsys.readouterr().out == "name    size\nSOL      1.5\nBTCETH    12\nNothing.\n"
