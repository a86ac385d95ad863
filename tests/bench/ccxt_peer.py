"""Runs where ccxt is installed, for its figures: microseconds of processor time a frame.

`handlers FILE` gives the frames of a file to its own handlers; `watch URL` has its watch calls read
them from a socket. The book is given to it beforehand, so that it asks no exchange. It knows
nothing of this project, since it may run in another interpreter.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import ccxt.pro

ROUNDS = 4
FRAMES = 40_000
"""Frames that come through the socket."""

LEVELS = 100
MARKET = "SOL/USDC:USDC"
NAME = "SOL_USDC_PERP"


def exchange() -> "ccxt.pro.backpack":
    """A ccxt client that knows one market."""
    client = ccxt.pro.backpack()
    precision = {"amount": 0.01, "price": 0.01}
    market = client.safe_market_structure(
        {
            "id": NAME,
            "symbol": MARKET,
            "base": "SOL",
            "quote": "USDC",
            "settle": "USDC",
            "type": "swap",
            "swap": True,
            "contract": True,
            "linear": True,
            "contractSize": 1,
            "active": True,
            "precision": precision,
            "limits": {},
        }
    )
    client.set_markets([market])
    return client


def fill(client: "ccxt.pro.backpack", book: dict[str, Any]) -> None:
    """Give it the book that the frames change."""
    held = client.order_book({}, 1_000)
    held.reset(
        {
            "bids": [[float(price), float(size)] for price, size in book["bids"]],
            "asks": [[float(price), float(size)] for price, size in book["asks"]],
            "nonce": int(book["lastUpdateId"]),
            "symbol": MARKET,
        }
    )
    client.orderbooks[MARKET] = held


async def handlers(path: str) -> None:
    """Print a figure a round: its handlers alone."""
    with open(path, "rb") as file:  # noqa: ASYNC230, PTH123  # nothing else runs here
        lines = file.read().split(b"\n")
    book = json.loads(lines[0])
    texts = [line.decode() for line in lines[1:]]
    for _ in range(ROUNDS):
        client = exchange()
        fill(client, book)
        socket = client.client(client.urls["api"]["ws"]["public"])
        began = time.process_time()
        for text in texts:
            client.handle_message(socket, json.loads(text))
        print((time.process_time() - began) / len(texts) * 1e6)
        assert client.orderbooks[MARKET]["nonce"] > int(book["lastUpdateId"])
        await client.close()


async def watch(url: str) -> None:
    """Print a figure a round: its watch calls on a socket."""
    for _ in range(ROUNDS):
        client = exchange()
        client.urls["api"]["ws"] = {"public": url, "private": url}
        sides = [[[str(200 + sign * n / 100), "5"] for n in range(1, LEVELS)] for sign in (-1, 1)]
        fill(client, {"bids": sides[0], "asks": sides[1], "lastUpdateId": 1_000})
        began, heard = time.process_time(), 0
        inner = client.handle_message

        def count(socket: object, message: object, inner: Any = inner) -> None:
            nonlocal heard
            heard += 1
            inner(socket, message)

        client.handle_message = count
        watching = [
            asyncio.create_task(_watch(call))
            for call in (
                lambda client=client: client.watch_order_book(MARKET),
                lambda client=client: client.watch_bids_asks([MARKET]),
                lambda client=client: client.watch_trades(MARKET),
            )
        ]
        while heard < FRAMES:  # noqa: ASYNC110  # the watch calls tell nobody
            await asyncio.sleep(0.02)
        print((time.process_time() - began) / FRAMES * 1e6)
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await client.close()


async def _watch(call: Callable[[], Awaitable[object]]) -> None:
    while True:
        await call()


asyncio.run({"handlers": handlers, "watch": watch}[sys.argv[1]](sys.argv[2]))
