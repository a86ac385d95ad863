"""One HTTP request and its answer, with the limits that the library does not set by itself.

httpx measures its timeouts per chunk, so a server that drips bytes could hold a request for ever;
here one deadline covers all of it. The body is capped and never decompressed or redirected.
"""

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from tui.client.trouble import in_words
from tui.domain.text import clean

MAX_BODY = 8 * 1024 * 1024
_CONNECT_SECONDS = 5.0
_POOL_SECONDS = 2.0


class TransportError(Exception):
    """No answer; `reason` is sanitised plain words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NothingSentError(TransportError):
    """It failed before the first byte left: no name, no connection, no TLS, no free socket."""


class DeadlineError(TransportError):
    """The whole request took longer than allowed."""


class BrokenError(TransportError):
    """The connection broke after bytes may have left."""


class OversizedError(TransportError):
    """The answer is larger than the cap, or encoded although that was not asked for."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came."""

    status: int
    content: bytes
    retry_after: float | None = None
    """Seconds the server asks us to wait; None when it does not say, or not as a number."""


def normal_base(url: str) -> str:
    """`url` without a slash at its end, so that joined paths have one slash.

    Raises ValueError when it is no http or https address.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise ValueError(
            f"REST address must look like https://api.backpack.exchange, not {clean(url)!r}"
        )
    return url.rstrip("/")


def make_http(base_url: str) -> httpx.AsyncClient:
    """The HTTP client of live trading: nothing from the environment, no redirects, HTTP/1.1."""
    return httpx.AsyncClient(
        base_url=normal_base(base_url),
        trust_env=False,
        follow_redirects=False,
        headers={"Accept-Encoding": "identity", "Accept": "application/json, text/plain"},
        timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS, pool=_POOL_SECONDS),
        limits=httpx.Limits(max_connections=16, max_keepalive_connections=8, keepalive_expiry=20),
    )


async def exchange(http: httpx.AsyncClient, request: httpx.Request, deadline: float) -> Reply:
    """Send `request` once and read its answer within `deadline` seconds.

    Raises one of the TransportErrors. Nothing is ever sent twice.
    """
    try:
        async with asyncio.timeout(deadline):
            return await _exchange(http, request)
    except TimeoutError:
        raise DeadlineError(f"no complete answer within {deadline:g} s") from None
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NothingSentError(in_words("cannot connect", error)) from None
    except httpx.PoolTimeout:
        raise NothingSentError("no free connection") from None
    except httpx.HTTPError as error:
        raise BrokenError(in_words("the connection broke", error)) from None


async def _exchange(http: httpx.AsyncClient, request: httpx.Request) -> Reply:
    response = await http.send(request, stream=True)
    try:
        if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise OversizedError("the answer is compressed although plain text was asked for")
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > MAX_BODY:
                raise OversizedError(f"the answer is larger than {MAX_BODY // 2**20} MiB")
        return Reply(
            response.status_code,
            bytes(content),
            _seconds(response.headers.get("Retry-After", "")),
        )
    finally:
        await response.aclose()


def _seconds(text: str) -> float | None:
    """The seconds of a Retry-After header; its date form is not used by any exchange we know."""
    return float(text) if re.fullmatch(r"\d{1,9}", text.strip(), re.ASCII) else None
