"""The line between the real client and the sandbox's shell, and what it does to requests."""

import asyncio
from collections.abc import Callable
from random import Random

import httpx
import pytest

from tests.fakes.outside_world import MachineClock, OutsideWorld
from tests.fakes.simulated_exchange import SYMBOLS, Past, SimulatedExchange
from tests.fakes.simulated_net import SimulatedHttp, SimulatedNet, simulated_dial
from tests.fakes.virtual_loop import VirtualLoop, run
from tui.client.sockets import DialError, SocketClosedError
from tui.wire.requests import subscribe
from tui.wire.signing import Signer

TIME = "/api/v1/time"


def _net(loop: VirtualLoop, trouble: str = "") -> SimulatedNet:
    world = OutsideWorld(loop)
    exchange = SimulatedExchange(world, 1, Signer(bytes(32)).api_key)
    return SimulatedNet(world, exchange, Random(1), trouble=lambda _: trouble)


async def _time(net: SimulatedNet) -> httpx.Response:
    async with SimulatedHttp(net, lambda _: True).client() as http, asyncio.timeout(10):
        return await http.get(TIME)


def test_a_question_is_answered_by_the_sandbox_in_the_worlds_time() -> None:
    async def main(loop: VirtualLoop) -> tuple[int, int]:
        net = _net(loop)
        answer = await _time(net)
        return int(answer.text), net.world.now_us() // 1_000

    told, now = run(main)
    assert 0 < now - told < 500


@pytest.mark.parametrize(
    ("trouble", "error", "carried"),
    [
        ("no connection", httpx.ConnectError, False),
        ("stale connection", httpx.RemoteProtocolError, False),
        ("broken write", httpx.WriteError, False),
        ("request lost", TimeoutError, False),
        ("answer lost", TimeoutError, True),
        ("dripping", TimeoutError, True),
    ],
)
def test_each_trouble_looks_as_it_does_on_a_real_line(
    trouble: str, error: type[Exception], carried: bool
) -> None:
    async def main(loop: VirtualLoop) -> int:
        net, asked = _net(loop, trouble), [0]
        answer = net.exchange.shell.answer

        def counted(*given: object) -> object:
            asked[0] += 1
            return answer(*given)  # type: ignore[arg-type]  # passed on as they come

        net.exchange.shell.answer = counted  # type: ignore[assignment, method-assign]  # it counts
        with pytest.raises(error):
            await _time(net)
        return asked[0]

    assert run(main) == carried


def test_a_doubled_request_arrives_twice_and_is_answered_once() -> None:
    async def main(loop: VirtualLoop) -> tuple[int, int]:
        net = _net(loop, "doubled")
        answer = await _time(net)
        await MachineClock(net.world, loop, counts_sleep=True).sleep(10)
        return answer.status_code, net.calls[0].pending

    assert run(main) == (200, 0)


def _streamed(then: Callable[[SimulatedNet], None]) -> type[Exception]:
    async def main(loop: VirtualLoop) -> type[Exception]:
        net = _net(loop)
        clock = MachineClock(net.world, loop, counts_sleep=True)
        socket = await simulated_dial(net, clock, lambda _: True)()
        await socket.send(subscribe([f"markPrice.{SYMBOLS[0]}"], None))
        assert b"markPrice" in await socket.receive()
        await socket.ping()
        then(net)
        try:
            async with asyncio.timeout(30):
                while True:
                    await socket.receive()
        except (SocketClosedError, TimeoutError) as error:
            return type(error)

    return run(main)


def test_a_stream_is_heard_until_it_is_cut() -> None:
    assert _streamed(lambda net: net.world.after(5.0, net.cut)) is SocketClosedError


def test_a_deaf_stream_stays_open_and_says_nothing() -> None:
    assert _streamed(lambda net: net.world.after(5.0, net.deafen)) is TimeoutError


def test_no_stream_opens_on_a_dead_line() -> None:
    async def main(loop: VirtualLoop) -> None:
        net = _net(loop)
        net.down_until = net.world.now + 60.0
        clock = MachineClock(net.world, loop, counts_sleep=True)
        await simulated_dial(net, clock, lambda _: True)()

    with pytest.raises(DialError):
        run(main)


def test_the_past_knows_how_long_ago_a_thing_was_so() -> None:
    past = Past("a", 0.0)
    past.note("b", 10.0)
    past.note("a", 12.0)
    past.note("c", 20.0)
    assert [past.age(value, 25.0) for value in "abcd"] == [5.0, 13.0, 0.0, None]
