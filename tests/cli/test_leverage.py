"""`leverage`: the limit is read, shown, changed once, and what came of it is told."""

from collections.abc import AsyncIterator
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from click.testing import CliRunner

from tests.fakes.exchange_ledger import ExchangeLedger, Reply, Script
from tests.fakes.live_desk import World, running, world
from tui.actions.denials import DenialCode
from tui.cli import leverage as module
from tui.cli.documents import Document
from tui.cli.exits import ExitCode, Stop
from tui.cli.leverage import _leverage, leverage
from tui.cli.trading import Trading
from tui.client.answers import SignedRequest
from tui.client.errors import NotConnected
from tui.client.orders import Stamp, prepare_leverage
from tui.domain.account import AccountSummary
from tui.session.session import Session
from tui.settings import BadSetting, Settings, Wish
from tui.wire.signing import Signer

SETTINGS = Settings("SOL_USDC_PERP", Wish.LIVE, None, None, Path("/nowhere"))
LIMIT = Decimal(8)


class Comparison:
    """The session, of which the command wants one thing."""

    fails = False

    async def reconcile(self) -> None:
        if self.fails:
            raise NotConnected("refused")


def signed(limit: Decimal) -> SignedRequest:
    return prepare_leverage(Stamp(Signer(bytes(range(32))), 1_750_793_021_519, 5_000), limit)


@pytest.fixture
def compared() -> Comparison:
    return Comparison()


@pytest.fixture
async def desk(monkeypatch: pytest.MonkeyPatch, compared: Comparison) -> AsyncIterator[World]:
    """A desk on a scripted exchange, and the command working with it."""
    async with running(await world()) as made:
        rest = SimpleNamespace(account=made.exchange.account, prepare_leverage=signed)
        trading = Trading(cast("Session", compared), made.desk, made.journal)
        monkeypatch.setattr(module, "identify", lambda _: None)
        for name, given in (
            ("connected", SimpleNamespace(rest=rest)),
            ("trading", trading),
            ("working", None),
        ):
            monkeypatch.setattr(module, name, lambda *_, given=given: nullcontext(given))
        yield made


async def change(
    w: World, limit: Decimal = LIMIT, *, dry_run: bool = False, within: float = 25.0
) -> tuple[Document, ExitCode]:
    return await w.wait(_leverage(SETTINGS, limit, dry_run=dry_run, yes=True), within=within)


async def test_the_limit_is_changed_and_both_are_told(desk: World) -> None:
    document, code = await change(desk)
    assert (document["before"], document["limit"], document["outcome"]) == ("10", "8", "done")
    assert document["words"] == "leverage limit 10 to 8: done"
    assert (code, desk.exchange.leverage) == (ExitCode.DONE, LIMIT)


@pytest.mark.parametrize(
    ("reply", "code", "outcome", "limit"),
    [
        (Reply.NO_CONNECTION, ExitCode.NOT_CONNECTED, "not sent", 10),
        (Reply.REFUSAL, ExitCode.REJECTED, "rejected", 10),
        # Nobody answered: the account is read until it says the new limit.
        (Reply.SILENCE, ExitCode.DONE, "done", 8),
        # Nobody answered and nothing changed, long after the request lapsed.
        (Reply.SERVER_ERROR, ExitCode.REJECTED, "rejected", 10),
    ],
)
async def test_what_did_not_go_well_ends_with_its_own_code_and_reason(
    desk: World, reply: Reply, code: ExitCode, outcome: str, limit: int
) -> None:
    desk.exchange.leverage_reply = reply
    document, found = await change(desk)
    assert (found, document["outcome"]) == (code, outcome)
    assert desk.exchange.leverage == limit
    assert (document["reason"] is None) == (code is ExitCode.DONE)
    assert str(document["words"]).startswith(f"leverage limit 10 to 8: {outcome}")


async def test_a_limit_nobody_can_tell_about_is_unknown(desk: World) -> None:
    desk.exchange.leverage_reply = Reply.SILENCE

    async def account() -> AccountSummary:
        if desk.exchange.leverage == LIMIT:
            raise NotConnected("refused")
        return await ExchangeLedger.account(desk.exchange)

    desk.exchange.account = account  # type: ignore[method-assign]  # it falls silent
    document, code = await change(desk)
    assert (code, document["outcome"]) == (ExitCode.UNKNOWN, "unknown")


async def test_a_rehearsal_shows_the_request_and_changes_nothing(desk: World) -> None:
    document, code = await change(desk, dry_run=True)
    assert (code, document["outcome"], document["before"]) == (ExitCode.DONE, "dry run", "10")
    assert document["request"]["method"] == "PATCH"
    assert "nothing was sent" in document["words"]
    assert desk.exchange.leverage == 10
    assert desk.session.state.commands == {}


async def test_the_kill_switch_stands_in_the_way(desk: World) -> None:
    await desk.wait(desk.desk.halt())
    document, code = await change(desk)
    assert (code, document["outcome"]) == (ExitCode.DENIED, "denied")
    assert "kill switch" in document["words"]
    assert desk.exchange.leverage == 10


async def test_what_blocks_one_market_does_not_block_a_setting(desk: World) -> None:
    desk.exchange.scripts = [Script(accept_after=None, reply=Reply.SILENCE)]
    await desk.submit()
    assert DenialCode.UNSETTLED_INTENT in desk.codes()
    _, code = await change(desk)
    assert code is ExitCode.DONE


async def test_without_an_answer_about_the_account_nothing_is_sent(
    desk: World, compared: Comparison
) -> None:
    compared.fails = True
    with pytest.raises(Stop) as stopped:
        await change(desk)
    assert stopped.value.code is ExitCode.NOT_CONNECTED
    assert desk.exchange.leverage == 10


@pytest.mark.parametrize("typed", ["0.99", "0", "-1", "ten", "1,5", "1e1"])
def test_what_is_no_multiple_is_refused_before_any_network(typed: str) -> None:
    result = CliRunner().invoke(leverage, ["--limit", typed, "--yes"], standalone_mode=False)
    assert isinstance(result.exception, BadSetting)
    assert "at least 1" in str(result.exception)
