"""Where money and positions change hands: the arithmetic of a fill, of fees and of funding.

Fees are rounded up and funding is cut at six decimals, as recorded. A part that closes takes its
share of the cost with it (assumed; no recording shows a partial close). Profit is settled into the
collateral when a position is reduced; of accounts that ask for it, open profit is settled as well.

Every amount that leaves one account arrives at another or in a pool, so nothing is lost or made.
"""

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.money import ZERO
from tui.sandbox.accounts import Account, Position, SettlementRow
from tui.sandbox.instruments import Instrument
from tui.sandbox.numbers import on_ledger


@dataclass(frozen=True, slots=True)
class Change:
    """What a fill did to one position."""

    event: str
    position: Position


class Ledger:
    """All accounts and the two pools that stand between them."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.fee_pool = ZERO
        self.funding_pool = ZERO
        self._longs: dict[str, Decimal] = {}

    def total(self) -> Decimal:
        """Cash not explained by open cost; it never changes, whatever is traded."""
        total = self.fee_pool + self.funding_pool
        for account in self.accounts.values():
            total += account.cash
            total -= sum((p.net_cost + p.settled for p in account.positions.values()), ZERO)
        return total

    def longs(self, symbol: str) -> Decimal:
        """The long positions of all accounts, in base units."""
        return self._longs.get(symbol, ZERO)

    def charge(self, account: Account, position: Position, fee: Decimal) -> None:
        """Take a fee."""
        account.cash -= fee
        position.fees += fee
        self.fee_pool += fee

    def charge_liquidation(
        self, account: Account, position: Position, fee: Decimal, quantity: Decimal, at_us: int
    ) -> None:
        """Take the fee for closing `quantity` of a position its owner could not carry."""
        account.cash -= fee
        position.liquidated += quantity
        position.liquidation_fees += fee
        self.fee_pool += fee
        row = SettlementRow("TradingFeesSystem", -fee, position.id, at_us)
        account.settlements.append(row)

    def realize(self, account: Account, position: Position, mark: Decimal, at_us: int) -> None:
        """Settle the open profit, or loss, of a position into the collateral."""
        amount = position.unrealized(mark)
        if not amount:
            return
        account.cash += amount
        position.settled += amount
        position.realized += amount
        row = SettlementRow("RealizePnl", amount, position.id, at_us)
        account.settlements.append(row)

    def pay_funding(self, account: Account, position: Position, payment: Decimal) -> None:
        """Pay (or, when negative, take) funding."""
        account.cash += payment
        position.funding += payment
        self.funding_pool -= payment

    def trade(
        self,
        account: Account,
        instrument: Instrument,
        *,
        signed: Decimal,
        price: Decimal,
        new_id: int,
        at_us: int,
    ) -> list[Change]:
        """Add a signed quantity at `price` to the account; says what became of its position."""
        changes: list[Change] = []
        symbol = instrument.symbol
        position = account.positions.get(symbol)
        held = ZERO if position is None else position.quantity
        grown = max(held + signed, ZERO) - max(held, ZERO)
        self._longs[symbol] = self.longs(symbol) + grown
        if position is not None and (position.quantity > 0) != (signed > 0):
            part = _toward_zero(signed, position.quantity)
            profit = _close_part(account, position, part, price)
            if not account.is_street:
                row = SettlementRow("RealizePnl", profit, position.id, at_us)
                account.settlements.append(row)
            signed -= part
            if position.quantity == 0:
                position.closed_us = at_us
                del account.positions[symbol]
                account.closed.append(position)
                changes.append(Change("positionClosed", position))
                position = None
            else:
                changes.append(Change("positionAdjusted", position))
        if signed:
            event = "positionAdjusted"
            if position is None:
                event = "positionOpened"
                position = account.positions[symbol] = Position(new_id, instrument, at_us)
            changes.append(_enlarged(event, position, signed, price))
        return changes


def _enlarged(event: str, position: Position, signed: Decimal, price: Decimal) -> Change:
    position.quantity += signed
    position.net_cost += signed * price
    return Change(event, position)


def _toward_zero(signed: Decimal, held: Decimal) -> Decimal:
    """The part of `signed` that reduces `held` and no more."""
    size = min(abs(signed), abs(held))
    return size if signed > 0 else -size


def _close_part(account: Account, position: Position, part: Decimal, price: Decimal) -> Decimal:
    size = abs(part)
    share, settled = position.net_cost, position.settled
    if size != abs(position.quantity):
        share = on_ledger(position.net_cost * size / abs(position.quantity))
        settled = on_ledger(position.settled * size / abs(position.quantity))
    profit = -part * price - share - settled
    position.last_entry = position.entry
    account.cash += profit
    position.realized += profit
    position.net_cost -= share
    position.settled -= settled
    position.quantity += part
    position.closed_volume += size
    position.closed_value += size * price
    return profit
