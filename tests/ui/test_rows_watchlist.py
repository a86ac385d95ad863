import pytest

from tests.builders import SOL
from tests.market_scenes import every_market
from tests.scenes import BTC
from tui.ui.format import MINUS
from tui.ui.lines import Panel, Tone, text_of
from tui.ui.rows_common import HATCH
from tui.ui.rows_watchlist import Look, Sort, matching, ordered, watchlist_panel

WIDE = 200


def panel(look: Look | None = None, width: int = WIDE) -> Panel:
    picture = every_market().picture()
    look = look or Look()
    return watchlist_panel(picture, width, look, ordered(picture, look))


def row(symbol: str, width: int = WIDE) -> str:
    return next(text_of(each.line) for each in panel(width=width).rows if each.key == symbol)


def first(look: Look, count: int = 3) -> list[str]:
    return [symbol.split("_")[0] for symbol in ordered(every_market().picture(), look)[:count]]


def test_the_largest_market_comes_first_and_one_without_figures_last() -> None:
    assert first(Look()) == ["HYPE", "BTC", "ETH"]
    order = ordered(every_market().picture(), Look())
    assert order[-1] == "NEW_USDC_PERP"
    assert ordered(every_market().picture(), Look(reverse=True))[-1] == "NEW_USDC_PERP"


@pytest.mark.parametrize(
    ("look", "coins"),
    [
        (Look(Sort.CHANGE), ["WIF", "DOGE", "ADA"]),
        (Look(Sort.CHANGE, reverse=True), ["kPEPE", "LINK", "SUI"]),
        (Look(Sort.FUNDING), ["WIF", "HYPE", "BTC"]),
        (Look(Sort.OPEN_INTEREST), ["SOL", "HYPE", "XRP"]),
        (Look(Sort.POSITION), ["BTC", "SOL", "AAPL.US"]),
        (Look(Sort.NAME), ["AAPL.US", "ADA", "AVAX"]),
        (Look(Sort.NAME, reverse=True), ["XRP", "WIF", "SUI"]),
    ],
)
def test_it_is_ordered_by_any_column_either_way(look: Look, coins: list[str]) -> None:
    assert first(look) == coins


def test_the_orders_follow_one_another_in_a_circle() -> None:
    look = Look(reverse=True)
    seen = []
    for _ in Sort:
        look = look.sorted_by_next()
        seen.append(look.sort)
    assert set(seen) == set(Sort)
    assert look.sort is Sort.VOLUME
    assert not look.reverse
    assert look.reversed().reverse


def test_typing_narrows_the_list_down_in_any_case() -> None:
    order = ordered(every_market().picture(), Look())
    assert matching(order, Look(text="PEPE")) == ("kPEPE_USDC_PERP",)
    assert matching(order, Look(text="aapl.u")) == ("AAPL.US_USDC_PERP",)
    assert matching(order, Look(text="pe")) == ("HYPE_USDC_PERP", "kPEPE_USDC_PERP")
    assert matching(order, Look(text="sol_u")) == (SOL,)
    shown = panel(Look(text="hype", typing=True))
    assert text_of(shown.title) == "MARKETS /hype▏"
    assert text_of(shown.note).startswith("1 of ")
    assert [each.key for each in shown.rows] == ["HYPE_USDC_PERP"]


def test_a_text_that_matches_nothing_says_so() -> None:
    (only,) = panel(Look(text="zzz")).rows
    assert (only.key, text_of(only.line)) == (None, "No market matches zzz.")


def test_a_market_has_its_figures_and_what_is_held_of_it() -> None:
    text = row("kPEPE_USDC_PERP")
    for part in (
        "kPEPE",
        "0.0112304",
        f"{MINUS}4.40%",
        "44.00M",
        f"{MINUS}0.0031%",
        "00:41:12",
        "17.60M",
    ):
        assert part in text
    assert "▲ 25.00" in row(SOL)
    assert "▼ 0.0985" in row(BTC)


def test_a_market_that_takes_no_orders_says_so() -> None:
    assert "SHUT closed" in row("SHUT_USDC_PERP")
    assert "POST post only" in row("POST_USDC_PERP")


def test_a_hidden_market_is_listed_only_where_it_matters() -> None:
    scene = every_market()
    hidden = "HID_USDC_PERP"
    assert hidden not in ordered(scene.picture(), Look())
    chosen = scene.picture(symbol=hidden)
    assert hidden in ordered(chosen, Look())


def test_a_market_nobody_told_of_has_no_number() -> None:
    assert not any(character.isdigit() for character in row("NEW_USDC_PERP"))


def test_an_old_row_is_hatched_with_its_age_and_one_past_its_interval_is_dimmed() -> None:
    assert f"{HATCH}12.50 42s" in row("OLD_USDC_PERP")
    slow = next(each.line for each in panel().rows if each.key == "SLOW_USDC_PERP")
    assert {span.tone for span in slow if "3.50" in span.text} == {Tone.MUTED}
    assert HATCH not in text_of(slow)


def test_a_narrow_list_keeps_name_price_change_and_position() -> None:
    text = row(SOL, 56)
    for part in ("SOL", "100.59", "+2.03%", "▲ 25.00"):
        assert part in text


def test_a_symbol_that_vanished_leaves_its_row_out() -> None:
    picture = every_market().picture()
    shown = watchlist_panel(picture, WIDE, Look(), ("GONE_USDC_PERP", SOL))
    assert [each.key for each in shown.rows] == [SOL]
