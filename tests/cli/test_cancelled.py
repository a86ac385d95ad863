"""What became of a cancel, as a word and an exit code."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from tests.fakes.desk_session import SYMBOL
from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Reply
from tui.actions.outcomes import (
    AlreadyGone,
    CancelDone,
    CancelFailed,
    CancelOutcome,
    CancelPending,
    CancelUnknown,
    ScopeOutcome,
)
from tui.cli.cancelled import (
    FOLLOW_SECONDS,
    cancel_result,
    followed_scope,
    scope_code,
    scope_document,
)
from tui.cli.cancelled import followed as follow
from tui.cli.exits import ExitCode
from tui.cli.trading import Trading
from tui.domain.command import CancelScope
from tui.domain.money import Price, Quantity, Usd
from tui.domain.order import Order, OrderStatus, OrderType
from tui.domain.position import Side
from tui.session.session import Session

ORDER = Order(
    order_id="1",
    client_id=None,
    symbol="SOL_USDC_PERP",
    side=Side.ASK,
    order_type=OrderType.LIMIT,
    status=OrderStatus.CANCELLED,
    price=Price(Decimal(160)),
    quantity=Quantity(Decimal(1)),
    executed=Quantity(Decimal(0)),
    executed_quote=Usd(Decimal(0)),
    reduce_only=True,
)


@pytest.mark.parametrize(
    ("outcome", "word", "code"),
    [
        (CancelDone(ORDER), "cancelled", ExitCode.DONE),
        (AlreadyGone(None), "not open", ExitCode.REJECTED),
        (CancelFailed("too slow"), "rejected", ExitCode.REJECTED),
        (CancelFailed("cannot connect", was_sent=False), "not sent", ExitCode.NOT_CONNECTED),
        (CancelPending(), "accepted", ExitCode.UNKNOWN),
        (CancelUnknown("no answer"), "unknown", ExitCode.UNKNOWN),
    ],
)
def test_only_a_confirmed_cancel_is_done(outcome: CancelOutcome, word: str, code: ExitCode) -> None:
    assert cancel_result(outcome) == (word, code)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    numbers = count(1)
    made = DeskWorld(tmp_path / "j.db", lambda: next(numbers))
    await made.start()
    made.submit()
    await made.advance(1.0)
    yield made
    await made.kill()


async def followed(world: DeskWorld, seconds: float) -> CancelOutcome:
    (order,) = world.session.state.orders.values()
    desk = Trading(cast("Session", world.session), world.desk, world.journal)
    following = asyncio.create_task(follow(desk, order, world.clock))
    await world.advance(seconds)
    return await following


async def test_a_confirmed_cancel_is_not_followed(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(await followed(world, 1.0), CancelDone)
    assert capsys.readouterr().err == ""


async def test_a_cancel_without_an_answer_is_followed_to_its_end(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.exchange.cancel_reply = Reply.SILENCE
    result = await followed(world, FOLLOW_SECONDS + 20)
    assert not isinstance(result, CancelFailed)
    assert f"Looking for up to {FOLLOW_SECONDS:g} s." in capsys.readouterr().err


async def scoped(world: DeskWorld, seconds: float) -> ScopeOutcome:
    desk = Trading(cast("Session", world.session), world.desk, world.journal)
    scope = CancelScope(symbol=SYMBOL)
    following = asyncio.create_task(followed_scope(desk, scope, world.clock))
    await world.advance(seconds)
    return await following


async def test_a_scope_is_done_when_the_exchange_has_none_of_it_left(world: DeskWorld) -> None:
    outcome = await scoped(world, 2.0)
    assert scope_code(outcome) is ExitCode.DONE
    document = scope_document(outcome)
    assert (document["outcome"], document["left"]) == ("done", 0)
    assert [row["outcome"] for row in document["orders"]] == ["cancelled"]
    assert "Cancelled: sell 4 SOL at 160." in document["words"]


async def test_a_scope_that_cannot_be_counted_is_unknown(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.exchange.cancel_reply = Reply.SILENCE
    world.exchange.reads_fail = lambda: True
    outcome = await scoped(world, FOLLOW_SECONDS + 20)
    assert scope_code(outcome) is ExitCode.UNKNOWN
    assert "an unknown number of orders left" in capsys.readouterr().err
