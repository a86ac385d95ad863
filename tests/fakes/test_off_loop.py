import pytest

from tests.fakes.off_loop import inline


async def test_work_is_done_in_place_and_its_faults_come_through() -> None:
    assert await inline(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await inline(lambda: 1 // 0)
