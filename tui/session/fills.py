"""Which executions are known: told by the stream, or found by asking for those since the last one.

A fill that the stream never told changed a position all the same. It is asked for at every
comparison, so that the trader hears of it even where the order is long gone.
"""

from collections.abc import Iterable
from dataclasses import replace

from tui.domain.order import Fill
from tui.session.state import State

MAX_FILLS = 500
"""Fills remembered."""


def fills_seen(state: State, fills: Iterable[Fill]) -> State:
    """Take in executions, each once, whichever way they came."""
    new = unknown_fills(state, fills)
    if not new:
        return state
    newest = max(fill.time_ms for fill in new)
    return replace(
        state,
        fills=(*state.fills, *new)[-MAX_FILLS:],
        newest_fill_ms=max(state.newest_fill_ms or 0, newest),
    )


def unknown_fills(state: State, fills: Iterable[Fill]) -> tuple[Fill, ...]:
    """Those that are not known yet, oldest first."""
    known = {_key(fill) for fill in state.fills}
    found = {_key(fill): fill for fill in fills if _key(fill) not in known}
    return tuple(sorted(found.values(), key=lambda fill: fill.time_ms))


def _key(fill: Fill) -> tuple[object, ...]:
    """What makes a fill the same on both roads; some fills of the system bear no trade id."""
    if fill.trade_id is not None:
        return (fill.symbol, fill.order_id, fill.trade_id)
    return (fill.symbol, fill.order_id, fill.price, fill.quantity, fill.time_ms)
