"""What the exchange does by itself: hourly funding, and closing accounts that cannot carry on.

Liquidation follows the support pages: all orders go, then a tenth of each position is sold into the
book each second until maintenance is covered; one per cent of what is sold is the fee. Backstop
providers and auto-deleveraging are left out.
"""

from decimal import Decimal

from tui.domain.money import ceil_to
from tui.sandbox import frames
from tui.sandbox.accounts import Account, FillRow, FundingRow, Position
from tui.sandbox.desk import Desk
from tui.sandbox.instruments import Instrument
from tui.sandbox.margin import must_liquidate, summarize
from tui.sandbox.numbers import cut, raise_up
from tui.sandbox.orders import Expiry, Status, Terms
from tui.sandbox.triggers import Triggers
from tui.sandbox.venue import Venue

_SLICE = Decimal("0.1")
_FEE = Decimal("0.01")
_SYSTEM_TYPE = "LiquidatePositionOnBook"


class Keeper:
    """Acts on accounts without being asked."""

    def __init__(self, desk: Desk, triggers: Triggers) -> None:
        self._desk, self._triggers = desk, triggers

    def pay_funding(self, venue: Venue) -> None:
        """End the funding hour of one market; longs pay when the rate is positive."""
        marks = venue.marks
        rate, end_us = marks.rate, marks.next_funding_us
        for account in self._desk.ledger.accounts.values():
            position = account.positions.get(venue.symbol)
            if position is None:
                continue
            payment = cut(-rate * position.quantity * marks.mark)
            self._desk.ledger.pay_funding(account, position, payment)
            if not account.is_street:
                row = FundingRow(venue.symbol, rate, payment, end_us, position.id)
                account.funding.append(row)
                self._desk.tell_balance(account)
        venue.past_rates.append((end_us, rate))
        marks.next_interval()

    def realize_profits(self) -> None:
        """Settle the open profit of every account that has it settled by itself."""
        marks = self._desk.marks()
        for account in self._desk.ledger.accounts.values():
            if not account.auto_realize or not account.positions:
                continue
            for symbol, position in account.positions.items():
                at_us = self._desk.outbox.stamps.stamp()
                self._desk.ledger.realize(account, position, marks[symbol][1], at_us)
            self._desk.tell_balance(account)

    def check_accounts(self) -> None:
        """Begin, continue or end liquidations."""
        marks = self._desk.marks()
        for account in self._desk.ledger.accounts.values():
            if account.is_street or not account.positions:
                account.liquidating = False
                continue
            account.liquidating = must_liquidate(summarize(account, marks))
            if account.liquidating:
                self._liquidate(account)

    def _liquidate(self, account: Account) -> None:
        for order in list(account.orders.values()):
            if order.is_waiting:
                self._triggers.cancel(order)
            else:
                self._desk.end(order, Status.EXPIRED, Expiry.LIQUIDATION)
                self._desk.venues[order.terms.symbol].publish()
        for position in list(account.positions.values()):
            self._sell_slice(account, position)

    def _sell_slice(self, account: Account, position: Position) -> None:
        item = position.instrument
        size = min(ceil_to(abs(position.quantity) * _SLICE, item.step), abs(position.quantity))
        terms = Terms(
            item.symbol,
            position.closing_side,
            is_market=True,
            quantity=size,
            time_in_force="IOC",
            reduce_only=True,
        )
        order = self._desk.new_order(account, terms, size)
        order.system_type = _SYSTEM_TYPE
        known = len(account.fills)
        self._desk.submit(order, abs(position.quantity))
        if not order.executed:
            return
        fee = raise_up(order.executed_quote * _FEE)
        at_us = self._desk.outbox.stamps.stamp()
        self._desk.ledger.charge_liquidation(account, position, fee, order.executed, at_us)
        self._desk.tell_balance(account)
        for fill in account.fills[known:]:
            self._announce(fill, item)

    def _announce(self, fill: FillRow, item: Instrument) -> None:
        """Tell everybody: by the documented global stream, and by the one of the market."""
        outbox = self._desk.outbox
        trade = (fill.price, fill.quantity)
        data = frames.liquidation(fill.order, item, outbox.times(), trade)
        for stream in ("liquidation", f"liquidation.{item.symbol}"):
            outbox.send(stream, data)
