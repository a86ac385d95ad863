import pytest

from tests.builders import SOL, sol_market
from tui.domain.market import MarketKind
from tui.session.symbols import NotAPerp, UnknownSymbol, perpetuals, require_perpetual

MARKETS = (
    sol_market(),
    sol_market("SOL_USDC", kind=MarketKind.SPOT),
    sol_market("USDT_USDC", kind=MarketKind.SPOT),
)


def test_only_perpetuals_have_a_store() -> None:
    assert set(perpetuals(MARKETS)) == {SOL}


def test_a_perpetual_is_accepted_as_it_is_written() -> None:
    require_perpetual(SOL, perpetuals(MARKETS), MARKETS)


@pytest.mark.parametrize("symbol", ["sol_usdc_perp", "SOL_USD_PERP", "SOLUSDCPERP"])
def test_an_unknown_symbol_is_refused_with_a_similar_one(symbol: str) -> None:
    with pytest.raises(UnknownSymbol, match="did you mean SOL_USDC_PERP") as unknown:
        require_perpetual(symbol, perpetuals(MARKETS), MARKETS)
    assert unknown.value.near_matches == (SOL,)


def test_nothing_similar_means_no_hint() -> None:
    with pytest.raises(UnknownSymbol) as unknown:
        require_perpetual("%%%", perpetuals(MARKETS), MARKETS)
    assert str(unknown.value) == "no market is called %%%"


def test_a_spot_market_is_refused_with_its_perpetual_if_there_is_one() -> None:
    with pytest.raises(NotAPerp, match="its perpetual is SOL_USDC_PERP"):
        require_perpetual("SOL_USDC", perpetuals(MARKETS), MARKETS)
    with pytest.raises(NotAPerp) as spot:
        require_perpetual("USDT_USDC", perpetuals(MARKETS), MARKETS)
    assert spot.value.perp is None
