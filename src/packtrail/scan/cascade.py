"""Runs stages over one picture, in order and within a deadline, each over what those before left unread.

What is read for sure is blotted out before the next stage looks, so that nothing is read twice, finders see
only what is still unread, and one clear label doesn't hide a hard one beside it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

import cv2
import numpy as np

from packtrail.scan.agree import merged
from packtrail.scan.deadline import Deadline
from packtrail.scan.engines import Grey, Reading, SymbolEngine
from packtrail.scan.stages import Stage
from packtrail.scan.symbols import Confidence, Symbol

OVERLOOKED_MS = 80.0  # that a stage has once all that was found is sure
_MEGAPIXEL = 1_000_000
_BLOT_MARGIN = 0.04  # of a symbol's size: its outermost modules lie on the corners that engines give


class Cascade:
    """One picture, read further by every stage that runs."""

    def __init__(self, grey: Grey, able: Mapping[Reading, SymbolEngine], deadline: Deadline) -> None:
        self._grey, self._able, self._deadline = grey, able, deadline
        self._reads: list[Symbol] = []
        self._found: tuple[Symbol, ...] = ()  # the reads merged
        self._unread = grey
        self._blotted = 0
        self._asked: dict[Callable[[Grey], bool], bool] = {}
        self._pace: float | None = None  # this computer's time against what stages were timed with

    def run(self, stages: Sequence[Stage], *, is_thorough: bool = False) -> tuple[Symbol, ...]:
        """What ``stages`` read together.

        The first stage always runs; a later one only if its time is left. A text that waits for its second
        read goes before new ones. Once all that was found is sure, only stages that look for symbols
        overlooked so far go on, unless ``is_thorough``.
        """
        left = [stage for stage in stages if self._engines(stage)]
        is_first = True
        while left:
            stage = self._next(left)
            left.remove(stage)
            if not (is_thorough or stage.seeks_more) and self._is_settled():
                continue
            if stage.where and not self._is_so(stage.where):
                continue
            if not is_first and not self._fits(stage):
                if self._deadline.is_over():
                    break
                continue
            is_first = False
            started = self._deadline.clock()
            self._reads += self._read(stage, self._share_of(stage, is_thorough=is_thorough))
            self._found = merged(self._reads)
            if self._pace is None:
                self._pace = (self._deadline.clock() - started) / max(self._expected_ms(stage), 1e-3)
            self._blot()
        return self._found

    def _next(self, left: Sequence[Stage]) -> Stage:
        """The first that can read again what was read once; else what was found; else the first.

        What lies beside a symbol is most likely another of its kind.
        """
        waiting = {each.format for each in self._found if each.confidence is Confidence.ONCE}
        found = waiting or {each.format for each in self._found}
        return next((stage for stage in left if stage.formats & found), left[0])

    def _read(self, stage: Stage, deadline: Deadline) -> Iterator[Symbol]:
        for view in stage.prepare(self._unread):
            for engine in self._engines(stage):
                for symbol in engine.read(view.grey, stage.formats, deadline):
                    corners = view.in_source(symbol.corners)
                    yield replace(symbol, stage=symbol.stage or stage.name, corners=corners)
            if deadline.is_over():
                return

    def _share_of(self, stage: Stage, *, is_thorough: bool) -> Deadline:
        """The time that one stage has; a thorough pass lets each take what it needs.

        Nobody waits long for what may have been overlooked beside a label that was read.
        """
        if is_thorough:
            return self._deadline
        return self._deadline.within(
            min(stage.share_ms, OVERLOOKED_MS) if self._is_settled() else stage.share_ms
        )

    def _engines(self, stage: Stage) -> list[SymbolEngine]:
        return [self._able[reading] for reading in stage.readings if reading in self._able]

    def _is_settled(self) -> bool:
        """Whether something was found and nothing waits for a second read."""
        return bool(self._found) and all(each.confidence is not Confidence.ONCE for each in self._found)

    def _expected_ms(self, stage: Stage) -> float:
        return stage.ms_per_megapixel * self._grey.size / _MEGAPIXEL

    def _is_so(self, where: Callable[[Grey], bool]) -> bool:
        """What ``where`` says of the whole picture, asked once."""
        if where not in self._asked:
            self._asked[where] = where(self._grey)
        return self._asked[where]

    def _fits(self, stage: Stage) -> bool:
        left = self._deadline.left_ms()
        return left > 0 and (stage.share_ms < inf or self._expected_ms(stage) * (self._pace or 1.0) <= left)

    def _blot(self) -> None:
        """Cover what is sure by now with its own mean, once for each symbol."""
        sure = [symbol for symbol in self._found if symbol.confidence is Confidence.SURE]
        if len(sure) == self._blotted:
            return
        self._blotted = len(sure)
        covered = self._grey.copy()
        for symbol in sure:
            corners = np.array(symbol.corners)
            middle = corners.mean(axis=0)
            outline = np.round(middle + (corners - middle) * (1 + _BLOT_MARGIN)).astype(np.int32)
            left, top, width, height = cv2.boundingRect(outline)
            inside = self._grey[max(top, 0) : top + height, max(left, 0) : left + width]
            if inside.size:
                cv2.fillConvexPoly(covered, outline, float(inside.mean()))
        self._unread = covered
