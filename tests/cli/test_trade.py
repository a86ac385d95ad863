"""`take-profit` without a screen: the plan, the one send, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from tests.builders import exit_view, sol_intent, sol_order
from tests.fakes.desk_session import SYMBOL
from tests.fakes.desk_world import DeskWorld
from tests.fakes.exchange_ledger import Reply, Script
from tui.cli.documents import Document
from tui.cli.exits import ExitCode, Stop
from tui.cli.trade import RESOLVE_SECONDS, _earlier_settled, _plan, _send, _status, _submitted
from tui.cli.trading import SENDING_SECONDS, Trading
from tui.domain.intent import Intent, IntentStatus
from tui.domain.order import OrderStatus
from tui.domain.position import Side
from tui.session.session import Session


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DeskWorld]:
    numbers = count(1)
    made = DeskWorld(tmp_path / "j.db", lambda: next(numbers))
    await made.start()
    yield made
    await made.kill()


def trading_in(world: DeskWorld) -> Trading:
    return Trading(cast("Session", world.session), world.desk, world.journal)


async def sent(world: DeskWorld, seconds: float = 1.0) -> tuple[Document, ExitCode]:
    plan = world.session.plan()
    sending = asyncio.create_task(_send(trading_in(world), plan, {"positions": []}))
    await world.advance(seconds)
    return await sending


def test_without_a_quantity_all_that_is_free_leaves() -> None:
    plan = _plan(("110", None, None), exit_view())
    assert (plan.ticket.quantity, plan.ticket.side) == (Decimal(25), Side.ASK)


def test_a_side_that_is_insisted_on_and_closes_is_taken() -> None:
    assert _plan(("110", "5", Side.ASK), exit_view()).ticket.side is Side.ASK


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("90", "5", None), "mark"),
        (("110", "5", Side.BID), "LONG"),
        (("110.001", "5", None), "tick"),
        (("110", "26", None), "25"),
    ],
)
def test_a_broken_rule_is_denied_with_its_sentence(
    typed: tuple[str, str | None, Side | None], said: str
) -> None:
    with pytest.raises(Stop, match="denied: ") as stopped:
        _plan(typed, exit_view())
    assert stopped.value.code is ExitCode.DENIED
    assert said.lower() in stopped.value.message.lower()


def test_every_broken_rule_is_named_at_once() -> None:
    with pytest.raises(Stop) as stopped:
        _plan(("90.001", "26.001", None), exit_view())
    for word in ("mark", "tick", "step"):
        assert word in stopped.value.message


async def test_an_order_that_rests_is_done_and_told_with_its_number(world: DeskWorld) -> None:
    document, code = await sent(world)
    assert code is ExitCode.DONE
    assert (document["orderId"], document["status"], document["clientId"]) == ("1", "New", 1)
    assert (document["outcome"], document["positions"]) == ("resting", [])
    assert len(world.exchange.posts) == 1


@pytest.mark.parametrize(
    ("script", "outcome", "code"),
    [
        (Script(fill_after=0.01), "filled", ExitCode.DONE),
        (Script(accept_after=None, reply=Reply.REFUSAL), "rejected", ExitCode.REJECTED),
        (Script(accept_after=None, reply=Reply.NO_CONNECTION), "not sent", ExitCode.NOT_CONNECTED),
    ],
)
async def test_the_exit_code_says_what_became_of_it(
    world: DeskWorld, script: Script, outcome: str, code: ExitCode
) -> None:
    world.exchange.scripts = [script]
    document, left = await sent(world)
    assert (document["outcome"], left) == (outcome, code)
    assert len(world.exchange.posts) <= 1


async def test_an_order_without_an_answer_is_looked_up_and_not_sent_again(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.exchange.scripts = [Script(reply=Reply.SILENCE)]
    world.streaming = lambda: False
    document, code = await sent(world, 60)
    assert (document["outcome"], code) == ("resting", ExitCode.DONE)
    assert "UNKNOWN" in capsys.readouterr().err.upper()
    assert len(world.exchange.posts) == 1


async def test_a_closed_gate_denies_and_sends_nothing(world: DeskWorld) -> None:
    plan = world.session.plan()
    world.journal.trouble = "the disk is full"
    document, code = await _send(trading_in(world), plan, {})
    assert (document["outcome"], code) == ("denied", ExitCode.DENIED)
    assert "the disk is full" in document["words"]
    assert world.exchange.posts == []


async def test_ctrl_c_waits_for_the_answer_of_an_order_that_is_on_its_way(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.exchange.scripts = [Script(reply_after=3.0)]
    submitting = asyncio.create_task(_submitted(world.desk, world.session.plan()))
    await world.advance(1.0)
    submitting.cancel()
    await world.advance(5.0)
    fate = await submitting
    assert isinstance(fate, Intent)
    assert fate.status is IntentStatus.RESTING
    assert f"waiting up to {SENDING_SECONDS:g} s" in capsys.readouterr().err


async def test_told_to_end_a_command_does_not_wait_for_an_order_to_be_looked_up(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.exchange.scripts = [Script(reply=Reply.SILENCE)]
    world.streaming = lambda: False
    plan = world.session.plan()
    sending = asyncio.create_task(_send(trading_in(world), plan, {"positions": []}))
    await world.advance(1.0)
    sending.cancel()
    await world.advance(SENDING_SECONDS)
    document, code = await sending
    assert (document["outcome"], code) == ("unknown", ExitCode.UNKNOWN)
    assert document["clientId"] == 1
    assert f"waiting up to {SENDING_SECONDS:g} s" in capsys.readouterr().err
    assert len(world.exchange.posts) == 1


async def test_told_to_end_while_an_order_is_looked_up_a_command_leaves_it_to_the_next(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.exchange.scripts = [Script(accept_after=None, reply=Reply.SILENCE)]
    plan = world.session.plan()
    sending = asyncio.create_task(_send(trading_in(world), plan, {"positions": []}))
    await world.advance(12.0)
    sending.cancel()
    document, code = await sending
    assert (document["outcome"], code) == ("unknown", ExitCode.UNKNOWN)
    assert "goes on looking" in capsys.readouterr().err


async def test_orders_of_an_earlier_run_are_settled_first(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.exchange.scripts = [Script(accept_after=None, reply=Reply.SILENCE)]
    world.submit()
    await world.advance(2.0)
    await world.kill()
    await world.start()
    assert world.desk.blockers(SYMBOL)
    settling = asyncio.create_task(_earlier_settled(world.desk, SYMBOL))
    await world.advance(RESOLVE_SECONDS)
    await settling
    assert capsys.readouterr().err.count("backpack-tui: ") == 2
    assert not world.desk.blockers(SYMBOL)


async def test_with_nothing_open_nothing_is_waited_for(
    world: DeskWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    await _earlier_settled(world.desk, SYMBOL)
    assert capsys.readouterr().err == ""


def test_the_status_is_the_exchange_s_word_where_there_is_an_order() -> None:
    resting = replace(sol_intent(), status=IntentStatus.RESTING)
    filled = sol_order(status=OrderStatus.FILLED)
    assert _status(resting, filled) == "Filled"
    assert _status(resting, None) == "New"
    assert _status(replace(resting, status=IntentStatus.UNKNOWN), None) is None
