from decimal import Decimal

import pytest

from tests.fakes.quiet_market import SOL, QuietMarket
from tui.domain.position import Side
from tui.sandbox import checks
from tui.sandbox.errors import Refusal
from tui.sandbox.orders import ExitLeg, Expiry, Slippage, Terms, Trigger, TriggerBy

D = Decimal


def bound(
    market: QuietMarket, side: Side, slippage: Slippage | None
) -> tuple[Decimal, Expiry] | None:
    found = checks.taker_bound(side, market.sol, slippage)
    return None if found is None else (found.price, found.reason)


def terms(**change: object) -> Terms:
    values: dict[str, object] = {
        "symbol": SOL,
        "side": Side.BID,
        "price": D(100),
        "quantity": D(1),
    }
    return Terms(**(values | change))  # type: ignore[arg-type]  # because a test varies fields


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_market": True}, "Price is not allowed"),
        ({"is_market": True, "price": None, "post_only": True}, "Post only is not allowed"),
        ({"price": None}, "Must specify a price"),
        ({"quote_quantity": D(1), "quantity": None}, "only allowed on market orders"),
        ({"quantity": None}, "Must specify either"),
        ({"post_only": True, "time_in_force": "IOC"}, "good till cancelled"),
        ({"price": D("0.001")}, "below the minimum price"),
        ({"price": D("100.005")}, "Price decimal too long"),
        ({"quantity": D(0)}, "below the minimum quantity"),
        ({"trigger": Trigger(D(90), TriggerBy.MARK, "1")}, "Quantity is not allowed"),
        (
            {"quantity": None, "trigger": Trigger(D(90), TriggerBy.MARK, "0%")},
            "between 0% and 100%",
        ),
        (
            {"quantity": None, "trigger": Trigger(D("90.001"), TriggerBy.MARK, "1")},
            "Price decimal too long",
        ),
        ({"stop_loss": ExitLeg(D("90.001"), None, None)}, "Price decimal too long"),
        ({"take_profit": ExitLeg(D(90), None, D("0.001"))}, "below the minimum price"),
        (
            {"is_market": True, "price": None, "quantity": None, "quote_quantity": D(0)},
            "must be positive",
        ),
    ],
)
def test_terms_the_market_does_not_take_are_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal, match=said) as refusal:
        checks.check_terms(terms(**change), QuietMarket("a").sol)
    assert refusal.value.status == 400
    assert refusal.value.code is not None


def test_terms_on_the_grid_pass() -> None:
    checks.check_terms(terms(price=D("100.010"), quantity=D("1.230")), QuietMarket("a").sol)


def test_the_active_price_is_the_middle_one() -> None:
    market = QuietMarket("a")
    market.sol.last = D(104)
    assert checks.active_price(market.sol) == 104
    market.limit("a", Side.BID, "99", "1")
    market.limit("a", Side.ASK, "101", "1")
    assert checks.active_price(market.sol) == 101


def test_a_taker_is_bound_by_impact_then_by_the_mean_mark_then_by_its_own_tolerance() -> None:
    market = QuietMarket("a")
    assert checks.taker_bound(Side.BID, market.sol, None) is None
    market.limit("a", Side.ASK, "100", "1")
    assert checks.taker_bound(Side.BID, market.sol, None) == checks.Bound(
        D(101), Expiry.PRICE_IMPACT
    )
    ticks = Slippage(D(5), in_ticks=True)
    assert checks.taker_bound(Side.BID, market.sol, ticks) == checks.Bound(
        D("100.05"), Expiry.SLIPPAGE
    )
    share = Slippage(D("0.2"), in_ticks=False)
    assert checks.taker_bound(Side.BID, market.sol, share) == checks.Bound(
        D("100.2"), Expiry.SLIPPAGE
    )
    wide = Slippage(D(50), in_ticks=False)
    assert checks.taker_bound(Side.BID, market.sol, wide) == checks.Bound(
        D(101), Expiry.PRICE_IMPACT
    )


def test_a_seller_is_bound_from_below() -> None:
    market = QuietMarket("a")
    market.limit("a", Side.BID, "100", "1")
    assert checks.taker_bound(Side.ASK, market.sol, None) == checks.Bound(
        D(99), Expiry.PRICE_IMPACT
    )
    ticks = Slippage(D(5), in_ticks=True)
    assert checks.taker_bound(Side.ASK, market.sol, ticks) == checks.Bound(
        D("99.95"), Expiry.SLIPPAGE
    )


def test_spending_dollars_buys_whole_steps_through_the_levels() -> None:
    market = QuietMarket("a")
    market.limit("a", Side.ASK, "100", "1")
    market.limit("a", Side.ASK, "101", "5")
    spend = terms(is_market=True, price=None, quantity=None, quote_quantity=D("201.5"))
    assert checks.for_quote(spend, market.sol) == 2
    tiny = terms(is_market=True, price=None, quantity=None, quote_quantity=D("0.5"))
    with pytest.raises(Refusal, match="below the minimum quantity"):
        checks.for_quote(tiny, market.sol)
