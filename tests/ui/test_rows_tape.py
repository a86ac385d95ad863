from tests.scenes import SCENES
from tui.ui.lines import text_of
from tui.ui.rows_tape import tape_panel


def test_trades_stand_newest_first_with_the_side_that_took() -> None:
    panel = tape_panel(SCENES["live_two_positions"]().picture(), 40, 2)
    assert [" ".join(text_of(row.line).split()) for row in panel.rows] == [
        "▲ 100.59 10.00 19:23:40",
        "▼ 100.61 15.50 19:23:40",
    ]


def test_a_market_without_trades_says_so() -> None:
    panel = tape_panel(SCENES["read_only"]().picture(symbol="BTC_USDC_PERP"), 40, 2)
    assert text_of(panel.rows[0].line) == "No trade yet."
