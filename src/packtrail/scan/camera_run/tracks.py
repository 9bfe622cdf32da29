"""Places that are followed from frame to frame: where a label was is where to look for it next.

A crop around a place costs a tenth of a frame, and several looks at one place are evidence that a single
one is not. Plain geometry: no image and no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import dist, inf

from packtrail.scan.camera_run.attention import Looks, Place
from packtrail.scan.places import centre, same_place
from packtrail.scan.symbols import Corners, Symbol

Box = tuple[int, int, int, int]  # left, top, width, height in pixels of the frame

FORGET_MS = 500.0  # a place not seen again for this long is gone
MARGIN = 0.25  # of a place's longer side: what a hand moves between two frames, and a quiet zone
MOST = 12  # places followed at once
_SMALLEST = 32  # pixels a side of a crop worth looking at


@dataclass(frozen=True, slots=True)
class Track:
    """One place that is followed."""

    corners: Corners
    seen_ms: float  # when something was last found there
    text: str = ""  # what was read there last; empty while it is unread
    read_ms: float = -inf  # when that was
    moved: float = 0.0  # share of its own size that it moved since the sighting before
    round: int = 0  # how many rounds of harder reading it had
    kind: Looks | None = None  # what an unread place looks like


def follow(
    tracks: Sequence[Track], read: Iterable[Symbol], unread: Iterable[Place], at_ms: float
) -> tuple[Track, ...]:
    """``tracks`` after a frame that showed the symbols ``read`` and the places ``unread``."""
    left = [track for track in tracks if at_ms - track.seen_ms <= FORGET_MS]
    seen = [Track(symbol.corners, at_ms, symbol.text, at_ms) for symbol in read]
    seen += [Track(place.corners, at_ms, kind=place.kind) for place in unread]
    found: list[Track] = []
    for now in seen:
        if any(same_place(now.corners, track.corners) for track in found):
            continue
        before = next((track for track in left if same_place(now.corners, track.corners)), None)
        if before is not None:
            left.remove(before)
        found.append(now if before is None else _went_on(before, now))
    return tuple([*found, *left][:MOST])


def _went_on(before: Track, now: Track) -> Track:
    """``now`` as the same place that ``before`` was.

    What was read there is forgotten when no read renews it: another label may lie in the same place by now.
    """
    text, read_ms = (now.text, now.read_ms) if now.text else (before.text, before.read_ms)
    is_fresh = now.seen_ms - read_ms <= FORGET_MS
    seen = replace(
        now,
        text=text if is_fresh else "",
        read_ms=read_ms if is_fresh else -inf,
        moved=dist(centre(now.corners), centre(before.corners)) / max(longest_side(now.corners), 1.0),
        round=0 if now.text or now.kind is not before.kind else before.round,
    )
    if now.text or _RANK[before.kind] <= _RANK[now.kind]:
        return seen
    return replace(seen, corners=before.corners, kind=before.kind, moved=before.moved, round=before.round)


# QR codes and bars have the texture of a Data Matrix too, and a QR code's edges are bars in places.
_RANK: Mapping[Looks | None, int] = {None: 0, Looks.DATA_MATRIX: 1, Looks.LINEAR: 2, Looks.QR: 3}


def crop_around(corners: Corners, size: tuple[int, int], margin: float = MARGIN) -> Box | None:
    """The upright box around ``corners`` with its margin, within a frame of ``size``; None if too small."""
    margin = margin * longest_side(corners)
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, top = max(0, int(min(xs) - margin)), max(0, int(min(ys) - margin))
    right, bottom = min(size[0], int(max(xs) + margin) + 1), min(size[1], int(max(ys) + margin) + 1)
    if min(right - left, bottom - top) < _SMALLEST:
        return None
    return left, top, right - left, bottom - top


def longest_side(corners: Corners) -> float:
    """The longest side of ``corners``, in their own unit."""
    return max(dist(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))


def shifted(corners: Corners, right: float, down: float) -> Corners:
    """``corners`` moved by so many pixels."""
    a, b, c, d = ((x + right, y + down) for x, y in corners)
    return a, b, c, d


def moved(symbol: Symbol, right: float, down: float) -> Symbol:
    """``symbol`` with its corners moved by so many pixels."""
    return replace(symbol, corners=shifted(symbol.corners, right, down))
