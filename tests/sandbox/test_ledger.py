from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.accounts import Account, Position
from tui.sandbox.instruments import INSTRUMENTS
from tui.sandbox.ledger import Ledger
from tui.sandbox.numbers import raise_up, text

D = Decimal
SOL = INSTRUMENTS[0]


def ledger() -> tuple[Ledger, Account, Account]:
    book = Ledger()
    for number, name in enumerate(("a", "b")):
        book.accounts[name] = Account(name, number, D(1000), D(10))
    return book, book.accounts["a"], book.accounts["b"]


def trade(book: Ledger, account: Account, signed: str, price: str) -> list[str]:
    changes = book.trade(account, SOL, signed=D(signed), price=D(price), new_id=7, at_us=1)
    return [change.event for change in changes]


def test_a_recorded_long_is_reproduced_to_the_last_digit() -> None:
    book, account, _ = ledger()
    for quantity, price in (("0.0026", "3826.15"), ("0.0010", "3828.81")):
        trade(book, account, quantity, price)
        fee = raise_up(D(quantity) * D(price) * 5 / 10_000)
        book.charge(account, account.positions[SOL.symbol], fee)
    position = account.positions[SOL.symbol]
    book.pay_funding(account, position, D("-0.009218"))
    assert position.fees == D("0.006889")
    assert text(position.net_cost) == "13.7768"
    assert text(position.entry) == "3826.8888888888888888888888889"
    assert text(position.break_even) == "3831.3630555555555555555555556"
    assert position.unrealized(D("3787.46813304")) == D("-0.141914")


def test_a_recorded_short_is_reproduced() -> None:
    position = Position(1, SOL, 0, quantity=D("-0.01"), net_cost=D("-1.2697"))
    position.fees, position.funding = D("0.000254"), D("-0.000139")
    assert text(position.entry) == "126.97"
    assert text(position.break_even) == "126.9307"


def test_opening_adding_and_closing_are_told_apart() -> None:
    book, account, _ = ledger()
    assert trade(book, account, "2", "100") == ["positionOpened"]
    assert trade(book, account, "1", "103") == ["positionAdjusted"]
    assert account.positions[SOL.symbol].entry == 101
    assert trade(book, account, "-3", "102") == ["positionClosed"]
    assert account.held(SOL.symbol) == 0
    assert account.cash == 1003
    assert account.closed[0].realized == 3


def test_a_part_that_closes_realises_its_share_and_leaves_the_entry() -> None:
    book, account, _ = ledger()
    trade(book, account, "-3", "100")
    trade(book, account, "1", "90")
    position = account.positions[SOL.symbol]
    assert (position.realized, position.entry, position.quantity) == (D(10), D(100), D(-2))


def test_a_trade_through_zero_closes_one_position_and_opens_another() -> None:
    book, account, _ = ledger()
    trade(book, account, "2", "100")
    assert trade(book, account, "-5", "101") == ["positionClosed", "positionOpened"]
    assert account.positions[SOL.symbol].entry == 101
    assert account.held(SOL.symbol) == -3


AMOUNTS = st.integers(1, 10**6).map(lambda n: D(n) / 100)


@given(st.lists(st.tuples(st.booleans(), AMOUNTS, AMOUNTS), max_size=40))
def test_cash_and_cost_are_conserved_to_the_last_digit(
    flow: list[tuple[bool, Decimal, Decimal]],
) -> None:
    book, one, two = ledger()
    for is_buy, quantity, price in flow:
        signed = quantity if is_buy else -quantity
        for account, part in ((one, signed), (two, -signed)):
            last = book.trade(account, SOL, signed=part, price=price, new_id=1, at_us=1)[-1]
            book.charge(account, last.position, raise_up(quantity * price / 2000))
        for account in (one, two):
            position = account.positions.get(SOL.symbol)
            if position is not None:
                book.pay_funding(account, position, raise_up(-position.quantity / 3))
    assert book.total() == 2000
    assert one.held(SOL.symbol) == -two.held(SOL.symbol)
