"""Orders as JSON fields: the file of a batch, and the options of one order in the same words.

Amounts are texts, as the exchange writes them; a field nobody knows is refused, since it would be
lost without a word.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from tui.cli.order_terms import slippage_of
from tui.domain.intent import TimeInForce
from tui.domain.orders.plan import OrderDraft, PriceAt
from tui.domain.position import Side
from tui.domain.text import clean
from tui.settings import BadSetting

E = TypeVar("E", Side, TimeInForce)

MOST_BYTES = 100_000

_TEXTS = ("symbol", "side", "quantity", "price", "slippage", "timeInForce")
_FLAGS = ("market", "postOnly", "reduceOnly")
_OPTIONS = {"timeInForce": "--tif", "postOnly": "--post-only", "reduceOnly": "--reduce-only"}


def read_batch(path: Path, symbol: str) -> tuple[OrderDraft, ...]:
    """The orders of a file, all of market `symbol`.

    Raises:
        BadSetting: it cannot be read, or an order of it cannot be meant.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        rows = json.loads(content, object_pairs_hook=_once) if len(content) <= MOST_BYTES else None
    except (OSError, ValueError, RecursionError) as error:
        raise BadSetting(f"--batch: {clean(str(path))} cannot be read: {error}") from None
    if not isinstance(rows, list) or not rows:
        raise BadSetting(
            '--batch: the file must hold a list of orders, for example [{"side": "Ask",'
            ' "quantity": "1", "price": "104.50"}].'
        )
    drafts: list[OrderDraft] = []
    for number, row in enumerate(rows, 1):
        try:
            drafts.append(_row(row, symbol))
        except BadSetting as wrong:
            raise BadSetting(f"--batch: order {number}: {wrong}") from None
    return tuple(drafts)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name stands twice")
    return fields


def _row(row: object, symbol: str) -> OrderDraft:
    if not isinstance(row, dict):
        raise BadSetting("it is no object")
    for name, value in row.items():
        if name not in (*_TEXTS, *_FLAGS):
            known = ", ".join((*_TEXTS, *_FLAGS))
            raise BadSetting(f"{clean(name, 40)!r} is not known; known are {known}")
        if not isinstance(value, str if name in _TEXTS else bool):
            kind = 'a text in quotes, such as "1.5"' if name in _TEXTS else "true or false"
            raise BadSetting(f"{name} must be {kind}")
    if row.get("symbol", symbol) != symbol:
        raise BadSetting(f"it is not of {symbol}: the orders of a batch are of one market")
    return draft_of(row)


def _one_of(kind: type[E], text: str | None, name: str) -> E | None:
    """The member of that value; None where nothing is said."""
    if text is None:
        return None
    for member in kind:
        if member.value == text:
            return member
    raise BadSetting(f"{name} is one of {', '.join(member.value for member in kind)}")


def draft_of(fields: Mapping[str, Any], *, options: bool = False) -> OrderDraft:
    """An order of checked fields; it is reduce-only unless they say otherwise.

    `options`: name the fields as the command line does.

    Raises:
        BadSetting: something is missing or contradicts something else.
    """

    def name(field: str) -> str:
        return _OPTIONS.get(field, f"--{field}") if options else field

    market, price = fields.get("market", False), fields.get("price")
    if market == (price is not None):
        raise BadSetting(f"give one of {name('price')} and {name('market')}")
    if not market and fields.get("slippage") is not None:
        raise BadSetting(f"{name('slippage')} bounds an order at market only: leave it out")
    if market and fields.get("postOnly"):
        raise BadSetting(f"{name('postOnly')} cannot fill at once: give a price")
    force = _one_of(TimeInForce, fields.get("timeInForce"), name("timeInForce"))
    if market and force is TimeInForce.GTC:
        raise BadSetting(f"{name('timeInForce')} at market is IOC or FOK")
    side = _one_of(Side, fields.get("side"), name("side"))
    if side is None:
        raise BadSetting(f"{name('side')} is missing")
    if fields.get("quantity") is None:
        raise BadSetting(f"{name('quantity')} is missing")
    return OrderDraft(
        side=side,
        quantity=fields["quantity"],
        price=price or "",
        at=PriceAt.MARKET if market else PriceAt.PRICE,
        slippage=slippage_of(fields.get("slippage"), name("slippage")),
        time_in_force=force or TimeInForce.GTC,
        post_only=fields.get("postOnly", False),
        reduce_only=fields.get("reduceOnly", True),
    )
