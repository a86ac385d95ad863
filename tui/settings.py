"""What the program was asked to do: where the exchange is, which mode, which symbol, which limits.

Checked before anything is opened, so that a wrong word costs nothing and its message can say which
option it came from.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tui.domain.limits import OrderLimits
from tui.domain.money import Rate, Usd, parse_wire_decimal

LIVE_REST_URL = "https://api.backpack.exchange"
LIVE_WS_URL = "wss://ws.backpack.exchange"
DEFAULT_SYMBOL = "SOL_USDC_PERP"

REST_URL_VARIABLE = "BACKPACK_REST_URL"
WS_URL_VARIABLE = "BACKPACK_WS_URL"
CONFIG_VARIABLE = "BACKPACK_TUI_CONFIG"
CONFIG_NAME = "config.toml"

_TABLES = frozenset({"limits"})
_MOST_ORDERS = 1_000


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
    limits: OrderLimits = field(default_factory=OrderLimits)


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


def order_limits(path: Path, *, must_exist: bool = False) -> OrderLimits:
    """The limits of the file at `path`; the defaults where there is no file or no `[limits]`.

    Raises:
        BadSetting: it cannot be read, is no TOML, or says something that cannot be meant.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if must_exist:
            raise BadSetting(
                f"{CONFIG_VARIABLE} names {path}, and there is no such file. Create it, or unset"
                f" {CONFIG_VARIABLE}."
            ) from None
        return OrderLimits()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} cannot be read: {error}. Make it a text file of yours.") from None
    try:
        # Fractions as they are written: a limit of 0.1 must not become 0.1000000000000000055.
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(
            f'{path} is not TOML: {error}. For example: [limits] and below it daily-loss = "500".'
        ) from None
    return read_limits(document, str(path))


def read_limits(document: Mapping[str, Any], where: str) -> OrderLimits:
    """The limits of a decoded file; `where` names it in messages. Raises `BadSetting`."""
    for name in document:
        if name not in _TABLES:
            raise BadSetting(f"{where} has a table {name!r}; it knows [limits] only.")
    table = document.get("limits", {})
    if not isinstance(table, dict):
        raise BadSetting(f"{where}: limits must be a table. Write [limits] on a line of its own.")
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name not in _FIELDS:
            known = ", ".join(_FIELDS)
            raise BadSetting(f"{where}: [limits] has no {name!r}; it knows {known}.")
        limit, read = _FIELDS[name]
        found[limit] = read(f"{where}: limits.{name}", value)
    return OrderLimits(**found)


def _usd(name: str, value: object) -> Usd | None:
    amount = _amount(name, value, "an amount of USDC", "5000")
    return None if amount is None else Usd(amount)


def _share(name: str, value: object) -> Rate | None:
    share = _amount(name, value, "a share between 0 and 1", "0.1, which is 10 %")
    if share is not None and share >= 1:
        raise BadSetting(f"{name} must be a share between 0 and 1, for example 0.1 (10 %).")
    return None if share is None else Rate(share)


def _amount(name: str, value: object, rule: str, example: str) -> Decimal | None:
    """A number above zero; the word `none` takes a limit away."""
    if value == "none":
        return None
    is_number = isinstance(value, (str, int)) and not isinstance(value, bool)
    amount = parse_wire_decimal(str(value)) if is_number else None
    if amount is None or amount <= 0:
        raise BadSetting(
            f'{name} must be {rule} above zero, or "none" for no limit; for example {example}.'
        )
    return amount


def _count(name: str, value: object) -> int | None:
    if value == "none":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_ORDERS:
        raise BadSetting(
            f'{name} must be a whole number of orders, 1 to {_MOST_ORDERS}, or "none" for no'
            f" limit; for example 10."
        )
    return value


_FIELDS: Mapping[str, tuple[str, Callable[[str, object], Any]]] = {
    "largest-order": ("largest_order", _usd),
    "open-notional": ("open_notional", _usd),
    "per-second": ("per_second", _count),
    "per-minute": ("per_minute", _count),
    "from-mark": ("from_mark", _share),
    "daily-loss": ("daily_loss", _usd),
}
"""By the name in the file: the limit, and how it is read."""
