import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import SOL, sol_market
from tests.fakes.feeds import HandFeed
from tui.domain.events import Link
from tui.domain.quotes import DEPTH_WINDOWS
from tui.session.markets import MarketStore
from tui.session.subscriptions import Interests, public_streams, survey_streams


def test_the_selected_market_is_followed_in_full_and_markets_held_by_their_mark() -> None:
    assert public_streams(SOL, ["ETH_USDC_PERP", SOL]) == {
        "markPrice.SOL_USDC_PERP",
        "bookTicker.SOL_USDC_PERP",
        "depth.SOL_USDC_PERP",
        "trade.SOL_USDC_PERP",
        "ticker.SOL_USDC_PERP",
        "openInterest.SOL_USDC_PERP",
        "markPrice.ETH_USDC_PERP",
        "liquidation",
    }


@pytest.mark.parametrize("window", DEPTH_WINDOWS[1:])
def test_changes_of_the_book_may_be_asked_for_summed_up(window: str) -> None:
    wanted = public_streams(SOL, (), window)
    assert [name for name in wanted if name.startswith("depth")] == [f"depth.{window}.{SOL}"]


def test_a_survey_takes_two_streams_a_market_and_leaves_hidden_ones_out() -> None:
    stores = {
        "AAPL.US_USDC_PERP": MarketStore(sol_market("AAPL.US_USDC_PERP")),
        "kPEPE_USDC_PERP": MarketStore(sol_market("kPEPE_USDC_PERP", visible=False)),
    }
    assert survey_streams(stores) == {"markPrice.AAPL.US_USDC_PERP", "ticker.AAPL.US_USDC_PERP"}


def made() -> tuple[Interests, HandFeed]:
    feed = HandFeed(Link.PUBLIC, lambda _message, _at: None)
    return Interests(feed), feed


def test_a_stream_stays_for_as_long_as_anybody_wants_it() -> None:
    interests, feed = made()
    interests.watch("book", ["a", "b"])
    interests.watch("list", ["b", "c"])
    interests.watch("book", [])
    assert feed.wanted == {"b", "c"}
    interests.watch("list", ["c"])
    assert feed.wanted == {"c"}
    interests.watch("nobody", [])
    assert feed.wanted == {"c"}


names = st.frozensets(st.sampled_from("abcdef"))


@given(st.lists(st.tuples(st.sampled_from(["p", "q", "r"]), names)))
def test_what_is_subscribed_is_always_what_somebody_wants(
    steps: list[tuple[str, frozenset[str]]],
) -> None:
    interests, feed = made()
    wanted: dict[str, frozenset[str]] = {}
    for owner, each in steps:
        interests.watch(owner, each)
        wanted[owner] = each
        assert feed.wanted == set().union(*wanted.values())
