"""When faults strike: repeatable by seed, as often as they say, and only what they are about."""

from random import Random

import msgspec
import pytest

from tui.sandbox.api import Push
from tui.sandbox.fault_text import parse_faults
from tui.sandbox.faults import PRESETS
from tui.sandbox.luck import Luck

SECOND = 1_000_000
ORDER = ("POST", "/api/v1/order")
DEPTH = Push("depth.SOL", {"u": 1})
TRADE = Push("trade.SOL", {"t": 1})
MINE = Push("account.orderUpdate", {"s": "SOL"}, "me")


class Day:
    """Luck with a clock to turn."""

    def __init__(self, *texts: str, seed: int = 1) -> None:
        self.second = 0.0
        faults = [fault for text in texts for fault in parse_faults(text)]
        self.luck = Luck(faults, random=Random(seed), now_us=lambda: int(self.second * SECOND))

    def kinds(self, times: int, method: str = "POST", path: str = "/api/v1/order") -> list[str]:
        struck = [self.luck.request(method, path, signed=True) for _ in range(times)]
        return ["-" if fault is None else fault.kind for fault in struck]


def test_without_faults_nothing_goes_wrong() -> None:
    day = Day()
    assert day.kinds(3) == ["-", "-", "-"]
    assert day.luck.delivered([DEPTH, TRADE, MINE]) == [DEPTH, TRADE, MINE]
    assert day.luck.due() == []
    assert day.luck.turned() == []
    assert day.luck.skew_ms() == 0


def test_a_count_and_occasions_to_skip_are_kept() -> None:
    assert Day("throttle:count=2,skip=1").kinds(5) == ["-", "throttle", "throttle", "-", "-"]


def test_one_in_five_is_a_fifth() -> None:
    kinds = Day("throttled").kinds(500)
    assert 70 < kinds.count("throttle") < 130


def test_only_requests_it_is_about_are_struck_or_counted() -> None:
    day = Day("throttle:count=1,method=POST,path=/api/v1/order")
    assert day.kinds(2, "GET") == ["-", "-"]
    assert day.kinds(1, "POST", "/api/v1/strategy") == ["-"]
    assert day.kinds(2) == ["throttle", "-"]


def test_only_signed_requests_can_be_badly_signed() -> None:
    luck = Day("bad-signature").luck
    assert luck.request("GET", "/api/v1/time", signed=False) is None
    assert luck.request("GET", "/api/v1/position", signed=True) is not None


def test_a_handshake_is_refused_or_stalled_and_never_answered_otherwise() -> None:
    assert Day("throttle").luck.handshake("/") is None
    refused = Day("refuse:method=WS").luck
    assert refused.request("GET", "/", signed=False) is None
    fault = refused.handshake("/")
    assert fault is not None
    assert fault.kind == "refuse"


@pytest.mark.parametrize("name", PRESETS)
def test_the_same_seed_makes_the_same_day(name: str) -> None:
    def drawn(seed: int) -> list[object]:
        day = Day(name, seed=seed)
        return [(day.kinds(1), day.luck.delivered([DEPTH])) for _ in range(200)]

    assert drawn(3) == drawn(3)


def test_a_gap_is_in_depth_alone() -> None:
    kept = Day("gap:one-in=2").luck.delivered([DEPTH, TRADE, MINE] * 100)
    assert 30 < kept.count(DEPTH) < 70
    assert kept.count(TRADE) == kept.count(MINE) == 100


def test_private_streams_are_struck_only_by_name() -> None:
    assert Day("missing").luck.delivered([DEPTH, MINE]) == [MINE]
    assert Day("missing:stream=account.").luck.delivered([DEPTH, MINE]) == [DEPTH]


def test_a_duplicate_comes_twice() -> None:
    assert Day("duplicate:count=1").luck.delivered([TRADE, DEPTH]) == [TRADE, TRADE, DEPTH]


def test_a_reordered_message_follows_the_next_of_its_stream_even_later() -> None:
    day = Day("reorder:count=1,stream=depth.")
    after = Push("depth.SOL", {"u": 2})
    assert day.luck.delivered([DEPTH, TRADE]) == [TRADE]
    assert day.luck.delivered([TRADE, after]) == [TRADE, after, DEPTH]


def test_a_message_held_back_is_sent_when_its_fault_is_taken_back() -> None:
    day = Day("reorder")
    assert day.luck.delivered([DEPTH]) == []
    day.luck.clear()
    assert day.luck.delivered([TRADE]) == [DEPTH, TRADE]


def test_a_garbled_message_cannot_be_decoded() -> None:
    (push,) = Day("garble").luck.delivered([DEPTH])
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(msgspec.json.encode({"data": push.data, "stream": push.stream}))


def test_silence_has_spells_and_spares_private_streams() -> None:
    day = Day("quiet")
    silent = []
    for second in range(120):
        day.second = second
        if day.luck.delivered([DEPTH, TRADE, MINE]) == [MINE]:
            silent.append(second)
    assert silent == [*range(40, 60), *range(100, 120)]


def test_cuts_are_due_once_each_cycle() -> None:
    day = Day("cuts")
    due = []
    for second in range(100):
        day.second = second
        due += [second for _ in range(2) for _ in day.luck.due()]
    assert due == [30, 60, 90]


def test_a_state_is_told_when_it_begins_and_when_it_ends() -> None:
    day = Day("freeze-mark:symbol=SOL,after=5,for=5")
    told = []
    for second in range(12):
        day.second = second
        told += [(second, on) for _, on in day.luck.turned()]
    assert told == [(5, True), (10, False)]


def test_a_state_ends_when_its_fault_is_taken_back() -> None:
    day = Day("book-state:symbol=SOL")
    ((active, on),) = day.luck.turned()
    assert on
    assert day.luck.remove(active.id)
    assert [on for _, on in day.luck.turned()] == [False]
    assert not day.luck.remove(active.id)


def test_skew_and_lag_are_as_large_as_asked_while_they_are_on() -> None:
    day = Day("skew:ms=-4000,for=5", "history-lag:ms=2000,count=1")
    assert day.luck.skew_ms() == -4_000
    assert day.luck.lag_ms("/api/v1/orders") == 0
    assert day.luck.lag_ms("/wapi/v1/history/orders") == 2_000
    assert day.luck.lag_ms("/wapi/v1/history/orders") == 0
    day.second = 5
    assert day.luck.skew_ms() == 0


def test_the_list_shows_each_fault_and_how_often_it_struck() -> None:
    day = Day("throttle:count=2", "late")
    day.kinds(3)
    assert day.luck.listed() == [
        {"id": 1, "kind": "throttle", "count": 2, "struck": 2},
        {"id": 2, "kind": "late", "ms": 4000, "struck": 1},
    ]
