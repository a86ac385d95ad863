"""How positions change: the newest engine time wins, whichever way the news came.

A reading by request carries no engine time of its own. It counts as of the moment it was asked for,
so what the stream told after that moment outlives it.
"""

from dataclasses import replace
from types import MappingProxyType

from tui.domain.events import PositionChanged, PositionClosed, PositionsRead
from tui.domain.position import Position
from tui.session.state import Held, State


def position_changed(state: State, event: PositionChanged, at: float) -> State:
    """Hold the position unless something younger is known of its symbol."""
    symbol = event.position.symbol
    if event.engine_us < known_us(state, symbol):
        return state
    held = Held(_completed(event.position, state.positions.get(symbol)), at, event.engine_us)
    return replace(state, positions=MappingProxyType({**state.positions, symbol: held}))


def position_closed(state: State, event: PositionClosed) -> State:
    """Drop the position unless something younger is known of its symbol."""
    if event.engine_us < known_us(state, event.symbol):
        return state
    left = {symbol: held for symbol, held in state.positions.items() if symbol != event.symbol}
    flat = {**state.flat_since, event.symbol: event.engine_us}
    return replace(state, positions=MappingProxyType(left), flat_since=MappingProxyType(flat))


def positions_read(state: State, event: PositionsRead, at: float) -> State:
    """Hold what was read, drop what was not, keep what the stream told since the question."""
    told = {position.symbol: position for position in event.positions}
    positions, flat = dict[str, Held](), dict(state.flat_since)
    for symbol in sorted({*told, *state.positions}):
        held, position = state.positions.get(symbol), told.get(symbol)
        outside = event.symbol is not None and symbol != event.symbol
        since = known_us(state, symbol)
        asked = since if event.asked_us is None else event.asked_us
        if outside or asked < since:
            positions |= {} if held is None else {symbol: held}
        elif position is None:
            flat[symbol] = asked
        else:
            positions[symbol] = Held(_completed(position, held), at, asked)
    read = replace(state, positions=MappingProxyType(positions), flat_since=MappingProxyType(flat))
    if event.symbol is not None:
        return read
    as_of = max(state.positions_as_of, event.asked_us or 0)
    return replace(read, positions_confirmed=at, positions_as_of=as_of)


def known_us(state: State, symbol: str) -> int:
    """Engine time of the newest that is known of the symbol, held or flat; 0 for nothing."""
    held = state.positions.get(symbol)
    engine_us = 0 if held is None else held.engine_us
    return max(engine_us, state.flat_since.get(symbol, 0), state.positions_as_of)


def is_other_size(one: Position, other: Position) -> bool:
    """Whether the two differ in what is held, not only in what it is worth."""
    return (one.position_id, one.direction, one.quantity) != (
        other.position_id,
        other.direction,
        other.quantity,
    )


def _completed(position: Position, held: Held | None) -> Position:
    """Fill in what this message leaves out and an earlier one told of the same holding."""
    if held is None or is_other_size(held.position, position):
        return position
    before = held.position
    return replace(
        position,
        funding=before.funding if position.funding is None else position.funding,
        liquidation=before.liquidation if position.liquidation is None else position.liquidation,
        break_even=before.break_even if position.break_even is None else position.break_even,
    )
