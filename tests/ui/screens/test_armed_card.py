"""A card that asks for one yes: when keys count, what stands in the way, and one answer only."""

import pytest
from textual import events

from tests.fakes.clock import FakeClock
from tests.form_scenes import Shell
from tui.ui.arming import BEAT
from tui.ui.lines import Line, Panel, Span, Tone, line
from tui.ui.screens.armed_card import ArmedCard
from tui.ui.widgets.line_panel import LinePanel

SIZE = (80, 24)
PICTURE = ("Sell 5 SOL at 110?", "", "The last line of what is asked.")


class Asking(ArmedCard):
    """Asks for a word where `word` is set, and is in the way of itself as `stops` says."""

    yes, no = "send it", "go back"

    def __init__(self, clock: FakeClock) -> None:
        super().__init__(clock, kind="review")
        self.stops: tuple[str, ...] = ()
        self.word = ""
        self.given = ""
        self.looks = 0

    def picture(self, width: int) -> Panel:
        del width
        return Panel(head=tuple(line(each) for each in PICTURE))

    def look(self) -> None:
        self.looks += 1

    def obstacles(self) -> tuple[str, ...]:
        return self.stops

    def unlock(self) -> Line | None:
        left = self.word[len(self.given) :]
        return line(Span(f"type {left}", Tone.KEY)) if left else None

    def typed(self, event: events.Key) -> bool:
        if not self.word[len(self.given) :].startswith(event.key):
            return False
        self.given += event.key
        return True


class Asked:
    """A card on a screen, and the clock it lives by."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.card = Asking(self.clock)
        self.app = Shell(lambda: self.card)

    def text(self) -> str:
        return "\n".join(
            row.rstrip()
            for each in ("#picture", "#verdict")
            for row in self.card.query_one(each, LinePanel).text()
        )

    async def arm(self) -> None:
        await self.clock.advance(BEAT)


async def test_it_says_what_is_asked_and_that_keys_do_not_count_yet() -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert all(each in it.text() for each in PICTURE)
        assert "arming…   esc go back" in it.text()
        assert "y send it" not in it.text()


async def test_after_a_quiet_beat_y_is_offered_and_counts() -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await it.arm()
        it.card.repaint()
        assert "y send it   esc go back" in it.text()
        await pilot.press("y")
        assert it.app.answers == [True]


@pytest.mark.parametrize("key", ["y", "enter", "a", "space"])
async def test_every_key_that_comes_too_early_makes_it_wait_anew(key: str) -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for _ in range(5):
            await it.clock.advance(BEAT - 0.1)
            await pilot.press(key)
        await it.clock.advance(BEAT - 0.1)
        await pilot.press("y")
        assert it.app.answers == []
        await it.arm()
        await pilot.press("y")
        assert it.app.answers == [True]


async def test_the_beat_begins_once_the_card_can_be_seen_and_not_before() -> None:
    it = Asked()
    await it.clock.advance(10 * BEAT)
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("y")
        assert it.app.answers == []


async def test_enter_never_says_yes() -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await it.arm()
        await pilot.press("enter", "space", "Y", "ctrl+y")
        assert it.app.answers == []


@pytest.mark.parametrize("armed", [True, False])
async def test_escape_is_no_at_any_time_and_does_not_say_yes_later(armed: bool) -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        if armed:
            await it.arm()
        await pilot.press("escape")
        it.card.action_yes()
        it.card.action_no()
        await pilot.pause()
        assert it.app.answers == [False]


async def test_yes_is_answered_once() -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await it.arm()
        it.card.action_yes()
        it.card.action_yes()
        it.card.action_no()
        await pilot.pause()
        assert it.app.answers == [True]


async def test_what_stands_in_the_way_is_told_in_the_place_of_the_yes() -> None:
    it = Asked()
    it.card.stops = ("The mark is stale.", "The link is down.")
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await it.arm()
        await pilot.press("y")
        assert it.app.answers == []
        assert "The mark is stale." in it.text()
        assert "The link is down." in it.text()
        assert "y send it" not in it.text()
        assert "esc go back" in it.text()
        it.card.stops = ()
        await pilot.press("y")
        assert it.app.answers == [True]


async def test_what_comes_into_the_way_after_the_last_paint_counts() -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await it.arm()
        it.card.repaint()
        assert "y send it" in it.text()
        looks = it.card.looks
        it.card.stops = ("The mark is stale.",)
        it.card.action_yes()
        await pilot.pause()
        assert it.app.answers == []
        assert it.card.looks > looks


async def test_where_a_word_is_asked_for_y_counts_only_after_it() -> None:
    it = Asked()
    it.card.word = "go"
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("g")
        assert it.card.given == ""  # it was not armed yet
        await it.arm()
        await pilot.press("y")
        assert it.app.answers == []
        await pilot.press("g")
        assert "type o" in it.text()
        assert "y send it" not in it.text()
        await pilot.press("o", "y")
        assert it.app.answers == [True]


@pytest.mark.parametrize("size", [(80, 5), (80, 3), (16, 24)])
async def test_a_card_that_is_cut_off_takes_no_yes_and_says_why(size: tuple[int, int]) -> None:
    it = Asked()
    async with it.app.run_test(size=size) as pilot:
        await pilot.pause()
        await it.arm()
        await pilot.press("y")
        assert it.app.answers == []
        assert not it.card.is_fully_visible
        assert "esc" in it.text()
        await pilot.resize_terminal(*SIZE)
        await pilot.pause()
        await pilot.press("y")
        assert it.app.answers == [True]


async def test_a_card_made_small_after_it_was_armed_takes_no_yes() -> None:
    it = Asked()
    async with it.app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await it.arm()
        await pilot.press("a")
        await pilot.resize_terminal(80, 5)
        await pilot.pause()
        await pilot.press("y")
        assert it.app.answers == []
        assert "Make the terminal larger" in it.text()
