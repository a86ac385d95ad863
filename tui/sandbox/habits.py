"""How each market of the sandbox tends to trade.

The exchange publishes none of this; the figures are chosen to look like the market of September
2026. SOL near 100.6, BTC near 77 300, ETH near 2 420 and HYPE near 82 are the prices of that time.
"""

from typing import NamedTuple


class Habits(NamedTuple):
    """What the street of one market is like."""

    level: float
    """Where the index starts, USDC."""
    yearly_volatility: float
    typical_size: float
    """Base units of a common order near the touch."""
    trades_per_second: float
    """While nothing excites the takers."""
    width: float
    """How far apart the levels of the book are; 1 is as dense as SOL."""
    open_interest: str
    """Base units the rest of the exchange holds before anybody trades here."""


HABITS = {
    "SOL": Habits(100.6, 0.85, 18.0, 0.9, 1.0, "206529.68"),
    "BTC": Habits(77_312.4, 0.5, 0.22, 0.9, 0.8, "1183.40217"),
    "ETH": Habits(2_421.3, 0.7, 2.4, 0.9, 0.9, "15820.4411"),
    "XRP": Habits(1.3846, 0.8, 620.0, 0.45, 1.6, "1428310.5512"),
    "SUI": Habits(1.0523, 1.0, 560.0, 0.35, 2.2, "1190442.18"),
    "DOGE": Habits(0.10418, 0.95, 5_200.0, 0.35, 2.0, "14882310.44"),
    "JUP": Habits(0.18733, 1.1, 1_900.0, 0.2, 4.0, "2213045.6"),
    "WIF": Habits(0.23418, 1.25, 1_400.0, 0.2, 4.0, "1604118.3"),
    "LTC": Habits(68.412, 0.75, 6.5, 0.2, 2.6, "11872.16"),
    "ADA": Habits(0.28654, 0.85, 1_700.0, 0.25, 2.4, "3420118"),
    "LINK": Habits(10.234, 0.9, 48.0, 0.25, 2.4, "38214.7"),
    "HYPE": Habits(82.154, 1.0, 9.0, 0.5, 1.8, "88410.27"),
    "BNB": Habits(712.45, 0.55, 1.1, 0.35, 1.4, "9127.334"),
    "AVAX": Habits(10.871, 0.95, 44.0, 0.25, 2.6, "97231.45"),
    "NEAR": Habits(1.6423, 1.0, 280.0, 0.2, 3.2, "512877"),
    "PENGU": Habits(0.009214, 1.3, 42_000.0, 0.2, 4.5, "21834500"),
    "kPEPE": Habits(0.0041273, 1.2, 95_000.0, 0.3, 3.0, "92410300"),
    "TAO": Habits(268.41, 1.05, 1.6, 0.2, 3.4, "8914.207"),
    "kBONK": Habits(0.007312, 1.2, 52_000.0, 0.2, 4.5, "17244800"),
}
