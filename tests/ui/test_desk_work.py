from typing import cast

from tests.builders import SOL
from tests.fakes.feed import FakeDesk
from tests.scenes import SCENES
from tui.actions.denials import Denial, DenialCode
from tui.ui.desk_work import SAID_BY_RULES


def test_the_badge_alone_says_that_a_session_is_read_only() -> None:
    app = SCENES["live_two_positions"]().app()
    desk = cast("FakeDesk", app.desk)
    desk.blocked = (Denial(DenialCode.READ_ONLY), Denial(DenialCode.IN_PROGRESS))
    sentences = app.orders.blockers(SOL)
    assert len(sentences) == 1
    assert "being sent" in sentences[0]


def test_rules_that_a_form_checks_itself_are_not_said_twice() -> None:
    app = SCENES["live_two_positions"]().app()
    cast("FakeDesk", app.desk).blocked = (Denial(DenialCode.LINK_DOWN),)
    assert app.forms.blockers(SOL)
    assert app.forms.blockers(SOL, SAID_BY_RULES) == ()
