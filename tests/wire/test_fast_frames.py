import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.market import frames
from tui.domain.book import Book, BookStatus, BookTop, Delta
from tui.domain.quotes import MarkTick, Quote, Trade
from tui.wire import fast_frames
from tui.wire.fast_frames import KEPT, Memo
from tui.wire.frames import Unreadable, decode, read

SYMBOL = "SOL_USDC_PERP"
DEPTH: dict[str, Any] = {
    "e": "depth",
    "s": SYMBOL,
    "U": 7,
    "u": 8,
    "T": 9,
    "a": [["100.5", "0.00"]],
    "b": [["100.1", "3.25"]],
}
TICKER = {"e": "bookTicker", "s": SYMBOL, "T": 9, "a": "2", "A": "1", "b": None, "B": None}
TRADE = {"e": "trade", "s": SYMBOL, "p": "100.5", "q": "2", "t": 5, "m": True, "T": 9}
MARK = {
    "e": "markPrice",
    "s": SYMBOL,
    "E": 9,
    "p": "100.5",
    "i": None,
    "f": "-0.01",
    "n": 8,
    "T": 9,
}


def frame(data: dict[str, Any], stream: str | None = None) -> bytes:
    return json.dumps({"stream": stream or f"{data['e']}.{data['s']}", "data": data}).encode()


@pytest.mark.parametrize(
    ("data", "kind"), [(DEPTH, Delta), (TICKER, Quote), (TRADE, Trade), (MARK, MarkTick)]
)
def test_each_frequent_kind_is_read_in_one_pass(data: dict[str, Any], kind: type) -> None:
    found = fast_frames.decode(frame(data))
    assert type(found) is kind
    assert found == read(frame(data))


def test_an_aggregated_book_is_read_in_one_pass_too() -> None:
    raw = frame(DEPTH, f"depth.200ms.{SYMBOL}")
    assert fast_frames.decode(raw) == read(raw)
    assert isinstance(fast_frames.decode(raw), Delta)


def test_a_busy_market_is_read_alike_both_ways() -> None:
    raws = frames(2_000)[1]
    assert [fast_frames.decode(raw) for raw in raws] == [read(raw) for raw in raws]


_TEXTS = st.sampled_from(["1", "0", "0.00", "-1", "1e5", "NaN", "1_0", "", "100.5", "٣", "-0"])
_ODD = st.one_of(_TEXTS, st.none(), st.integers(-5, 10**18), st.booleans(), st.just([["1", "0"]]))


@given(
    st.sampled_from([DEPTH, TICKER, TRADE, MARK]),
    st.dictionaries(st.sampled_from("sUuTabpqtmifnAB"), _ODD, max_size=3),
    st.sampled_from([None, f"trade.{SYMBOL}", f"depth.{SYMBOL}", "depth.", "\x1b.x"]),
)
def test_a_frame_that_is_not_as_usual_is_never_read_otherwise_than_with_care(
    data: dict[str, Any], changes: dict[str, Any], stream: str | None
) -> None:
    changed = {**data, **changes}
    raw = frame(changed, stream or f"{data['e']}.{data['s']}")
    quick, careful = fast_frames.decode(raw), read(raw)
    if isinstance(quick, Delta) and quick != careful:
        assert decode(raw) == quick
        assert not shows(quick)
    else:
        assert quick is None or quick == careful
        assert decode(raw) == careful


def shows(delta: Delta) -> bool:
    book = Book()
    book.load([], [], delta.first - 1)
    book.change(delta)
    return book.top(1) != BookTop((), ()) or book.status is BookStatus.LIVE


@pytest.mark.parametrize(
    "raw",
    [
        frame({**DEPTH, "U": 9}),
        frame({**TRADE, "p": "0"}),
        frame({**TRADE, "q": "-1"}),
        frame(TRADE, "trade.BTC_USDC_PERP"),
        frame(TRADE, f"depth.{SYMBOL}"),
        b"",
        b"[" * 100_000,
        b'"\xff"',
    ],
)
def test_what_is_wrong_is_left_to_the_careful_reader_to_name(raw: bytes) -> None:
    assert fast_frames.decode(raw) is None
    assert isinstance(decode(raw), Unreadable)


def test_an_error_beside_data_is_not_read_as_data() -> None:
    document = json.loads(frame(TRADE)) | {"error": {"code": 4, "message": "no"}}
    assert fast_frames.decode(msgspec.json.encode(document)) is None


def test_what_is_remembered_is_bounded_and_right() -> None:
    memo: Memo[str, int] = Memo(int)
    for n in range(2 * KEPT + 1):
        assert memo[str(n)] == n
    assert len(memo) <= KEPT


def test_a_text_that_cannot_be_read_is_not_remembered() -> None:
    memo: Memo[str, int] = Memo(int)
    with pytest.raises(ValueError, match="invalid literal"):
        memo["x"]
    assert not memo
