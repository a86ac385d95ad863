"""The REST answers about an account, key by key as recorded.

Decimals are trimmed strings, absences are nulls, and history rows carry times without a zone.
"""

from decimal import Decimal

from tui.sandbox.accounts import Account, FillRow, FundingRow, Position, SettlementRow
from tui.sandbox.instruments import MAKER_BPS, TAKER_BPS
from tui.sandbox.margin import Exposure, Margin
from tui.sandbox.numbers import cut, naive_iso, quotient, text
from tui.sandbox.orders import ExitLeg, Order, Slippage, Status
from tui.sandbox.shapes import Shape, margin_function, maybe


def order(value: Order) -> Shape:
    """An order as `/order` and `/orders` show it."""
    terms = value.terms
    data = _order_common(value)
    data["createdAt"] = value.created_us // 1000
    data["reduceOnly"] = terms.reduce_only
    data["relatedOrderId"] = _id(value.related_id)
    data["strategyId"] = _id(terms.strategy_id)
    data["triggerBy"] = None if terms.trigger is None else terms.trigger.by.value
    data["triggeredAt"] = None if value.triggered_us is None else value.triggered_us // 1000
    if terms.is_market:
        spent = terms.quote_quantity if terms.quote_quantity is not None else None
        data["quoteQuantity"] = maybe(spent)
    else:
        data["postOnly"] = terms.post_only
        data["price"] = maybe(terms.price)
    return data


def _order_common(value: Order) -> Shape:
    terms = value.terms
    is_trigger = value.quantity == 0
    return {
        "clientId": terms.client_id,
        "executedQuantity": text(value.executed),
        "executedQuoteQuantity": text(value.executed_quote),
        "id": str(value.id),
        "orderType": "Market" if terms.is_market else "Limit",
        "quantity": None if is_trigger else text(value.quantity),
        "selfTradePrevention": terms.self_trade,
        "side": terms.side.value,
        "status": value.status.value,
        "symbol": terms.symbol,
        "timeInForce": terms.time_in_force,
        "triggerPrice": None if terms.trigger is None else text(terms.trigger.price),
        "triggerQuantity": None if terms.trigger is None else terms.trigger.quantity,
        **_leg("stopLoss", terms.stop_loss),
        **_leg("takeProfit", terms.take_profit),
    }


def _leg(name: str, leg: ExitLeg | None) -> Shape:
    by = None if leg is None or leg.by is None else leg.by.value
    return {
        f"{name}LimitPrice": None if leg is None else maybe(leg.limit),
        f"{name}TriggerBy": by,
        f"{name}TriggerPrice": None if leg is None else text(leg.price),
    }


def order_row(value: Order) -> Shape:
    """An order as history shows it."""
    terms = value.terms
    quote = terms.quote_quantity
    if quote is None and terms.price is not None and value.quantity:
        quote = terms.price * value.quantity
    is_failed = value.status in (Status.EXPIRED, Status.TRIGGER_FAILED)
    reason = value.expiry.value if is_failed and value.expiry is not None else None
    data = _order_common(value)
    return (
        data
        | slippage(terms.slippage)
        | {
            "createdAt": naive_iso(value.created_us),
            "expiryReason": reason,
            "postOnly": None if terms.is_market else terms.post_only,
            "price": maybe(terms.price),
            "quoteQuantity": maybe(quote),
            "strategyId": _id(terms.strategy_id),
            "systemOrderType": value.system_type,
            "triggerBy": None if terms.trigger is None else terms.trigger.by.value,
        }
    )


def slippage(value: Slippage | None) -> Shape:
    """A client's tolerance, as orders and strategies show it."""
    kind = None
    if value is not None:
        kind = "TickSize" if value.in_ticks else "Percent"
    return {
        "slippageTolerance": None if value is None else text(value.tolerance),
        "slippageToleranceType": kind,
    }


def _id(value: int | None) -> str | None:
    return None if value is None else str(value)


def fill_row(fill: FillRow) -> Shape:
    """A fill as history shows it; the client id is text here."""
    client_id = fill.order.terms.client_id
    return {
        "clientId": None if client_id is None else str(client_id),
        "fee": text(fill.fee),
        "feeSymbol": "USDC",
        "isMaker": fill.is_maker,
        "orderId": str(fill.order.id),
        "price": text(fill.price),
        "quantity": text(fill.quantity),
        "side": fill.order.side.value,
        "symbol": fill.order.terms.symbol,
        "systemOrderType": fill.order.system_type,
        "timestamp": naive_iso(fill.at_us),
        "tradeId": fill.trade_id,
    }


def funding_row(account: Account, row: FundingRow) -> Shape:
    """A funding payment as history shows it."""
    return {
        "fundingRate": text(row.rate),
        "intervalEndTimestamp": naive_iso(row.at_us, timespec="seconds"),
        "quantity": text(row.quantity),
        "subaccountId": 0,
        "symbol": row.symbol,
        "userId": account.user_id,
    }


def settlement_row(account: Account, row: SettlementRow) -> Shape:
    """A movement of cash as history shows it."""
    return {
        "engineSequence": None,
        "positionId": _id(row.position_id),
        "quantity": text(row.quantity),
        "source": row.source,
        "subaccountId": 0,
        "timestamp": naive_iso(row.at_us),
        "userId": account.user_id,
    }


def position(
    account: Account, value: Position, risk: Exposure, mark: Decimal, liquidation: Decimal
) -> Shape:
    """One row of `/position`."""
    item = value.instrument
    return {
        "breakEvenPrice": text(value.break_even),
        "cumulativeFundingPayment": text(value.funding),
        "cumulativeInterest": "0",
        "entryPrice": text(value.entry),
        "estLiquidationPrice": text(liquidation),
        "imf": text(risk.initial),
        "imfFunction": margin_function(item.initial.base, item.initial.factor),
        "markPrice": text(mark),
        "mmf": text(risk.maintenance),
        "mmfFunction": margin_function(item.maintenance.base, item.maintenance.factor),
        "netCost": text(value.net_cost),
        "netExposureNotional": text(risk.notional),
        "netExposureQuantity": text(risk.quantity),
        "netQuantity": text(value.quantity),
        "pnlRealized": text(cut(value.realized)),
        "pnlUnrealized": text(value.unrealized(mark)),
        "positionId": str(value.id),
        "subaccountId": None,
        "symbol": item.symbol,
        "userId": account.user_id,
    }


def position_row(account: Account, value: Position, mark: Decimal) -> Shape:
    """A position, open or closed, as history shows it."""
    is_open = value.closed_us is None
    closing = quotient(value.closed_value, value.closed_volume) if value.closed_volume else None
    return {
        "accountLeverage": text(account.leverage_limit),
        "closedAt": None if value.closed_us is None else naive_iso(value.closed_us),
        "closedVolume": text(value.closed_volume),
        "closingPrice": maybe(closing),
        "cumulativePnlRealized": text(cut(value.realized)),
        "entryPrice": text(value.entry),
        "fees": text(value.fees),
        "fundingQuantity": text(value.funding),
        "id": str(value.id),
        "imf": text(value.instrument.initial.base),
        "interest": "0",
        "liquidated": text(value.liquidated),
        "liquidationFees": text(value.liquidation_fees),
        "markPrice": text(mark),
        "netCost": text(value.net_cost),
        "netExposureNotional": text(abs(value.quantity) * mark),
        "netExposureQuantity": text(abs(value.quantity)),
        "netQuantity": text(value.quantity),
        "openedAt": naive_iso(value.opened_us),
        "state": "Open" if is_open else "Closed",
        "symbol": value.instrument.symbol,
        "unrealizedPnl": text(value.unrealized(mark)) if is_open else "0",
    }


def account_summary(account: Account) -> Shape:
    """`/account`; fees in basis points."""
    waiting = sum(1 for item in account.orders.values() if item.is_waiting)
    return {
        "autoBorrowSettlements": account.settings.get("autoBorrowSettlements", False),
        "autoLend": account.settings.get("autoLend", False),
        "autoRealizePnl": account.auto_realize,
        "autoRepayBorrows": account.settings.get("autoRepayBorrows", False),
        "borrowLimit": "0",
        "futuresMakerFee": text(MAKER_BPS),
        "futuresTakerFee": text(TAKER_BPS),
        "leverageLimit": text(account.leverage_limit),
        "limitOrders": len(account.orders) - waiting,
        "liquidating": account.liquidating,
        "positionLimit": text(account.position_limit),
        "spotMakerFee": "8",
        "spotTakerFee": "10",
        "triggerOrders": waiting,
    }


def margin(value: Margin) -> Shape:
    """`/capital/collateral`; USDC counts in full."""
    assets = text(value.assets)
    return {
        "assetsValue": assets,
        "borrowLiability": "0",
        "collateral": [
            {
                "assetMarkPrice": "1",
                "availableQuantity": assets,
                "balanceNotional": assets,
                "collateralValue": assets,
                "collateralWeight": "1",
                "lendQuantity": "0",
                "openOrderQuantity": "0",
                "symbol": "USDC",
                "totalQuantity": assets,
            }
        ],
        "imf": text(value.initial),
        "liabilitiesValue": "0",
        "marginFraction": maybe(value.fraction),
        "mmf": text(value.maintenance),
        "netEquity": text(value.equity),
        "netEquityAvailable": text(value.available),
        "netEquityLocked": text(value.locked),
        "netExposureFutures": text(value.exposure),
        "pnlUnrealized": text(value.unrealized),
        "unsettledEquity": "0",
    }
