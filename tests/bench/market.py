"""A market under load: the frames a busy market sends, mixed as measured on the real one.

60 % changes of the book, 25 % best quotes, 12 % trades, 3 % marks. The book they describe is kept,
so that a snapshot of it joins them, and it never crosses itself. The price of a trade is a time
stamp (see `stamp_price`): whoever sees it on a screen knows when it was sent.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

SYMBOL = "SOL_USDC_PERP"
LEVELS = 1_000
"""Levels a side."""

STAMPS_A_SECOND = 10_000

_MIX = (("depth", 60), ("bookTicker", 25), ("trade", 12), ("markPrice", 3))
_MID = 20_000
"""The first price, in hundredths."""

_NEAR = 20
"""Levels from the touch within which sizes change."""

_FIRST_TRADE = 10**12
"""Above every id that the sandbox gives, so that these trades are the newest."""


class Sent(NamedTuple):
    """One frame, and the stamp that it puts on the screen; None when it puts none."""

    frame: bytes
    stamp: int | None = None


def stamp_price(stamp: int) -> str:
    """A stamp as a price with two decimals; stamps start at 1."""
    return f"{stamp // 100}.{stamp % 100:02}"


def stamp_of(price: str) -> int:
    """The stamp in a price as the screen writes it."""
    return int(price.replace(",", "").replace(".", ""))


def _price(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


class LoadedMarket:
    """The frames of one market, in order; `marks` are the marks of the markets beside it."""

    def __init__(self, random: Random, marks: Mapping[str, str] | None = None) -> None:
        self._random = random
        self._marks = dict(marks or {})
        self._mid = _MID
        self._trade_id = _FIRST_TRADE
        self._count = 0
        self.update_id = 1_000
        self._sizes = {
            _MID + n: random.randrange(100, 99_999) for n in range(-LEVELS, LEVELS + 1) if n
        }
        kinds = [kind for kind, share in _MIX for _ in range(share)]
        random.shuffle(kinds)
        makers: dict[str, Callable[[int, int], Sent]] = {
            "depth": self._depth,
            "bookTicker": self._book_ticker,
            "trade": self._trade,
            "markPrice": self._mark_price,
        }
        self._cycle = [makers[kind] for kind in kinds]

    def next(self, now_us: int, stamp: int) -> Sent:
        """The next frame, sent at `now_us`."""
        make = self._cycle[self._count % len(self._cycle)]
        self._count += 1
        return make(now_us, stamp)

    def levels(self) -> tuple[list[list[str]], list[list[str]]]:
        """Bids and asks, each in order of price from low to high, as REST has them."""
        rows = [[_price(at), _price(size)] for at, size in sorted(self._sizes.items())]
        below = sum(at < self._mid for at in self._sizes)
        return rows[:below], rows[below:]

    def _depth(self, now_us: int, _stamp: int) -> Sent:
        """Two sizes near the touch, or a step of the touch itself."""
        self.update_id += 1
        if self._random.randrange(8) == 0:
            bids, asks = self._step()
        else:
            bids = [self._resize(self._mid - self._random.randrange(1, _NEAR))]
            asks = [self._resize(self._mid + self._random.randrange(1, _NEAR))]
        b = ",".join(f'["{_price(at)}","{_price(size)}"]' for at, size in bids)
        a = ",".join(f'["{_price(at)}","{_price(size)}"]' for at, size in asks)
        return Sent(
            f'{{"data":{{"E":{now_us},"T":{now_us},"U":{self.update_id},"a":[{a}],"b":[{b}],'
            f'"e":"depth","s":"{SYMBOL}","u":{self.update_id}}},"stream":"depth.{SYMBOL}"}}'.encode()
        )

    def _resize(self, at: int) -> tuple[int, int]:
        """Fill a level anew, or empty it: in the end each level that came goes."""
        if at in self._sizes and abs(at - self._mid) > 1 and self._random.randrange(2):
            del self._sizes[at]
            return at, 0
        self._sizes[at] = self._random.randrange(100, 99_999)
        return at, self._sizes[at]

    def _fill(self, at: int) -> int:
        """The size at a price, which may be new there."""
        return self._sizes.setdefault(at, self._random.randrange(100, 99_999))

    def _step(self) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """The empty price between the sides goes up or down by one."""
        drift = -1 if self._mid > _MID else 1
        by = drift if self._random.randrange(4) else -drift
        before, self._mid = self._mid, self._mid + by
        del self._sizes[self._mid]
        behind = self._mid + by
        filled = [(before, self._fill(before))]
        emptied = [(self._mid, 0), (behind, self._fill(behind))]
        return (filled, emptied) if by > 0 else (emptied, filled)

    def _book_ticker(self, now_us: int, _stamp: int) -> Sent:
        bid, ask = self._mid - 1, self._mid + 1
        return Sent(
            f'{{"data":{{"A":"{_price(self._sizes[ask])}","B":"{_price(self._sizes[bid])}",'
            f'"E":{now_us},"T":{now_us},"a":"{_price(ask)}","b":"{_price(bid)}",'
            f'"e":"bookTicker","s":"{SYMBOL}","u":{self.update_id}}},'
            f'"stream":"bookTicker.{SYMBOL}"}}'.encode()
        )

    def _trade(self, now_us: int, stamp: int) -> Sent:
        self._trade_id += 1
        maker = "true" if self._random.randrange(2) else "false"
        size = _price(self._random.randrange(100, 9_999))
        frame = (
            f'{{"data":{{"E":{now_us},"T":{now_us},"a":"{self._trade_id}","b":"{self._trade_id}",'
            f'"e":"trade","m":{maker},"p":"{stamp_price(stamp)}","q":"{size}","s":"{SYMBOL}",'
            f'"t":{self._trade_id}}},"stream":"trade.{SYMBOL}"}}'
        )
        return Sent(frame.encode(), stamp)

    def _mark_price(self, now_us: int, _stamp: int) -> Sent:
        symbols = [SYMBOL, *(each for each in self._marks if each != SYMBOL)]
        symbol = symbols[self._count % len(symbols)]
        mark = self._marks.get(symbol, _price(self._mid))
        wobble = f"{mark}{self._random.randrange(1, 9_999):04}" if "." in mark else mark
        return Sent(
            f'{{"data":{{"E":{now_us},"T":{now_us},"e":"markPrice","f":"0.0000125",'
            f'"i":"{wobble}","n":{now_us // 1_000 + 2_400_000},"p":"{wobble}","s":"{symbol}"}},'
            f'"stream":"markPrice.{symbol}"}}'.encode()
        )


def frames(count: int, seed: int = 1) -> tuple[LoadedMarket, list[bytes]]:
    """A market as it stood before `count` frames, and those frames."""
    before = LoadedMarket(Random(seed))
    market = LoadedMarket(Random(seed))
    start = 1_750_793_021_000_000
    return before, [market.next(start + n * 200, n + 1).frame for n in range(count)]
