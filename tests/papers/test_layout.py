import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.papers.layout import (
    GUTTER_MM,
    MARGIN_MM,
    PAGE_HEIGHT_MM,
    TEXT_WIDTH_MM,
    Face,
    Paper,
    Piece,
    Row,
    Table,
    Words,
    beside,
    columns_mm,
    pages,
    space,
    stacked,
)

FOOT_MM = 6.0


def piece(text, height_mm=5.0):
    return Piece(TEXT_WIDTH_MM, height_mm, (Words(0.0, height_mm, text, Face.TEXT, 8.0),))


def table(heights, closing_mm=8.0):
    return Table(
        head=piece("table head"),
        rows=tuple(Row(piece(f"row {at}", height), at + 1) for at, height in enumerate(heights)),
        carried=lambda carry: piece(f"carried {carry.rows} {carry.mass_g}"),
        brought=lambda carry: piece(f"brought {carry.rows} {carry.mass_g}"),
        closing=piece("closing", closing_mm),
    )


def laid_out(*body, head_mm=20.0):
    paper = Paper(
        title="t",
        author="a",
        language="en",
        head=piece("head", head_mm),
        running_head=piece("running head", 10.0),
        body=body,
        foot=lambda page, total: piece(f"foot {page}/{total}", FOOT_MM),
    )
    return pages(paper)


def texts(page):
    return [mark.text for mark in page.marks]


def test_twelve_columns_fill_the_text_width():
    assert columns_mm(12) == pytest.approx(TEXT_WIDTH_MM)


def test_two_halves_and_a_gutter_fill_the_text_width():
    assert 2 * columns_mm(6) + GUTTER_MM == pytest.approx(TEXT_WIDTH_MM)


def test_stacked_pieces_stand_under_each_other():
    both = stacked([piece("a", 4.0), piece("b", 6.0)], gap_mm=1.0)
    assert ([mark.y_mm for mark in both.marks], both.height_mm) == ([4.0, 11.0], 11.0)


def test_pieces_beside_each_other_are_as_high_as_the_highest():
    both = beside([Piece(10.0, 4.0), Piece(20.0, 6.0)], gap_mm=2.0)
    assert (both.width_mm, both.height_mm) == (32.0, 6.0)


def test_nothing_stacked_or_beside_takes_no_room():
    assert (stacked([]).height_mm, beside([]).width_mm) == (0.0, 0.0)


def test_what_does_not_fit_goes_to_the_next_page_whole():
    first, second = laid_out(space(200.0), piece("signatures", 90.0))
    assert (texts(first), texts(second)) == (
        ["head", "foot 1/2"],
        ["running head", "signatures", "foot 2/2"],
    )


def test_what_fits_no_page_stands_on_one_of_its_own():
    assert len(laid_out(piece("too high", 400.0), piece("after"))) == 2


def test_a_short_table_carries_nothing():
    (only,) = laid_out(table([6.0, 6.0]))
    assert texts(only) == ["head", "table head", "row 0", "row 1", "closing", "foot 1/1"]


def test_a_table_that_finds_no_room_for_its_first_row_starts_on_the_next_page():
    first, second = laid_out(space(225.0), table([6.0]))
    assert "table head" not in texts(first)
    assert "table head" in texts(second)


def test_the_last_row_is_never_parted_from_the_total():
    sheets = laid_out(table([6.0] * 37, closing_mm=30.0))
    assert texts(sheets[-1])[-3:] == ["row 36", "closing", f"foot {len(sheets)}/{len(sheets)}"]


ROWS = st.lists(st.floats(min_value=4.0, max_value=40.0), min_size=1, max_size=90)


@given(ROWS)
def test_every_row_stands_once_and_in_order(heights):
    rows = [text for page in laid_out(table(heights)) for text in texts(page) if text.startswith("row")]
    assert rows == [f"row {at}" for at in range(len(heights))]


@given(ROWS)
def test_what_a_page_carries_over_is_the_sum_so_far_and_the_next_brings_it(heights):
    seen = 0
    carried = None
    for page in laid_out(table(heights)):
        for text in texts(page):
            if text.startswith("brought"):
                assert (
                    text
                    == f"brought {seen} {seen * (seen + 1) // 2}"
                    == carried.replace("carried", "brought")
                )
            elif text.startswith("row"):
                seen += 1
            elif text.startswith("carried"):
                assert text == f"carried {seen} {seen * (seen + 1) // 2}"
                carried = text


@given(ROWS)
def test_the_table_head_stands_over_the_rows_of_every_page(heights):
    for page in laid_out(table(heights)):
        assert texts(page)[1] == "table head"


@given(ROWS)
def test_nothing_but_the_foot_stands_below_the_text(heights):
    for page in laid_out(table(heights)):
        lowest = max(mark.y_mm for mark in page.marks[:-1])
        assert lowest <= PAGE_HEIGHT_MM - MARGIN_MM - FOOT_MM
