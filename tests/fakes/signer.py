"""Signs requests for the sandbox by a second implementation of ed25519 (cryptography, not nacl).

The text to sign is written out here by the published rules, apart from both product signers.
"""

import base64
from collections.abc import Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

Fields = Mapping[str, object]


class Signer:
    """One account's key."""

    def __init__(self, secret: str = SECRET) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret))
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.api_key = base64.b64encode(public).decode()

    def sign(self, text: str) -> str:
        return base64.b64encode(self._key.sign(text.encode())).decode()

    def headers(
        self,
        instruction: str,
        fields: Fields | Sequence[Fields] | None = None,
        *,
        at_ms: int,
        window: int = 5_000,
    ) -> dict[str, str]:
        """Return the four headers for a query or body given as `fields`."""
        orders = fields if isinstance(fields, Sequence) else [fields or {}]
        stem = "&".join(_text(instruction, order) for order in orders)
        return {
            "X-API-Key": self.api_key,
            "X-Signature": self.sign(f"{stem}&timestamp={at_ms}&window={window}"),
            "X-Timestamp": str(at_ms),
            "X-Window": str(window),
        }

    def subscription(self, *, at_ms: int, window: int = 5_000) -> list[str]:
        """Return the signature field of a subscribe frame."""
        headers = self.headers("subscribe", at_ms=at_ms, window=window)
        return [headers[name] for name in ("X-API-Key", "X-Signature", "X-Timestamp", "X-Window")]


def _text(instruction: str, fields: Fields) -> str:
    parts = [f"instruction={instruction}"]
    for key in sorted(fields):
        value = fields[key]
        if value is True or value is False:
            value = str(value).lower()
        if value is not None:
            parts.append(f"{key}={value}")
    return "&".join(parts)
