from tui.sandbox.api import Push
from tui.sandbox.outbox import Outbox, Stamps


def test_stamps_never_repeat_and_never_go_back() -> None:
    stamps = Stamps(100, 5)
    first, second = stamps.stamp(), stamps.stamp()
    stamps.now_us = 50
    third = stamps.stamp()
    assert 100 < first < second < third
    stamps.now_us = 1000
    assert stamps.stamp() == 1000
    assert (stamps.new_id(), stamps.new_id()) == (6, 7)


def test_messages_are_taken_once_and_in_order() -> None:
    outbox = Outbox(Stamps(0, 0))
    outbox.send("a", {"x": 1})
    outbox.send("b", {"x": 2}, "key")
    assert outbox.take() == [Push("a", {"x": 1}), Push("b", {"x": 2}, "key")]
    assert outbox.take() == []


def test_a_message_is_sent_after_it_happened() -> None:
    sent, happened = Outbox(Stamps(7, 0)).times()
    assert sent > happened >= 7
