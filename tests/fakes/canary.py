"""A secret to be looked for: the ways in which it could be written where it must not be."""

import base64
import json
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FRAGMENT = 16
"""Characters of base64 (96 bits) or hexadecimal (64 bits) that no other text has by chance."""


def forms(seed: bytes) -> dict[str, str]:
    """The 32-byte `seed` in thirteen encodings, by name."""
    standard = base64.b64encode(seed).decode()
    return {
        "raw bytes": repr(seed)[2:-1],
        "base64": standard,
        "url-safe base64": base64.urlsafe_b64encode(seed).decode(),
        "hexadecimal": seed.hex(),
        "hexadecimal in capitals": seed.hex().upper(),
        "percent": quote(standard, safe=""),
        "percent of the bytes": quote(seed, safe=""),
        "escaped": ascii(seed.decode("latin-1"))[1:-1],
        "JSON": json.dumps(seed.decode("latin-1"))[1:-1],
        "numbers": str(list(seed))[1:-1],
        "numbers close together": ",".join(map(str, seed)),
        "64 bytes": base64.b64encode(seed + _public(seed)).decode(),
        "64 bytes, hexadecimal": (seed + _public(seed)).hex(),
    }


def found_in(data: bytes, seed: bytes) -> list[str]:
    """Names of the forms of `seed` that stand in `data`; "itself" for the bare bytes."""
    names = [name for name, text in forms(seed).items() if text.encode() in data]
    return [*names, "itself"] if seed in data else names


def traces_in(data: bytes, seed: bytes) -> list[str]:
    """As `found_in`, and also what is left when a form is cut or broken over lines."""
    unbroken = b"".join(data.split())
    names = {*found_in(data, seed), *found_in(unbroken, seed)}
    for name in ("base64", "url-safe base64", "hexadecimal", "hexadecimal in capitals"):
        if any(fragment in unbroken for fragment in _fragments(forms(seed)[name])):
            names.add(f"part of {name}")
    return sorted(names)


def _fragments(text: str) -> set[bytes]:
    return {text[at : at + FRAGMENT].encode() for at in range(len(text) - FRAGMENT + 1)}


def _public(seed: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
