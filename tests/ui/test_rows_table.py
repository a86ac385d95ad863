from hypothesis import given
from hypothesis import strategies as st

from tui.ui.lines import text_of, width_of
from tui.ui.rows_table import Column, cell, lay_out

COLUMNS = (
    Column("market", 0, is_number=False),
    Column("size", 2),
    Column("price", 1),
)
CELLS = [
    [cell("SOL"), cell("25.00"), cell("100.60")],
    [cell("BTC"), cell("0.1"), cell("67,123.4")],
]


def texts(width: int) -> list[str]:
    table = lay_out(COLUMNS, CELLS, width)
    return [text_of(each) for each in (table.head, *table.lines)]


def test_numbers_stand_at_the_right_and_words_at_the_left() -> None:
    assert texts(25) == [
        "market    size      price",
        "SOL      25.00     100.60",
        "BTC        0.1   67,123.4",
    ]


def test_room_to_spare_widens_the_gaps_up_to_a_limit() -> None:
    assert texts(60)[1] == "SOL       25.00      100.60"


def test_the_least_important_column_goes_first_and_whole() -> None:
    assert texts(22) == [
        "market       price",
        "SOL         100.60",
        "BTC       67,123.4",
    ]
    assert texts(10) == ["market", "SOL   ", "BTC   "]


def test_a_lesser_column_never_takes_the_place_of_one_that_had_no_room() -> None:
    columns = (Column("a", 0), Column("b", 1), Column("c", 2))
    table = lay_out(columns, [[cell("1"), cell("123456789"), cell("2")]], 6)
    assert text_of(table.lines[0]) == "1"


def test_without_room_for_any_column_the_lines_are_empty() -> None:
    assert texts(3) == ["", "", ""]


@given(
    st.lists(st.lists(st.text("0123456789,.", max_size=20), min_size=3, max_size=3), max_size=6),
    st.integers(0, 80),
)
def test_a_value_is_shown_whole_or_not_at_all(rows: list[list[str]], width: int) -> None:
    table = lay_out(COLUMNS, [[cell(each) for each in row] for row in rows], width)
    for line, row in zip(table.lines, rows, strict=True):
        assert width_of(line) <= width
        assert set(text_of(line).split()) <= set(row)
