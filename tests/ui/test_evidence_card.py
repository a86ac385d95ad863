from dataclasses import replace

import pytest

from tests.safety_scenes import SAFETY_SCENES, UNKNOWN_ID, intent
from tests.scenes import NOW, WALL_MS
from tui.actions.outcomes import Evidence
from tui.domain.intent import IntentStatus
from tui.ui.evidence_card import evidence_lines, fate_lines, title_of
from tui.ui.lines import Tone, text_of
from tui.ui.ports import Mode
from tui.ui.rows_common import Picture


def told(scene: str, **changes: object) -> str:
    picture = SAFETY_SCENES[scene]().picture(**changes)
    return card(picture)


def card(picture: Picture) -> str:
    held = picture.state.intents[UNKNOWN_ID]
    lines = [text_of(each) for each in fate_lines(picture, held, 72)]
    return " ".join(" ".join([title_of(picture, held), *lines]).split())


def test_an_unknown_order_counts_down_and_says_what_to_do_meanwhile() -> None:
    text = told("unknown_countdown")
    assert text.startswith("UNKNOWN ORDER Sell 5 SOL at 108.00 on SOL_USDC_PERP take-profit,")
    assert "client id 4017223311, 19:23:32 UTC, 9.0s ago" in text
    assert "Nobody said what became of it. It is looked up, never sent again." in text
    assert "Proof in 36s ━━━━━─────────────────── at the earliest" in text
    assert "nothing else is sent on SOL_USDC_PERP" in text
    assert "look at Backpack in a browser: open orders and fills of SOL_USDC_PERP" in text


def test_the_advice_fits_play_money() -> None:
    assert "With real money, look at Backpack" in told("unknown_countdown", mode=Mode.SANDBOX)


@pytest.mark.parametrize(
    ("proofs", "words"),
    [
        ({}, "The look-up is being started."),
        ({UNKNOWN_ID: NOW - 2}, "Proof is due: the last look-up has to be answered."),
    ],
)
def test_a_countdown_never_runs_below_zero(proofs: dict[int, float], words: str) -> None:
    assert words in told("unknown_countdown", proofs=proofs)


def test_an_absent_order_may_be_placed_again_and_is_watched_until_a_moment() -> None:
    text = told("absent_watched")
    assert text.startswith("ABSENT ORDER")
    assert "not live, not in the history and not among the fills. You may place it again." in text
    assert "Still watched until 2025-06-25 19:22 UTC: if it shows up, an alarm says so." in text


def test_an_order_that_came_back_alarms_on_its_card_too() -> None:
    text = told("came_back")
    assert text.startswith("RESTING ORDER · CAME BACK")
    assert "was taken to be absent and is resting. Cancel it if you do not want it." in text


def test_a_fate_that_became_known_is_told_while_the_card_is_open() -> None:
    scene = SAFETY_SCENES["unknown_countdown"]()
    held = intent(UNKNOWN_ID, IntentStatus.RESTING, order_id="5")
    state = replace(scene.state, intents={UNKNOWN_ID: held})
    text = card(scene.picture(state=state))
    assert text.startswith("RESTING ORDER")
    assert text.endswith("Resting: sell 5 SOL at 108.00, order 5.")


def looks(*told_: tuple[int, str, str]) -> tuple[Evidence, ...]:
    return tuple(Evidence(WALL_MS - age * 1_000, where, said) for age, where, said in told_)


def test_places_that_were_asked_in_one_go_are_one_line_and_the_newest_is_first() -> None:
    evidence = looks(
        (9, "open orders", "not there"),
        (9, "order history", "not there"),
        (8, "open orders", "not there"),
        (8, "order history", "not there"),
        (3, "open orders", "no answer: timed out"),
        (1, "open orders", "order 5, New"),
    )
    lines = evidence_lines(evidence, 72, 20)
    assert [text_of(each) for each in lines] == [
        "looked at",
        "19:23:40  open orders: order 5, New",
        "19:23:38  open orders: no answer: timed out",
        "19:23:33  open orders, order history: not there",
        "19:23:32  open orders, order history: not there",
    ]
    assert [each[-1].tone for each in lines[1:4]] == [Tone.ACCENT, Tone.WARN, Tone.PLAIN]


def test_no_evidence_and_too_much_of_it_are_both_told() -> None:
    assert [text_of(each) for each in evidence_lines((), 72, 9)] == [
        "Nothing was looked at in this run yet."
    ]
    many = looks(*((90 - n, "open orders", "not there") for n in range(50)))
    lines = [text_of(each) for each in evidence_lines(many, 72, 6)]
    assert len(lines) == 6
    assert lines[-1] == "… older looks"
