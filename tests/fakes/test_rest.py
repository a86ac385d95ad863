from tests.fakes.http import answer
from tests.fakes.rest import NOW, Desk


async def test_a_desk_asks_its_own_server_on_its_own_time() -> None:
    desk = Desk(answer(NOW))
    assert await desk.rest.server_time() == desk.clock.wall_ms() == NOW
    assert desk.asked.url.path == "/api/v1/time"


def test_a_desk_without_a_key_cannot_sign() -> None:
    assert Desk().rest.can_sign
    assert not Desk(key=False).rest.can_sign
