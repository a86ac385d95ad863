import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.api import StreamFault
from tui.sandbox.streams import check_stream


@pytest.mark.parametrize(
    "name",
    [
        "depth.SOL_USDC_PERP",
        "depth.200ms.SOL_USDC_PERP",
        "depth.1000ms.AAPL.US_USDC_PERP",
        "bookTicker.kPEPE_USDC_PERP",
        "kline.1month.SOL_USDC",
        "markPrice.NOT_LISTED_PERP",
        "account.orderUpdate",
        "account.positionUpdate.SOL_USDC_PERP",
        "account.balanceUpdate",
        "liquidation",
    ],
)
def test_a_well_formed_name_is_accepted_whether_or_not_the_market_exists(name: str) -> None:
    assert check_stream(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "depth",
        "depth.",
        "Depth.SOL_USDC_PERP",
        "kline.SOL_USDC_PERP",
        "kline.7m.SOL_USDC_PERP",
        "account",
        "account.fills",
        "account.balanceUpdate.SOL_USDC_PERP",
        "trade.SOL_USDC_PERP ",
        "trade.SOL_USDC_PERP\n",
        "trade.sol",
    ],
)
def test_a_malformed_name_is_an_invalid_stream(name: str) -> None:
    assert check_stream(name) is StreamFault.INVALID_STREAM


@pytest.mark.parametrize("window", ["100ms", "1s", "2000ms"])
def test_an_unknown_window_has_its_own_fault(window: str) -> None:
    assert check_stream(f"depth.{window}.SOL_USDC_PERP") is StreamFault.INVALID_DEPTH_WINDOW


@given(st.text(max_size=40))
def test_any_text_is_judged(name: str) -> None:
    assert check_stream(name) in {None, *StreamFault}
