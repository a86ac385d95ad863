from decimal import Decimal
from random import Random

from tests.fakes.quiet_market import SOL, START_US, QuietMarket
from tui.sandbox.api import AccountSpec, PositionSpec
from tui.sandbox.instruments import INSTRUMENTS
from tui.sandbox.opening import open_account, open_venue
from tui.sandbox.outbox import Outbox, Stamps
from tui.sandbox.traders import street_account

D = Decimal


def test_a_market_opens_with_trades_and_funding_rates_behind_it() -> None:
    venue = open_venue(INSTRUMENTS[0], Outbox(Stamps(START_US, 1)), Random(1))
    ids = [trade.id for trade in venue.trades]
    assert ids == list(range(ids[0], venue.trade_id + 1))
    times = [trade.at_ms for trade in venue.trades]
    assert times == sorted(times)
    assert times[-1] <= START_US // 1000
    assert venue.past_rates[-1][0] <= START_US < venue.marks.next_funding_us
    assert venue.ticker(86_400) is not None


def test_a_position_opens_near_its_entry_and_the_other_side_holds_the_rest() -> None:
    market = QuietMarket("x")
    other = street_account("street", 5)
    market.ledger.accounts["street"] = other
    before = market.ledger.total()
    spec = AccountSpec(D(5000), (PositionSpec(SOL, D(-12), D("0.05")),))
    open_account(market.desk, "key", spec, other, Random(2))
    account = market.account("key")
    position = account.positions[SOL]
    assert position.quantity == -12 == -other.held(SOL)
    assert abs(position.entry / D("100.6") - D("1.05")) < D("0.001")
    assert sum(fill.quantity for fill in account.fills) == 12
    assert position.fees == sum(fill.fee for fill in account.fills)
    assert account.ended[0].executed_quote == -position.net_cost
    assert market.ledger.total() == before + 5000
