"""One consistent picture of market and account for the rules of an exit."""

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.events import Link
from tui.domain.exits.coverage import covering_orders
from tui.domain.exits.plan import ExitView
from tui.domain.freshness import MARK_AGES
from tui.domain.money import Quantity
from tui.session.markets import MarketStore
from tui.session.ports import ExchangeTime
from tui.session.state import State

BOOK_LEVELS = 50
"""Levels of the book that an exit is measured against."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When the picture is taken, and what the clocks are worth."""

    now: float
    """Monotonic seconds."""
    time: ExchangeTime
    streaming: bool
    """Whether streams are meant to run; without them requests alone carry the picture."""

    def age(self, at: float | None) -> float | None:
        """Seconds since `at`; None when it never was."""
        return None if at is None else max(0.0, self.now - at)


def exit_view(store: MarketStore, state: State, moment: Moment) -> ExitView:
    """What an exit on the market of `store` is checked against."""
    symbol = store.market.symbol
    held = state.positions.get(symbol)
    confirmed = state.positions_confirmed if held is None else held.confirmed
    position = None if held is None else held.position
    return ExitView(
        market=store.market,
        position=position,
        position_age=moment.age(confirmed),
        mark=None if store.mark is None else store.mark.mark,
        mark_age=_mark_age(store, moment),
        last=store.last,
        book=store.top(BOOK_LEVELS),
        covering=() if position is None else covering_orders(position, state.orders.values()),
        unsettled=_unsettled(state, symbol),
        fees=None if state.account is None else state.account.fees,
        link_up=_links_up(state, moment),
        reconciled=state.reconciled,
        mark_streamed=store.mark_streamed if moment.streaming else None,
        mark_read=store.mark_read if _says_of_now(moment.age(store.mark_read_at)) else None,
        available=None if state.margin is None else state.margin.available,
        leverage=None if state.account is None else state.account.leverage_limit,
    )


def _says_of_now(age: float | None) -> bool:
    """Whether a mark that was asked for may be held against what the stream says now."""
    return age is not None and age <= MARK_AGES.stale


def _mark_age(store: MarketStore, moment: Moment) -> float | None:
    """The greater of two ages: since it arrived, and since the exchange says it was true."""
    if store.mark is None or store.mark_at is None:
        return None
    age = max(0.0, moment.now - store.mark_at)
    if moment.time.uncertainty_ms is None or not store.mark.exchange_us:
        return age
    return max(age, (moment.time.now_us() - store.mark.exchange_us) / 1_000_000)


def _unsettled(state: State, symbol: str) -> Quantity:
    sizes = (
        intent.ticket.quantity
        for intent in state.intents.values()
        if intent.ticket.symbol == symbol and not intent.status.is_settled
    )
    return Quantity(sum(sizes, start=Decimal(0)))


def _links_up(state: State, moment: Moment) -> bool:
    needed = (Link.PUBLIC, Link.PRIVATE, Link.REST) if moment.streaming else (Link.REST,)
    return all(state.link(link).up for link in needed)
