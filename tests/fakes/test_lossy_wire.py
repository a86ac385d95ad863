from itertools import pairwise
from random import Random

from tests.fakes.lossy_wire import LossyWire

SENT = [f"message {n}".encode() for n in range(4_000)]


def test_each_kind_of_mishap_happens_about_equally_often_and_the_same_with_the_same_seed() -> None:
    one, other = (LossyWire(Random(5), 10) for _ in range(2))
    assert [one.carry(each) for each in SENT] == [other.carry(each) for each in SENT]
    assert set(one.mishaps) == set(LossyWire.KINDS)
    assert all(60 < count < 140 for count in one.mishaps.values())


def test_a_message_that_is_late_comes_after_the_next_one() -> None:
    wire = LossyWire(Random(5), 10)
    arrived = [each for message in SENT for each in wire.carry(message)]
    whole = [each for each in arrived if each in set(SENT)]
    swapped = [a for a, b in pairwise(whole) if SENT.index(a) > SENT.index(b)]
    assert swapped
    assert len(whole) >= len(SENT) - wire.mishaps["lost"] - wire.mishaps["cut"]


def test_a_mended_wire_carries_everything_once() -> None:
    wire = LossyWire(Random(5), 2)
    for message in SENT[:50]:
        wire.carry(message)
    wire.mend()
    assert [wire.carry(each) for each in SENT] == [[each] for each in SENT]
