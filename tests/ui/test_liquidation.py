from dataclasses import replace
from decimal import Decimal

from tests.builders import SOL, price, quantity, sol_long, usd
from tests.scenes import SCENES
from tui.domain.freshness import Freshness
from tui.ui.liquidation import liquidation_of
from tui.ui.rows_common import Mark

FRESH = Mark(price("100.60"), Freshness.FRESH)
BIG = sol_long(quantity=quantity("500"))


def test_the_price_of_the_exchange_goes_before_ours() -> None:
    picture = SCENES["live_two_positions"]().picture()
    found = liquidation_of(picture, sol_long(liquidation=price("71.42")), FRESH)
    assert found is not None
    assert (found.price, found.is_estimate) == (Decimal("71.42"), False)


def test_ours_is_said_to_be_an_estimate_and_rises_with_other_positions() -> None:
    scene = SCENES["live_two_positions"]()
    with_btc = liquidation_of(scene.picture(), BIG, FRESH)
    only_sol = {SOL: scene.state.positions[SOL]}
    alone = liquidation_of(
        scene.picture(state=replace(scene.state, positions=only_sol)), BIG, FRESH
    )
    assert with_btc is not None
    assert alone is not None
    assert with_btc.is_estimate
    assert alone.price < with_btc.price < Decimal("100.60")


def test_none_is_told_where_none_can_be_known() -> None:
    scene = SCENES["live_two_positions"]()
    stale = Mark(price("100.60"), Freshness.STALE)
    assert liquidation_of(scene.picture(), BIG, stale) is None
    assert liquidation_of(scene.picture(), BIG, None) is None
    unread = scene.picture(state=replace(scene.state, margin=None))
    assert liquidation_of(unread, BIG, FRESH) is None


def test_an_account_that_cannot_be_liquidated_by_this_position_has_no_price() -> None:
    scene = SCENES["live_two_positions"]()
    assert scene.state.margin is not None
    rich = replace(scene.state.margin, equity=usd("10000000"))
    picture = scene.picture(state=replace(scene.state, margin=rich))
    assert liquidation_of(picture, BIG, FRESH) is None
