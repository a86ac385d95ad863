from dataclasses import replace

from tests.builders import exit_view, price, quantity, sol_order


def test_what_is_free_is_the_position_less_every_claim_and_never_negative() -> None:
    covering = (sol_order(executed=quantity("2")), sol_order("2", quantity=None))
    assert exit_view(covering=covering, unsettled=quantity("4")).free == 18
    assert exit_view(unsettled=quantity("30")).free == 0
    assert replace(exit_view(), position=None).free == 0


def test_the_active_price_needs_a_live_book_and_a_last_trade() -> None:
    assert exit_view(last=price("100.60")).active_price == price("100.60")
    assert exit_view(book=None).active_price is None
    assert exit_view(last=None).active_price is None
