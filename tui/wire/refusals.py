"""What the exchange means when it says no, in plain words, and whether the no can be relied on.

A status alone proves nothing: a server was seen to answer 400 and to place the order later. An
order counts as refused only by a code on the list below; everything else leaves its fate unknown.
Source of the codes: OpenAPI of August 2026, `ApiErrorCode` and `OrderExpiryReason`.
"""

from dataclasses import dataclass

from tui.domain.text import clean
from tui.wire.document import DocumentError, load

_DEFINITIVE_STATUS = frozenset({400, 401, 403, 404, 429})
_CODE_LENGTH = 64
_TEXT_BYTES = 800
"""Enough for the 200 characters that are kept of a body that is no JSON."""

_WORDS = {
    "ACCOUNT_DEACTIVATED": "the account is deactivated",
    "ACCOUNT_LIQUIDATING": "the account is being liquidated",
    "BORROW_LIMIT": "the borrow limit is reached",
    "BORROW_REQUIRES_LEND_REDEEM": "lent assets have to be redeemed first",
    "FORBIDDEN": "this key may not do that",
    "INSUFFICIENT_FUNDS": "not enough funds",
    "INSUFFICIENT_MARGIN": "not enough margin",
    "INSUFFICIENT_SUPPLY": "not enough supply",
    "INVALID_ASSET": "the asset is not known",
    "INVALID_CLIENT_REQUEST": "the request was not accepted",
    "INVALID_MARKET": "the market is not known",
    "INVALID_ORDER": "the order was not accepted",
    "INVALID_POSITION_ID": "the position is not known",
    "INVALID_PRICE": "the price was not accepted",
    "INVALID_QUANTITY": "the quantity was not accepted",
    "INVALID_RANGE": "the range was not accepted",
    "INVALID_SIGNATURE": "the signature was not accepted: check the key and the clock",
    "INVALID_SOURCE": "the source was not accepted",
    "INVALID_SYMBOL": "the symbol is not known",
    "INVALID_TWO_FACTOR_CODE": "the two-factor code was not accepted",
    "MAINTENANCE": "the exchange is under maintenance",
    "MAX_LEVERAGE_REACHED": "the leverage limit is reached",
    "ORDER_LIMIT": "too many open orders",
    "POSITION_LIMIT": "the position limit is reached",
    "PRECONDITION_FAILED": "a precondition did not hold",
    "RESOURCE_NOT_FOUND": "not found",
    "SERVER_ERROR": "the exchange had an internal error",
    "TIMEOUT": "the exchange took too long",
    "TOO_EARLY": "the exchange is not ready yet",
    "TOO_MANY_REQUESTS": "too many requests: wait a minute",
    "TRADING_PAUSED": "trading is paused",
    "UNAUTHORIZED": "the key was not accepted",
}

DEFINITIVE_CODES = frozenset(
    code
    for code in _WORDS
    if code.startswith(("INVALID_", "INSUFFICIENT_", "ACCOUNT_"))
    or code
    in {
        "FORBIDDEN",
        "MAX_LEVERAGE_REACHED",
        "ORDER_LIMIT",
        "POSITION_LIMIT",
        "TOO_MANY_REQUESTS",
        "TRADING_PAUSED",
        "UNAUTHORIZED",
    }
)
"""Codes that prove that an order was not placed, when they come with a fitting status."""

_EXPIRY_WORDS = {
    "AccountTradingSuspended": "trading is suspended for the account",
    "BorrowRequiresLendRedeem": "lent assets have to be redeemed first",
    "FillOrKill": "it could not be filled at once as a whole",
    "ImmediateOrCancel": "what could not be filled at once was dropped",
    "InsufficientBorrowableQuantity": "not enough could be borrowed",
    "InsufficientFunds": "not enough funds",
    "InsufficientLiquidity": "the book was too thin",
    "InsufficientMargin": "not enough margin",
    "InvalidPrice": "the price was not accepted",
    "InvalidQuantity": "the quantity was not accepted",
    "Liquidation": "the account was liquidated",
    "MaxStopOrdersPerPosition": "too many stop orders on the position",
    "NegativeEquity": "the equity is negative",
    "PositionLimit": "the position limit is reached",
    "PostOnlyMode": "the market takes only orders that rest",
    "PostOnlyTaker": "it would have taken liquidity",
    "PriceBand": "the price left the price band",
    "PriceImpact": "it would have moved the price too far",
    "PriceOutOfBounds": "the price left the allowed range",
    "ReduceOnlyNotReduced": "nothing was left to reduce",
    "SelfTradePrevention": "it would have traded with an order of your own",
    "SlippageToleranceExceeded": "the slippage limit was exceeded",
    "StopWithoutPosition": "the position was gone",
    "UserPermissions": "the account may not trade this",
}
_EXPIRY_BY_LETTERS = {name.casefold(): words for name, words in _EXPIRY_WORDS.items()}


@dataclass(frozen=True, slots=True)
class ApiError:
    """One refusal of the exchange."""

    status: int
    """HTTP status."""
    code: str | None
    """None when the body was not the exchange's JSON error."""
    message: str
    """Sanitised."""

    @property
    def definitive(self) -> bool:
        """Whether it proves that an order was not placed."""
        return self.status in _DEFINITIVE_STATUS and self.code in DEFINITIVE_CODES

    @property
    def not_found(self) -> bool:
        """Whether it is the exchange's own "not found" and not some page of a proxy."""
        return self.status == 404 and self.code == "RESOURCE_NOT_FOUND"  # noqa: PLR2004  # because a status reads best as its number

    @property
    def expired(self) -> bool:
        """Whether the timestamp was outside the window: our clock or a slow way there."""
        return self.code in {"INVALID_CLIENT_REQUEST", "UNAUTHORIZED"} and (
            "expired" in self.message.casefold()
        )

    @property
    def words(self) -> str:
        """One sentence without a full stop: our words, then what the exchange said."""
        if self.code is None:
            return f"answer {self.status}: {self.message}" if self.message else self._status_words
        known = _WORDS.get(self.code, self.code)
        if not self.message or self.message.casefold() == known.casefold():
            return known
        return f"{known}: {self.message}"

    @property
    def _status_words(self) -> str:
        return f"answer {self.status} without a word"


def parse_refusal(status: int, content: bytes) -> ApiError:
    """Read the body of an error answer, whatever it is; never raises."""
    try:
        document = load(content)
    except DocumentError:
        document = None
    if isinstance(document, dict):
        code, message = document.get("code"), document.get("message")
        if isinstance(code, str) and code and isinstance(message, str):
            return ApiError(status, clean(code, _CODE_LENGTH), clean(message))
    return ApiError(status, None, clean(content[:_TEXT_BYTES].decode(errors="replace").strip()))


def expiry_words(reason: str) -> str:
    """Plain words for why an order expired; `PRICE_BAND` and `PriceBand` are the same reason."""
    return _EXPIRY_BY_LETTERS.get(reason.replace("_", "").casefold(), clean(reason))
