from collections.abc import Awaitable, Callable

import pytest

from tests.fakes.http import answer
from tests.fakes.rest import Desk
from tui.client.rest import Rest

QUESTIONS: list[tuple[Callable[[Rest], Awaitable[object]], str, dict[str, str]]] = [
    (lambda r: r.tickers(), "/api/v1/tickers", {}),
    (lambda r: r.open_interest(), "/api/v1/openInterest", {}),
    (lambda r: r.open_interest("A"), "/api/v1/openInterest", {"symbol": "A"}),
    (lambda r: r.funding_rates("A"), "/api/v1/fundingRates", {"symbol": "A", "limit": "24"}),
]


@pytest.mark.parametrize(("ask", "path", "params"), QUESTIONS)
async def test_figures_of_markets_are_asked_for_unsigned(
    ask: Callable[[Rest], Awaitable[object]], path: str, params: dict[str, str]
) -> None:
    desk = Desk(answer([]), key=False)
    assert await ask(desk.rest) == ()
    assert desk.asked.url.path == path
    assert dict(desk.asked.url.params) == params
    assert "X-Signature" not in desk.asked.headers
