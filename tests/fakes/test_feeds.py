import asyncio

import pytest

from tests.fakes.clock import settle
from tests.fakes.feeds import HandFeed
from tui.client.stream import Connected, Disconnected, Message
from tui.domain.events import Link


async def test_it_publishes_what_the_test_says_and_keeps_what_is_wanted() -> None:
    heard: list[tuple[Message, float]] = []
    feed = HandFeed(Link.PUBLIC, lambda message, at: heard.append((message, at)))
    feed.want(["a", "b"])
    feed.drop(["a"])
    feed.connect(1.0)
    feed.disconnect(2.0, "gone", 3.0)
    assert feed.wanted == {"b"}
    assert heard == [
        (Connected(Link.PUBLIC), 1.0),
        (Disconnected(Link.PUBLIC, "gone", 3.0), 2.0),
    ]


async def test_it_can_fall_over_like_a_bug() -> None:
    feed = HandFeed(Link.PUBLIC, lambda _message, _at: None)
    running = asyncio.create_task(feed.run())
    await settle()
    feed.fall_over(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await running
