"""The pair of the published signing vectors, and a canary that no message may hold."""

import base64
import json
from pathlib import Path

from nacl.signing import SigningKey

_GOLDEN = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "signing-vectors.json").read_text(encoding="utf-8")
)
KEY: str = _GOLDEN["api_key_b64"]
SECRET: str = _GOLDEN["secret_b64_32"]
LONG_SECRET: str = _GOLDEN["secret_b64_64"]
PAIR = json.dumps({"apiKey": KEY, "apiSecret": SECRET})

CANARY_SEED = bytes(range(200, 232))
CANARY = base64.b64encode(CANARY_SEED).decode()
CANARY_KEY = base64.b64encode(bytes(SigningKey(CANARY_SEED).verify_key)).decode()
CANARY_PAIR = json.dumps({"apiKey": CANARY_KEY, "apiSecret": CANARY})
