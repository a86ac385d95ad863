"""The one place where the account's truth changes: a state and an event make the next state.

Pure, so that a session can be replayed. Events may come twice, late or in another order; where two
disagree, the engine's time decides (see `positions` and `orders`).
"""

from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from tui.domain.events import (
    AccountRead,
    CameBack,
    ClockMeasured,
    CommandChanged,
    Event,
    FillsRead,
    HaltChanged,
    IntentChanged,
    Link,
    LinkDown,
    LinkUp,
    Noted,
    OrderChanged,
    OrdersRead,
    PositionChanged,
    PositionClosed,
    PositionsRead,
    Reconciled,
    StoodStill,
)
from tui.session.fills import fills_seen
from tui.session.intents import intent_changed, orders_seen
from tui.session.log_lines import worth_telling
from tui.session.orders import order_changed, orders_read
from tui.session.positions import position_changed, position_closed, positions_read
from tui.session.state import ClockReading, Happening, LinkState, State

MAX_HAPPENINGS = 300
"""Lines of the log that are kept."""


def reduce(state: State, event: Event, at: float, wall_ms: int) -> State:
    """The state after `event`, which we learned of at `at` (monotonic seconds)."""
    after = _applied(state, event, at)
    lines = tuple(Happening(wall_ms, line) for line in worth_telling(state, after, event))
    if not lines:
        return after
    return replace(after, happenings=(*state.happenings, *lines)[-MAX_HAPPENINGS:])


def _applied(state: State, event: Event, at: float) -> State:  # noqa: C901, PLR0911, PLR0912  # because it is one table
    """The state after `event`: as long as there are kinds of events, each with a line for it."""
    match event:
        case LinkUp() | LinkDown():
            return _link_changed(state, event, at)
        case PositionsRead():
            return positions_read(state, event, at)
        case PositionChanged():
            return position_changed(state, event, at)
        case PositionClosed():
            return position_closed(state, event)
        case OrdersRead():
            read = orders_read(state, event, at)
            return orders_seen(read, [order.order_id for order in event.orders])
        case OrderChanged():
            seen = orders_seen(order_changed(state, event), [event.order.order_id])
            return seen if event.fill is None else fills_seen(seen, [event.fill])
        case FillsRead(fills):
            return fills_seen(state, fills)
        case AccountRead(account, margin, balances):
            return replace(
                state, account=account, margin=margin, balances=balances, account_confirmed=at
            )
        case ClockMeasured(offset_ms, uncertainty_ms):
            return replace(state, clock=ClockReading(offset_ms, uncertainty_ms))
        case Reconciled():
            return state if state.reconciled else replace(state, reconciled=True)
        case IntentChanged(intent):
            return intent_changed(state, intent)
        case CameBack(intent, believed):
            returned = {**state.returned, intent.client_id: believed}
            return replace(state, returned=MappingProxyType(returned))
        case CommandChanged(command):
            return replace(
                state, commands=MappingProxyType({**state.commands, command.number: command})
            )
        case HaltChanged(halted):
            return state if state.halted == halted else replace(state, halted=halted)
        case StoodStill(missed):
            return _aged(state, missed) if missed else state
        case Noted():
            return state
    assert_never(event)


def _aged(state: State, missed: float) -> State:
    """Everything confirmed by as much earlier as our clock did not run."""

    def earlier(at: float | None) -> float | None:
        return None if at is None else at - missed

    return replace(
        state,
        positions=MappingProxyType(
            {
                symbol: replace(held, confirmed=held.confirmed - missed)
                for symbol, held in state.positions.items()
            }
        ),
        positions_confirmed=earlier(state.positions_confirmed),
        orders_confirmed=earlier(state.orders_confirmed),
        account_confirmed=earlier(state.account_confirmed),
    )


def _link_changed(state: State, event: LinkUp | LinkDown, at: float) -> State:
    before = state.link(event.link)
    if isinstance(event, LinkUp):
        if before.up:
            return state
        now = LinkState(up=True, reason="", since=at)
    else:
        retry_at = None if event.retry_in is None else at + event.retry_in
        since = at if before.up or event.link not in state.links else before.since
        now = LinkState(up=False, reason=event.reason, since=since, retry_at=retry_at)
    lost_account = event.link is Link.PRIVATE and not now.up
    return replace(
        state,
        links=MappingProxyType({**state.links, event.link: now}),
        reconciled=state.reconciled and not lost_account,
    )
