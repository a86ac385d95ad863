"""Faults are asked for in words, and what is no fault is refused in words."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sandbox.fault_text import FaultError, as_document, make_fault, parse_faults
from tui.sandbox.faults import KINDS, PRESETS, Fault


def test_keys_become_what_the_fault_is() -> None:
    assert parse_faults("error:status=502,carried=yes,one-in=3,method=POST,after=1.5") == (
        Fault("error", status=502, carried=True, one_in=3, method="POST", after_us=1_500_000),
    )
    assert parse_faults("tick:symbol=SOL_USDC_PERP,size=0.05")[0].size == Decimal("0.05")
    assert parse_faults("skew:ms=-9000")[0].ms == -9_000
    assert parse_faults("refuse")[0] == Fault("refuse")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rain", "kind 'rain': no such fault; one of: refuse, stall"),
        ("throttle:often=3", "throttle: no key 'often'; it takes: count, one-in"),
        ("throttle:count", "'count' must be key=value, such as count=1"),
        ("throttle:", "'' must be key=value"),
        ("throttle:count=1,count=2", "count is given twice; give it once"),
        ("throttle:count=-1", "throttle: count must be 0 to 1000000000, such as 1: '-1'"),
        ("throttle:one-in=0", "one-in must be 1 to"),
        ("throttle:count=٣", "count must be 0 to"),
        ("late:ms=9999999", "ms must be 0 to 600000, such as 4000"),
        ("late:ms=-1", "ms must be 0 to"),
        ("error:status=200", "status must be one of 500, 502, 503, 504"),
        ("error:carried=maybe", "carried must be one of yes, no"),
        ("throttle:method=LOOK", "method must be one of GET, POST, PATCH, DELETE, WS"),
        ("throttle:path=a\nb", "path must be at most 200 plain characters"),
        ("cut:after=NaN", "after must be 0 to 31536000, such as 5"),
        ("silence:for=9,every=5", "for must be at most every, such as for=5,every=60"),
        ("freeze-mark", "symbol is needed, such as symbol=SOL_USDC_PERP"),
        ("book-state:symbol=S,state=Shut", "state must be one of Open, Closed"),
        ("storm:count=1", "fault 'storm' is a preset and takes no keys"),
    ],
)
def test_what_cannot_be_a_fault_is_explained(text: str, words: str) -> None:
    with pytest.raises(FaultError) as caught:
        parse_faults(text)
    assert words in str(caught.value)


@given(
    st.text()
    | st.sampled_from([*KINDS, *PRESETS]).flatmap(lambda n: st.text().map(f"{n}:{{}}".format))
)
def test_no_text_does_anything_but_make_faults_or_explain(text: str) -> None:
    with contextlib.suppress(FaultError):
        assert parse_faults(text)


@pytest.mark.parametrize("name", KINDS)
def test_a_fault_shown_makes_the_same_fault(name: str) -> None:
    given_keys = {"after": "2.5", "for": "1", "every": "3", "symbol": "SOL", "count": "2"}
    kept = {key: text for key, text in given_keys.items() if key in KINDS[name].keys}
    fault = make_fault(name, kept)
    shown = as_document(fault)
    assert shown.pop("kind") == name
    texts = {key: "yes" if value is True else str(value) for key, value in shown.items()}
    again = make_fault(name, texts)
    assert again == fault
