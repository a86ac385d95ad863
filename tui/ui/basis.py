"""What the panels of the account are made from, so that they are made anew only when it changed.

Book and trades change with every frame of a busy market; positions, orders and exit map change with
the account, with a mark, or when an age moves on.
"""

from typing import NamedTuple

from tui.domain.market import Market
from tui.domain.quotes import MarkTick
from tui.session.state import State
from tui.ui.rows_common import Picture

AGES_A_SECOND = 4
"""How often ages are shown anew while nothing else moves."""


class Basis(NamedTuple):
    """Two that are equal make equal panels of the account."""

    state: State
    symbol: str
    moment: int
    markets: tuple[tuple[Market, MarkTick | None], ...]


def basis(picture: Picture) -> Basis:
    """What `picture` gives the panels of the account to show."""
    state = picture.state
    symbols = {picture.symbol, *state.positions, *(each.symbol for each in state.orders.values())}
    known = (picture.markets.get(symbol) for symbol in sorted(symbols))
    return Basis(
        state,
        picture.symbol,
        int(picture.now * AGES_A_SECOND),
        tuple((store.market, store.mark) for store in known if store is not None),
    )
