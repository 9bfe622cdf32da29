"""Where slots lie on the map, and how a hand walks over them."""

from hypothesis import given
from hypothesis import strategies as st

from packtrail.ui.stock.floor.layout import Sizes, above, below, laid_out

SIZES = Sizes(cell_width=100, cell_height=50, head=30, gap=10)
COUNTS = st.lists(st.integers(1, 12), min_size=1, max_size=5)


def test_slots_stand_in_rows_under_the_line_of_their_zone():
    layout = laid_out((3, 1), 215, SIZES)
    assert [(box.left, box.top) for box in layout.cells] == [(0, 30), (110, 30), (0, 90), (0, 190)]
    assert [box.top for box in layout.heads] == [0, 160]
    assert layout.height == 240


def test_down_and_up_come_to_the_nearest_slot_of_the_next_row():
    cells = laid_out((3, 2), 215, SIZES).cells
    assert below(cells, 1) == 2
    assert below(cells, 2) == 3
    assert above(cells, 4) == 2
    assert (above(cells, 0), below(cells, 4)) == (0, 4)


@given(COUNTS, st.integers(1, 1000))
def test_no_two_slots_overlap_and_down_reaches_the_last_row(counts, width):
    cells = laid_out(counts, width, SIZES).cells
    assert len({(box.left, box.top) for box in cells}) == sum(counts)
    at, steps = 0, 0
    while below(cells, at) != at:
        at, steps = below(cells, at), steps + 1
    assert cells[at].top == max(box.top for box in cells)
    assert steps == len({box.top for box in cells}) - 1
