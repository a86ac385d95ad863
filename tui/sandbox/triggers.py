"""Conditional orders: they wait outside the book until a price is reached.

A trigger fires when its price is reached from the side the market was on when it was placed (the
exchange documents no direction). Firing makes a new order with a new id that names the old one. A
fired reduce-only order may reduce the whole position even where resting ones cover it already;
those shrink, so protection works beside a take-profit that rests. When a position closes, the
reduce-only and percentage triggers on it fail.
"""

from dataclasses import replace
from decimal import Decimal

from tui.domain.money import ZERO, floor_to
from tui.sandbox import checks, errors
from tui.sandbox.accounts import Account
from tui.sandbox.desk import Desk
from tui.sandbox.errors import Refusal
from tui.sandbox.numbers import text
from tui.sandbox.orders import ExitLeg, Expiry, Order, Status, Terms, Trigger, TriggerBy
from tui.sandbox.states import BookState, check_waiting
from tui.sandbox.venue import Venue

_HUNDRED = Decimal(100)
MAX_PER_MARKET = 50
"""Waiting triggers of one account in one market; the exchange's number is unknown."""


class Triggers:
    """All waiting conditional orders."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: dict[str, dict[int, Order]] = {symbol: {} for symbol in desk.venues}
        self._reached: dict[str, tuple[Decimal, Decimal]] = {}
        desk.on_fill = self._on_fill
        desk.on_close = self._on_close
        desk.on_trade = self._on_trade

    def place(self, account: Account, terms: Terms) -> Order:
        """Take a client's conditional order, or refuse it."""
        venue = self._desk.venue(terms.symbol)
        checks.check_terms(terms, venue)
        self._desk.gate.check_account(account)
        check_waiting(venue.state)
        mine = [o for o in self._waiting[terms.symbol].values() if o.account == account.key]
        if len(mine) >= MAX_PER_MARKET:
            raise errors.Refusal("ORDER_LIMIT", "Too many trigger orders")
        return self._hold(account, terms, venue, None)

    def _hold(self, account: Account, terms: Terms, venue: Venue, related_id: int | None) -> Order:
        order = self._desk.new_order(account, terms, ZERO)
        order.status = Status.TRIGGER_PENDING
        order.related_id = related_id
        if terms.trigger is not None:
            order.fires_upward = terms.trigger.price >= _watched(terms.trigger.by, venue)
        account.admit(order)
        self._waiting[venue.symbol][order.id] = order
        self._desk.tell("triggerPlaced", order)
        return order

    def cancel(self, order: Order) -> None:
        """Forget a waiting order at its owner's wish."""
        self._end(order, Status.CANCELLED, None)
        self._desk.tell("orderCancelled", order)

    def _end(self, order: Order, status: Status, reason: Expiry | None) -> None:
        del self._waiting[order.terms.symbol][order.id]
        account = self._desk.ledger.accounts[order.account]
        account.dismiss(order)
        order.status, order.expiry = status, reason
        account.ended.append(order)

    def _fail(self, order: Order, reason: Expiry) -> None:
        self._end(order, Status.TRIGGER_FAILED, reason)
        self._desk.tell("triggerFailed", order)

    def _on_close(self, account: Account, venue: Venue) -> None:
        for order in list(self._waiting[venue.symbol].values()):
            if order.account == account.key and _needs_position(order):
                self._fail(order, Expiry.STOP_WITHOUT_POSITION)

    def _on_trade(self, venue: Venue, price: Decimal) -> None:
        low, high = self._reached.get(venue.symbol, (price, price))
        self._reached[venue.symbol] = (min(low, price), max(high, price))

    def _on_fill(self, order: Order, venue: Venue) -> None:
        """An entry's take-profit and stop-loss come into being with its first fill."""
        if order.has_exits:
            return
        order.has_exits = True
        account = self._desk.ledger.accounts[order.account]
        for leg in (order.terms.take_profit, order.terms.stop_loss):
            if leg is not None:
                self._hold(account, _exit_terms(order, leg), venue, order.id)

    def watch(self, venue: Venue) -> None:
        """Fire what the prices of an open market have reached since the last call."""
        if venue.state is not BookState.OPEN:
            return
        reached = self._reached.pop(venue.symbol, (venue.last, venue.last))
        for order in list(self._waiting[venue.symbol].values()):
            trigger = order.terms.trigger
            if trigger is None or not order.is_waiting:
                continue
            low, high = reached
            if trigger.by is not TriggerBy.LAST:
                low = high = _watched(trigger.by, venue)
            if high >= trigger.price if order.fires_upward else low <= trigger.price:
                self._fire(order, trigger, venue)

    def _fire(self, order: Order, trigger: Trigger, venue: Venue) -> None:
        desk, account = self._desk, self._desk.ledger.accounts[order.account]
        held = account.positions.get(venue.symbol)
        reduces = held is not None and held.closing_side is order.side
        if _needs_position(order) and not reduces:
            self._fail(order, Expiry.STOP_WITHOUT_POSITION)
            return
        size = ZERO if held is None else abs(held.quantity)
        quantity = _amount(trigger, size, venue)
        if quantity <= 0:
            self._fail(order, Expiry.INVALID_QUANTITY)
            return
        terms = replace(order.terms, quantity=quantity)
        reason = self._refusal(account, terms, quantity, venue)
        if reason is not None:
            self._fail(order, reason)
            return
        self._end(order, Status.TRIGGERED, None)
        successor = desk.new_order(account, terms, quantity)
        order.triggered_us = successor.triggered_us = successor.created_us
        successor.related_id = order.id
        desk.submit(successor, size if order.reduces else None)
        desk.fit_reduce_only(account, venue, first=successor)
        venue.publish()

    def _refusal(
        self, account: Account, terms: Terms, quantity: Decimal, venue: Venue
    ) -> Expiry | None:
        if terms.post_only and venue.crosses(terms):
            return Expiry.POST_ONLY_TAKER
        try:
            checks.check_band(terms, venue)
        except Refusal:
            return Expiry.PRICE_OUT_OF_BOUNDS
        if terms.reduce_only:
            return None
        try:
            self._desk.gate.check_risk(account, terms, quantity)
        except Refusal:
            return Expiry.INSUFFICIENT_MARGIN
        return None


def _watched(by: TriggerBy, venue: Venue) -> Decimal:
    if by is TriggerBy.MARK:
        return venue.marks.mark
    if by is TriggerBy.INDEX:
        return venue.marks.index
    return venue.last


def _needs_position(order: Order) -> bool:
    trigger = order.terms.trigger
    return order.reduces or (trigger is not None and trigger.quantity.endswith("%"))


def _amount(trigger: Trigger, held: Decimal, venue: Venue) -> Decimal:
    if not trigger.quantity.endswith("%"):
        return Decimal(trigger.quantity)
    share = Decimal(trigger.quantity[:-1]) / _HUNDRED
    return floor_to(held * share, venue.instrument.step)


def _exit_terms(order: Order, leg: ExitLeg) -> Terms:
    return Terms(
        symbol=order.terms.symbol,
        side=order.side.opposite,
        is_market=leg.limit is None,
        price=leg.limit,
        reduce_only=True,
        trigger=Trigger(leg.price, leg.by or TriggerBy.LAST, text(order.quantity)),
    )
