from math import cos, pi, sin

from hypothesis import given
from hypothesis import strategies as st

from packtrail.scan.places import centre, clockwise, same_bars, same_place

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


def bars(x, y, width=400, height=30):
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def test_two_strips_of_the_same_bars_are_one_code():
    assert same_bars(bars(0, 0), bars(5, 60))
    assert same_bars(bars(0, 60), bars(5, 0))
    assert same_bars(bars(0, 0), bars(150, 10))  # overlapping, as any two reads


def test_a_code_below_or_beside_is_another():
    assert not same_bars(bars(0, 0), bars(0, 200))
    assert not same_bars(bars(0, 0), bars(450, 0))
    assert not same_bars(bars(0, 0), bars(60, 60))


def test_bars_are_compared_however_they_are_turned():
    upright = ((0, 0), (30, 0), (30, 400), (0, 400))
    beside = ((60, 4), (90, 4), (90, 404), (60, 404))
    assert same_bars(upright, beside)


def test_a_point_is_no_code():
    assert not same_bars(((9, 9),) * 4, bars(50, 50))


def test_a_single_scan_line_covers_what_lies_on_it_and_not_what_lies_beyond_its_ends():
    line = ((0, 0), (400, 0), (400, 0), (0, 0))
    assert same_place(line, bars(190, 0, 20, 4))
    assert not same_place(line, bars(4000, 0, 20, 4))
