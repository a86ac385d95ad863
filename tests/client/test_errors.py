from tui.client.errors import NoAnswer, NotConnected, ReadFailed, Refused, Unreadable
from tui.wire.refusals import ApiError


def test_every_failure_of_a_question_says_why_in_words() -> None:
    for kind in (NotConnected, NoAnswer, Unreadable):
        error = kind("the reason")
        assert isinstance(error, ReadFailed)
        assert error.reason == str(error) == "the reason"


def test_a_refusal_carries_what_the_exchange_said() -> None:
    refused = Refused(ApiError(400, "INVALID_PRICE", "Price decimal too long"))
    assert (refused.status, refused.code, refused.message) == (
        400,
        "INVALID_PRICE",
        "Price decimal too long",
    )
    assert refused.reason == "the price was not accepted: Price decimal too long"
