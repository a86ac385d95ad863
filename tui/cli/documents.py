"""Domain values as JSON documents, in the exchange's own field names, for scripts.

Amounts are strings, as the exchange writes them: a JSON number would pass through a float in most
readers. A value that is not known is null, never 0.
"""

import errno
import json
import signal
import sys
from decimal import Decimal
from typing import Any

from tui.cli.exits import send_to_nowhere
from tui.domain.account import Balance
from tui.domain.market import Market
from tui.domain.money import plain, trimmed
from tui.domain.order import Fill, Order
from tui.domain.position import Position

Document = dict[str, Any]


def amount(value: Decimal | None) -> str | None:
    """A decimal in full; None stays null."""
    return None if value is None else plain(value)


def position_document(position: Position) -> Document:
    """One position; `netQuantity` is negative for a short."""
    return {
        "symbol": position.symbol,
        "side": position.direction.value,
        "netQuantity": plain(position.signed_quantity),
        "entryPrice": amount(position.entry),
        "markPrice": amount(position.mark),
        "breakEvenPrice": amount(position.break_even),
        "estLiquidationPrice": amount(position.liquidation),
        "notional": trimmed(position.notional_at(position.mark)),
        "pnlUnrealized": amount(position.unrealized),
        "pnlRealized": amount(position.realized),
        "positionId": position.position_id,
    }


def order_document(order: Order) -> Document:
    """One order as the exchange has it."""
    return {
        "symbol": order.symbol,
        "id": order.order_id,
        "clientId": order.client_id,
        "side": order.side.value,
        "orderType": order.order_type.value,
        "status": order.status.value,
        "price": amount(order.price),
        "quantity": amount(order.quantity),
        "executedQuantity": amount(order.executed),
        "executedQuoteQuantity": amount(order.executed_quote),
        "reduceOnly": order.reduce_only,
        "postOnly": order.post_only,
        "timeInForce": order.time_in_force,
        "triggerPrice": amount(order.trigger_price),
        "triggerBy": order.trigger_by,
        "triggerQuantity": order.trigger_quantity,
        "createdAt": order.created_ms,
    }


def fill_document(fill: Fill) -> Document:
    """One execution; `timestamp` is milliseconds since the epoch."""
    return {
        "symbol": fill.symbol,
        "tradeId": fill.trade_id,
        "orderId": fill.order_id,
        "clientId": fill.client_id,
        "side": fill.side.value,
        "price": amount(fill.price),
        "quantity": amount(fill.quantity),
        "fee": amount(fill.fee),
        "feeSymbol": fill.fee_asset,
        "isMaker": fill.is_maker,
        "timestamp": fill.time_ms,
    }


def balance_document(balance: Balance) -> Document:
    """One asset."""
    return {
        "asset": balance.asset,
        "available": amount(balance.available),
        "locked": amount(balance.locked),
        "staked": amount(balance.staked),
    }


def market_document(market: Market) -> Document:
    """One market and the limits an order on it must meet."""
    return {
        "symbol": market.symbol,
        "marketType": market.kind.value,
        "orderBookState": market.state.value,
        "tickSize": amount(market.price.tick),
        "minPrice": amount(market.price.minimum),
        "maxPrice": amount(market.price.maximum),
        "stepSize": amount(market.quantity.step),
        "minQuantity": amount(market.quantity.minimum),
        "maxQuantity": amount(market.quantity.maximum),
        "fundingInterval": market.funding_interval_ms,
    }


def write_out(text: str) -> None:
    """Write to stdout at once; end quietly, as other tools do, when nobody reads it any more.

    On a terminal that is gone, whose signal is the end of the program, it is dropped.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.EIO}:
            raise
        send_to_nowhere(sys.stdout)
        if error.errno == errno.EPIPE:
            raise SystemExit(128 + signal.SIGPIPE) from None


def print_json(document: Any) -> None:  # noqa: ANN401  # whatever JSON can hold
    """Write the one document of a command to stdout."""
    write_out(json.dumps(document, indent=2, ensure_ascii=True) + "\n")


def print_table(headings: tuple[str, ...], rows: list[tuple[str, ...]], empty: str) -> None:
    """Write rows in columns for a person; `empty` is said when there are none."""
    if not rows:
        write_out(empty + "\n")
        return
    widths = [max(len(row[n]) for row in (headings, *rows)) for n in range(len(headings))]
    lines = list[str]()
    for row in (headings, *rows):
        cells = (
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip() + "\n")
    write_out("".join(lines))
