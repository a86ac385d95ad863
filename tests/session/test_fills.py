from dataclasses import replace

from tests.builders import SOL, price, quantity, sol_order, usd
from tui.domain.events import FillsRead, Noted, OrderChanged
from tui.domain.order import Fill
from tui.domain.position import Side
from tui.session.fills import MAX_FILLS
from tui.session.reduce import reduce
from tui.session.state import State


def fill(trade_id: int | None = 1, time_ms: int = 5) -> Fill:
    return Fill(
        trade_id,
        "o1",
        7,
        SOL,
        Side.ASK,
        price("110"),
        quantity("1"),
        usd("0.1"),
        "USDC",
        is_maker=True,
        time_ms=time_ms,
    )


def test_a_fill_told_by_the_stream_and_found_again_is_one_fill() -> None:
    told = reduce(State(), OrderChanged(sol_order("o1"), "orderFill", fill()), 0.0, 0)
    found = reduce(told, FillsRead((fill(), fill(2, 9))), 0.0, 0)
    assert [one.trade_id for one in found.fills] == [1, 2]
    assert found.newest_fill_ms == 9
    assert reduce(found, FillsRead((fill(),)), 0.0, 0) is found


def test_a_fill_nobody_told_is_worth_a_line() -> None:
    after = reduce(State(), FillsRead((fill(),)), 0.0, 0)
    (line,) = after.happenings
    assert line.event == Noted("Found a fill of order o1: Ask 1 SOL_USDC_PERP at 110")


def test_fills_without_a_trade_id_are_told_apart_by_what_they_are() -> None:
    one = fill(None)
    after = reduce(State(), FillsRead((one, one, replace(one, time_ms=6))), 0.0, 0)
    assert [found.time_ms for found in after.fills] == [5, 6]


def test_the_newest_are_kept() -> None:
    many = tuple(fill(number, number) for number in range(1, MAX_FILLS + 10))
    after = reduce(State(), FillsRead(many), 0.0, 0)
    assert len(after.fills) == MAX_FILLS
    assert after.fills[-1].trade_id == MAX_FILLS + 9
