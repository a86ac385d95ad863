from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.scenes import NOW, SCENES
from tui.actions.denials import Denial, DenialCode
from tui.actions.reasons import describe
from tui.actions.writer import Holder
from tui.domain.events import Link
from tui.session.state import LinkState, State
from tui.ui.lines import Tone, text_of
from tui.ui.ports import Mode
from tui.ui.rows_common import HATCH, Picture
from tui.ui.rows_header import banner, header, link_words
from tui.ui.tiers import LEAST_WIDTH


def shown(picture: Picture, width: int = 120) -> list[str]:
    return [text_of(row.line) for row in header(picture, width).rows]


def with_links(**links: LinkState) -> Picture:
    states = MappingProxyType({Link[name]: state for name, state in links.items()})
    return SCENES["live_two_positions"]().picture(state=replace(State(), links=states))


def test_mark_index_and_last_stand_apart_in_every_width() -> None:
    first = shown(SCENES["live_two_positions"]().picture(), 77)[0]
    assert "mark 100.60   index 100.57   last 100.59" in first
    assert first.endswith("● streaming")


@pytest.mark.parametrize(
    ("scene", "words", "tone"),
    [
        ("live_two_positions", " LIVE  real money", Tone.LIVE),
        ("sandbox_flat", " SANDBOX  play money", Tone.SANDBOX),
        ("read_only", " READ-ONLY  cannot send", Tone.READ_ONLY),
    ],
)
def test_the_mode_is_said_in_words_and_in_its_own_tone(scene: str, words: str, tone: Tone) -> None:
    picture = SCENES[scene]().picture()
    assert shown(picture)[0].startswith(words)
    assert header(picture, 120).rows[0].line[0].tone is tone


def test_funding_shows_its_rate_and_the_time_that_is_left() -> None:
    assert "funding +0.0125% in 00:41:12" in shown(SCENES["live_two_positions"]().picture())[1]


def test_a_wide_header_adds_margin_and_clock() -> None:
    second = shown(SCENES["live_two_positions"]().picture(), 150)[1]
    assert "equity 10,250.40   available 8,120.15   margin 111.07%" in second
    assert second.endswith("mark age 0.4s   clock +12 ±8 ms")


def test_a_stale_mark_is_hatched_and_its_age_is_told() -> None:
    first, second = shown(SCENES["stale_mark"]().picture())
    assert f"mark {HATCH}100.60" in first
    assert first.endswith("○ mark stale 12s")
    assert "mark age 12s" in second


def test_an_unknown_market_shows_its_name_and_no_number() -> None:
    first, second = shown(SCENES["read_only"]().picture(symbol="NEW_USDC_PERP"))
    assert "NEW-PERP" in first
    assert "mark" not in first
    assert "no mark yet" in second


def test_a_lost_link_says_which_for_how_long_and_when_it_is_tried_again() -> None:
    words = text_of(link_words(SCENES["link_down"]().picture()))
    assert words == "✕ account link down 1m, retry in 4.2s"


def test_a_link_that_was_never_up_is_connecting() -> None:
    assert text_of(link_words(with_links())) == "○ market link connecting"


def test_without_a_key_the_account_link_is_not_missed() -> None:
    assert text_of(link_words(SCENES["read_only"]().picture())) == "● streaming"


def test_the_banner_names_every_reason_once_and_is_empty_when_all_is_well() -> None:
    assert banner(SCENES["live_two_positions"]().picture(), 100) == ()
    blocked = ("Positions are being compared.", "Positions are being compared.")
    picture = SCENES["link_down"]().picture(blocked=blocked)
    assert [text_of(each) for each in banner(picture, 100)] == [
        (
            "Orders are blocked. The account link is down: no answer to a ping. "
            "Positions are being compared."
        )
    ]


@pytest.mark.parametrize("width", [LEAST_WIDTH, 80])
def test_the_process_that_holds_the_account_is_named_whatever_the_width(width: int) -> None:
    held = Holder(4_194_304, 1_750_793_021_519)
    denial = describe(Denial(DenialCode.OTHER_WRITER, detail=str(held)))
    picture = SCENES["read_only"]().picture(blocked=(denial, "Something else."))
    words = " ".join(text_of(each) for each in banner(picture, width))
    assert "(process 4194304, since 24 Jun 19:23 UTC)" in words
    assert width < 80 or words.startswith(f"Orders are blocked. {denial}")


def test_a_link_that_waits_for_something_else_than_an_attempt_says_for_what() -> None:
    lost = LinkState(reason="comparing with the exchange", since=NOW - 3)
    words = text_of(link_words(with_links(PUBLIC=lost)))
    assert words == "○ market link: comparing with the exchange"


def test_margin_close_to_liquidation_is_an_alarm() -> None:
    scene = SCENES["live_two_positions"]()
    assert scene.state.margin is not None
    near = replace(scene.state.margin, margin_fraction=scene.state.margin.maintenance_fraction)
    picture = scene.picture(state=replace(scene.state, margin=near), mode=Mode.LIVE)
    tones = {span.text: span.tone for span in header(picture, 150).rows[1].line}
    assert tones["1.35%"] is Tone.ALERT
