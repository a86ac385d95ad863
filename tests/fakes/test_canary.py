import pytest

from tests.fakes.canary import forms, found_in

SEED = bytes(range(200, 232))


@pytest.mark.parametrize("name", forms(SEED))
def test_every_form_is_found_by_its_name(name: str) -> None:
    assert name in found_in(f"a {forms(SEED)[name]} b".encode(), SEED)


def test_the_bare_bytes_are_found_and_others_are_not() -> None:
    assert found_in(b"a" + SEED, SEED) == ["itself"]
    assert found_in(b"a" + SEED[1:], SEED) == []
