"""Reads the line of print of one label, on demand: strips, the recogniser on each, the form of the code.

Strips are read in the order of how much they look like a code's line, first as they lie, then upside down,
then turned a quarter, until one says a code plainly. A code broken into two rows is read as one: what the
recogniser says of the rows is laid end to end. Nothing of this belongs into a live frame.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import cv2
import numpy as np

from packtrail.domain.battery_code.form import ALPHANUMERIC, SLOTS, Form
from packtrail.scan.deadline import NO_DEADLINE, Deadline
from packtrail.scan.engines import Grey
from packtrail.scan.prepare import Matrix, View
from packtrail.scan.printed_line.canvas import around, carried, inside, turned, whole
from packtrail.scan.printed_line.grammar import Spelled, Steps, spell
from packtrail.scan.printed_line.model import HEIGHT, LineReader
from packtrail.scan.printed_line.proposal import LineProposal, ReadCharacter
from packtrail.scan.printed_line.rows import Row, rows_in
from packtrail.scan.symbols import Corners

FORMS = (Form.FULL, Form.REUSE)
PLAIN = -5.0  # log fit from which on no other strip is asked
LEAST = (
    -18.0
)  # log fit below which the strip says no code: lines measured lie above -10, other print below -35
MOST_DOUBTFUL = 0.5  # share of characters: with more of them nothing was read
_WHOLE = 8.0  # length to height: a shorter strip holds half a code at most
_SHADOWS = 0.002  # certainty from which on another character is offered
_MOST_OTHERS = 5
_LONGEST_STRIP = 1440  # px at the recogniser's height: more than a line of 24 in any type


@dataclass(frozen=True, slots=True, eq=False)
class _Strip:
    """A row cut out and read."""

    row: Row
    picture: Grey
    quad: Corners
    steps: Steps


def propose(
    grey: Grey,
    reader: LineReader,
    *,
    symbols: Sequence[Corners] = (),
    box: Corners | None = None,
    besides: Collection[str] = (),
    deadline: Deadline = NO_DEADLINE,
) -> LineProposal | None:
    """The line of print of a label, or None where none says a code.

    Looked for in ``box`` that a person drew, else around ``symbols`` (corners in pixels of ``grey``, read
    or not), else everywhere. A line that says one of the codes ``besides`` belongs to another label. Up to
    some seconds without a deadline; about 0.1 s where the line is plain.
    """
    search = _Search(grey, reader, symbols, besides, deadline)
    best: LineProposal | None = None
    for view, has_row in _views(grey, symbols, box):
        for level in turned(view):
            for upside_down in (False, True):
                best = _better(best, search.in_level(level, upside_down=upside_down, has_row=has_row))
                if _is_plain(best) or deadline.is_over():
                    return best
    return best


def read_strip(line: Grey, reader: LineReader, forms: Sequence[Form] = FORMS) -> LineProposal | None:
    """What a level strip that holds nothing but the line says; None where that is no code."""
    height, width = line.shape
    edge: Corners = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    return _proposed([line], [edge], reader.read(line), forms)


def _views(grey: Grey, symbols: Sequence[Corners], box: Corners | None) -> Iterator[tuple[View, bool]]:
    """Where to look, one after another, and whether a person says that the line is there."""
    if box is not None:
        view = inside(grey, box)
        if view is not None:
            yield view, True
        return
    for corners in symbols:
        view = around(grey, corners)
        if view is not None:
            yield view, False
    everywhere = whole(grey)
    if everywhere is not None:
        yield everywhere, False


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """What is asked of every level view."""

    grey: Grey
    reader: LineReader
    symbols: Sequence[Corners]
    besides: Collection[str]
    deadline: Deadline

    def in_level(self, level: View, *, upside_down: bool, has_row: bool) -> LineProposal | None:
        """The best of the rows in ``level``; the whole of it is one where a person says so."""
        strips: list[_Strip] = []
        best: LineProposal | None = None
        for row in self._rows(level, has_row=has_row):
            if self.deadline.is_over():
                break
            strip = _cut(self.grey, level.back, row, self.reader, upside_down=upside_down)
            for parts in _with_others(strip, strips):
                found = _joined(parts)
                if found is not None and found.text not in self.besides:
                    best = _better(best, found)
            if _is_plain(best):
                break
            strips.append(strip)
        return best

    def _rows(self, level: View, *, has_row: bool) -> list[Row]:
        height, width = level.grey.shape
        forth: Matrix = np.linalg.inv(level.back).astype(np.float64)
        shown = cv2.warpPerspective(
            np.ones_like(self.grey),
            level.back,
            (width, height),
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
        ).astype(np.uint8, copy=False)
        rows = rows_in(level.grey, shown, [carried(corners, forth) for corners in self.symbols])
        if rows or not has_row:
            return rows
        return [Row((width / 2, height / 2), float(width), height * 0.7, 0.0)]


def _better(one: LineProposal | None, other: LineProposal | None) -> LineProposal | None:
    if one is None or other is None:
        return other if one is None else one
    return other if other.log_fit > one.log_fit else one


def _is_plain(found: LineProposal | None) -> bool:
    return found is not None and found.log_fit > PLAIN


def _cut(grey: Grey, back: Matrix, row: Row, reader: LineReader, *, upside_down: bool) -> _Strip:
    quad = carried(row.quad(upside_down=upside_down), back)
    width = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    height = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    wide = int(np.clip(width * HEIGHT / max(height, 1.0), HEIGHT, _LONGEST_STRIP))
    flat = np.array([[0, 0], [wide, 0], [wide, HEIGHT], [0, HEIGHT]], dtype=np.float32)
    level = cv2.getPerspectiveTransform(quad.astype(np.float32), flat)
    # Letters much higher than the recogniser's are averaged first, not sampled: they would fray.
    source = grey if height < 2 * HEIGHT else cv2.GaussianBlur(grey, (0, 0), height / HEIGHT / 3)
    picture = cv2.warpPerspective(
        source, level, (wide, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    line = picture.astype(np.uint8, copy=False)
    a, b, c, d = ((float(x), float(y)) for x, y in quad)
    return _Strip(row, line, (a, b, c, d), reader.read(line))


def _with_others(strip: _Strip, earlier: Sequence[_Strip]) -> Iterator[list[_Strip]]:
    """A strip alone, and in reading order with each that may be the other half of a broken code."""
    if strip.row.length > _WHOLE * strip.row.height:
        yield [strip]
    for other in earlier:
        for first, second in permutations((strip, other)):
            if _follows(first.quad, second.quad):
                yield [first, second]


def _follows(first: Corners, second: Corners) -> bool:
    """Whether ``second`` goes on where ``first`` ends: the next row below, or further along the same row."""
    a, b = np.array(first), np.array(second)
    along, down = a[1] - a[0], a[3] - a[0]
    height = float(np.linalg.norm(down))
    if height == 0 or not 0.6 < float(np.linalg.norm(b[3] - b[0])) / height < 1.6:
        return False
    right, low = along / np.linalg.norm(along), down / height
    gap = b[0] - a[1]
    is_same_row = abs(float(gap @ low)) < 0.4 * height and -0.8 * height < float(gap @ right) < 2.5 * height
    shift = b[0] - a[0]
    middle = (b[0] + b[1]) / 2 - (a[0] + a[1]) / 2
    is_aligned = min(abs(float(shift @ right)), abs(float(middle @ right))) < 1.5 * height
    return is_same_row or (is_aligned and 0.5 * height < float(shift @ low) < 1.8 * height)


def _joined(strips: Sequence[_Strip]) -> LineProposal | None:
    """What the strips say, read one after another."""
    steps = Steps(
        characters=np.concatenate([strip.steps.characters for strip in strips]),
        nothing=np.concatenate([strip.steps.nothing for strip in strips]),
        foreign=np.concatenate([strip.steps.foreign for strip in strips]),
    )
    return _proposed([strip.picture for strip in strips], [strip.quad for strip in strips], steps, FORMS)


def _proposed(
    pictures: Sequence[Grey], quads: Sequence[Corners], steps: Steps, forms: Sequence[Form]
) -> LineProposal | None:
    spelled = [(form, found) for form in forms if (found := spell(steps, SLOTS[form])) is not None]
    if not spelled:
        return None
    form, best = max(spelled, key=lambda each: each[1].log_total)
    characters = tuple(_character(best, at) for at in range(len(best.text)))
    doubtful = sum(read.is_doubtful for read in characters)
    if best.log_total < LEAST or doubtful > MOST_DOUBTFUL * len(characters):
        return None
    return LineProposal(characters, form, _stacked(pictures), tuple(quads), best.log_total)


def _character(spelled: Spelled, at: int) -> ReadCharacter:
    chances = spelled.positions[at]
    own = spelled.text[at]
    order = sorted(zip(chances, ALPHANUMERIC, strict=True), reverse=True)
    others = tuple((other, float(chance)) for chance, other in order if other != own and chance >= _SHADOWS)
    return ReadCharacter(own, float(chances[ALPHANUMERIC.index(own)]), others[:_MOST_OTHERS])


def _stacked(pictures: Sequence[Grey]) -> Grey:
    widest = max(picture.shape[1] for picture in pictures)
    rows = [
        cv2.copyMakeBorder(picture, 0, 0, 0, widest - picture.shape[1], cv2.BORDER_REPLICATE)
        for picture in pictures
    ]
    return np.vstack(rows).astype(np.uint8, copy=False)
