"""Reads the printed line of a label on demand: joins the scanner's proposal to what a screen shows of it."""

from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from packtrail.domain.label_doctor import SeenCharacter
from packtrail.scan.deadline import Deadline
from packtrail.scan.pictures import load_picture
from packtrail.scan.printed_line.model import OcrMissing, line_reader, ocr_missing
from packtrail.scan.printed_line.proposal import LineProposal
from packtrail.scan.printed_line.reader import propose
from packtrail.scan.reader import grey_of
from packtrail.usecases.read_label import Corners
from packtrail.usecases.read_line import GreyPicture, LineReading

BUDGET_MS = 4000.0  # a person waits for it; a plain line takes a tenth of a second


def why_no_lines() -> str:
    """Why printed lines can't be read here, as the end of a key; empty when they can. Loads nothing."""
    missing = ocr_missing()
    return missing.reason.value if missing else ""


def read_printed_line(
    source: Path | npt.NDArray[np.uint8],
    *,
    places: Sequence[Corners] = (),
    besides: Collection[str] = (),
    box: tuple[int, int, int, int] | None = None,
) -> LineReading | None:
    """The line of a picture file or a frame: in ``box`` (left, top, width, height), else near ``places``.

    None where no line says a code, and where the recogniser turns out unusable (``why_no_lines`` tells
    what can be told before). Raises PictureUnreadable and PictureTooLarge.
    """
    reader = line_reader()
    if isinstance(reader, OcrMissing):
        return None
    grey, scale = _grey(source)
    near = tuple(_scaled(corners, 1 / scale) for corners in places)
    drawn = _scaled(_corners(box), 1 / scale) if box else None
    deadline = Deadline.after(BUDGET_MS)
    found = propose(grey, reader, symbols=near, box=drawn, besides=besides, deadline=deadline)
    return _shown(found, scale) if found else None


def _grey(source: Path | npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], float]:
    """The picture in grey, and how many pixels of the original one of its pixels is."""
    if not isinstance(source, Path):
        return grey_of(source), 1.0
    picture = load_picture(source)
    return picture.grey, picture.size[0] / picture.grey.shape[1]


def _shown(found: LineProposal, scale: float) -> LineReading:
    height, width = found.picture.shape
    return LineReading(
        characters=tuple(
            SeenCharacter(each.character, each.certainty, each.others) for each in found.characters
        ),
        doubtful=found.doubtful,
        picture=GreyPicture(width, height, np.ascontiguousarray(found.picture).tobytes()),
        rows=tuple(_scaled(row, scale) for row in found.quads),
    )


def _corners(box: tuple[int, int, int, int]) -> Corners:
    left, top, width, height = (float(edge) for edge in box)
    return (left, top), (left + width, top), (left + width, top + height), (left, top + height)


def _scaled(corners: Corners, by: float) -> Corners:
    a, b, c, d = ((x * by, y * by) for x, y in corners)
    return a, b, c, d
