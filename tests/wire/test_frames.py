import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire_samples import BY_KIND, STREAM, changed, read
from tui.domain.events import OrderChanged, PositionChanged
from tui.domain.text import clean
from tui.wire.frames import Ignored, StreamError, Unreadable, decode


@pytest.mark.parametrize("sample", STREAM, ids=lambda sample: sample["kind"])
def test_every_recorded_frame_is_read(sample: dict[str, Any]) -> None:
    frame = read(sample["frame"])
    assert not isinstance(frame, Unreadable)
    if "stream" in sample["frame"] and not isinstance(frame, Ignored):
        assert not isinstance(frame, StreamError)


def test_text_and_bytes_are_read_alike() -> None:
    frame = BY_KIND["trade"]
    assert decode(json.dumps(frame)) == read(frame)


def test_a_stream_narrowed_to_a_symbol_is_the_same_stream() -> None:
    frame = BY_KIND["positionUpdate opened"] | {"stream": "account.positionUpdate.ETH_USDC_PERP"}
    assert isinstance(read(frame), PositionChanged)


def test_an_error_frame_carries_its_code_and_sanitised_words() -> None:
    assert read({"id": None, "error": {"code": 4003, "message": "Invalid\x1b signature"}}) == (
        StreamError(4003, "Invalid� signature")
    )


def test_streams_without_a_use_are_ignored_by_name() -> None:
    assert read({"stream": "stockPrice.A", "data": 7}) == Ignored("stockPrice.A")
    assert read({"stream": "account.rfqUpdate", "data": {}}) == Ignored("account.rfqUpdate")
    assert read({"stream": "\x1b", "data": {}}) == Ignored("�")


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"null", b"[]", b"{}", b"\xff\xfe", b'{"stream":5}', b"[" * 100_000, "\ud800"],
)
def test_what_is_no_message_is_unreadable(raw: bytes | str) -> None:
    assert isinstance(decode(raw), Unreadable)


@given(st.binary(max_size=200))
def test_fault_n08_any_bytes_are_a_frame(raw: bytes) -> None:
    decode(raw)


@given(st.text(max_size=200))
def test_any_text_is_a_frame(raw: str) -> None:
    decode(raw)


@pytest.mark.parametrize("cut", range(0, 200, 3))
def test_fault_n04_a_frame_cut_short_anywhere_is_unreadable(cut: int) -> None:
    raw = json.dumps(BY_KIND["orderUpdate accepted"]).encode()
    assert isinstance(decode(raw[:cut]), Unreadable)


VALUE: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.just([["1"]])
)


@given(st.sampled_from(sorted(BY_KIND)), st.data())
def test_any_value_in_any_field_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    frame = BY_KIND[kind]
    if "data" in frame:
        field = data.draw(st.sampled_from(sorted(frame["data"])))
        changed(kind, **{field: data.draw(VALUE)})
    else:
        read({"error": data.draw(VALUE)})


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_of_the_exchange_reaches_a_reader_unsanitised(stream: str, message: str) -> None:
    for frame in (
        read({"stream": stream, "data": {}}),
        read({"error": {"code": 1, "message": message}}),
        read({"stream": "trade." + stream, "data": {"s": message}}),
        changed("orderUpdate accepted", e=message, R=stream),
    ):
        match frame:
            case Ignored(text) | StreamError(_, text) | Unreadable(text, ""):
                assert clean(text) == text
            case Unreadable(reason, name):
                assert clean(reason) == reason
                assert clean(name) == name
            case OrderChanged(order, happened, _):
                assert clean(happened) == happened
                assert order.expiry_reason == clean(stream)
            case _:
                pytest.fail(f"unexpected {frame}")
