from math import cos, pi, sin

from hypothesis import given
from hypothesis import strategies as st

from packtrail.scan.places import centre, clockwise, same_place

BOX = ((0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (0.0, 20.0))
points = st.tuples(st.floats(-4000, 4000), st.floats(-4000, 4000))


def turned(corners, angle):
    return tuple((x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)) for x, y in corners)


def moved(corners, right, down):
    return tuple((x + right, y + down) for x, y in corners)


@given(st.permutations(BOX))
def test_corners_in_any_order_come_out_clockwise_from_the_top_left(corners):
    assert clockwise(corners) == BOX


@given(st.lists(points, min_size=4, max_size=4))
def test_no_corner_is_lost_or_moved(corners):
    assert sorted(clockwise(corners)) == sorted((float(x), float(y)) for x, y in corners)


def test_the_centre_is_the_mean():
    assert centre(BOX) == (50.0, 10.0)


@given(st.floats(0, 2 * pi))
def test_a_place_is_its_own_however_it_is_turned(angle):
    corners = clockwise(turned(BOX, angle))
    assert same_place(corners, corners)


@given(st.floats(0, 2 * pi))
def test_the_line_below_is_another_place_however_both_are_turned(angle):
    line, below = clockwise(turned(BOX, angle)), clockwise(turned(moved(BOX, 0, 45), angle))
    assert not same_place(line, below)


def test_a_single_scan_line_across_a_symbol_is_the_same_place():
    scan_line = ((2.0, 17.0), (97.0, 17.0), (97.0, 17.0), (2.0, 17.0))
    assert same_place(BOX, scan_line)
    assert same_place(scan_line, BOX)


def test_a_scan_line_in_the_next_symbol_is_another_place():
    scan_line = ((2.0, 31.0), (97.0, 31.0), (97.0, 31.0), (2.0, 31.0))
    assert not same_place(BOX, scan_line)


def test_a_small_symbol_in_the_corner_of_a_large_outline_is_in_its_place():
    assert same_place(BOX, ((80.0, 2.0), (90.0, 2.0), (90.0, 12.0), (80.0, 12.0)))


def test_two_scan_lines_one_over_the_other_are_one_place_only_when_close():
    line = ((0.0, 10.0), (100.0, 10.0), (100.0, 10.0), (0.0, 10.0))
    assert same_place(line, moved(line, 1, 3))
    assert not same_place(line, moved(line, 1, 9))
