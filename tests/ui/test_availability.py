from tests.builders import SOL
from tests.scenes import SCENES
from tui.session.state import State
from tui.ui.availability import Cursor, why_not
from tui.ui.ports import Mode

LIVE = SCENES["unknown_intent"]().state
ORDER, INTENT = "order:59887375336", "intent:4017223311"
STOP = "order:59887375402"


def test_a_take_profit_needs_a_position_under_the_cursor() -> None:
    assert why_not("take_profit", LIVE, Mode.LIVE, Cursor(position=SOL)) is None
    reason = "There is no open position to take profit on."
    assert why_not("take_profit", LIVE, Mode.LIVE, Cursor()) == reason
    assert why_not("take_profit", State(), Mode.LIVE, Cursor(position=SOL)) == reason


def test_a_cancel_needs_an_order_that_is_known_to_exist() -> None:
    assert why_not("cancel_order", LIVE, Mode.LIVE, Cursor(order=ORDER)) is None
    none = why_not("cancel_order", LIVE, Mode.LIVE, Cursor())
    unknown = why_not("cancel_order", LIVE, Mode.LIVE, Cursor(order=INTENT))
    assert none == "There is no open order to cancel."
    assert unknown == "Whether this order exists is not known yet; it is being looked up."


def test_a_read_only_session_cancels_nothing() -> None:
    reason = why_not("cancel_order", LIVE, Mode.READ_ONLY, Cursor(order=ORDER))
    assert reason == "This session is read-only: it cancels nothing."


def test_a_close_needs_a_position_under_the_cursor() -> None:
    assert why_not("close_position", LIVE, Mode.LIVE, Cursor(position=SOL)) is None
    reason = "There is no open position to close."
    assert why_not("close_position", LIVE, Mode.LIVE, Cursor()) == reason


def test_a_replacement_needs_an_order_in_the_book() -> None:
    assert why_not("replace_order", LIVE, Mode.LIVE, Cursor(order=ORDER)) is None
    reasons = {
        Cursor(): "There is no open order to replace.",
        Cursor(order=INTENT): "Whether this order exists is not known yet; it is being looked up.",
        Cursor(order=STOP): "An order that waits for a trigger cannot be replaced: cancel it, then"
        " place another.",
    }
    for cursor, reason in reasons.items():
        assert why_not("replace_order", LIVE, Mode.LIVE, cursor) == reason
    reason = "This session is read-only: it replaces nothing."
    assert why_not("replace_order", LIVE, Mode.READ_ONLY, Cursor(order=ORDER)) == reason


def test_other_actions_are_always_there() -> None:
    assert why_not("help", State(), Mode.READ_ONLY, Cursor()) is None
