import pytest

from tests.fakes.socket import ScriptedDial, ScriptedSocket
from tui.client.sockets import DialError, SocketClosedError


async def test_messages_arrive_in_the_order_they_were_delivered_and_then_the_end() -> None:
    socket = ScriptedSocket()
    socket.deliver({"a": 1})
    socket.deliver(b"raw")
    socket.hang_up("gone")
    assert await socket.receive() == b'{"a": 1}'
    assert await socket.receive() == b"raw"
    with pytest.raises(SocketClosedError, match="gone"):
        await socket.receive()


async def test_a_closed_socket_sends_nothing() -> None:
    socket = ScriptedSocket()
    await socket.send('{"x":1}')
    await socket.close()
    with pytest.raises(SocketClosedError):
        await socket.send("late")
    assert socket.messages == [{"x": 1}]


async def test_a_dial_refuses_first_and_then_opens_a_new_socket_each_time() -> None:
    dial = ScriptedDial(DialError("no"))
    with pytest.raises(DialError):
        await dial()
    assert (await dial()) is not (await dial())
    assert (dial.attempts, len(dial.sockets)) == (3, 2)
