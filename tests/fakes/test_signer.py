"""The tests' signer agrees with the published vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.signer import Signer

VECTORS = json.loads((Path(__file__).parents[1] / "fixtures/signing-vectors.json").read_text())
SCALAR = [vector for vector in VECTORS["vectors"] if vector["name"] != "fills_array"]


@pytest.mark.parametrize("vector", SCALAR, ids=lambda vector: str(vector["name"]))
def test_a_vector_is_signed_to_the_byte(vector: dict[str, Any]) -> None:
    headers = Signer(VECTORS["secret_b64_32"]).headers(
        vector["instruction"],
        vector["params"],
        at_ms=vector["timestamp"],
        window=vector["window"],
    )
    assert headers["X-Signature"] == vector["signature"]
    assert headers["X-API-Key"] == VECTORS["api_key_b64"]
