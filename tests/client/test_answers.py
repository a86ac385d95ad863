from dataclasses import fields

from tui.client.answers import SignedRequest


def test_a_signed_request_never_shows_its_headers() -> None:
    hidden = {field.name for field in fields(SignedRequest) if not field.repr}
    assert hidden == {"headers"}
