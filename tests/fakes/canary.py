"""A secret to be looked for: the ways in which it could be written where it must not be."""

import base64
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def forms(seed: bytes) -> dict[str, str]:
    """The 32-byte `seed` in seven encodings, by name."""
    standard = base64.b64encode(seed).decode()
    return {
        "raw bytes": repr(seed)[2:-1],
        "base64": standard,
        "url-safe base64": base64.urlsafe_b64encode(seed).decode(),
        "hexadecimal": seed.hex(),
        "percent": quote(standard, safe=""),
        "escaped": ascii(seed.decode("latin-1"))[1:-1],
        "64 bytes": base64.b64encode(seed + _public(seed)).decode(),
    }


def found_in(data: bytes, seed: bytes) -> list[str]:
    """Names of the forms of `seed` that stand in `data`; "itself" for the bare bytes."""
    names = [name for name, text in forms(seed).items() if text.encode() in data]
    return [*names, "itself"] if seed in data else names


def _public(seed: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
