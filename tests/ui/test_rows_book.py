from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from tests.scenes import NOW, SCENES
from tui.domain.events import Link
from tui.domain.market import BookState
from tui.session.markets import MarketStore
from tui.session.state import LinkState
from tui.ui.ladder import LadderLook
from tui.ui.lines import Panel, Tone, text_of
from tui.ui.rows_book import book_panel


def shown(panel: Panel) -> list[str]:
    return [text_of(row.line).rstrip() for row in panel.rows]


def test_the_ladder_stands_around_the_spread_with_cumulative_sizes_and_own_orders() -> None:
    lines = shown(book_panel(SCENES["live_two_positions"]().picture(), 24, 9))
    assert lines == [
        "◆ 100.64   3.75  24.00",
        "  100.63   7.75  20.25",
        "  100.62   8.00  12.50",
        "  100.61   4.50   4.50",
        "  spread 0.02 · 2.0 bp",
        "  100.59  10.00  10.00",
        "  100.58  15.50  25.50",
        "  100.57  17.25  42.75",
        "  100.56  15.25  58.00",
    ]


def test_what_is_left_of_the_width_is_a_bar_of_the_total() -> None:
    lines = shown(book_panel(SCENES["live_two_positions"]().picture(), 34, 9))
    assert lines[-1].endswith("58.00  ██████████")
    assert lines[0].endswith("24.00  ████▏")


def test_a_broken_book_shows_no_number() -> None:
    assert shown(book_panel(SCENES["resyncing_book"]().picture(), 40, 9)) == [
        "Resyncing: a change was missed."
    ]


def test_a_market_without_book_or_unknown_says_that_it_waits() -> None:
    scene = SCENES["live_two_positions"]()
    for symbol in ("BTC_USDC_PERP", "NEW_USDC_PERP"):
        assert shown(book_panel(scene.picture(symbol=symbol), 40, 9)) == ["Waiting for the book."]


def test_a_book_that_did_not_change_for_a_while_is_dimmed_and_tells_its_age() -> None:
    scene = SCENES["live_two_positions"]()
    panel = book_panel(scene.picture(now=NOW + 8), 40, 9)
    assert text_of(panel.note) == "8.2s old"
    assert Tone.PLAIN not in {span.tone for row in panel.rows for span in row.line}


def test_an_old_book_is_dimmed_and_says_how_old_it_is() -> None:
    scene = SCENES["live_two_positions"]()
    panel = book_panel(scene.picture(now=NOW + 20), 40, 9)
    assert text_of(panel.note).endswith("20s old")
    tones = {span.tone for row in panel.rows for span in row.line}
    assert tones == {Tone.STALE, Tone.FAINT}
    bars = {
        span.text.strip("█▏▎▍▌▋▊▉ ")
        for row in panel.rows
        for span in row.line
        if span.tone is Tone.FAINT
    }
    assert bars == {""}


def test_an_empty_side_is_told() -> None:
    scene = SCENES["live_two_positions"]()
    store = MarketStore(scene.markets[scene.symbol].market)
    store.book.load([], [(Decimal(100), Decimal(1))], 1)
    store.book_at = NOW
    picture = replace(scene.picture(), markets={scene.symbol: store})
    assert "one side is empty" in shown(book_panel(picture, 40, 9))


def ladder(look: LadderLook, height: int = 9) -> Panel:
    return book_panel(SCENES["live_two_positions"]().picture(), 24, height, look)


def test_a_grouped_ladder_says_so_and_marks_the_rung_of_an_own_order() -> None:
    assert text_of(ladder(LadderLook(window="200ms")).title) == "BOOK SOL 200ms"
    panel = ladder(LadderLook(multiple=10))
    assert text_of(panel.title) == "BOOK SOL ×10"  # noqa: RUF001  # the sign for times
    assert any(text.startswith("◆ 100.70") for text in shown(panel))


def test_the_chosen_price_is_marked_and_told_with_its_distance_from_the_mark() -> None:
    panel = ladder(LadderLook(cursor=Decimal("100.64")))
    assert any(text.startswith("◆▶100.64") for text in shown(panel))
    assert text_of(panel.note) == "▶100.64 +0.04%"


def test_a_static_ladder_shows_prices_at_which_nothing_stands() -> None:
    look = LadderLook(is_static=True, centre=Decimal("100.60"))
    assert shown(ladder(look, 3)) == [
        "  100.61   4.50   4.50",
        "  100.60",
        "  100.59  10.00  10.00",
    ]


def test_a_static_ladder_says_where_the_market_went() -> None:
    far = LadderLook(is_static=True, centre=Decimal(90))
    assert "market above" in text_of(ladder(far).note)
    far = LadderLook(is_static=True, centre=Decimal(110))
    assert "market below" in text_of(ladder(far).note)


def test_a_book_that_cannot_be_had_says_why() -> None:
    scene = SCENES["live_two_positions"]()
    store = scene.markets["BTC_USDC_PERP"]
    store.market = replace(store.market, state=BookState.CLOSED)
    picture = scene.picture(symbol="BTC_USDC_PERP")
    assert shown(book_panel(picture, 60, 9)) == ["No book: the market is closed."]
    store.is_listed = False
    assert shown(book_panel(picture, 60, 9)) == ["No book: the market is no longer listed."]
    down = LinkState(up=False, reason="silence", retry_at=NOW + 2)
    links = MappingProxyType({**scene.state.links, Link.PUBLIC: down})
    lost = scene.picture(symbol="BTC_USDC_PERP", state=replace(scene.state, links=links))
    assert shown(book_panel(lost, 60, 9)) == ["No book: the market link is down."]
