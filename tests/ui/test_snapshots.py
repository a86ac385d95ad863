"""Pictures of the dashboard in every scene, at the three sizes everything has to fit."""

from collections.abc import Callable

import pytest

from tests.pictures import settled
from tests.scenes import SCENES

SIZES = [(80, 24), (120, 36), (160, 48)]


@pytest.mark.parametrize("size", SIZES, ids=["80", "120", "160"])
@pytest.mark.parametrize("scene", SCENES)
def test_dashboard(snap_compare: Callable[..., bool], scene: str, size: tuple[int, int]) -> None:
    assert snap_compare(SCENES[scene]().app(), terminal_size=size, run_before=settled)


def test_dashboard_without_colour(
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    scene = SCENES["live_two_positions"]()
    assert snap_compare(scene.app(), terminal_size=(120, 36), run_before=settled)
