"""The REST answers about scheduled strategies, with the fields of the published specification."""

from tui.sandbox.account_shapes import slippage
from tui.sandbox.numbers import naive_iso, text
from tui.sandbox.shapes import Shape
from tui.sandbox.strategies import Strategy


def strategy(value: Strategy) -> Shape:
    """A strategy as `/strategy` and `/strategies` show it."""
    return _common(value) | {
        "createdAt": value.created_us // 1000,
        "randomizedIntervalQuantity": value.schedule.is_random,
        "reduceOnly": value.terms.reduce_only,
    }


def strategy_row(value: Strategy) -> Shape:
    """A strategy as history shows it."""
    return _common(value) | {
        "cancelReason": value.reason,
        "createdAt": naive_iso(value.created_us),
        "randomizedIntervalQuantity": value.schedule.is_random is True,
    }


def _common(value: Strategy) -> Shape:
    terms = value.terms
    return {
        "clientStrategyId": value.schedule.client_id,
        "duration": value.schedule.duration_ms,
        "executedQuantity": text(value.executed),
        "executedQuoteQuantity": text(value.executed_quote),
        "id": str(value.id),
        "interval": value.schedule.interval_ms,
        "quantity": text(value.quantity),
        "selfTradePrevention": terms.self_trade,
        "side": terms.side.value,
        "status": value.status.value,
        "strategyType": "Scheduled",
        "symbol": terms.symbol,
        "timeInForce": terms.time_in_force,
        **slippage(terms.slippage),
    }
