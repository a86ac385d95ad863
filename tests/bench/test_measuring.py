import pytest

from tests.bench.measuring import Goal, against, report


@pytest.mark.parametrize(
    ("goal", "value", "is_met"),
    [
        (Goal(most=5), 5.0, True),
        (Goal(most=5), 5.1, False),
        (Goal(least=5), 5.0, True),
        (Goal(least=5), 4.9, False),
    ],
)
def test_a_goal_is_met_up_to_its_bound(goal: Goal, value: float, is_met: bool) -> None:
    assert goal.is_met(value) is is_met


def test_a_report_names_figure_goal_ratio_and_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    report("a frame", [1, 2, 3], "ms", Goal(most=1), against("stock", [20.0], Goal(most=0.5)))
    line = capsys.readouterr().out
    for part in ("a frame", "2.00 ms", "≤ 1 MISSED", "0.100 x ≤ 0.5 ok", "of stock (20.00)"):
        assert part in line
