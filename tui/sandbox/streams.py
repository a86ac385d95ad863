"""Which stream names are well formed.

A well-formed name of an unknown market is accepted in silence, as on the exchange. Symbols may
hold dots (`AAPL.US_USDC_PERP`), so a name is read by its prefix.
"""

import re

from tui.sandbox.api import StreamFault
from tui.sandbox.candles import SECONDS
from tui.sandbox.venue import WINDOWS_MS

_SYMBOL = re.compile(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)*(_[A-Za-z0-9]+)+", re.ASCII)
_WINDOW = re.compile(r"(\d+(?:ms|s|m))\.(.*)", re.ASCII | re.DOTALL)
_BY_SYMBOL = frozenset(
    {"bookTicker", "liquidation", "markPrice", "openInterest", "ticker", "trade"}
)
_ACCOUNT = frozenset({"orderUpdate", "positionUpdate", "rfqUpdate"})
_WHOLE = frozenset({"account.balanceUpdate", "liquidation"})
_WINDOWS = frozenset(f"{window}ms" for window in WINDOWS_MS)


def check_stream(name: str) -> StreamFault | None:
    """What is wrong with a stream name, or None."""
    if name in _WHOLE:
        return None
    prefix, _, rest = name.partition(".")
    if prefix == "depth":
        return _check_depth(rest)
    if prefix == "account":
        kind, dot, symbol = rest.partition(".")
        good = kind in _ACCOUNT and (not dot or _is_symbol(symbol))
    elif prefix == "kline":
        interval, _, symbol = rest.partition(".")
        good = interval in SECONDS and _is_symbol(symbol)
    else:
        good = prefix in _BY_SYMBOL and _is_symbol(rest)
    return None if good else StreamFault.INVALID_STREAM


def _check_depth(rest: str) -> StreamFault | None:
    window = _WINDOW.fullmatch(rest)
    if window is not None:
        if window[1] not in _WINDOWS:
            return StreamFault.INVALID_DEPTH_WINDOW
        rest = window[2]
    return None if _is_symbol(rest) else StreamFault.INVALID_STREAM


def _is_symbol(text: str) -> bool:
    return _SYMBOL.fullmatch(text) is not None
