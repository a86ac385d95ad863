"""What the program was asked to do: where the exchange is, which mode, which symbol.

Checked before anything is opened, so that a wrong word costs nothing and its message can say which
option it came from.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

LIVE_REST_URL = "https://api.backpack.exchange"
LIVE_WS_URL = "wss://ws.backpack.exchange"
DEFAULT_SYMBOL = "SOL_USDC_PERP"

REST_URL_VARIABLE = "BACKPACK_REST_URL"
WS_URL_VARIABLE = "BACKPACK_WS_URL"


class Wish(StrEnum):
    """What the command line insists on; AUTO is live with credentials and sandbox without."""

    AUTO = "auto"
    LIVE = "live"
    SANDBOX = "sandbox"
    READ_ONLY = "read-only"


class BadSetting(Exception):
    """A setting that cannot be used; the text names it, the rule, and a value that would work."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the exchange answers."""

    rest_url: str
    ws_url: str

    @property
    def is_backpack(self) -> bool:
        """Whether this is the exchange itself and not a stand-in."""
        return (self.rest_url, self.ws_url) == (LIVE_REST_URL, LIVE_WS_URL)

    @property
    def host(self) -> str:
        """Host and port of the requests, for the screen."""
        return urlsplit(self.rest_url).netloc


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's settings, checked."""

    symbol: str
    wish: Wish
    endpoint: Endpoint | None
    """None: the exchange itself when live, the own sandbox otherwise."""
    key_file: Path | None
    state_dir: Path


def endpoint(rest_url: str | None, ws_url: str | None) -> Endpoint | None:
    """Check a pair of addresses; None when neither is given.

    Raises:
        BadSetting: one is missing, is no address, or would send signed requests in clear text to
            another machine.
    """
    if not rest_url and not ws_url:
        return None
    if not rest_url or not ws_url:
        missing, given = ("--rest-url", "--ws-url") if ws_url else ("--ws-url", "--rest-url")
        raise BadSetting(
            f"{given} is given without {missing}: prices and orders would go to two exchanges. "
            f"Give both, as `backpack-tui sandbox` prints them."
        )
    return Endpoint(
        _address("--rest-url", rest_url, "https", "http"),
        _address("--ws-url", ws_url, "wss", "ws"),
    )


def _address(option: str, url: str, secure: str, clear: str) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme not in {secure, clear} or not parts.hostname:
        raise BadSetting(
            f"{option} must start with {secure}:// (or {clear}:// on this machine) and name a "
            f"host, for example {clear}://127.0.0.1:8080."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise BadSetting(f"{option} takes scheme, host, port and path only.")
    if parts.scheme == clear and not _is_loopback(parts.hostname):
        raise BadSetting(
            f"{option} uses {clear}:// to another machine: signed requests would travel in clear "
            f"text. Use {secure}://, or {clear}:// with 127.0.0.1."
        )
    return url.strip().rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
