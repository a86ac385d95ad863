"""The sandbox's markets without a street: nothing trades unless a test does it."""

from decimal import Decimal

from tui.domain.position import Side
from tui.sandbox.accounts import Account
from tui.sandbox.api import Push
from tui.sandbox.candles import Candles
from tui.sandbox.desk import Desk
from tui.sandbox.instruments import INSTRUMENTS, Instrument
from tui.sandbox.keeper import Keeper
from tui.sandbox.ledger import Ledger
from tui.sandbox.marks import Marks
from tui.sandbox.orders import Order, Terms
from tui.sandbox.outbox import Outbox, Stamps
from tui.sandbox.triggers import Triggers
from tui.sandbox.venue import Venue

SOL = "SOL_USDC_PERP"
START_US = 1_788_000_000_000_000


class QuietMarket:
    """Desk, triggers and keeper over empty books; the marks stay where they start."""

    def __init__(self, *names: str, cash: str = "10000", leverage: str = "10") -> None:
        self.outbox = Outbox(Stamps(START_US, 1000))
        venues = {item.symbol: _venue(item, self.outbox) for item in INSTRUMENTS}
        self.ledger = Ledger()
        self.desk = Desk(venues, self.ledger, self.outbox)
        self.triggers = Triggers(self.desk)
        self.keeper = Keeper(self.desk, self.triggers)
        for number, name in enumerate(names):
            account = Account(name, number, Decimal(cash), Decimal(leverage))
            self.ledger.accounts[name] = account

    @property
    def sol(self) -> Venue:
        """The market most tests use; its mark is 100.60."""
        return self.desk.venues[SOL]

    def account(self, name: str) -> Account:
        """One of the accounts named at the start."""
        return self.ledger.accounts[name]

    def limit(
        self, name: str, side: Side, price: str, quantity: str, *, reduce_only: bool = False
    ) -> Order:
        """Place a resting or crossing limit order on SOL."""
        return self.place(
            name,
            Terms(
                SOL,
                side,
                price=Decimal(price),
                quantity=Decimal(quantity),
                reduce_only=reduce_only or None,
            ),
        )

    def place(self, name: str, terms: Terms) -> Order:
        """Place any order."""
        return self.desk.place(self.account(name), terms)

    def give(self, name: str, quantity: str, price: str, against: str) -> None:
        """Open a position by a trade between two accounts at one price."""
        size = Decimal(quantity)
        taker_side = Side.BID if size > 0 else Side.ASK
        self.limit(against, taker_side.opposite, price, str(abs(size)))
        self.limit(name, taker_side, price, str(abs(size)))
        self.outbox.take()

    def pushes(self, name: str | None, stream: str) -> list[Push]:
        """Take everything emitted and keep one stream of one account."""
        return [p for p in self.outbox.take() if p.account == name and p.stream == stream]

    def events(self, name: str) -> list[tuple[str, str]]:
        """Take everything emitted; the order events of one account with the order's status."""
        found = self.pushes(name, "account.orderUpdate")
        return [(str(p.data["e"]), str(p.data["X"])) for p in found]


def _venue(item: Instrument, outbox: Outbox) -> Venue:
    marks = Marks(item, Decimal(str(item.level)), START_US)
    return Venue(item, outbox, marks, Candles(), 1_000_000)
