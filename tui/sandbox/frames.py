"""The stream messages, key by key as recorded on the wire.

Keys stand in the order of their code points. A field without a value is left out, except `t` of
order updates. Prices and sizes of the market streams are padded to the market's grid.
"""

from collections.abc import Sequence
from decimal import Decimal

from tui.sandbox.accounts import FillRow, Position
from tui.sandbox.book import Level
from tui.sandbox.instruments import Instrument
from tui.sandbox.margin import Exposure
from tui.sandbox.numbers import padded, text
from tui.sandbox.orders import ExitLeg, Order

Frame = dict[str, object]
Times = tuple[int, int]
"""Sending time `E` and engine time `T`, microseconds."""


def _levels(item: Instrument, levels: Sequence[Level]) -> list[list[str]]:
    return [[padded(price, item.tick), padded(size, item.step)] for price, size in levels]


def depth(
    item: Instrument,
    times: Times,
    ids: tuple[int, int],
    changes: tuple[Sequence[Level], Sequence[Level]],
) -> Frame:
    """Levels that changed between two update ids, with their new absolute sizes."""
    bids, asks = changes
    return {
        "E": times[0],
        "T": times[1],
        "U": ids[0],
        "a": _levels(item, asks),
        "b": _levels(item, bids),
        "e": "depth",
        "s": item.symbol,
        "u": ids[1],
    }


def book_ticker(
    item: Instrument, times: Times, update_id: int, bid: Level | None, ask: Level | None
) -> Frame:
    """The best level of each side; null where a side is empty."""
    return {
        "A": None if ask is None else padded(ask[1], item.step),
        "B": None if bid is None else padded(bid[1], item.step),
        "E": times[0],
        "T": times[1],
        "a": None if ask is None else padded(ask[0], item.tick),
        "b": None if bid is None else padded(bid[0], item.tick),
        "e": "bookTicker",
        "s": item.symbol,
        "u": update_id,
    }


def mark_price(
    item: Instrument, times: Times, prices: tuple[Decimal, Decimal], rate: Decimal, next_ms: int
) -> Frame:
    """Mark and index, the funding rate of the running interval and when it is paid."""
    mark, index = prices
    return {
        "E": times[0],
        "T": times[1],
        "e": "markPrice",
        "f": text(rate),
        "i": text(index),
        "n": next_ms,
        "p": padded(mark, item.tick),
        "s": item.symbol,
    }


def open_interest(item: Instrument, times: Times, amount: Decimal) -> Frame:
    """Open interest in base units."""
    return {"E": times[0], "e": "openInterest", "o": text(amount), "s": item.symbol}


def order_update(
    event: str, order: Order, item: Instrument, times: Times, fill: FillRow | None = None
) -> Frame:
    """One step in an order's life."""
    terms = order.terms
    data: Frame = {
        "E": times[0],
        "T": times[1],
        "O": _system_name(order.system_type),
        "S": terms.side.value,
        "V": terms.self_trade,
        "X": order.status.value,
        "Z": format(order.executed_quote, "f") if order.executed_quote else "0",
        "e": event,
        "f": terms.time_in_force,
        "i": str(order.id),
        "o": "MARKET" if terms.is_market else "LIMIT",
        "q": padded(order.quantity, item.step) if order.quantity else "0",
        "Q": _quote_text(order),
        "r": order.reduces,
        "s": item.symbol,
        "t": None if fill is None else fill.trade_id,
        "z": padded(order.executed, item.step) if order.executed else "0",
    }
    data |= _order_options(order, item)
    if fill is not None:
        data |= {
            "L": padded(fill.price, item.tick),
            "N": "USDC",
            "l": padded(fill.quantity, item.step),
            "m": fill.is_maker,
            "n": text(fill.fee),
        }
    if event in {"orderExpired", "triggerFailed"}:
        data["R"] = screaming(order.expiry) if order.expiry is not None else "UNKNOWN"
    return dict(sorted(data.items()))


def _quote_text(order: Order) -> str:
    if order.terms.quote_quantity is not None:
        return format(order.terms.quote_quantity, "f")
    if order.terms.price is None or not order.quantity:
        return "0"
    return format(order.terms.price * order.quantity, "f")


def _order_options(order: Order, item: Instrument) -> Frame:
    terms = order.terms
    data: Frame = {}
    if terms.client_id is not None:
        data["c"] = terms.client_id
    if terms.price is not None:
        data["p"] = padded(terms.price, item.tick)
    if not terms.is_market:
        data["y"] = terms.post_only
    if terms.trigger is not None:
        data["P"] = text(terms.trigger.price)
        data["B"] = terms.trigger.by.value
        data["Y"] = terms.trigger.quantity
    if terms.strategy_id is not None:
        data["H"] = terms.strategy_id
    if order.related_id is not None:
        data["I"] = str(order.related_id)
    return data | _leg(terms.take_profit, ("a", "d", "j")) | _leg(terms.stop_loss, ("b", "g", "k"))


def _leg(leg: ExitLeg | None, keys: tuple[str, str, str]) -> Frame:
    if leg is None:
        return {}
    price, by, limit = keys
    data: Frame = {price: text(leg.price)}
    if leg.by is not None:
        data[by] = leg.by.value
    if leg.limit is not None:
        data[limit] = text(leg.limit)
    return data


def liquidation(
    order: Order, item: Instrument, times: Times, trade: tuple[Decimal, Decimal]
) -> Frame:
    """One trade, price and quantity, by which a position is taken from its owner."""
    price, quantity = trade
    return {
        "E": times[0],
        "S": order.side.value,
        "T": times[1],
        "e": "liquidation",
        "p": padded(price, item.tick),
        "q": padded(quantity, item.step),
        "s": item.symbol,
    }


def screaming(word: str) -> str:
    """`ImmediateOrCancel` as the stream writes it: `IMMEDIATE_OR_CANCEL`."""
    return "".join(f"_{c}" if c.isupper() else c for c in word).lstrip("_").upper()


def _system_name(system_type: str | None) -> str:
    return "USER" if system_type is None else "LIQUIDATION_AUTOCLOSE"


def position_update(
    event: str | None, position: Position, risk: Exposure, mark: Decimal, times: Times
) -> Frame:
    """A position; without an event it is the snapshot sent on subscribing."""
    item = position.instrument
    data: Frame = {
        "B": text(position.entry),
        "E": times[0],
        "M": padded(mark, item.tick),
        "P": text(position.unrealized(mark)),
        "Q": padded(risk.quantity, item.step),
        "T": times[1],
        "b": text(position.break_even),
    }
    if event is not None:
        data["e"] = event
    data |= {
        "f": text(risk.initial),
        "i": position.id,
        "l": "0",
        "m": text(risk.maintenance),
        "n": text(risk.notional),
        "p": text(position.realized),
        "q": padded(position.quantity, item.step),
        "s": item.symbol,
    }
    return data


def balance_update(cash: Decimal, times: Times) -> Frame:
    """The collateral after a change."""
    return {
        "A": text(cash),
        "E": times[0],
        "L": "0",
        "S": "0",
        "T": times[1],
        "a": "USDC",
        "e": "balanceUpdate",
    }
