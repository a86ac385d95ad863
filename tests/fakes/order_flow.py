"""Random order flow of several accounts over a quiet market, seeded, for the invariants.

Everything a client may send is in it, good and bad: limits, post-only, IOC, FOK, market orders by
both quantities, reduce-only, triggers, attached exits, cancels; and what the exchange does by
itself: marks that wander and jump, triggers that fire, funding, profit settled by itself,
liquidations, book states.
"""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from random import Random

from tests.fakes.flow_audit import Audit
from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox.errors import Refusal
from tui.sandbox.numbers import to_grid
from tui.sandbox.orders import ExitLeg, Status, Terms, Trigger, TriggerBy
from tui.sandbox.states import BookState, check_cancel
from tui.sandbox.venue import Venue

ACCOUNTS = ("a", "b", "c", "d", "e", "f")
SYMBOLS = (SOL, "BTC_USDC_PERP", "ETH_USDC_PERP")
_CHECK_EVERY = 1000
_STEP_US = 700


class OrderFlow:
    """Operations on one market, audited as they go."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        cash = self._random.choice(("4000", "12000", "100000"))
        self.market = QuietMarket(*ACCOUNTS, cash=cash, leverage="50")
        for name in ACCOUNTS[::2]:
            self.market.account(name).auto_realize = True
        self.audit = Audit(self.market)
        self.operations: Counter[str] = Counter()
        self._levels = {symbol: self._venue(symbol).instrument.level for symbol in SYMBOLS}
        self._acts: list[tuple[Callable[[], None], int]] = [
            (self._limit, 420),
            (self._market_order, 120),
            (self._reduce, 130),
            (self._trigger, 60),
            (self._cancel, 200),
            (self._cancel_all, 5),
            (self._move, 60),
            (self._fund, 1),
            (self._realize, 3),
            (self._switch, 1),
            (self._jump, 2),
        ]

    def run(self, operations: int) -> Counter[str]:
        """Act so many times; counts of operations and of what was heard."""
        acts, weights = zip(*self._acts, strict=True)
        for number, act in enumerate(self._random.choices(acts, weights, k=operations), 1):
            self.market.outbox.stamps.now_us += _STEP_US
            try:
                act()
            except Refusal as refusal:
                self.operations[f"refused {refusal.code}"] += 1
            self.operations[act.__name__.strip("_")] += 1
            self.audit.listen()
            if number % _CHECK_EVERY == 0:
                self.audit.check()
        self.audit.check()
        self.audit.check_cash()
        return self.operations + self.audit.counts

    def _venue(self, symbol: str) -> Venue:
        return self.market.desk.venues[symbol]

    def _pick(self) -> tuple[str, Venue, Side]:
        symbol = self._random.choice(SYMBOLS)
        name, side = self._random.choice(ACCOUNTS), self._random.choice((Side.BID, Side.ASK))
        return name, self._venue(symbol), side

    def _price(self, venue: Venue, spread: float = 0.004) -> Decimal:
        tick = venue.instrument.tick
        price = float(venue.marks.mark) * (1 + self._random.gauss(0, spread))
        return max(to_grid(price, tick), tick)

    def _quantity(self, venue: Venue) -> Decimal:
        item = venue.instrument
        size = 20_000 / item.level * self._random.lognormvariate(-1, 1.2)
        return max(to_grid(size, item.step), item.step)

    def _leg(self, venue: Venue) -> ExitLeg | None:
        if self._random.random() < 0.9:
            return None
        by = self._random.choice((None, *TriggerBy))
        return ExitLeg(self._price(venue), by, self._random.choice((None, self._price(venue))))

    def _limit(self) -> None:
        name, venue, side = self._pick()
        force = self._random.choices(("GTC", "IOC", "FOK"), (8, 1, 1))[0]
        terms = Terms(
            venue.symbol,
            side,
            price=self._price(venue),
            quantity=self._quantity(venue),
            time_in_force=force,
            post_only=force == "GTC" and self._random.random() < 0.3,
            client_id=self._random.randrange(2**32),
            self_trade=self._random.choice(("RejectTaker", "RejectMaker", "RejectBoth")),
            take_profit=self._leg(venue),
            stop_loss=self._leg(venue),
        )
        self._place(name, terms)

    def _market_order(self) -> None:
        name, venue, side = self._pick()
        quantity, quote = self._quantity(venue), None
        if self._random.random() < 0.3:
            quote = Decimal(self._random.randint(5, 20_000))
        self._place(
            name,
            Terms(
                venue.symbol,
                side,
                is_market=True,
                quantity=None if quote is not None else quantity,
                quote_quantity=quote,
                self_trade=self._random.choice(("RejectTaker", "RejectMaker", "RejectBoth")),
            ),
        )

    def _reduce(self) -> None:
        name, venue, side = self._pick()
        position = self.market.account(name).positions.get(venue.symbol)
        if position is not None and self._random.random() < 0.9:
            side = position.closing_side
        is_market = self._random.random() < 0.3
        terms = Terms(
            venue.symbol,
            side,
            is_market=is_market,
            price=None if is_market else self._price(venue),
            quantity=self._quantity(venue),
            reduce_only=True,
        )
        self._place(name, terms)

    def _trigger(self) -> None:
        name, venue, side = self._pick()
        size = self._random.choice(("100%", "33%", str(self._quantity(venue))))
        limit = self._random.choice((None, self._price(venue)))
        terms = Terms(
            venue.symbol,
            side,
            is_market=limit is None,
            price=limit,
            reduce_only=self._random.choice((None, True)),
            trigger=Trigger(self._price(venue), self._random.choice(list(TriggerBy)), size),
        )
        self.market.triggers.place(self.market.account(name), terms)

    def _place(self, name: str, terms: Terms) -> None:
        self.market.place(name, terms)
        self.market.triggers.watch(self._venue(terms.symbol))

    def _cancel(self) -> None:
        live = list(self.market.account(self._random.choice(ACCOUNTS)).orders.values())
        if live:
            self._end(self._random.choice(live).id)

    def _end(self, order_id: int) -> None:
        for account in self.market.ledger.accounts.values():
            order = account.orders.get(order_id)
            if order is None:
                continue
            venue = self._venue(order.terms.symbol)
            check_cancel(venue.state)
            if order.is_waiting:
                self.market.triggers.cancel(order)
            else:
                self.market.desk.end(order, Status.CANCELLED)
                venue.publish()

    def _cancel_all(self) -> None:
        for order_id in list(self.market.account(self._random.choice(ACCOUNTS)).orders):
            self._end(order_id)

    def _move(self) -> None:
        self._shift(self._random.choice(SYMBOLS), 0.0006)

    def _jump(self) -> None:
        self._shift(self._random.choice(SYMBOLS), 0.04)

    def _shift(self, symbol: str, sigma: float) -> None:
        venue = self._venue(symbol)
        pull = 1 + 0.01 * (venue.instrument.level / self._levels[symbol] - 1)
        self._levels[symbol] *= pull * (1 + self._random.gauss(0, sigma))
        venue.sample(to_grid(self._levels[symbol], Decimal("0.00000001")))
        self.market.triggers.watch(venue)
        self.market.keeper.check_accounts()

    def _realize(self) -> None:
        self.market.keeper.realize_profits()

    def _fund(self) -> None:
        self.market.keeper.pay_funding(self._venue(self._random.choice(SYMBOLS)))

    def _switch(self) -> None:
        venue = self._venue(self._random.choice(SYMBOLS))
        states = [BookState.OPEN] * 8 + list(BookState)
        venue.state = self._random.choice(states)
