"""Places that look like a symbol, found without reading one: where harder reading pays."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from math import cos, radians, sin

from packtrail.scan.bars import shows_bars
from packtrail.scan.data_matrix.finding import regions as matrix_regions
from packtrail.scan.deadline import Deadline
from packtrail.scan.engines import Grey
from packtrail.scan.places import clockwise
from packtrail.scan.qr import reader as qr
from packtrail.scan.qr.looks import LOOKS
from packtrail.scan.regions import linear_regions
from packtrail.scan.symbols import LINEAR, MATRIX, Corners, SymbolFormat

_MOST = 4  # places of a kind; more of them is a grille, a keyboard or a page of text
_CLEARLY = 1.4  # times the texture around it
_QR_SHARE_MS = 20.0  # texture may hold hundreds of marks, and a frame has little time to rule them out


class Looks(StrEnum):
    """What a place looks like."""

    LINEAR = "linear"
    QR = "qr"
    DATA_MATRIX = "data_matrix"


KINDS = tuple(Looks)

CARRIERS: Mapping[Looks, frozenset[SymbolFormat]] = {
    Looks.LINEAR: LINEAR,
    Looks.QR: frozenset({SymbolFormat.QR}),
    Looks.DATA_MATRIX: MATRIX,  # a QR code that is badly damaged has the texture alone
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something looks like a symbol."""

    corners: Corners
    kind: Looks


def places_like(kind: Looks, grey: Grey, deadline: Deadline, turn: int = 0) -> list[Place]:
    """Where ``grey`` holds what looks like ``kind``, the most likely first.

    Blurred, faint and light-on-dark codes take other looks than clear ones; ``turn`` says which is taken.
    """
    return [Place(corners, kind) for corners in islice(_FINDERS[kind](grey, deadline, turn), _MOST)]


def _linear(grey: Grey, _: Deadline, __: int) -> Iterator[Corners]:
    for region in linear_regions(grey):
        if shows_bars(grey, region):
            yield _turned(region.centre, (region.width, region.height), radians(region.angle_deg))


def _qr(grey: Grey, deadline: Deadline, turn: int) -> Iterator[Corners]:
    for found in qr.proposals(grey, deadline.within(_QR_SHARE_MS), looks=(LOOKS[turn % len(LOOKS)],)):
        yield found.proposal.corners


def _data_matrix(grey: Grey, _: Deadline, __: int) -> Iterator[Corners]:
    for region in matrix_regions(grey, _MOST):
        if region.strength > _CLEARLY:
            yield _turned((region.x, region.y), (region.width, region.height), region.angle)


def _turned(centre: tuple[float, float], size: tuple[float, float], angle: float) -> Corners:
    """The corners of a rectangle whose long side falls by ``angle`` radians."""
    along = (cos(angle) * size[0] / 2, sin(angle) * size[0] / 2)
    down = (-sin(angle) * size[1] / 2, cos(angle) * size[1] / 2)
    x, y = centre
    return clockwise(
        (x + a * along[0] + d * down[0], y + a * along[1] + d * down[1])
        for a, d in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    )


_FINDERS: Mapping[Looks, Callable[[Grey, Deadline, int], Iterator[Corners]]] = {
    Looks.LINEAR: _linear,
    Looks.QR: _qr,
    Looks.DATA_MATRIX: _data_matrix,
}
