"""All looks at one unread place together: their evidence added up, and their pixels laid over each other.

The sums find what is sure module by module; the fused picture is what any reader can try. Each reads some
labels that the other does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from packtrail.scan.camera_run.attention import Looks
from packtrail.scan.camera_run.fusion import Fusion
from packtrail.scan.camera_run.joining import JoinedLooks
from packtrail.scan.camera_run.tracks import Box, Track, moved
from packtrail.scan.cascade import Cascade
from packtrail.scan.deadline import Deadline
from packtrail.scan.engines import Grey, Reading, SymbolEngine
from packtrail.scan.places import same_place
from packtrail.scan.prepare import cut
from packtrail.scan.stages import Stage
from packtrail.scan.symbols import LINEAR, Confidence, Symbol

FUSED = "fused_"  # before the stage of a read that took the pixels of several frames


@dataclass(frozen=True, slots=True)
class Look:
    """With what a fused picture is read."""

    stages: Sequence[Stage]
    able: Mapping[Reading, SymbolEngine]
    deadline: Deadline


class Together:
    """The looks at one place."""

    def __init__(self, track: Track) -> None:
        self.corners = track.corners
        self._fusion = Fusion()
        self._joined: dict[Looks, JoinedLooks] = {}

    def look(self, grey: Grey, box: Box, kind: Looks | None, with_: Look) -> list[Symbol]:
        """What this frame's ``box`` and the frames before it give together.

        After a read all looks are dropped: an equal read has to come from other frames to count as one.
        """
        found = self._sum(grey, box, kind, with_.deadline) or self._fuse(grey, box, with_)
        if found:
            self._fusion, self._joined = Fusion(), {}
        return found

    def _sum(self, grey: Grey, box: Box, kind: Looks | None, deadline: Deadline) -> list[Symbol]:
        if kind is None or deadline.is_over():
            return []
        symbol = self._joined.setdefault(kind, JoinedLooks(kind)).add(cut(grey, box), deadline)
        return [moved(symbol, *box[:2])] if symbol else []

    def _fuse(self, grey: Grey, box: Box, with_: Look) -> list[Symbol]:
        view = self._fusion.view() if self._fusion.add(grey, box) else None
        if view is None or with_.deadline.is_over():
            return []
        return [
            replace(
                each,
                stage=f"{FUSED}{each.stage}",
                corners=view.in_source(each.corners),
                # Looks may mix two labels: readers that agree on such a picture are one read together.
                confidence=Confidence.ONCE if each.format in LINEAR else each.confidence,
            )
            for each in Cascade(view.grey, with_.able, with_.deadline).run(with_.stages)
        ]


def at_place(before: Together | None, track: Track) -> Together:
    """The looks at the place of ``track``: those before if they were there, else none yet.

    A track at its first round is new: what lay there before it, however long ago, was another label.
    """
    if before is None or track.round == 0 or not same_place(before.corners, track.corners):
        return Together(track)
    before.corners = track.corners
    return before
