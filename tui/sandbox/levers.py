"""What a test, a scenario or the control endpoint may do to the exchange from outside.

Nothing here is part of Backpack's protocol. Every lever acts at the engine's present time, and what
follows from it goes out on the streams as if the exchange, or another client of the same account,
had done it.
"""

from dataclasses import replace
from decimal import Decimal

from tui.domain.money import on_grid
from tui.domain.position import Side
from tui.sandbox.accounts import Account
from tui.sandbox.core import Core
from tui.sandbox.orders import Order, Status, Terms
from tui.sandbox.states import BookState
from tui.sandbox.venue import Venue


class LeverError(ValueError):
    """A lever was pulled with a value it does not have; the message names one that works."""


class Levers:
    """Changes what a client cannot change: `engine.levers`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def set_book_state(self, symbol: str, state: str) -> None:
        """Switch a book: `Open`, `Closed`, `CancelOnly`, `LimitOnly` or `PostOnly`."""
        venue = self._venue(symbol)
        try:
            venue.state = BookState(state)
        except ValueError as error:
            words = ", ".join(word.value for word in BookState)
            raise LeverError(f"no book state {state!r}; one of: {words}") from error

    def set_tick(self, symbol: str, tick: Decimal) -> None:
        """Give a market another tick; orders that do not stand on it are cancelled."""
        venue = self._venue(symbol)
        if not tick.is_finite() or not 0 < tick <= venue.last:
            raise LeverError(f"tick must be above 0 and at most the price, such as 0.01: {tick}")
        item = replace(venue.instrument, tick=tick)
        venue.instrument = item
        venue.marks.relist(item)
        for account in self._core.ledger.accounts.values():
            if symbol in account.positions:
                account.positions[symbol].instrument = item
        for side in (venue.book.bids, venue.book.asks):
            for price in [key for key in side.keys if not on_grid(key, tick)]:
                for order in list(side.queues[price].values()):
                    self._core.desk.end(order, Status.CANCELLED)
        venue.publish()

    def freeze_mark(self, symbol: str, on: bool) -> None:
        """Hold a market's mark where it is, or let it move again; the index goes on."""
        self._venue(symbol).is_frozen = on

    def close_position(self, account: str, symbol: str) -> Decimal:
        """Close a position as another client would; what the book could not take is left.

        Returns the signed quantity still held.
        """
        owner = self._account(account)
        return self._trade_to(owner, self._venue(symbol), Decimal(0))

    def flip_position(self, account: str, symbol: str) -> Decimal:
        """Turn a long into as large a short, or the reverse; returns the signed quantity held."""
        owner = self._account(account)
        return self._trade_to(owner, self._venue(symbol), -owner.held(symbol))

    def _venue(self, symbol: str) -> Venue:
        venue = self._core.venues.get(symbol)
        if venue is None:
            raise LeverError(f"no market {symbol!r}; one of: {', '.join(self._core.venues)}")
        return venue

    def _account(self, key: str) -> Account:
        account = self._core.ledger.accounts.get(key)
        if account is None or account.is_street:
            raise LeverError("no such account; give an API key the sandbox was started with")
        return account

    def _trade_to(self, owner: Account, venue: Venue, target: Decimal) -> Decimal:
        """Send market orders until the target is held or the book gives no more."""
        while (needed := target - owner.held(venue.symbol)) != 0:
            side = Side.BID if needed > 0 else Side.ASK
            terms = Terms(
                venue.symbol,
                side,
                is_market=True,
                quantity=abs(needed),
                reduce_only=True if target == 0 else None,
                self_trade="RejectMaker",
            )
            order: Order = self._core.desk.new_order(owner, terms, abs(needed))
            self._core.desk.submit(order)
            if order.executed == 0:
                break
        self._core.triggers.watch(venue)
        return owner.held(venue.symbol)
