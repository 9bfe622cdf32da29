"""Places that look like a symbol, found without reading one: where harder reading pays."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import cos, radians, sin

from packtrail.scan.engines import Grey
from packtrail.scan.places import clockwise
from packtrail.scan.regions import Region, linear_regions
from packtrail.scan.symbols import Corners


class Looks(StrEnum):
    """What a place looks like."""

    LINEAR = "linear"


KINDS = tuple(Looks)


def places_like(kind: Looks, grey: Grey) -> list[Corners]:
    """Where ``grey`` holds what looks like ``kind``, the most likely first."""
    return _FINDERS[kind](grey)


def _linear(grey: Grey) -> list[Corners]:
    return [_corners(region) for region in linear_regions(grey)]


def _corners(region: Region) -> Corners:
    turned = radians(region.angle_deg)
    along = (cos(turned) * region.width / 2, sin(turned) * region.width / 2)
    down = (-sin(turned) * region.height / 2, cos(turned) * region.height / 2)
    x, y = region.centre
    return clockwise(
        (x + a * along[0] + d * down[0], y + a * along[1] + d * down[1])
        for a, d in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )


_FINDERS: Mapping[Looks, Callable[[Grey], list[Corners]]] = {Looks.LINEAR: _linear}
