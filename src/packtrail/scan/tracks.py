"""Places that are followed from frame to frame: where a label was is where to look for it next.

A crop around a place costs a tenth of a frame, and several looks at one place are evidence that a single
one is not. Plain geometry: no image and no clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import dist

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
    moved: float = 0.0  # share of its own size that it moved since the sighting before
    round: int = 0  # how many rounds of escalation it had


def follow(
    tracks: Sequence[Track], read: Iterable[Symbol], unread: Iterable[Corners], at_ms: float
) -> tuple[Track, ...]:
    """``tracks`` after a frame that showed the symbols ``read`` and the places ``unread``."""
    left = [track for track in tracks if at_ms - track.seen_ms <= FORGET_MS]
    found: list[Track] = []
    for corners, text in [
        *((symbol.corners, symbol.text) for symbol in read),
        *((each, "") for each in unread),
    ]:
        if any(same_place(corners, track.corners) for track in found):
            continue
        before = next((track for track in left if same_place(corners, track.corners)), None)
        if before is None:
            found.append(Track(corners, at_ms, text))
            continue
        left.remove(before)
        moved = dist(centre(corners), centre(before.corners)) / max(longest_side(corners), 1.0)
        rounds = 0 if text else before.round
        found.append(
            replace(
                before, corners=corners, seen_ms=at_ms, text=text or before.text, moved=moved, round=rounds
            )
        )
    return tuple([*found, *left][:MOST])


def crop_around(corners: Corners, size: tuple[int, int]) -> Box | None:
    """The upright box around ``corners`` with its margin, within a frame of ``size``; None if too small."""
    margin = MARGIN * longest_side(corners)
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    left, top = max(0, int(min(xs) - margin)), max(0, int(min(ys) - margin))
    right, bottom = min(size[0], int(max(xs) + margin) + 1), min(size[1], int(max(ys) + margin) + 1)
    if min(right - left, bottom - top) < _SMALLEST:
        return None
    return left, top, right - left, bottom - top


def longest_side(corners: Corners) -> float:
    """The longest side of ``corners``, in their own unit."""
    return max(dist(a, b) for a, b in zip(corners, corners[1:] + corners[:1], strict=True))
