from tests.fakes.order_flow import OrderFlow


def test_the_same_seed_gives_the_same_flow() -> None:
    assert OrderFlow(7).run(800) == OrderFlow(7).run(800)
    assert OrderFlow(7).run(800) != OrderFlow(8).run(800)


def test_every_operation_is_counted() -> None:
    counts = OrderFlow(3).run(500)
    acts = {"limit", "market_order", "reduce", "trigger", "cancel", "cancel_all", "move"}
    assert sum(counts[name] for name in acts) >= 495
