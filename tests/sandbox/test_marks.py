from decimal import Decimal

from tui.sandbox.instruments import INSTRUMENTS
from tui.sandbox.marks import Marks

D = Decimal
HOUR = 3_600_000_000


def marks() -> Marks:
    return Marks(INSTRUMENTS[0], D("100.004"), 5 * HOUR + 1)


def test_the_mark_is_the_index_on_the_tick_at_first() -> None:
    assert marks().mark == D("100.00")


def test_the_mark_follows_the_mid_over_a_minute() -> None:
    subject = marks()
    for _ in range(60):
        subject.sample(D(100), D(101))
    assert D("100.60") < subject.mark < D("100.66")


def test_a_one_sided_book_leaves_the_mark_at_the_index() -> None:
    subject = marks()
    subject.sample(D("100.50"), None)
    assert subject.mark == D("100.50")


def test_at_par_the_funding_rate_is_the_interest_of_an_hour() -> None:
    subject = marks()
    subject.sample(D(100), D(100))
    assert subject.rate == D("0.0000125")


def test_the_rate_follows_the_premium_and_stays_in_its_bounds() -> None:
    subject = marks()
    subject.sample(D(100), D(101))
    assert subject.rate == (D("0.01") - D("0.0005")) / 8
    subject.sample(D(100), D(200))
    assert subject.rate == D("0.01")


def test_each_hour_begins_anew() -> None:
    subject = marks()
    subject.sample(D(100), D(101))
    assert subject.next_funding_us == 6 * HOUR
    subject.next_interval()
    assert subject.next_funding_us == 7 * HOUR
    assert subject.rate == D("0.0000125")


def test_the_mean_covers_five_minutes() -> None:
    subject = marks()
    for _ in range(300):
        subject.sample(D(50), None)
    assert subject.mean == 50
