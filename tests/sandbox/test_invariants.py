"""The exchange's invariants over random order flow; `tests.bench.invariants` runs a million."""

import pytest

from tests.fakes.order_flow import OrderFlow


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_order_flow_breaks_an_invariant(seed: int) -> None:
    counts = OrderFlow(seed).run(4000)
    assert counts["orderFill"] > 300
    assert counts["reduce-only fills"] > 50
    assert counts["full checks"] == 5


def test_the_flow_reaches_liquidations_and_triggers() -> None:
    counts = OrderFlow(15).run(6000)
    assert counts["liquidation fills"] > 0
    assert counts["triggers fired"] > 0
    assert counts["refused INSUFFICIENT_MARGIN"] > 0
