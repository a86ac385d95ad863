import pytest

from tui.sandbox import errors


@pytest.mark.parametrize(
    ("refusal", "status", "code", "message"),
    [
        (errors.not_found(), 404, "RESOURCE_NOT_FOUND", "Not Found"),
        (errors.unknown_path(), 404, None, "not found"),
        (errors.invalid_symbol(), 400, "INVALID_CLIENT_REQUEST", "Invalid market symbol"),
        (errors.invalid_order("x"), 400, "INVALID_ORDER", "x"),
        (errors.invalid_price("x"), 400, "INVALID_PRICE", "x"),
        (errors.invalid_quantity("x"), 400, "INVALID_QUANTITY", "x"),
        (
            errors.bad_body("T", "y"),
            400,
            None,
            'parse request payload error: y (occurred while parsing "T")',
        ),
    ],
)
def test_a_refusal_has_the_words_the_exchange_uses(
    refusal: errors.Refusal, status: int, code: str | None, message: str
) -> None:
    assert (refusal.status, refusal.code, refusal.message) == (status, code, message)
    assert str(refusal) == message
