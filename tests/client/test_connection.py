import asyncio
import json

import pytest

from tests.fakes.clock import FakeClock, settle
from tests.fakes.socket import ScriptedSocket
from tui.client.connection import HUGE, TOO_LONG, Connection, Wanted, is_private
from tui.client.exchange_clock import ExchangeClock
from tui.wire.frames import Frame, Ignored, Unreadable


def connect(wanted: Wanted, socket: ScriptedSocket, clock: FakeClock) -> Connection:
    published: list[Frame] = []
    return Connection(
        socket,
        wanted,
        clock=clock,
        exchange_clock=ExchangeClock(clock),
        signer=None,
        publish=lambda frame, _at: published.append(frame),
        silence=10,
    )


def test_names_are_kept_once_in_the_order_they_were_asked_for() -> None:
    wanted = Wanted()
    wanted.add(["b", "a"])
    wanted.add(["b", "c"])
    wanted.remove(["a", "never asked for"])
    assert list(wanted.names) == ["b", "c"]


@pytest.mark.parametrize(
    ("name", "talks"),
    [("markPrice.A", True), ("ticker.A", True), ("depth.A", False), ("account.orderUpdate", False)],
)
def test_only_streams_that_speak_every_second_make_silence_a_fault(name: str, talks: bool) -> None:
    wanted = Wanted()
    wanted.add([name])
    assert wanted.talks is talks


def test_account_streams_are_private() -> None:
    assert is_private("account.orderUpdate.SOL_USDC_PERP")
    assert not is_private("markPrice.SOL_USDC_PERP")


async def test_nothing_is_sent_when_what_is_wanted_is_held_already() -> None:
    wanted, socket = Wanted(), ScriptedSocket()
    wanted.add(["markPrice.A"])
    connection = connect(wanted, socket, FakeClock())
    await connection.subscribe()
    await connection.subscribe()
    assert [json.loads(text)["method"] for text in socket.sent] == ["SUBSCRIBE"]


async def test_what_nothing_came_of_is_asked_for_once_more_if_it_is_wanted() -> None:
    wanted, socket = Wanted(), ScriptedSocket()
    wanted.add(["markPrice.A", "depth.A"])
    connection = connect(wanted, socket, FakeClock())
    await connection.subscribe()
    wanted.renew(["depth.A", "depth.B"])
    await connection.subscribe()
    await connection.subscribe()
    assert [json.loads(text)["params"] for text in socket.sent] == [
        ["markPrice.A", "depth.A"],
        ["depth.A"],
    ]


async def test_a_connection_without_a_message_was_never_healthy() -> None:
    clock, socket = FakeClock(), ScriptedSocket()
    connection = connect(Wanted(), socket, clock)
    task = asyncio.create_task(connection.serve())
    await clock.advance(4)
    assert connection.healthy_seconds == 0
    socket.hang_up("gone")
    assert await task == "gone"


async def test_health_lasts_from_the_first_message_to_the_last() -> None:
    clock, socket = FakeClock(), ScriptedSocket()
    connection = connect(Wanted(), socket, clock)
    task = asyncio.create_task(connection.serve())
    await clock.advance(3)
    socket.deliver({"stream": "x", "data": {}})
    await clock.advance(1.5)
    socket.deliver({"stream": "x", "data": {}})
    await settle()
    assert connection.healthy_seconds == 1.5
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_huge_message_is_not_read_and_the_connection_goes_on() -> None:
    published, socket, clock = list[Frame](), ScriptedSocket(), FakeClock()
    connection = Connection(
        socket,
        Wanted(),
        clock=clock,
        exchange_clock=ExchangeClock(clock),
        signer=None,
        publish=lambda frame, _at: published.append(frame),
        silence=10,
    )
    task = asyncio.create_task(connection.serve())
    socket.deliver({"stream": "x", "data": "y" * HUGE})
    socket.deliver({"stream": "x", "data": {}})
    await settle()
    assert published == [Unreadable(TOO_LONG), Ignored("x")]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_every_task_of_a_connection_ends_with_it() -> None:
    clock, socket = FakeClock(), ScriptedSocket()
    before = asyncio.all_tasks()
    task = asyncio.create_task(connect(Wanted(), socket, clock).serve())
    await clock.advance(5)
    socket.hang_up()
    await task
    assert asyncio.all_tasks() == before


async def test_a_pong_is_timed() -> None:
    clock, socket = FakeClock(), ScriptedSocket()
    connection = connect(Wanted(), socket, clock)
    task = asyncio.create_task(connection.serve())
    await clock.advance(4.9)
    assert (socket.pings, connection.round_trip) == (0, None)
    await clock.advance(0.2)
    assert (socket.pings, connection.round_trip) == (1, 0.0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
