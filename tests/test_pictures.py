import pytest

from tests.pictures import FOLDER, PICTURES, draw


@pytest.mark.parametrize("name", PICTURES)
async def test_a_picture_of_the_readme_shows_the_program_as_it_is(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    kept = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert await draw(name) == kept, "run `python -m tests.pictures` and look at what changed"


def test_no_picture_is_without_a_scene() -> None:
    assert {each.stem for each in FOLDER.glob("*.svg")} == set(PICTURES)
