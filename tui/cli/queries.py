"""One question, one answer: positions, orders, fills, balances, markets."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tui.cli.connect import Connection, connected, failure
from tui.cli.documents import (
    Document,
    balance_document,
    fill_document,
    market_document,
    order_document,
    position_document,
    print_json,
    print_table,
)
from tui.cli.identity import Identity, identify
from tui.cli.interruption import run
from tui.cli.options import checked_settings, connection_options, json_option, symbol_option
from tui.client.errors import ReadFailed
from tui.domain.market import MarketKind
from tui.settings import Wish

Answer = TypeVar("Answer")

Where = dict[str, str | Path | None]
"""The connection options as click hands them over."""


def ask(
    question: Callable[[Connection], Awaitable[Answer]], where: Where, *, needs_key: bool = True
) -> Answer:
    """Connect, put the question, and disconnect.

    Raises:
        Stop: there is no usable key or no answer.
    """

    async def put() -> Answer:
        wish = Wish.LIVE if needs_key else Wish.READ_ONLY
        settings = checked_settings(wish, **where)  # type: ignore[arg-type]  # click checked them
        # Nobody is asked to unlock a keyring for a question that anybody may ask.
        identity = identify(settings) if needs_key else Identity(wish, None)
        async with connected(identity, settings.endpoint) as connection:
            try:
                return await question(connection)
            except ReadFailed as error:
                raise failure(error) from error

    return run(put())


def show(documents: list[Document], columns: tuple[str, ...], empty: str, *, as_json: bool) -> None:
    """Print documents as JSON, or some of their fields as columns."""
    if as_json:
        print_json(documents)
        return
    rows = [tuple(_cell(document[column]) for column in columns) for document in documents]
    print_table(columns, rows, empty)


def _cell(value: Any) -> str:  # noqa: ANN401  # whatever JSON can hold
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@click.command()
@symbol_option("Only this market.")
@json_option
@connection_options
def positions(symbol: str | None, as_json: bool, **where: Any) -> None:  # noqa: ANN401
    """Open positions."""
    found = ask(lambda exchange: exchange.rest.positions(symbol), where)
    show(
        [position_document(position) for position in found],
        ("symbol", "side", "netQuantity", "entryPrice", "markPrice", "pnlUnrealized"),
        "No open position.",
        as_json=as_json,
    )


@click.command()
@symbol_option("Only this market.")
@json_option
@connection_options
def orders(symbol: str | None, as_json: bool, **where: Any) -> None:  # noqa: ANN401
    """Open orders, conditional ones included."""
    found = ask(lambda exchange: exchange.rest.open_orders(symbol), where)
    show(
        [order_document(order) for order in found],
        (
            "symbol",
            "id",
            "side",
            "orderType",
            "price",
            "quantity",
            "executedQuantity",
            "reduceOnly",
        ),
        "No open order.",
        as_json=as_json,
    )


@click.command()
@symbol_option("Only this market.", required=True)
@click.option(
    "--limit",
    default=50,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="How many, 1 to 1000.",
)
@json_option
@connection_options
def fills(symbol: str, limit: int, as_json: bool, **where: Any) -> None:  # noqa: ANN401
    """Executions, newest first."""
    found = ask(lambda exchange: exchange.rest.fills(symbol, limit=limit), where)
    show(
        [fill_document(fill) for fill in found],
        ("symbol", "orderId", "side", "price", "quantity", "fee", "isMaker", "timestamp"),
        "No fill.",
        as_json=as_json,
    )


@click.command()
@json_option
@connection_options
def balances(as_json: bool, **where: Any) -> None:  # noqa: ANN401
    """Assets of the account."""
    found = ask(lambda exchange: exchange.rest.balances(), where)
    show(
        [balance_document(balance) for balance in found],
        ("asset", "available", "locked", "staked"),
        "No asset.",
        as_json=as_json,
    )


@click.command()
@symbol_option("Only this market.")
@json_option
@connection_options
def markets(symbol: str | None, as_json: bool, **where: Any) -> None:  # noqa: ANN401
    """Perpetual markets and their limits; needs no key."""
    found = ask(lambda exchange: exchange.rest.markets(), where, needs_key=False)
    show(
        [
            market_document(market)
            for market in found
            if market.kind is MarketKind.PERP and symbol in {None, market.symbol}
        ],
        ("symbol", "orderBookState", "tickSize", "stepSize", "minQuantity"),
        "No such market.",
        as_json=as_json,
    )
