"""One run of the camera: what a sequence of frames says together, frame by frame.

A single frame is a chance; what was seen in the ones before makes it a better one. Most frames show nothing
and have to be cheap. A place that was read or looks like a symbol is followed and looked at alone, which
costs a tenth; one that stays unread gets a round of harder reading a frame, so that no frame waits for all
of them. What may be taken without a person is for ``scan.agree`` to say, over all frames.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import dist

import numpy as np
import numpy.typing as npt

from packtrail.scan.agree import Accepted, Agreement, Conflicting, merged
from packtrail.scan.camera_run.attention import CARRIERS, KINDS, Place, places_like
from packtrail.scan.camera_run.hints import Hint, condition_of, hint_for
from packtrail.scan.camera_run.together import Look, Together, at_place
from packtrail.scan.camera_run.tracks import Box, Track, crop_around, follow, longest_side, moved, shifted
from packtrail.scan.cascade import Cascade
from packtrail.scan.deadline import ClockMs, Deadline, monotonic_ms
from packtrail.scan.engines import Engines, Grey
from packtrail.scan.places import centre
from packtrail.scan.prepare import cut
from packtrail.scan.reader import engines_here, grey_of
from packtrail.scan.stages import GLANCES, LOOK, ROUNDS, Stage
from packtrail.scan.symbols import LABEL_FORMATS, Confidence, Corners, Symbol

FRAME_BUDGET_MS = 45.0  # leaves room for 20 analysed frames a second beside the preview
HARD_FRAME_BUDGET_MS = 120.0  # while a place stays unread
HINT_AFTER_MS = 400.0  # a place may look unread for a moment while it comes into view
_MOST_CROPS = 3  # more places than this are cheaper to see in the whole frame
_WHOLE_EVERY = 4  # frames: what else comes into view while a place is followed
_PATIENCE = 2  # times all rounds, before a place is only looked at now and then
_NOW_AND_THEN = 8  # frames
_SEARCHED = 0.6  # of a place's longer side: as far as a hand moves it while a hard frame is read
_GROWN = 0.4  # share by which its size may seem to change
_MOVING = 0.03  # share of its own size that a place moves from frame to frame


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameReading:
    """What one frame says, in the light of the frames before it."""

    symbols: tuple[Symbol, ...]  # of this frame; SURE only where the frames together make it so
    accepted: tuple[Symbol, ...]  # those that count from this frame on, and did not before
    unread: tuple[Corners, ...]  # places that look like a symbol and gave no text
    hint: Hint | None
    size: tuple[int, int]  # width and height that corners refer to
    elapsed_ms: float


class ScanSession:
    """Sees one camera's frames in their order, on one thread."""

    def __init__(self, *, clock: ClockMs = monotonic_ms, engines: Engines | None = None) -> None:
        self._clock = clock
        self._able = (engines or engines_here()).by_reading
        self._agreement = Agreement()
        self._tracks: tuple[Track, ...] = ()
        self._unread_since: float | None = None
        self._frames = self._whole_looks = 0
        self._together: Together | None = None
        self._last: Grey | None = None
        self._is_repeat = False  # the frame is the last one pixel for pixel: a camera or driver that froze

    def see(
        self,
        frame: npt.NDArray[np.uint8],
        at_ms: float,
        *,
        crop: Box | None = None,
        budget_ms: float = FRAME_BUDGET_MS,
    ) -> FrameReading:
        """Read ``frame`` (grey, or BGR), taken at ``at_ms`` of a clock that never runs backwards.

        With ``crop`` only that part is looked at; corners stay those of the whole frame.
        """
        started = self._clock()
        left, top, width, height = _within(crop, (frame.shape[1], frame.shape[0]))
        grey = grey_of(frame[top : top + height, left : left + width])
        self._is_repeat = self._last is not None and np.array_equal(self._last, grey)
        self._last = grey
        reads = self._read(grey, at_ms, budget_ms) if grey.size else ()
        unread = [track for track in self._tracks if not track.text]
        symbols, accepted = self._agreed(tuple(moved(symbol, left, top) for symbol in reads), at_ms)
        return FrameReading(
            symbols=symbols,
            accepted=accepted,
            unread=tuple(shifted(track.corners, left, top) for track in unread),
            hint=self._hint(grey, () if reads else unread, at_ms),
            size=(frame.shape[1], frame.shape[0]),
            elapsed_ms=self._clock() - started,
        )

    def _read(self, grey: Grey, at_ms: float, budget_ms: float) -> tuple[Symbol, ...]:
        """What this frame gives by itself; the tracks are those after it."""
        self._frames += 1
        deadline = Deadline.after(budget_ms, clock=self._clock)
        boxes = [box for track in self._tracks if (box := crop_around(track.corners, grey.shape[::-1]))]
        reads: list[Symbol] = []
        if 0 < len(boxes) <= _MOST_CROPS:
            for box in boxes:
                reads += self._look(grey, box, LOOK, deadline)
        is_whole = not 0 < len(boxes) <= _MOST_CROPS or self._frames % _WHOLE_EVERY == 0
        if is_whole:
            self._whole_looks += 1
            glance = GLANCES[self._whole_looks % len(GLANCES)]
            reads += Cascade(grey, self._able, deadline).run([glance])
        if self._is_repeat or not self._is_news(reads):
            # Beside what is read, a label may lie that isn't.
            unread = self._places(grey, deadline) if is_whole or not reads else []
            reads += self._read_harder(grey, reads, unread, at_ms)
        found = merged(reads)
        # The unread places are in the tracks already; met again they would seem to stand still.
        self._tracks = follow(self._tracks, found, (), at_ms)
        return found

    def _is_news(self, reads: Sequence[Symbol]) -> bool:
        """Whether something was read that isn't accepted yet: the tone and a second read wait for nothing."""
        held = {past.symbol.text for past in self._agreement.held}
        return any(symbol.text not in held for symbol in reads)

    def _places(self, grey: Grey, deadline: Deadline) -> list[Place]:
        """What looks like a symbol, another kind in every frame, and another look each time around."""
        turn, kind = divmod(self._frames, len(KINDS))
        return places_like(KINDS[kind], grey, deadline, turn)

    def _read_harder(
        self, grey: Grey, reads: Sequence[Symbol], unread: Sequence[Place], at_ms: float
    ) -> list[Symbol]:
        """One round over each place that stays unread, as far as the time for a hard frame goes."""
        self._tracks = follow(self._tracks, reads, unread, at_ms)
        deadline = Deadline.after(HARD_FRAME_BUDGET_MS, clock=self._clock)
        found: list[Symbol] = []
        after: list[Track] = []
        for track in sorted(self._tracks, key=lambda each: each.round):
            if self._is_read(track) or deadline.is_over() or not self._is_due(track):
                after.append(track)
                continue
            there = self._found_again(grey, track, at_ms, deadline)
            found += self._round(grey, there, deadline)
            after.append(replace(there, round=track.round + 1))
        self._tracks = tuple(after)
        return found

    def _found_again(self, grey: Grey, track: Track, at_ms: float, deadline: Deadline) -> Track:
        """Where a place that stays unread lies in this frame, as far as it is seen near where it was."""
        box = crop_around(track.corners, grey.shape[::-1], _SEARCHED)
        if box is None or track.kind is None:
            return track
        places = places_like(track.kind, cut(grey, box), deadline, track.round)
        corners = [shifted(place.corners, *box[:2]) for place in places]
        sizes = (longest_side(each) / longest_side(track.corners) for each in corners)
        near = [each for each, size in zip(corners, sizes, strict=True) if abs(size - 1) < _GROWN]
        if not near:
            return track
        middle = centre(track.corners)
        nearest = min(near, key=lambda each: dist(centre(each), middle))
        return replace(track, corners=nearest, seen_ms=at_ms)

    def _round(self, grey: Grey, track: Track, deadline: Deadline) -> list[Symbol]:
        """This frame's look at an unread place, then all looks at it together."""
        box = crop_around(track.corners, grey.shape[::-1])
        if box is None:
            return []
        carriers = CARRIERS[track.kind] if track.kind else LABEL_FORMATS
        stages = [stage for stage in ROUNDS[track.round % len(ROUNDS)] if stage.formats & carriers]
        found = self._look(grey, box, stages, deadline)
        if not (found or self._is_repeat or deadline.is_over()):
            self._together = at_place(self._together, track)
            found = self._together.look(grey, box, track.kind, Look(stages, self._able, deadline))
        return found

    def _is_read(self, track: Track) -> bool:
        """Whether what was read there needs no second read any more."""
        return any(past.symbol.text == track.text for past in self._agreement.held)

    def _is_due(self, track: Track) -> bool:
        """Whether a place is read harder now; one that stayed unread long is text or a grille, likely."""
        return track.round < _PATIENCE * len(ROUNDS) or self._frames % _NOW_AND_THEN == 0

    def _look(self, grey: Grey, box: Box, stages: Sequence[Stage], deadline: Deadline) -> list[Symbol]:
        found = Cascade(cut(grey, box), self._able, deadline).run(stages)
        return [moved(each, *box[:2]) for each in found]

    def _agreed(
        self, symbols: tuple[Symbol, ...], at_ms: float
    ) -> tuple[tuple[Symbol, ...], tuple[Symbol, ...]]:
        """``symbols`` with how sure each one is after all frames so far, and those that count from now on."""
        self._agreement, verdicts = self._agreement.see(symbols, at_ms, is_repeat=self._is_repeat)
        accepted = tuple(verdict.symbol for verdict in verdicts if isinstance(verdict, Accepted))
        disputed = {
            each for verdict in verdicts if isinstance(verdict, Conflicting) for each in verdict.symbols
        }
        judged = tuple(
            replace(each, confidence=Confidence.DISPUTED)
            if each in disputed
            else replace(each, confidence=Confidence.SURE)
            if each in accepted or self._agreement.holds(each)
            else each
            for each in symbols
        )
        return judged, accepted

    def _hint(self, grey: Grey, unread: Sequence[Track], at_ms: float) -> Hint | None:
        """Advice on the largest place that looks like a symbol, once something stayed unread for a while."""
        if not unread:
            self._unread_since = None
            return None
        if self._unread_since is None:
            self._unread_since = at_ms
        if at_ms - self._unread_since < HINT_AFTER_MS:
            return None
        track = max(unread, key=lambda each: longest_side(each.corners))
        return hint_for(condition_of(grey, track.corners), is_moving=track.moved > _MOVING)


def _within(crop: Box | None, size: tuple[int, int]) -> Box:
    """``crop`` as far as it lies in a frame of ``size``; the whole frame without one."""
    if crop is None:
        return 0, 0, *size
    left, top = max(0, crop[0]), max(0, crop[1])
    right, bottom = min(size[0], crop[0] + crop[2]), min(size[1], crop[1] + crop[3])
    return left, top, max(0, right - left), max(0, bottom - top)
