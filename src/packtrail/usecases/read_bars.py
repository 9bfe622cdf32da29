"""部分识读: what could be made out of bars that were not read, for a person to compare and nobody else.

As with a printed line there is no way from here to a stored code but a person's hand.
"""

import re
from dataclasses import dataclass

from packtrail.domain.battery_code.form import FORMS_BY_LENGTH, LENGTHS, SLOTS, Form
from packtrail.domain.label_doctor import LEAST_KNOWN, UNKNOWN, PartialCode, SeenCharacter
from packtrail.usecases.read_label import Corners

_HIDDEN = 3  # unknown in a row: something lies over them, and over the edges of their neighbours
_EDGE = 2  # characters there that are not sound: of one place of Code 128
_NOTHING = SeenCharacter(UNKNOWN, 0.0)


@dataclass(frozen=True, slots=True)
class BarsReading:
    """A code of which the bars said a part."""

    partial: PartialCode
    corners: Corners  # pixels of the picture that was read

    @property
    def text(self) -> str:
        """As made out, ``?`` for the rest."""
        return self.partial.text


def laid_out(found: PartialCode, *, is_whole: bool) -> PartialCode | None:
    """``found`` with each character where it stands in a code, else as a piece of one; None of too little.

    How many characters a hidden part had is a guess: one place of Code 128 holds one or two. So with both
    ends of the bars in view (``is_whole``) what is known is counted from its own end, and otherwise it is a
    piece. The characters beside what is hidden are left out: of 108 labels that were covered in part each
    tenth had wrong ones there, seldom anywhere else.
    """
    laid = _between_its_ends(found.characters) if is_whole else _piece(found.characters)
    partial = PartialCode(laid)
    return partial if partial.known >= LEAST_KNOWN else None


def _between_its_ends(found: tuple[SeenCharacter, ...]) -> tuple[SeenCharacter, ...]:
    sound, length = _without_edges(found), _length(found)
    unknown = [at for at, each in enumerate(sound) if not each.is_known]
    if not unknown or len(found) == length:
        return sound
    head, tail = sound[: unknown[0]], sound[unknown[-1] + 1 :]
    if len(head) + len(tail) >= length:
        return ()
    return (*head, *(_NOTHING,) * (length - len(head) - len(tail)), *tail)


def _length(found: tuple[SeenCharacter, ...]) -> int:
    """That of the form that ends as ``found`` does: a reused product's has its mark last but one."""
    ending = found[-2:]
    if len(ending) < 2 or ending[0].character not in SLOTS[Form.REUSE][-2].allowed:
        return LENGTHS[Form.FULL]
    reused = (LENGTHS[Form.REUSE], LENGTHS[Form.FULL_REUSE])
    return min(reused, key=lambda length: abs(length - len(found)))


def _without_edges(found: tuple[SeenCharacter, ...]) -> tuple[SeenCharacter, ...]:
    """``found`` without the characters beside a hidden part."""
    text = "".join(UNKNOWN if not each.is_known else "." for each in found)
    beside = {
        at
        for run in re.finditer(rf"{re.escape(UNKNOWN)}{{{_HIDDEN},}}", text)
        for at in (*range(run.start() - _EDGE, run.start()), *range(run.end(), run.end() + _EDGE))
    }
    return tuple(_NOTHING if at in beside else each for at, each in enumerate(found))


def _piece(found: tuple[SeenCharacter, ...]) -> tuple[SeenCharacter, ...]:
    """What lies between the first and the last that is known; never as long as a whole code."""
    known = [at for at, each in enumerate(found) if each.is_known]
    if not known or known[-1] - known[0] + 1 >= LENGTHS[Form.FULL]:
        return ()  # nothing of a code would be hidden, and yet it was not read
    front, back = known[0] > 0, known[-1] + 1 < len(found)
    first = known[0] + (_EDGE if front or not back else 0)
    behind = known[-1] + 1 - (_EDGE if back or not front else 0)
    piece = found[first : max(first, behind)]
    return piece[1:] if len(piece) in FORMS_BY_LENGTH else piece
