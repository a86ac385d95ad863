"""Where orders meet the book: placing, matching, settling, cancelling.

Price first, then time. The 100 ms speed bump for takers is left out: an order is matched at the
moment it arrives. A client id may be used twice (the exchange's rule is unknown; taking both shows
a client that sends twice what it did). A reduce-only order larger than what is left to
reduce is accepted and cut at once. A taker order that would still cross after its impact bound
expires, so the book at rest is never crossed.
"""

from collections.abc import Callable
from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox import checks, errors, frames
from tui.sandbox.accounts import Account, FillRow
from tui.sandbox.gate import Gate
from tui.sandbox.instruments import MAKER_BPS, TAKER_BPS, Instrument
from tui.sandbox.ledger import Change, Ledger
from tui.sandbox.margin import exposure
from tui.sandbox.numbers import cut, raise_up
from tui.sandbox.orders import Expiry, Order, Status, Terms
from tui.sandbox.outbox import Outbox
from tui.sandbox.states import check_state, trades
from tui.sandbox.venue import Venue

_BPS = Decimal(10_000)
_NO_LIMIT = Decimal(10) ** 12


class Desk:
    """All markets and all accounts, seen from an order."""

    def __init__(self, venues: dict[str, Venue], ledger: Ledger, outbox: Outbox) -> None:
        self.venues = venues
        self.ledger = ledger
        self.outbox = outbox
        self.gate = Gate(venues, ledger)
        self.on_fill: Callable[[Order, Venue], None] = _ignore_fill
        self.on_close: Callable[[Account, Venue], None] = _ignore_close
        self.on_trade: Callable[[Venue, Decimal], None] = _ignore_trade

    def venue(self, symbol: str) -> Venue:
        """The market, or a refusal."""
        venue = self.venues.get(symbol)
        if venue is None:
            raise errors.invalid_symbol()
        return venue

    def marks(self) -> dict[str, tuple[Instrument, Decimal]]:
        """Every market's mark."""
        return self.gate.marks()

    def place(self, account: Account, terms: Terms) -> Order:
        """Take a client's order that has no trigger, or refuse it."""
        venue = self.venue(terms.symbol)
        checks.check_terms(terms, venue)
        self.gate.check_account(account)
        crosses = venue.crosses(terms)
        check_state(venue.state, terms, crosses=crosses)
        checks.check_band(terms, venue)
        if terms.post_only and crosses:
            raise errors.invalid_order("Order would immediately match and take liquidity")
        quantity = terms.quantity if terms.quantity is not None else checks.for_quote(terms, venue)
        cap = None
        if terms.reduce_only:
            cap = self.gate.reducible(account, terms)
            if cap <= 0:
                raise errors.invalid_order("Reduce only order not reduced")
        else:
            self.gate.check_risk(account, terms, quantity)
        order = self.new_order(account, terms, quantity)
        self.submit(order, cap)
        return order

    def new_order(self, account: Account, terms: Terms, quantity: Decimal) -> Order:
        """An order with the next id, not yet anywhere."""
        stamps = self.outbox.stamps
        return Order(stamps.new_id(), account.key, terms, stamps.stamp(), quantity)

    def submit(self, order: Order, cap: Decimal | None = None) -> None:
        """Bring an accepted order to the book and say everything that follows from it."""
        venue = self.venues[order.terms.symbol]
        self.tell("orderAccepted", order)
        if cap is not None and order.quantity > cap:
            order.quantity = cap
            self.tell("orderModified", order)
        bound = self._bound(order, venue)
        if bound is None:
            reason = None
        elif self._kills(order, venue, bound.price):
            reason = Expiry.FILL_OR_KILL
        else:
            reason = self._match(order, venue, bound)
        self._settle_rest(order, venue, reason, bound)
        venue.publish()

    def _bound(self, order: Order, venue: Venue) -> checks.Bound | None:
        """How far it may take; None when there is nothing to take or nobody may."""
        if not trades(venue.state):
            return None
        bound = checks.taker_bound(order.side, venue, order.terms.slippage)
        limit = order.terms.price
        if bound is None or limit is None:
            return bound
        price = min(bound.price, limit) if order.side is Side.BID else max(bound.price, limit)
        return checks.Bound(price, bound.reason)

    def _kills(self, order: Order, venue: Venue, bound: Decimal) -> bool:
        if order.terms.time_in_force != "FOK":
            return False
        return venue.book.available(order.side, bound, order.account) < order.quantity

    def _match(self, order: Order, venue: Venue, bound: checks.Bound) -> Expiry | None:
        """Trade until it is filled or meets its bound; the reason when it must not go on."""
        facing = venue.book.against(order.side)
        while order.left > 0:
            maker = venue.book.first(order.side)
            if maker is None:
                return Expiry.INSUFFICIENT_LIQUIDITY if order.terms.is_market else None
            price = maker.terms.price or _NO_LIMIT
            if not facing.within(price, bound.price):
                return bound.reason if order.terms.is_market else None
            if maker.account == order.account:
                if order.terms.self_trade != "RejectTaker":
                    self.end(maker, Status.EXPIRED, Expiry.SELF_TRADE)
                if order.terms.self_trade != "RejectMaker":
                    return Expiry.SELF_TRADE
                continue
            self._trade(maker, order, venue, price)
        return None

    def _settle_rest(
        self, order: Order, venue: Venue, reason: Expiry | None, bound: checks.Bound | None
    ) -> None:
        """What is left of an order after matching rests or expires."""
        terms = order.terms
        if order.status is Status.FILLED:
            return
        if reason is None and terms.is_market:
            reason = Expiry.INSUFFICIENT_LIQUIDITY
        if reason is None and terms.time_in_force != "GTC":
            is_killed = terms.time_in_force == "FOK"
            reason = Expiry.FILL_OR_KILL if is_killed else Expiry.IMMEDIATE_OR_CANCEL
        if reason is None and venue.crosses(terms):
            reason = Expiry.POST_ONLY_MODE if bound is None else bound.reason
        if reason is not None:
            self._finish(order, Status.EXPIRED, reason)
            self.tell("orderExpired", order)
            return
        self.ledger.accounts[order.account].admit(order)
        venue.book.add(order)

    def _trade(self, maker: Order, taker: Order, venue: Venue, price: Decimal) -> None:
        quantity = min(maker.left, taker.left)
        trade = venue.record_trade(maker, taker, price, quantity)
        for order, is_maker in ((maker, True), (taker, False)):
            order.executed += quantity
            order.executed_quote += price * quantity
            order.status = Status.FILLED if order.left == 0 else Status.PARTIALLY_FILLED
            bps = MAKER_BPS if is_maker else TAKER_BPS
            fee = raise_up(price * quantity * bps / _BPS)
            at = self.outbox.stamps.stamp()
            fill = FillRow(order, trade.id, price, quantity, fee, is_maker, at)
            if is_maker:
                self.ledger.accounts[order.account].note_fill(order, quantity)
                side = venue.book.side(order.side)
                side.shrink(price, quantity)
                if order.left == 0:
                    side.remove(order, price)
            self._book_fill(fill, venue)
        self.on_trade(venue, price)
        for order in (maker, taker):
            self.fit_reduce_only(self.ledger.accounts[order.account], venue)

    def _book_fill(self, fill: FillRow, venue: Venue) -> None:
        order, account = fill.order, self.ledger.accounts[fill.order.account]
        signed = fill.quantity if order.side is Side.BID else -fill.quantity
        changes = self.ledger.trade(
            account,
            venue.instrument,
            signed=signed,
            price=fill.price,
            new_id=self.outbox.stamps.new_id(),
            at_us=fill.at_us,
        )
        self.ledger.charge(account, changes[-1].position, fill.fee)
        if account.is_street:
            return
        account.fills.append(fill)
        if order.status is Status.FILLED:
            self._finish(order, Status.FILLED, None)
        self.tell("orderFill", order, fill)
        self._tell_changes(account, venue, changes)
        self.on_fill(order, venue)
        if any(change.event == "positionClosed" for change in changes):
            self.on_close(account, venue)

    def _tell_changes(self, account: Account, venue: Venue, changes: list[Change]) -> None:
        mark = venue.marks.mark
        for change in changes:
            risk = exposure(account, venue.instrument, mark)
            data = frames.position_update(
                change.event, change.position, risk, mark, self.outbox.times()
            )
            self.outbox.send("account.positionUpdate", data, account.key)
        self.tell_balance(account)

    def tell_balance(self, account: Account) -> None:
        """Send the collateral as it stands."""
        data = frames.balance_update(cut(account.cash), self.outbox.times())
        self.outbox.send("account.balanceUpdate", data, account.key)

    def fit_reduce_only(self, account: Account, venue: Venue, first: Order | None = None) -> None:
        """Shrink resting reduce-only orders to the position; `first` keeps its size longest."""
        reducing = account.reducing.get(venue.symbol)
        if not reducing:
            return
        position = account.positions.get(venue.symbol)
        for side in Side:
            closes = position is not None and position.closing_side is side
            room = abs(position.quantity) if position is not None and closes else ZERO
            orders = [order for order in reducing.values() if order.side is side]
            for order in sorted(orders, key=lambda o: o is not first):
                allowed = min(order.left, room)
                room -= allowed
                if allowed == 0:
                    self.end(order, Status.EXPIRED, Expiry.REDUCE_ONLY)
                elif allowed < order.left and order.terms.price is not None:
                    excess = order.left - allowed
                    venue.book.side(side).shrink(order.terms.price, excess)
                    order.quantity -= excess
                    self.tell("orderModified", order)

    def end(self, order: Order, status: Status, reason: Expiry | None = None) -> None:
        """Take a resting order out of the book for good; the caller publishes the book."""
        self.venues[order.terms.symbol].book.remove(order)
        self._finish(order, status, reason)
        self.tell("orderCancelled" if status is Status.CANCELLED else "orderExpired", order)

    def _finish(self, order: Order, status: Status, reason: Expiry | None) -> None:
        order.status, order.expiry = status, reason
        account = self.ledger.accounts[order.account]
        account.dismiss(order)
        if not account.is_street:
            account.ended.append(order)

    def tell(self, event: str, order: Order, fill: FillRow | None = None) -> None:
        """Send an order's step to its owner; the street needs no telling."""
        if self.ledger.accounts[order.account].is_street:
            return
        item = self.venues[order.terms.symbol].instrument
        data = frames.order_update(event, order, item, self.outbox.times(), fill)
        self.outbox.send("account.orderUpdate", data, order.account)


def _ignore_fill(_order: Order, _venue: Venue) -> None:
    """Nobody wants to hear of fills."""


def _ignore_close(_account: Account, _venue: Venue) -> None:
    """Nobody wants to hear of closed positions."""


def _ignore_trade(_venue: Venue, _price: Decimal) -> None:
    """Nobody wants to hear of trades."""
