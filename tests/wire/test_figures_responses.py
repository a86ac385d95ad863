import json
from decimal import Decimal

import pytest

from tui.domain.quotes import FundingRate, OpenInterest
from tui.wire.document import DocumentError
from tui.wire.figures_responses import funding_rates, open_interest

ROW = {
    "openInterest": "206529.68",
    "symbol": "SOL_USDC_PERP",
    "timestamp": 1_788_285_149_338,
}


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def test_a_recorded_open_interest_is_read_with_its_time_in_microseconds() -> None:
    (figure,) = open_interest(encoded([ROW]))
    assert figure == OpenInterest("SOL_USDC_PERP", Decimal("206529.68"), 1_788_285_149_338_000)  # type: ignore[arg-type]  # plain decimals


def test_a_row_that_cannot_be_read_does_not_hide_the_others() -> None:
    rows = [ROW | {"openInterest": None}, ROW | {"openInterest": "-1"}, ROW]
    assert [figure.symbol for figure in open_interest(encoded(rows))] == ["SOL_USDC_PERP"]


def test_funding_comes_newest_first_whatever_order_it_had() -> None:
    rows = [
        {"symbol": "A", "intervalEndTimestamp": "2026-09-01T01:00:00", "fundingRate": "-0.0002"},
        {"symbol": "A", "intervalEndTimestamp": "2026-09-01T02:00:00", "fundingRate": "0.0001"},
    ]
    found = funding_rates(encoded(rows))
    assert [(each.end_ms, each.rate) for each in found] == [
        (1_788_228_000_000, Decimal("0.0001")),
        (1_788_224_400_000, Decimal("-0.0002")),
    ]
    assert isinstance(found[0], FundingRate)


@pytest.mark.parametrize("document", [{}, [{"symbol": "A"}], 7])
def test_what_is_no_list_of_them_is_refused(document: object) -> None:
    for read in (open_interest, funding_rates):
        with pytest.raises(DocumentError):
            read(encoded(document))
