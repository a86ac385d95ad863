"""Bad days are repeatable, as frequent as their scenario says, and hit what they should."""

from random import Random

import pytest

from tui.sandbox.api import Push, Response
from tui.sandbox.faults import SCENARIOS, Faults, Scenario

START = 1_750_793_021_519_000
SECOND = 1_000_000
DONE = Response(200, b"{}")
ORDER = ("POST", "/api/v1/order")
DEPTH = Push("depth.SOL", {"u": 1})
TRADE = Push("trade.SOL", {"t": 1})
MINE = Push("account.orderUpdate", {"s": "SOL"}, "me")


def faults(scenario: Scenario, seed: int = 1) -> Faults:
    return Faults(scenario, Random(seed), now_us=START)


def test_on_a_calm_day_nothing_goes_wrong() -> None:
    day = faults(SCENARIOS["calm"])
    for second in range(200):
        now = START + second * SECOND
        assert day.refusal() is None
        assert day.answer(*ORDER, DONE) is DONE
        assert day.delivered([DEPTH, TRADE, MINE], now) == [DEPTH, TRADE, MINE]
        assert not day.cuts_streams(now)


@pytest.mark.parametrize("call", [ORDER, ("DELETE", "/api/v1/order"), ("POST", "/api/v1/orders")])
def test_answers_to_orders_are_lost_as_an_unknown_error(call: tuple[str, str]) -> None:
    day = faults(SCENARIOS["lost-answers"])
    answers = [day.answer(*call, DONE) for _ in range(300)]
    lost = [answer for answer in answers if answer is not DONE]
    assert 70 < len(lost) < 130
    assert {answer.status for answer in lost} == {503}


@pytest.mark.parametrize("call", [("GET", "/api/v1/order"), ("PATCH", "/api/v1/account")])
def test_other_answers_are_not_lost(call: tuple[str, str]) -> None:
    day = faults(SCENARIOS["lost-answers"])
    assert all(day.answer(*call, DONE) is DONE for _ in range(100))


def test_requests_are_throttled_with_the_exchanges_own_words() -> None:
    day = faults(SCENARIOS["throttled"])
    refusals = [answer for _ in range(500) if (answer := day.refusal())]
    assert 70 < len(refusals) < 130
    assert refusals[0].status == 429
    assert b"TOO_MANY_REQUESTS" in refusals[0].body


def test_gaps_are_in_depth_alone() -> None:
    day = faults(Scenario("", gap_one_in=2))
    kept = day.delivered([DEPTH, TRADE, MINE] * 100, START)
    assert 30 < kept.count(DEPTH) < 70
    assert kept.count(TRADE) == kept.count(MINE) == 100


def test_streams_are_cut_once_each_time_it_is_due() -> None:
    day = faults(SCENARIOS["cuts"])
    cut = [
        second
        for second in range(100)
        for _ in range(2)
        if day.cuts_streams(START + second * SECOND)
    ]
    assert cut == [30, 60, 90]


def test_silence_ends_each_minute_and_spares_private_streams() -> None:
    day = faults(SCENARIOS["silence"])
    silent = [
        second
        for second in range(120)
        if day.delivered([DEPTH, TRADE, MINE], START + second * SECOND) == [MINE]
    ]
    assert silent == [*range(40, 60), *range(100, 120)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_seed_makes_the_same_day(name: str) -> None:
    def day(seed: int) -> list[object]:
        drawn = faults(SCENARIOS[name], seed)
        return [
            (drawn.refusal(), drawn.answer(*ORDER, DONE), drawn.delivered([DEPTH], START))
            for _ in range(100)
        ]

    assert day(3) == day(3)


def test_every_scenario_says_what_it_does() -> None:
    assert all(scenario.summary for scenario in SCENARIOS.values())
