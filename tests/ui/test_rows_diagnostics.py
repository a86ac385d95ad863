from dataclasses import replace
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from tests.market_scenes import FIGURES
from tests.scenes import NOW, SCENES
from tui.domain.events import Link
from tui.session.diagnostics import Diagnostics
from tui.session.state import LinkState
from tui.ui.format import MINUS
from tui.ui.lines import Tone, text_of, width_of
from tui.ui.rows_diagnostics import diagnostics_panel, entry


def lines(figures: Diagnostics = FIGURES, width: int = 150) -> list[str]:
    picture = SCENES["live_two_positions"]().picture()
    shown = diagnostics_panel(picture, figures, [entry("frames painted", ())], width)
    return [text_of(row.line).rstrip() for row in shown.rows]


def line_of(word: str) -> str:
    return next(each for each in lines() if each.startswith(word))


def test_each_link_tells_its_counts_and_its_ping() -> None:
    words = line_of("market link").split()
    assert words == [
        "market", "link", "●", "up", "5m", "184,223", "27", "0", "0", "12", "0", "2", "18.4", "ms",
    ]  # fmt: skip
    assert line_of("account link").split()[-2:] == ["0", "—"]
    assert line_of("account link").split()[7:9] == ["2", "1"]


def test_the_newest_message_that_could_not_be_read_is_told_with_its_fault() -> None:
    assert line_of("newest unreadable").endswith("account link, not a stream message")


def test_each_kind_of_data_tells_how_much_came_when_and_how_late() -> None:
    assert line_of("trades").split() == ["trades", "2,204", "17s", "402", "ms"]
    assert line_of("24 hours").split()[-2:] == [f"{MINUS}3", "ms"]
    assert line_of("liquidations").split() == ["liquidations", "0", "—", "—"]


def test_requests_clock_and_loop_are_told() -> None:
    assert line_of("last request took").split()[-2:] == ["41", "ms"]
    assert line_of("exchange's clock").endswith("+12.4 ms, ±8.0 ms")
    assert line_of("program late by").endswith("0.4 ms")
    assert line_of("at most, in a minute").endswith("11.7 ms")
    assert line_of("book repaired").endswith("2 times")
    assert line_of("frames painted")


def test_what_is_slow_or_failed_stands_out() -> None:
    picture = SCENES["live_two_positions"]().picture()
    shown = diagnostics_panel(picture, FIGURES, [], 150)
    loud = {span.text.strip() for row in shown.rows for span in row.line if span.tone is Tone.WARN}
    assert {"402 ms", "2", "1"} <= loud


def test_requests_that_fail_say_why() -> None:
    scene = SCENES["live_two_positions"]()
    lost = LinkState(reason="no answer within 10 s", since=NOW - 4)
    links = MappingProxyType({**scene.state.links, Link.REST: lost})
    picture = scene.picture(state=replace(scene.state, links=links))
    shown = [text_of(row.line) for row in diagnostics_panel(picture, FIGURES, [], 150).rows]
    assert any(each.startswith("requests fail") and "no answer" in each for each in shown)


@given(st.integers(24, 200))
def test_nothing_is_cut_at_any_width(width: int) -> None:
    picture = SCENES["live_two_positions"]().picture()
    for row in diagnostics_panel(picture, FIGURES, [], width).rows:
        assert width_of(row.line) <= max(width, 46)


def test_before_anything_came_there_are_no_numbers_to_tell() -> None:
    assert line_of("program late by")
    assert "—" in next(each for each in lines(Diagnostics()) if each.startswith("program late"))
