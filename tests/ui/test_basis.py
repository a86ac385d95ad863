from dataclasses import replace

import pytest

from tests.builders import SOL, price
from tests.scenes import BTC, SCENES, Scene
from tui.domain.quotes import MarkTick
from tui.ui.basis import AGES_A_SECOND, basis
from tui.ui.rows_common import Picture


def scene() -> Scene:
    return SCENES["live_two_positions"]()


def at(scene: Scene, seconds: float) -> Picture:
    picture = scene.picture()
    return replace(picture, now=picture.now + seconds)


def test_the_same_moment_of_the_same_account_has_the_same_basis() -> None:
    it = scene()
    assert basis(at(it, 0.0)) == basis(at(it, 0.0))


@pytest.mark.parametrize("symbol", [SOL, BTC])
def test_the_mark_of_any_market_that_is_held_makes_another(symbol: str) -> None:
    it = scene()
    before = basis(at(it, 0.0))
    it.markets[symbol].take_mark(MarkTick(symbol, price("1"), None, None, None, 10**16), 1.0)
    assert basis(at(it, 0.0)) != before


def test_the_book_of_a_market_makes_no_other() -> None:
    it = scene()
    before = basis(at(it, 0.0))
    it.markets[SOL].reset_book()
    assert basis(at(it, 0.0)) == before


def test_another_state_another_symbol_and_a_later_moment_make_others() -> None:
    it = scene()
    picture = at(it, 0.0)
    before = basis(picture)
    assert basis(replace(picture, state=replace(picture.state))) != before
    assert basis(picture.selected(BTC)) != before
    assert basis(at(it, 1 / AGES_A_SECOND)) != before
