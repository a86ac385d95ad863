from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from tests.bench.feed_server import packed
from tests.bench.ingest import filled
from tests.bench.market import LEVELS, SYMBOL, LoadedMarket, frames, stamp_of, stamp_price
from tui.domain.book import BookStatus, Delta
from tui.domain.quotes import MarkTick, Quote, Trade
from tui.wire.frames import decode


def test_the_mix_is_as_measured_on_the_real_market() -> None:
    kinds = Counter(type(decode(raw)) for raw in frames(1_000)[1])
    assert kinds == {Delta: 600, Quote: 250, Trade: 120, MarkTick: 30}


def test_the_book_of_the_frames_is_the_markets_own_and_never_crosses() -> None:
    before, raws = frames(5_000)
    after = LoadedMarket(Random(1))
    for n in range(5_000):
        after.next(n, n + 1)
    store, feed = filled(before)
    for raw in raws:
        assert feed.take(decode(raw), 0.0)
        assert store.book.status is BookStatus.LIVE
    top = store.book.top(2 * LEVELS)
    bids, asks = after.levels()
    assert [(level.price, level.quantity) for level in reversed(top.bids)] == _decimals(bids)
    assert [(level.price, level.quantity) for level in top.asks] == _decimals(asks)


def _decimals(rows: list[list[str]]) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(price), Decimal(size)) for price, size in rows]


def test_every_trade_bears_the_stamp_it_was_sent_with() -> None:
    market = LoadedMarket(Random(3))
    stamped = [(market.next(1, stamp), stamp) for stamp in range(1, 300)]
    trades = [(decode(sent.frame), sent.stamp, stamp) for sent, stamp in stamped if sent.stamp]
    assert trades
    for trade, told, stamp in trades:
        assert isinstance(trade, Trade)
        assert trade.symbol == SYMBOL
        assert told == stamp == stamp_of(str(trade.price))


@pytest.mark.parametrize("stamp", [1, 99, 100, 123_456_789])
def test_a_stamp_is_read_back_from_a_price_with_its_thousands_apart(stamp: int) -> None:
    assert stamp_of(f"{Decimal(stamp_price(stamp)):,.2f}") == stamp


@pytest.mark.parametrize(("size", "header"), [(125, b"\x81\x7d"), (126, b"\x81\x7e\x00\x7e")])
def test_a_frame_is_packed_with_the_length_its_size_asks_for(size: int, header: bytes) -> None:
    assert packed(b"x" * size) == header + b"x" * size
