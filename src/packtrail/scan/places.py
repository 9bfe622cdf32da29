"""Where symbols lie: plain geometry on four corners, so that agreement needs no image."""

from collections.abc import Iterable
from math import atan2, dist, hypot

from packtrail.scan.symbols import Corners, Point

# Two reads of one symbol differ by a few pixels, and a linear read may be a single scan line. More than
# this share of the longer side would reach over into the second line of a label coded in two halves.
REACH = 0.04
BAR_SHIFT = 0.08  # of a linear code's width: how far the ends of two reads of it may lie apart along it
BAR_HEIGHT = 0.35  # and across: bars are rarely higher than that


def clockwise(points: Iterable[Point]) -> Corners:
    """The four ``points`` in clockwise order as seen, starting at the one nearest to the top left."""
    corners = [(float(x), float(y)) for x, y in points]
    centre_x, centre_y = centre(corners)
    # y grows downwards, so a growing angle turns clockwise for the eye.
    corners.sort(key=lambda point: atan2(point[1] - centre_y, point[0] - centre_x))
    first = min(range(len(corners)), key=lambda index: (sum(corners[index]), corners[index]))
    a, b, c, d = corners[first:] + corners[:first]
    return a, b, c, d


def centre(points: Iterable[Point]) -> Point:
    """The mean of ``points``."""
    xs, ys = zip(*points, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def same_bars(one: Corners, other: Corners) -> bool:
    """Whether two reads of one text can be of one linear code: side by side along its bars, or overlapping.

    A reader gives the lines that it read, which may be a strip of the bars and not their whole height.
    """
    if same_place(one, other):
        return True
    (ax, ay), (bx, by) = _ends(one)
    length = hypot(bx - ax, by - ay)
    if length == 0:
        return False
    along = ((bx - ax) / length, (by - ay) / length)
    there = _ends(other)
    return any(_are_beside(((ax, ay), (bx, by)), ends, along, length) for ends in (there, there[::-1]))


def _are_beside(ends: tuple[Point, Point], others: tuple[Point, Point], along: Point, length: float) -> bool:
    """Whether ``others`` lie beside ``ends`` across the direction ``along``, each beside its own."""
    steps = [(there[0] - here[0], there[1] - here[1]) for here, there in zip(ends, others, strict=True)]
    return all(
        abs(x * along[0] + y * along[1]) < BAR_SHIFT * length
        and abs(y * along[0] - x * along[1]) < BAR_HEIGHT * length
        for x, y in steps
    )


def _ends(corners: Corners) -> tuple[Point, Point]:
    """The middles of the two short sides."""
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    short = min(range(2), key=lambda n: dist(*sides[n]) + dist(*sides[n + 2]))
    return centre(sides[short]), centre(sides[short + 2])


def same_place(one: Corners, other: Corners) -> bool:
    """Whether two reads can be of one symbol: the middle of one lies on the other, or all but."""
    return _covers(one, centre(other)) or _covers(other, centre(one))


def _covers(corners: Corners, point: Point) -> bool:
    """Whether ``point`` lies in the convex, clockwise ``corners`` or within reach of them."""
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    if all(_side_of(start, end, point) > 0 for start, end in sides):
        return True
    reach = REACH * max(dist(start, end) for start, end in sides)
    return min(_distance(start, end, point) for start, end in sides) <= reach


def _side_of(start: Point, end: Point, point: Point) -> float:
    """Above 0 where ``point`` lies to the inner side of one edge; 0 for an edge without length."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _distance(start: Point, end: Point, point: Point) -> float:
    """How far ``point`` is from the nearest point of one edge."""
    along = (end[0] - start[0], end[1] - start[1])
    length = along[0] ** 2 + along[1] ** 2
    offset = (point[0] - start[0], point[1] - start[1])
    share = (offset[0] * along[0] + offset[1] * along[1]) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return hypot(offset[0] - share * along[0], offset[1] - share * along[1])
