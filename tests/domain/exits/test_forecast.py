from dataclasses import replace
from decimal import Decimal

from tests.builders import exit_view, price, quantity, sol_long, sol_short
from tui.domain.exits.forecast import forecast
from tui.domain.exits.plan import ExitView, Forecast


def outcome(at: str, size: str, view: ExitView) -> Forecast:
    result = forecast(Decimal(at), Decimal(size), view)
    assert result is not None
    return result


def test_a_resting_exit_pays_the_maker_fee_on_all_of_it() -> None:
    result = outcome("110", "10", exit_view())
    assert result.gross == Decimal("118.00")  # (110 - 98.20) * 10
    assert result.fee == Decimal("0.22")  # 1100 at 2 bps
    assert result.net == Decimal("117.78")
    assert result.take is not None
    assert (result.take.now, result.take.rests) == (Decimal(0), Decimal(10))


def test_what_fills_now_pays_the_taker_fee_at_the_books_prices() -> None:
    view = exit_view(mark=price("100.50"))
    result = outcome("100.57", "15", view)
    assert result.take is not None
    assert (result.take.now, result.take.rests) == (Decimal(12), Decimal(3))
    assert result.gross == Decimal("35.79")  # (100.59 - 98.20) * 12 + (100.57 - 98.20) * 3
    assert result.fee == Decimal("0.603540") + Decimal("0.060342")


def test_each_fill_has_its_fee_rounded_up_by_itself() -> None:
    view = exit_view(mark=price("100"))
    result = outcome("100.55", "12.01", view)
    # 12 * 100.59 * 5 bps = 0.60354 exactly; 0.01 * 100.55 * 5 bps = 0.00050275, rounded up.
    assert result.fee == Decimal("0.60354") + Decimal("0.000503")


def test_a_short_gains_when_it_buys_lower() -> None:
    result = outcome("90", "25", exit_view(sol_short()))
    assert result.gross == Decimal(325)
    assert result.share == 1


def test_distances_are_signed_fractions() -> None:
    result = outcome("110.66", "10", exit_view(sol_long(entry=price("100"))))
    assert result.from_mark == Decimal("0.1")
    assert result.from_entry == Decimal("0.1066")
    assert result.share == Decimal("0.4")


def test_without_a_mark_its_distance_is_unknown() -> None:
    assert outcome("110", "10", exit_view(mark=None)).from_mark is None


def test_unknown_fees_leave_fee_and_net_unknown() -> None:
    result = outcome("110", "10", exit_view(fees=None))
    assert (result.fee, result.net) == (None, None)
    assert result.gross == Decimal(118)


def test_without_a_book_the_dearer_fee_is_assumed() -> None:
    result = outcome("110", "10", exit_view(book=None))
    assert result.take is None
    assert result.fee == Decimal("0.55")


def test_there_is_nothing_to_forecast_without_a_position() -> None:
    assert forecast(Decimal(110), Decimal(1), replace(exit_view(), position=None)) is None


def test_the_longest_amounts_are_multiplied_without_rounding() -> None:
    longest, entry = "123456789012.123456789012", "0.000000000001"
    view = exit_view(sol_long(quantity=quantity(longest), entry=price(entry)), book=None)
    in_units = 123456789012123456789012
    result = outcome(longest, longest, view)
    sign, digits, exponent = result.gross.as_tuple()
    assert (sign, exponent) == (0, -24)
    assert int("".join(map(str, digits))) == (in_units - 1) * in_units
