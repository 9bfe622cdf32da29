"""The words about a symbol lie where they hide nothing that the operator has to compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF

from packtrail.ui.widgets.tag_places import place_tag, with_print

PICTURE = QRectF(0, 0, 600, 400)
LONG, SHORT = QSizeF(300, 30), QSizeF(40, 30)


def placed(box, *, sizes=(LONG, SHORT), others=(), inside=PICTURE):
    clear = [with_print(each) for each in (box, *others)]
    return place_tag(sizes, box, inside=inside, keep_clear=clear, gap=8), clear


@pytest.mark.parametrize(
    ("box", "side"),
    [
        (QRectF(20, 100, 100, 60), "right"),
        (QRectF(480, 100, 100, 60), "left"),
        (QRectF(150, 20, 290, 60), "below"),
        (QRectF(150, 300, 290, 60), "above"),
    ],
)
def test_a_tag_lies_beside_its_box_or_else_below_or_above(box, side):
    tag, _ = placed(box)
    sides = {
        "right": tag.left() > box.right(),
        "left": tag.right() < box.left(),
        "below": tag.top() > box.bottom(),
        "above": tag.bottom() < box.top(),
    }
    assert [name for name, is_there in sides.items() if is_there] == [side]


def test_where_the_whole_code_has_no_room_the_short_tag_is_taken():
    tag, clear = placed(QRectF(160, 20, 280, 360))
    assert tag.size() == SHORT
    assert not any(tag.intersects(each) for each in clear)


def test_a_box_that_fills_the_picture_is_covered_as_little_as_can_be():
    tag, _ = placed(PICTURE)
    assert tag.size() == SHORT
    assert PICTURE.contains(tag)


def test_a_picture_smaller_than_any_tag_still_gets_one():
    tag, _ = placed(QRectF(2, 2, 6, 6), inside=QRectF(0, 0, 20, 20))
    assert tag.size() == SHORT


@given(st.integers(0, 400), st.integers(0, 250), st.integers(20, 200), st.integers(20, 150))
def test_a_tag_never_leaves_the_picture_and_covers_no_symbol_that_leaves_room(left, top, width, height):
    tag, clear = placed(QRectF(left, top, width, height))
    assert PICTURE.contains(tag)
    assert not any(tag.intersects(each) for each in clear)
