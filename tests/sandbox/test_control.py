"""The control endpoint: whose it is, what it does, and what it says to what it cannot do."""

import asyncio
import json
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.exchange import FakeExchange
from tests.fakes.signer import Signer
from tui.sandbox.api import AccountSpec, Request
from tui.sandbox.control import Control, is_control
from tui.sandbox.engine import Engine
from tui.sandbox.luck import Luck
from tui.sandbox.pace import Pace
from tui.sandbox.routes import ROUTES
from tui.sandbox.shell import Shell

AT_US = 1_767_571_200_000_000
ME = Signer().api_key
SOL = "SOL_USDC_PERP"


class Panel:
    """A control endpoint on an exchange in stepped time."""

    def __init__(self, *, real: bool = False, stepped: bool = True) -> None:
        pace = Pace(wall_us=lambda: AT_US, stepped_from_us=AT_US if stepped else None)
        luck = Luck(random=Random(1), now_us=lambda: pace.now_us)
        if real:
            engine = Engine(seed=1, now_us=AT_US, accounts={ME: AccountSpec()})
            self.exchange: Engine | FakeExchange = engine
            self.shell = Shell(exchange=engine, pace=pace, luck=luck, levers=engine.levers)
        else:
            self.exchange = FakeExchange(accounts=frozenset({ME}), now_us=AT_US)
            self.shell = Shell(exchange=self.exchange, pace=pace, luck=luck)
        self.yielded = 0
        self.control = Control(self.shell, self._give_way)

    async def _give_way(self, seconds: float) -> None:
        assert seconds == 0
        self.yielded += 1

    async def ask(self, method: str, path: str, body: object = None, query: str = "") -> Any:
        answer = await self.control.answer(method, path, query, body)
        return answer.status, json.loads(answer.body)


def test_it_shadows_no_path_of_the_exchange() -> None:
    assert not any(is_control(path) for _, path in ROUTES)
    assert is_control("/sandbox")
    assert is_control("/sandbox/faults")
    assert not is_control("/sandboxes")


@pytest.mark.parametrize(
    ("peer", "headers", "let_in"),
    [
        ("127.0.0.1", {"host": "127.0.0.1:8080"}, True),
        ("127.0.0.9", {"host": "localhost:8080"}, True),
        ("::1", {"host": "[::1]:8080"}, True),
        ("::ffff:127.0.0.1", {"host": "127.0.0.1"}, True),
        ("192.168.1.9", {"host": "127.0.0.1:8080"}, False),
        ("10.0.0.1", {"host": "127.0.0.1", "x-forwarded-for": "127.0.0.1"}, False),
        ("", {"host": "127.0.0.1"}, False),
        ("127.0.0.1", {"host": "evil.example:8080"}, False),
        ("127.0.0.1", {}, False),
        ("127.0.0.1", {"host": "127.0.0.1:8080", "origin": "http://evil.example"}, False),
    ],
)
def test_it_answers_programs_on_this_machine_alone(
    peer: str, headers: Mapping[str, str], let_in: bool
) -> None:
    refusal = Control.refusal(peer=peer, headers=headers)
    assert (refusal is None) is let_in
    assert refusal is None or refusal.status == 403


async def test_a_fault_can_be_set_seen_and_taken_back() -> None:
    panel = Panel()
    status, added = await panel.ask("POST", "/sandbox/faults", {"kind": "throttle", "count": 2})
    assert (status, added) == (200, [{"id": 1, "kind": "throttle", "count": 2, "struck": 0}])
    assert panel.shell.struck("GET", "/api/v1/time") is not None
    assert (await panel.ask("GET", "/sandbox/faults"))[1][0]["struck"] == 1
    assert await panel.ask("DELETE", "/sandbox/faults", query="id=1") == (200, [])
    assert panel.shell.struck("GET", "/api/v1/time") is None


async def test_a_preset_is_set_by_its_name_and_all_faults_are_taken_back_at_once() -> None:
    panel = Panel()
    _, added = await panel.ask("POST", "/sandbox/faults", {"kind": "storm"})
    assert len(added) == 6
    assert await panel.ask("DELETE", "/sandbox/faults") == (200, [])


async def test_the_overview_names_accounts_faults_presets_and_time() -> None:
    _, seen = await Panel().ask("GET", "/sandbox")
    assert seen["accounts"] == [ME]
    assert seen["faults"] == []
    assert "storm" in seen["presets"]
    assert seen["time"] == {"nowUs": AT_US, "stepped": True}
    assert "refuse" in (await Panel().ask("GET", "/sandbox/kinds"))[1]
    assert (await Panel().ask("GET", "/sandbox/accounts"))[1] == [{"apiKey": ME}]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "words"),
    [
        ("GET", "/sandbox/rain", None, 404, "no GET /sandbox/rain; there are: GET /sandbox"),
        ("PATCH", "/sandbox/faults", None, 404, "no PATCH /sandbox/faults"),
        ("POST", "/sandbox/faults", [], 400, "the body must be one JSON object"),
        ("POST", "/sandbox/faults", {}, 400, "kind '': no such fault"),
        ("POST", "/sandbox/faults", {"kind": "storm", "count": 1}, 400, "takes no keys"),
        ("POST", "/sandbox/faults", {"kind": {}}, 400, "kind must be a string"),
        ("POST", "/sandbox/faults", {"kind": "throttle", "count": "x"}, 400, "count must be 0"),
        (
            "POST",
            "/sandbox/faults",
            {"kind": "tick", "symbol": "X"},
            400,
            "symbol 'X' is no market",
        ),
        ("POST", "/sandbox/tick", {"symbol": SOL}, 400, "tick is missing; give: symbol, tick"),
        ("POST", "/sandbox/tick", {"symbol": SOL, "tick": "x"}, 400, "tick must be a number"),
        ("POST", "/sandbox/tick", {"symbol": SOL, "tick": "0"}, 400, "tick must be above 0"),
        ("POST", "/sandbox/mark", {"symbol": SOL, "frozen": 1}, 400, "frozen must be true or"),
        ("POST", "/sandbox/book-state", {"symbol": SOL, "state": "Shut"}, 400, "one of: Open"),
        ("POST", "/sandbox/book-state", {"symbol": "X", "state": "Open"}, 400, "no market 'X'"),
        ("POST", "/sandbox/position", {"symbol": SOL, "action": "eat"}, 400, "close or flip"),
        ("POST", "/sandbox/advance", {"ms": 0}, 400, "ms must be 1 to 3600000"),
        ("POST", "/sandbox/advance", {"ms": "0000000019999999999"}, 400, "ms must be 1 to"),
        ("POST", "/sandbox/advance", {}, 400, "ms is missing"),
    ],
)
async def test_what_cannot_be_done_names_the_field_and_what_works(
    method: str, path: str, body: object, status: int, words: str
) -> None:
    got, said = await Panel(real=True).ask(method, path, body)
    assert got == status
    assert words in said["message"]
    assert said["code"] == "INVALID_CLIENT_REQUEST"


async def test_an_unknown_fault_id_is_not_found() -> None:
    assert (await Panel().ask("DELETE", "/sandbox/faults", query="id=7"))[0] == 404


async def test_time_is_advanced_in_slices_that_let_the_sockets_live() -> None:
    panel = Panel()
    assert await panel.ask("POST", "/sandbox/advance", {"ms": 2_500}) == (
        200,
        {"nowUs": AT_US + 2_500_000, "stepped": True},
    )
    assert panel.exchange.now_us == AT_US + 2_500_000
    assert panel.yielded == 3


async def test_time_that_moves_by_itself_cannot_be_advanced() -> None:
    status, said = await Panel(stepped=False).ask("POST", "/sandbox/advance", {"ms": 1})
    assert status == 409
    assert "--stepped" in said["message"]


async def test_books_ticks_marks_and_positions_are_changed_as_asked() -> None:
    panel = Panel(real=True)
    market = Request("GET", "/api/v1/market", (("symbol", SOL),))
    await panel.ask("POST", "/sandbox/tick", {"symbol": SOL, "tick": Decimal("0.05")})
    await panel.ask("POST", "/sandbox/book-state", {"symbol": SOL, "state": "CancelOnly"})
    seen = json.loads(panel.exchange.handle(market, AT_US).body)
    assert seen["filters"]["price"]["tickSize"] == "0.05"
    assert seen["orderBookState"] == "CancelOnly"
    frozen = await panel.ask("POST", "/sandbox/mark", {"symbol": SOL, "frozen": True})
    assert frozen == (200, {"symbol": SOL, "frozen": True})
    flat = await panel.ask("POST", "/sandbox/position", {"symbol": SOL, "action": "close"})
    assert flat == (200, {"symbol": SOL, "account": ME, "netQuantity": "0"})


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
_FIELDS = st.dictionaries(
    st.sampled_from(["kind", "symbol", "state", "tick", "frozen", "action", "ms", "id", "count"]),
    st.sampled_from([SOL, "Open", "throttle", "storm", "true", "close", "0.01", "1", "-1"]) | _JSON,
)
_PLACES = ("", "/faults", "/kinds", "/book-state", "/tick", "/mark", "/position", "/advance", "/é")


@given(
    st.sampled_from(["GET", "POST", "DELETE", "PATCH"]),
    st.sampled_from(_PLACES),
    _FIELDS | _JSON,
    st.text(max_size=20),
)
def test_nothing_that_is_sent_to_it_breaks_it(
    method: str, place: str, body: object, query: str
) -> None:
    panel = PANEL
    status, _ = asyncio.run(panel.ask(method, f"/sandbox{place}", body, query))
    assert status in {200, 400, 404}
    panel.shell.luck.clear()


PANEL = Panel(real=True)
"""One for every example: each is left without faults."""
