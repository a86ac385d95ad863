"""Which streams are wanted: everything of the selected market, the mark of each market held."""

from collections.abc import Iterable

PRIVATE = ("account.orderUpdate", "account.positionUpdate")

_SELECTED = ("markPrice", "bookTicker", "depth", "trade", "ticker")


def public_streams(selected: str, held: Iterable[str]) -> frozenset[str]:
    """Names of the public streams for the selected symbol and the symbols of open positions."""
    return frozenset(
        {f"{kind}.{selected}" for kind in _SELECTED} | {f"markPrice.{symbol}" for symbol in held}
    )
