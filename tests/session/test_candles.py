from tests.builders import SOL, price, quantity
from tui.domain.candles import CandleSeries
from tui.domain.quotes import Candle
from tui.session.candles import CandleStore


def candle(n: int) -> Candle:
    at = price("100")
    return Candle(SOL, "1m", n * 60_000, at, at, at, at, quantity("1"), closed=True)


def store() -> CandleStore:
    return CandleStore(CandleSeries(SOL, "1m"))


def test_nothing_is_whole_before_it_was_read() -> None:
    made = store()
    assert not made.is_whole
    made.mended = made.gaps
    whole = [made.is_whole]
    made.break_off()
    whole.append(made.is_whole)
    assert whole == [True, False]


def test_it_tells_when_the_candle_before_the_one_heard_is_not_known() -> None:
    made = store()
    assert made.hear(candle(5), 1.0)
    assert made.hear(candle(6), 2.0)
    assert not made.hear(candle(9), 3.0)
    assert made.heard_at == 3.0


def test_older_candles_are_wanted_only_while_there_may_be_any() -> None:
    made = store()
    made.hear(candle(5), 1.0)
    wants = [made.wants_older]
    made.since_ms = 0
    wants.append(made.wants_older)
    made.is_exhausted = True
    wants.append(made.wants_older)
    assert wants == [False, True, False]


def test_a_clock_that_stood_still_makes_it_older() -> None:
    made = store()
    made.read_at = 9.0
    made.age_by(5.0)
    assert (made.heard_at, made.read_at) == (None, 4.0)
