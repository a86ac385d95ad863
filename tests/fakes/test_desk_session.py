"""The fake session shows what it was told through the real reducer, and ages it."""

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.desk_session import SYMBOL, DeskSession
from tui.client.errors import ReadFailed


async def test_before_connecting_nothing_is_known_and_the_links_are_down() -> None:
    session = DeskSession(FakeClock())
    view = session.view(SYMBOL, session.clock.monotonic())
    assert view is not None
    assert (view.link_up, view.reconciled, view.mark_age) == (False, False, None)


async def test_a_refresh_makes_the_picture_fresh_and_brings_what_changed() -> None:
    session = DeskSession(FakeClock())
    session.connect()
    session.held.clear()
    await session.clock.advance(7)
    aged = session.view(SYMBOL, session.clock.monotonic())
    assert aged is not None
    assert aged.mark_age == 7.0
    assert aged.position is not None
    await session.refresh(SYMBOL)
    fresh = session.view(SYMBOL, session.clock.monotonic())
    assert fresh is not None
    assert (fresh.mark_age, fresh.position) == (0.0, None)


async def test_a_refresh_that_fails_says_why() -> None:
    session = DeskSession(FakeClock(), refresh_fails="no answer")
    with pytest.raises(ReadFailed, match="no answer"):
        await session.refresh(SYMBOL)


def test_listeners_hear_of_every_change() -> None:
    session, heard = DeskSession(FakeClock()), list[int]()
    session.add_listener(lambda: heard.append(1))
    session.connect()
    assert len(heard) == len(session.events) > 5


def test_another_market_is_unknown() -> None:
    assert DeskSession(FakeClock()).view("BTC_USDC_PERP", 0.0) is None
