"""What an account must be able to carry before an order of its is taken.

The exchange publishes an account's position limit, a market's weight and a market's open-interest
limit, but not the formulas. The safe default here: the sum of notional times weight over all
markets, open orders at their worst, stays within the position limit; and an order whose opening
part would lift the market's open interest beyond its limit is refused. Reduce-only orders pass.
"""

from decimal import Decimal

from tui.domain.money import ZERO
from tui.domain.position import Side
from tui.sandbox import errors
from tui.sandbox.accounts import Account
from tui.sandbox.instruments import Instrument
from tui.sandbox.ledger import Ledger
from tui.sandbox.margin import summarize, worst_quantity
from tui.sandbox.orders import Terms
from tui.sandbox.venue import Venue

Marks = dict[str, tuple[Instrument, Decimal]]


class Gate:
    """Refuses what an account cannot carry."""

    def __init__(self, venues: dict[str, Venue], ledger: Ledger) -> None:
        self._venues = venues
        self._ledger = ledger

    def marks(self) -> Marks:
        """Every market's mark."""
        return {symbol: (v.instrument, v.marks.mark) for symbol, v in self._venues.items()}

    def check_account(self, account: Account) -> None:
        """Refuse while the account is being liquidated."""
        if account.liquidating:
            raise errors.Refusal("ACCOUNT_LIQUIDATING", "Account is liquidating")

    def reducible(self, account: Account, terms: Terms) -> Decimal:
        """How much a reduce-only order may still reduce, given those that already rest."""
        position = account.positions.get(terms.symbol)
        if position is None or position.closing_side is not terms.side:
            return ZERO
        resting = account.reducing.get(terms.symbol, {}).values()
        covered = sum((order.left for order in resting if order.side is terms.side), ZERO)
        return abs(position.quantity) - covered

    def check_risk(self, account: Account, terms: Terms, quantity: Decimal) -> None:
        """Refuse an order that adds risk the account or the market cannot carry."""
        signed = quantity if terms.side is Side.BID else -quantity
        marks = self.marks()
        after = summarize(account, marks, (terms.symbol, signed))
        if after.available < 0 and after.exposure > summarize(account, marks).exposure:
            raise errors.insufficient_margin()
        names = account.active() | {terms.symbol}
        heaviest = max(marks[name][0].position_limit_weight for name in names)
        if after.exposure * heaviest > account.position_limit:
            self._check_position_limit(account, terms.symbol, signed, marks)
        self._check_open_interest(account, terms.symbol, signed)

    def _check_position_limit(
        self, account: Account, symbol: str, signed: Decimal, marks: Marks
    ) -> None:
        if worst_quantity(account, symbol, signed) <= worst_quantity(account, symbol):
            return
        total = ZERO
        for name in {*account.active(), symbol}:
            item, mark = marks[name]
            extra = signed if name == symbol else ZERO
            total += worst_quantity(account, name, extra) * mark * item.position_limit_weight
        if total > account.position_limit:
            raise errors.Refusal("POSITION_LIMIT", "Position limit exceeded")

    def _check_open_interest(self, account: Account, symbol: str, signed: Decimal) -> None:
        item = self._venues[symbol].instrument
        held = account.held(symbol)
        opening = abs(held + signed) - abs(held) if held * signed >= 0 else abs(signed) - abs(held)
        if opening > 0 and self.open_interest(symbol) + opening > item.open_interest_limit:
            raise errors.Refusal("POSITION_LIMIT", "Open interest limit exceeded")

    def open_interest(self, symbol: str) -> Decimal:
        """Long positions of everybody, those that were there before the start among them."""
        return self._venues[symbol].instrument.open_interest + self._ledger.longs(symbol)
