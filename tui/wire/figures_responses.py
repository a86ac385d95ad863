"""REST bodies with figures beside the price: open interest and past funding."""

from pydantic import TypeAdapter

from tui.domain.money import Quantity, Rate
from tui.domain.quotes import FundingRate, OpenInterest
from tui.wire.fields import Amount, Milliseconds, Name, Row, Time, WireDecimal, read_rows


class _OpenInterestRow(Row):
    symbol: Name
    open_interest: Amount
    timestamp: Time = 0


class _FundingRow(Row):
    symbol: Name
    interval_end_timestamp: Milliseconds
    funding_rate: WireDecimal


_OPEN_INTEREST = TypeAdapter(_OpenInterestRow)
_FUNDING = TypeAdapter(_FundingRow)


def open_interest(content: bytes) -> tuple[OpenInterest, ...]:
    """`GET /api/v1/openInterest`; its time is in milliseconds."""
    return tuple(
        OpenInterest(row.symbol, Quantity(row.open_interest), row.timestamp * 1_000)
        for row in read_rows(_OPEN_INTEREST, content)
    )


def funding_rates(content: bytes) -> tuple[FundingRate, ...]:
    """`GET /api/v1/fundingRates`, newest first; the first may be of the interval that runs."""
    rows = read_rows(_FUNDING, content)
    return tuple(
        FundingRate(row.symbol, row.interval_end_timestamp, Rate(row.funding_rate))
        for row in sorted(rows, key=lambda row: row.interval_end_timestamp, reverse=True)
    )
