from tests.builders import SOL
from tui.session.subscriptions import public_streams


def test_the_selected_market_is_followed_in_full_and_markets_held_by_their_mark() -> None:
    assert public_streams(SOL, ["ETH_USDC_PERP", SOL]) == {
        "markPrice.SOL_USDC_PERP",
        "bookTicker.SOL_USDC_PERP",
        "depth.SOL_USDC_PERP",
        "trade.SOL_USDC_PERP",
        "ticker.SOL_USDC_PERP",
        "markPrice.ETH_USDC_PERP",
    }
