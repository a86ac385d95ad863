"""`take-profit` without a screen: what is typed becomes a plan, or every reason why not."""

from decimal import Decimal

import pytest

from tests.builders import exit_view
from tui.cli.exits import ExitCode, Stop
from tui.cli.trade import _plan
from tui.domain.position import Side


def test_without_a_quantity_all_that_is_free_leaves() -> None:
    plan = _plan(("110", None, None), exit_view())
    assert (plan.ticket.quantity, plan.ticket.side) == (Decimal(25), Side.ASK)


def test_a_side_that_is_insisted_on_and_closes_is_taken() -> None:
    assert _plan(("110", "5", Side.ASK), exit_view()).ticket.side is Side.ASK


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("90", "5", None), "mark"),
        (("110", "5", Side.BID), "LONG"),
        (("110.001", "5", None), "tick"),
        (("110", "26", None), "25"),
    ],
)
def test_a_broken_rule_is_denied_with_its_sentence(
    typed: tuple[str, str | None, Side | None], said: str
) -> None:
    with pytest.raises(Stop, match="denied: ") as stopped:
        _plan(typed, exit_view())
    assert stopped.value.code is ExitCode.DENIED
    assert said.lower() in stopped.value.message.lower()


def test_every_broken_rule_is_named_at_once() -> None:
    with pytest.raises(Stop) as stopped:
        _plan(("90.001", "26.001", None), exit_view())
    for word in ("mark", "tick", "step"):
        assert word in stopped.value.message
