import pytest

from tests.fakes.canary import FRAGMENT, forms, found_in, traces_in

SEED = bytes(range(200, 232))


@pytest.mark.parametrize("name", forms(SEED))
def test_every_form_is_found_by_its_name(name: str) -> None:
    text = f"a {forms(SEED)[name]} b".encode()
    assert name in found_in(text, SEED)
    assert name in traces_in(text, SEED)


def test_the_bare_bytes_are_found_and_others_are_not() -> None:
    assert found_in(b"a" + SEED, SEED) == ["itself"]
    assert found_in(b"a" + SEED[1:], SEED) == []


@pytest.mark.parametrize("name", ["base64", "url-safe base64", "hexadecimal"])
def test_a_form_that_is_cut_or_broken_over_lines_leaves_a_trace(name: str) -> None:
    form = forms(SEED)[name]
    broken = "\r\n".join(form[at : at + 5] for at in range(0, len(form), 5))
    for text in (form[3 : 3 + FRAGMENT], broken):
        assert found_in(text.encode(), SEED) == []
        assert f"part of {name}" in traces_in(text.encode(), SEED)
    assert traces_in(form[: FRAGMENT - 1].encode(), SEED) == []
