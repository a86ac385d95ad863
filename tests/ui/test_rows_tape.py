from dataclasses import replace
from types import MappingProxyType

from tests.builders import SOL, price, quantity, sol_market, sol_order
from tests.scenes import NOW, SCENES, WALL_MS, Scene
from tui.domain.events import Link, OrderChanged
from tui.domain.position import Side
from tui.domain.quotes import Liquidation, Trade
from tui.session.markets import MarketStore
from tui.session.state import Happening, LinkState
from tui.ui.lines import Tone, text_of
from tui.ui.rows_common import HATCH
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


def made(*sizes: str) -> Scene:
    scene = SCENES["live_two_positions"]()
    store = MarketStore(sol_market())
    for n, size in enumerate(sizes):
        trade = Trade(SOL, n, price("100"), quantity(size), Side.ASK, WALL_MS * 1_000)
        store.take_trade(trade, NOW - 20)
    return replace(scene, markets={SOL: store})


def marks(scene: Scene) -> list[str]:
    panel = tape_panel(scene.picture(), 40, 20)
    return [text_of(row.line).split()[0] for row in panel.rows]


def test_a_trade_that_is_large_beside_the_others_has_two_arrows() -> None:
    scene = made("1", "2", "1", "8", "1")
    assert marks(scene) == ["▼", "▼▼", "▼", "▼", "▼"]
    loud = tape_panel(scene.picture(), 40, 20).rows[1]
    assert next(span for span in loud.line if "8.00" in span.text).tone is Tone.STRONG


def test_a_trade_of_our_own_has_a_diamond() -> None:
    scene = made("1", "1")
    fill = next(
        each.event.fill
        for each in scene.state.happenings
        if isinstance(each.event, OrderChanged) and each.event.fill
    )
    ours = replace(fill, trade_id=1)
    event = OrderChanged(sol_order(), "orderFill", ours)
    state = replace(scene.state, happenings=(Happening(WALL_MS, event),))
    assert marks(replace(scene, state=state)) == ["▼◆", "▼"]
    other = OrderChanged(sol_order(), "orderFill", replace(ours, symbol="ETH_USDC_PERP"))
    state = replace(scene.state, happenings=(Happening(WALL_MS, other),))
    assert marks(replace(scene, state=state)) == ["▼", "▼"]


def test_a_forced_close_has_an_l() -> None:
    scene = made("1", "3", "1")
    at_us = WALL_MS * 1_000 + 400_000
    forced = Liquidation(SOL, price("100"), quantity("3"), Side.ASK, at_us)
    scene.markets[SOL].take_liquidation(forced, 1.0)
    scene.markets[SOL].take_liquidation(replace(forced, quantity=quantity("1"), exchange_us=7), 1.0)
    assert marks(scene) == ["▼", "▼L", "▼"]


def test_without_a_link_the_tape_is_hatched_and_with_one_it_is_merely_quiet() -> None:
    scene = made("1")
    assert text_of(tape_panel(scene.picture(), 40, 5).note) == ""
    links = MappingProxyType({Link.PUBLIC: LinkState(reason="lost")})
    down = replace(scene, state=replace(scene.state, links=links))
    panel = tape_panel(down.picture(), 40, 5)
    assert text_of(panel.note) == f"{HATCH} 20s old"
    assert {span.tone for row in panel.rows for span in row.line} == {Tone.STALE}
