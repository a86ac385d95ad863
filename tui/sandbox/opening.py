"""How the sandbox begins: markets with a past, and accounts that already traded."""

from decimal import Decimal
from random import Random

from tui.domain.position import Side
from tui.sandbox.accounts import Account, FillRow, FundingRow
from tui.sandbox.api import AccountSpec, PositionSpec
from tui.sandbox.candles import Candles
from tui.sandbox.desk import Desk
from tui.sandbox.instruments import FUNDING_INTERVAL_US, TAKER_BPS, Instrument
from tui.sandbox.ledger import Ledger
from tui.sandbox.marks import Marks
from tui.sandbox.numbers import US, cut, raise_up, to_grid
from tui.sandbox.orders import Order, Status, Terms
from tui.sandbox.outbox import Outbox
from tui.sandbox.past import Past
from tui.sandbox.venue import Trade, Venue

_PAST_RATES = 240
_PAST_TRADES = 200
_RATE_GRID = Decimal("0.0000000001")
_BPS = Decimal(10_000)
_FIRST_UPDATE_ID = 4_330_000_000
_OPENED_HOURS_AGO = 7
_HALF = 0.5


def open_venue(item: Instrument, outbox: Outbox, random: Random) -> Venue:
    """A market with candles, trades and funding rates from before the start."""
    now = outbox.stamps.now_us
    index = Decimal(item.level).quantize(Decimal("0.00000001"))
    candles = Candles(Past(item, random, now))
    first_id = _FIRST_UPDATE_ID + random.randrange(10_000_000)
    venue = Venue(item, outbox, Marks(item, index, now), candles, first_id)
    for age in range(_PAST_RATES, 0, -1):
        end = venue.marks.next_funding_us - age * item.funding_interval_us
        rate = Decimal(0.0000125 + 0.000004 * random.gauss(0, 1)).quantize(_RATE_GRID)
        venue.past_rates.append((end, rate))
    _fill_tape(venue, random, now)
    return venue


def _fill_tape(venue: Venue, random: Random, now_us: int) -> None:
    """Trades of the last minutes, walking to the first price."""
    item = venue.instrument
    at_us, price, rows = now_us, item.level, []
    for number in range(_PAST_TRADES):
        at_us -= int(random.expovariate(1.5) * US)
        price *= 1 + random.gauss(0, 0.00003)
        size = to_grid(item.typical_size * random.lognormvariate(-1.9, 1.2), item.step)
        rows.append(
            Trade(
                venue.trade_id - number,
                to_grid(price, item.tick),
                max(size, item.step),
                random.random() < _HALF,
                at_us // 1000,
            )
        )
    venue.trades.extend(reversed(rows))


def open_account(
    desk: Desk, key: str, spec: AccountSpec, counterparty: Account, random: Random
) -> None:
    """An account with its collateral and the positions it already holds."""
    account = Account(key, 1_800_000 + random.randrange(100_000), spec.collateral, Decimal(1))
    account.leverage_limit = spec.leverage_limit
    account.auto_realize = spec.auto_realize
    desk.ledger.accounts[key] = account
    for number, position in enumerate(spec.positions):
        hours = _OPENED_HOURS_AGO + 3 * number
        opened_us = desk.outbox.stamps.now_us - hours * FUNDING_INTERVAL_US + 1_234_567 * number
        _open_position(desk, (account, counterparty), position, opened_us, random)


def _open_position(
    desk: Desk,
    sides: tuple[Account, Account],
    spec: PositionSpec,
    opened_us: int,
    random: Random,
) -> None:
    account, _ = sides
    venue = desk.venue(spec.symbol)
    item = venue.instrument
    side = Side.BID if spec.quantity > 0 else Side.ASK
    terms = Terms(spec.symbol, side, is_market=True, quantity=abs(spec.quantity))
    order = Order(desk.outbox.stamps.new_id(), account.key, terms, opened_us, abs(spec.quantity))
    entry = to_grid(item.level * (1 + float(spec.entry_offset)), item.tick)
    part = to_grid(float(order.quantity) * random.uniform(0.4, 0.7), item.step)
    for number, quantity in enumerate((part, order.quantity - part)):
        if quantity <= 0:
            continue
        price = entry + number * item.tick * (1 if side is Side.BID else -1)
        order.executed += quantity
        order.executed_quote += price * quantity
        at_us = opened_us + 400 * number
        trade_id = venue.trade_id - _PAST_TRADES - 50_000 - random.randrange(1000) + 1000 * number
        fee = raise_up(price * quantity * TAKER_BPS / _BPS)
        fill = FillRow(order, trade_id, price, quantity, fee, is_maker=False, at_us=at_us)
        _book(desk, sides, venue, fill)
    order.status = Status.FILLED
    account.ended.append(order)
    _pay_past_funding(desk.ledger, account, venue, opened_us)


def _book(desk: Desk, sides: tuple[Account, Account], venue: Venue, fill: FillRow) -> None:
    account, counterparty = sides
    ledger, item = desk.ledger, venue.instrument
    signed = fill.quantity if fill.order.side is Side.BID else -fill.quantity
    new_id = desk.outbox.stamps.new_id
    changes = ledger.trade(
        account, item, signed=signed, price=fill.price, new_id=new_id(), at_us=fill.at_us
    )
    ledger.charge(account, changes[-1].position, fill.fee)
    ledger.trade(
        counterparty, item, signed=-signed, price=fill.price, new_id=new_id(), at_us=fill.at_us
    )
    account.fills.append(fill)


def _pay_past_funding(ledger: Ledger, account: Account, venue: Venue, since_us: int) -> None:
    position = account.positions[venue.symbol]
    for end_us, rate in venue.past_rates:
        if end_us > since_us:
            payment = cut(-rate * position.quantity * position.entry)
            ledger.pay_funding(account, position, payment)
            account.funding.append(FundingRow(venue.symbol, rate, payment, end_us))
