"""The REST answers about markets, key by key as recorded.

Decimals are trimmed strings, absences are nulls.
"""

from decimal import Decimal

from tui.sandbox.candles import Bar, end_of
from tui.sandbox.instruments import Instrument
from tui.sandbox.marks import Marks
from tui.sandbox.numbers import US, cut, naive_iso, text
from tui.sandbox.venue import Ticker, Trade

Shape = dict[str, object]


def maybe(value: Decimal | None) -> str | None:
    """A number, or the null that stands for its absence."""
    return None if value is None else text(value)


def market(item: Instrument, state: str = "Open") -> Shape:
    """One row of `/markets`."""
    return {
        "baseSymbol": item.base,
        "createdAt": item.created_at,
        "filters": _filters(item),
        "fundingInterval": item.funding_interval_us // 1000,
        "fundingRateLowerBound": text(-item.funding_bound_bps),
        "fundingRateUpperBound": text(item.funding_bound_bps),
        "imfFunction": margin_function(item.initial.base, item.initial.factor),
        "marketType": "PERP",
        "mmfFunction": margin_function(item.maintenance.base, item.maintenance.factor),
        "openInterestLimit": text(item.open_interest_limit),
        "orderBookState": str(state),
        "positionLimitWeight": text(item.position_limit_weight),
        "quoteSymbol": "USDC",
        "rwaMarketType": None,
        "symbol": item.symbol,
        "visible": True,
    }


def _filters(item: Instrument) -> Shape:
    """The limits on prices and quantities within a row of `/markets`."""
    low, high = item.mean_mark_band
    return {
        "price": {
            "borrowEntryFeeMaxMultiplier": None,
            "borrowEntryFeeMinMultiplier": None,
            "discoveryBoundBand": None,
            "maxImpactMultiplier": text(item.impact[1]),
            "maxMultiplier": text(item.band[1]),
            "maxPrice": text(item.max_price),
            "maxPriceUpdateMultiplier": text(item.update_band[1]),
            "meanMarkPriceBand": {"maxMultiplier": text(high), "minMultiplier": text(low)},
            "meanPremiumBand": {"tolerancePct": text(item.premium_tolerance)},
            "minImpactMultiplier": text(item.impact[0]),
            "minMultiplier": text(item.band[0]),
            "minPrice": text(item.min_price),
            "minPriceUpdateMultiplier": text(item.update_band[0]),
            "tickSize": text(item.tick),
        },
        "quantity": {
            "maxQuantity": None,
            "minQuantity": text(item.step),
            "stepSize": text(item.step),
        },
    }


def margin_function(base: Decimal, factor: Decimal) -> Shape:
    """How a margin fraction grows with the notional."""
    return {"base": text(base), "factor": text(factor), "type": "sqrt"}


def ticker(symbol: str, value: Ticker) -> Shape:
    """One row of `/tickers`."""
    change = value.last - value.first
    return {
        "firstPrice": text(value.first),
        "high": text(value.high),
        "lastPrice": text(value.last),
        "low": text(value.low),
        "priceChange": text(change),
        "priceChangePercent": text(cut(change / value.first)),
        "quoteVolume": text(value.quote),
        "symbol": symbol,
        "trades": str(value.trades),
        "volume": text(value.volume),
    }


def mark_price(symbol: str, marks: Marks) -> Shape:
    """One row of `/markPrices`."""
    return {
        "fundingRate": text(marks.rate),
        "indexPrice": text(marks.index),
        "markPrice": text(marks.mark),
        "nextFundingTimestamp": marks.next_funding_us // 1000,
        "symbol": symbol,
    }


def kline(bar: Bar, interval: str) -> Shape:
    """One row of `/klines`."""
    start, end = bar.start * US, end_of(interval, bar.start) * US
    return {
        "close": maybe(bar.close),
        "end": naive_iso(end, separator=" ", timespec="seconds"),
        "high": maybe(bar.high),
        "low": maybe(bar.low),
        "open": maybe(bar.open),
        "quoteVolume": text(bar.quote),
        "start": naive_iso(start, separator=" ", timespec="seconds"),
        "trades": str(bar.trades),
        "volume": text(bar.volume),
    }


def trade(value: Trade) -> Shape:
    """One row of `/trades`."""
    return {
        "id": value.id,
        "isBuyerMaker": value.is_buyer_maker,
        "price": text(value.price),
        "quantity": text(value.quantity),
        "quoteQuantity": text(value.price * value.quantity),
        "timestamp": value.at_ms,
    }
