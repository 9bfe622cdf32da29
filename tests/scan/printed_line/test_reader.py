"""Finding the line beside a symbol, in a box and without either; the recogniser is played by an oracle.

The oracle says the code only of a strip that shows the line as it was printed: level, upright, whole.
"""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from packtrail.domain.battery_code.form import ALPHANUMERIC
from packtrail.scan.deadline import Deadline
from packtrail.scan.printed_line.grammar import Steps
from packtrail.scan.printed_line.reader import propose, read_strip
from packtrail.scan.reader import grey_of
from packtrail.scan.symbols import Confidence, Symbol
from tests.labels.frames import frame
from tests.scan.printed_line.record_lines import FONTS

CODE = "04QPE76A00012BJBC0000903"
ALIKE_ENOUGH = 0.6


def said(text: str, doubt: dict[int, tuple[str, float]] | None = None) -> Steps:
    """``text`` as a recogniser says it, a step for each character and one between; doubts by position."""
    steps = np.full((2 * len(text) + 1, 38), 1e-6)
    steps[::2, 36] = 1.0
    for at, character in enumerate(text):
        other, chance = (doubt or {}).get(at + 1, (character, 0.0))
        steps[2 * at + 1, ALPHANUMERIC.index(character)] = 1.0 - chance
        steps[2 * at + 1, ALPHANUMERIC.index(other)] += chance
    return Steps(steps[:, :36], steps[:, 36], steps[:, 37])


NOTHING = Steps(np.full((60, 36), 1e-6), np.full(60, 0.5), np.full(60, 0.5))


class Oracle:
    """Knows lines by how they look: what a strip shows is what it is most like, upright and whole."""

    def __init__(self, **lines: np.ndarray) -> None:
        self.lines = lines
        self.asked = 0

    def read(self, line: np.ndarray) -> Steps:
        self.asked += 1
        scores = {text: likeness(line, look) for text, look in self.lines.items()}
        text = max(scores, key=scores.__getitem__, default="")
        return said(text) if scores.get(text, 0.0) > ALIKE_ENOUGH else NOTHING


def likeness(strip: np.ndarray, look: np.ndarray) -> float:
    """The best correlation of ``look`` with ``strip``, a little narrower or wider, with its margin around."""
    if strip.shape[1] < 4 * strip.shape[0]:
        return 0.0
    half = cv2.resize(strip, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    height, width = half.shape
    best = 0.0
    for across in np.arange(0.84, 1.0, 0.02):
        for down in np.arange(0.45, 0.95, 0.05):
            size = round(width * across), round(height * down)
            small = cv2.resize(look, size, interpolation=cv2.INTER_AREA)
            best = max(best, float(cv2.matchTemplate(half, small, cv2.TM_CCOEFF_NORMED).max()))
    return best


def levelled(picture: np.ndarray, quad) -> np.ndarray:
    """The truth: the line cut out by its known corners."""
    corners = np.array(quad, dtype=np.float32)
    flat = np.array([[0, 0], [480, 0], [480, 32], [0, 32]], dtype=np.float32)
    return cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, flat), (480, 32))


def plate(rows, *, symbol=(500, 150, 160, 160), px=34, turn=0.0):
    """A plate with a block as its symbol, words, and ``rows`` of text at places: picture, corners, looks."""
    image = Image.new("L", (1200, 640), 215)
    pen = ImageDraw.Draw(image)
    x, y, wide, high = symbol
    noise = np.random.default_rng(1).random((16, 16)) < 0.5
    image.paste(Image.fromarray((~noise * 255).astype(np.uint8)).resize((wide, high), 0), (x, y))
    words = ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.ttf"), 26)
    for at, text in enumerate(("产品型号  XT-52LF-345", "额定电压  345.6 V", "执行标准  GB 38031-2020")):
        pen.text((60, 60 + 44 * at), text, font=words, fill=40)
    face = ImageFont.truetype(str(FONTS / "JetBrainsMono-Bold.ttf"), px)
    looks = {}
    for text, place in rows:
        pen.text(place, text, font=face, fill=40)
        box = pen.textbbox(place, text, font=face)
        looks[text] = np.asarray(image.crop(tuple(round(edge) for edge in box))).copy()
    way = cv2.getRotationMatrix2D((600, 320), turn, 1.0)
    picture = cv2.warpAffine(np.asarray(image), way, (1200, 640), borderValue=215)
    quad = np.array([[x, y, 1], [x + wide, y, 1], [x + wide, y + high, 1], [x, y + high, 1]]) @ way.T
    return picture, tuple(map(tuple, quad)), looks


@pytest.mark.parametrize("kind", ["qr", "data_matrix", "code128"])
@pytest.mark.parametrize("degradation", ["tilt", "low_light"])
def test_the_line_under_a_symbol_is_found_from_its_corners(kind, degradation):
    shown = frame(kind, degradation, 2, seed=3)
    grey = grey_of(shown.image)
    oracle = Oracle(**{shown.line_text: levelled(grey, shown.line_quad)})
    found = propose(grey, oracle, symbols=(shown.quad,))
    assert found is not None
    assert found.text == shown.line_text
    assert not found.doubtful


@pytest.mark.parametrize("place", [(330, 340), (330, 90), (690, 210)], ids=["below", "above", "beside"])
def test_the_line_may_stand_below_above_and_beside(place):
    picture, corners, looks = plate([(CODE, place)], px=30)
    found = propose(picture, Oracle(**looks), symbols=(corners,))
    assert found is not None
    assert found.text == CODE


@pytest.mark.parametrize("turn", [180.0, 172.0, 12.0])
def test_a_plate_that_hangs_upside_down_or_askew_is_read_the_right_way(turn):
    picture, corners, looks = plate([(CODE, (330, 340))], turn=turn)
    found = propose(picture, Oracle(**looks), symbols=(corners,))
    assert found is not None
    assert found.text == CODE
    (left, _), (right, _), *_ = found.quads[0]
    assert (left > right) is (turn > 90)


def test_a_line_that_runs_up_the_picture_is_read_as_well():
    picture, corners, looks = plate([(CODE, (330, 340))])
    upright = np.rot90(picture).copy()
    corners = tuple((y, 1199.0 - x) for x, y in corners)
    found = propose(upright, Oracle(**looks), symbols=(corners,))
    assert found is not None
    assert found.text == CODE


def test_a_code_broken_into_two_rows_is_one_line():
    first, second = CODE[:14], CODE[14:]
    picture, corners, looks = plate([(first, (440, 330)), (second, (440, 376))])
    found = propose(picture, Oracle(**looks), symbols=(corners,))
    assert found is not None
    assert found.text == CODE
    assert len(found.quads) == 2
    assert found.picture.shape[0] == 96  # both rows, below each other


def test_the_second_row_is_never_read_before_the_first():
    first, second = CODE[:14], CODE[14:]
    picture, corners, looks = plate([(second, (440, 330)), (first, (440, 376))])
    assert propose(picture, Oracle(**looks), symbols=(corners,)) is None


def test_a_box_that_a_person_drew_is_enough():
    picture, _, looks = plate([(CODE, (330, 440))])
    box = ((300.0, 425.0), (960.0, 425.0), (960.0, 500.0), (300.0, 500.0))
    found = propose(picture, Oracle(**looks), box=box)
    assert found is not None
    assert found.text == CODE


def test_nothing_outside_the_box_is_read():
    picture, corners, looks = plate([(CODE, (330, 440))])
    box = ((40.0, 40.0), (460.0, 40.0), (460.0, 200.0), (40.0, 200.0))
    assert propose(picture, Oracle(**looks), symbols=(corners,), box=box) is None


def test_without_a_symbol_the_whole_picture_is_looked_through():
    picture, _, looks = plate([(CODE, (330, 440))])
    found = propose(picture, Oracle(**looks))
    assert found is not None
    assert found.text == CODE


def test_a_plate_without_a_code_gives_no_proposal():
    picture, corners, _ = plate([])
    assert propose(picture, Oracle(), symbols=(corners,)) is None


def test_the_line_of_a_label_that_was_read_already_is_not_proposed_for_another():
    picture, corners, looks = plate([(CODE, (330, 340))])
    assert propose(picture, Oracle(**looks), symbols=(corners,), besides={CODE}) is None


def test_no_strip_is_begun_after_the_deadline():
    picture, corners, _ = plate([(CODE, (330, 440))])
    oracle = Oracle()
    assert propose(picture, oracle, symbols=(corners,), deadline=Deadline.after(0.0)) is None
    assert oracle.asked == 0


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (60, 2)])
@pytest.mark.parametrize(
    "corners",
    [
        ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)),
        ((float("nan"), 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)),
        ((-1e9, 0.0), (1e9, 0.0), (1e9, 1e9), (-1e9, 1e9)),
        ((0.0, 0.0), (90.0, 0.0), (0.0, 90.0), (90.0, 90.0)),
    ],
)
def test_odd_pictures_and_corners_give_nothing(size, corners):
    picture = np.zeros(size, dtype=np.uint8)
    oracle = Oracle()
    assert propose(picture, oracle, symbols=(corners,)) is None
    assert propose(picture, oracle, box=corners) is None


class Says:
    """Says the same of every strip."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps

    def read(self, _line: np.ndarray) -> Steps:
        return self.steps


STRIP = np.full((48, 500), 200, dtype=np.uint8)


def test_a_doubtful_character_is_marked_and_offers_what_else_it_may_be():
    found = read_strip(STRIP, Says(said(CODE, {7: ("8", 0.3), 24: ("2", 0.004)})))
    assert found is not None
    assert found.text == CODE
    assert found.doubtful == (7,)
    seventh, last = found.characters[6], found.characters[23]
    assert [other for other, _ in seventh.others] == ["8"]
    assert seventh.certainty == pytest.approx(0.7, abs=0.01)
    assert [other for other, _ in last.others] == ["2"]
    assert not last.is_doubtful


def test_what_may_not_stand_at_a_position_is_not_offered():
    found = read_strip(STRIP, Says(said(CODE, {4: ("R", 0.6)})))
    assert found is not None
    assert found.characters[3].character == "P"  # pack, module or cell
    assert not found.characters[3].others


def test_a_line_of_which_most_is_doubtful_is_no_proposal():
    doubts = {at: ("8" if CODE[at - 1] != "8" else "B", 0.4) for at in range(6, 25)}
    assert read_strip(STRIP, Says(said(CODE, doubts))) is None


def test_a_proposal_can_not_be_taken_for_a_symbol_nor_for_sure():
    found = read_strip(STRIP, Says(said(CODE)))
    assert found is not None
    assert not isinstance(found, Symbol)
    assert not hasattr(found, "confidence")
    assert not any(isinstance(getattr(found, name), Confidence) for name in found.__slots__)
