"""What the exchange says when it refuses: codes, words and HTTP statuses.

Wording and codes as seen on the wire or in the support pages of 2026. Where no recording exists
(price and quantity filters, reduce-only, margin) the code is the likeliest of the published list.
"""

BAD_REQUEST = 400
NOT_FOUND = 404

CLIENT = "INVALID_CLIENT_REQUEST"


class Refusal(Exception):
    """An answer that is not a success; `code` None means plain text instead of JSON."""

    def __init__(self, code: str | None, message: str, status: int = BAD_REQUEST) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def not_found() -> Refusal:
    """No such live order, or a market without a book."""
    return Refusal("RESOURCE_NOT_FOUND", "Not Found", NOT_FOUND)


def unknown_path() -> Refusal:
    """Plain text, as the exchange's router answers."""
    return Refusal(None, "not found", NOT_FOUND)


def invalid_symbol() -> Refusal:
    """A symbol no market has."""
    return Refusal(CLIENT, "Invalid market symbol")


def client(message: str) -> Refusal:
    """A request that contradicts itself."""
    return Refusal(CLIENT, message)


def invalid_order(message: str) -> Refusal:
    """An order the market does not take now."""
    return Refusal("INVALID_ORDER", message)


def invalid_price(message: str) -> Refusal:
    """A price outside what the market takes."""
    return Refusal("INVALID_PRICE", message)


def invalid_quantity(message: str) -> Refusal:
    """A quantity outside what the market takes."""
    return Refusal("INVALID_QUANTITY", message)


def insufficient_margin() -> Refusal:
    """The account cannot carry the added risk."""
    return Refusal("INSUFFICIENT_MARGIN", "Insufficient margin")


def bad_parameter(name: str, kind: str, reason: str) -> Refusal:
    """A query value of the wrong form: plain text."""
    return Refusal(None, f'failed to parse parameter `{name}`: failed to parse "{kind}": {reason}')


def bad_body(kind: str, reason: str) -> Refusal:
    """A body of the wrong form: text naming the type that was read."""
    return Refusal(None, f'parse request payload error: {reason} (occurred while parsing "{kind}")')
