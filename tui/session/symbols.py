"""Which markets this program trades, and what to say to a symbol that is none of them."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from tui.domain.market import Market, MarketKind
from tui.session.markets import MarketStore

_OFFERED = 3


class UnknownSymbol(Exception):
    """No market has this symbol; `near_matches` are perpetuals with similar ones."""

    def __init__(self, symbol: str, near_matches: tuple[str, ...]) -> None:
        hint = f"; did you mean {' or '.join(near_matches)}?" if near_matches else ""
        super().__init__(f"no market is called {symbol}{hint}")
        self.symbol = symbol
        self.near_matches = near_matches


class NotAPerp(Exception):
    """The market is not a perpetual; `perp` is the one of the same base, if there is one."""

    def __init__(self, symbol: str, perp: str | None) -> None:
        hint = "" if perp is None else f"; its perpetual is {perp}"
        super().__init__(f"{symbol} is not a perpetual future{hint}")
        self.symbol = symbol
        self.perp = perp


def perpetuals(markets: Iterable[Market]) -> dict[str, MarketStore]:
    """An empty store for each perpetual, by symbol."""
    return {m.symbol: MarketStore(m) for m in markets if m.kind is MarketKind.PERP}


def require_perpetual(
    symbol: str, stores: Mapping[str, MarketStore], markets: Iterable[Market]
) -> None:
    """Raise `NotAPerp` or `UnknownSymbol` unless `symbol` is a perpetual."""
    if symbol in stores:
        return
    for market in markets:
        if market.symbol == symbol:
            perp = f"{symbol}_PERP"
            raise NotAPerp(symbol, perp if perp in stores else None)
    near = get_close_matches(symbol.upper(), stores, n=_OFFERED)
    raise UnknownSymbol(symbol, tuple(near))
