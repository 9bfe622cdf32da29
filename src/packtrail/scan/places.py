"""Where symbols lie: plain geometry on four corners, so that agreement needs no image."""

from collections.abc import Iterable
from math import atan2, dist, hypot

from packtrail.scan.symbols import Corners, Point

# Two reads of one symbol differ by a few pixels, and a linear read may be a single scan line. More than
# this share of the longer side would reach over into the second line of a label coded in two halves.
REACH = 0.04


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


def same_place(one: Corners, other: Corners) -> bool:
    """Whether two reads can be of one symbol: the middle of one lies on the other, or all but."""
    return _covers(one, centre(other)) or _covers(other, centre(one))


def _covers(corners: Corners, point: Point) -> bool:
    """Whether ``point`` lies in the convex, clockwise ``corners`` or within reach of them."""
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    reach = REACH * max(dist(start, end) for start, end in sides)
    return all(_distance_inside(start, end, point) >= -reach for start, end in sides)


def _distance_inside(start: Point, end: Point, point: Point) -> float:
    """How far ``point`` lies to the inner side of one edge; negative outside, 0 for a point-like edge."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = hypot(along_x, along_y)
    if length == 0:
        return 0.0
    return (along_x * (point[1] - start[1]) - along_y * (point[0] - start[0])) / length
