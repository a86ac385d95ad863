from decimal import Decimal

from tests.fakes.quiet_market import SOL, START_US, QuietMarket
from tui.domain.position import Side

D = Decimal


def test_a_command_that_changes_nothing_says_nothing() -> None:
    market = QuietMarket("a")
    market.sol.publish()
    assert market.outbox.take() == []


def test_each_command_has_one_depth_message_with_the_next_id() -> None:
    market = QuietMarket("a", "b")
    before = market.sol.update_id
    market.limit("a", Side.ASK, "101", "1")
    market.limit("a", Side.ASK, "102", "2")
    market.limit("b", Side.BID, "101.50", "1.5")
    frames = [p.data for p in market.pushes(None, f"depth.{SOL}")]
    assert [(f["U"], f["u"]) for f in frames] == [(before + n, before + n) for n in (1, 2, 3)]
    assert (frames[2]["a"], frames[2]["b"]) == ([["101.00", "0.00"]], [["101.50", "0.50"]])


def test_the_book_ticker_speaks_only_when_the_touch_changes() -> None:
    market = QuietMarket("a")
    market.limit("a", Side.ASK, "101", "1")
    market.limit("a", Side.ASK, "102", "1")
    (push,) = market.pushes(None, f"bookTicker.{SOL}")
    assert (push.data["a"], push.data["A"], push.data["b"]) == ("101.00", "1.00", None)


def test_an_aggregated_stream_tells_each_level_once_with_its_last_size() -> None:
    market = QuietMarket("a")
    first = market.sol.update_id + 1
    for _ in range(3):
        market.limit("a", Side.BID, "99", "1")
    market.outbox.take()
    market.sol.publish_window(200)
    (push,) = market.pushes(None, f"depth.200ms.{SOL}")
    assert (push.data["U"], push.data["u"], push.data["b"]) == (
        first,
        first + 2,
        [["99.00", "3.00"]],
    )
    market.sol.publish_window(200)
    assert market.outbox.take() == []


def test_a_trade_names_buyer_and_seller_and_who_rested() -> None:
    market = QuietMarket("a", "b")
    maker = market.limit("a", Side.BID, "99", "1")
    taker = market.limit("b", Side.ASK, "99", "1")
    (push,) = market.pushes(None, f"trade.{SOL}")
    assert (push.data["b"], push.data["a"]) == (str(maker.id), str(taker.id))
    assert push.data["m"] is True
    assert int(str(push.data["T"])) % 1000 == 0
    assert market.sol.last == 99


def test_a_market_that_never_traded_has_no_ticker() -> None:
    assert QuietMarket("a").sol.ticker(86_400) is None


def test_a_finished_candle_is_sent_once_as_final() -> None:
    market = QuietMarket("a", "b")
    market.give("a", "1", "100", against="b")
    stamps = market.outbox.stamps
    market.sol.sample(D(100))
    market.outbox.take()
    stamps.now_us = START_US + 60_000_000
    market.sol.sample(D(100))
    done, running = market.pushes(None, f"kline.1m.{SOL}")
    assert (done.data["X"], done.data["c"], done.data["n"]) == (True, "100.000000000", 1)
    assert (running.data["X"], running.data["c"], running.data["n"]) == (False, None, 0)
    assert done.data["T"] == running.data["t"]
