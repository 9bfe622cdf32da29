import pytest

from packtrail.scan.camera_run.attention import Looks
from packtrail.scan.camera_run.together import Look, Together, at_place
from packtrail.scan.camera_run.tracks import Track
from packtrail.scan.deadline import NO_DEADLINE
from packtrail.scan.engines import Reading
from packtrail.scan.prepare import plain
from packtrail.scan.reader import engines_here
from packtrail.scan.stages import Stage
from packtrail.scan.symbols import Confidence, SymbolFormat

CODE = "04QPE1A10130AA7B23400017"
BOX = (0, 0, 900, 200)
TRACK = Track(((0, 0), (900, 0), (900, 200), (0, 200)), 0.0, round=1, kind=Looks.LINEAR)
TWO_WAYS = (
    Stage("plain", plain, (Reading.ZXING,)),
    Stage("histogram", plain, (Reading.ZXING_HISTOGRAM,)),
)


@pytest.fixture
def bars(frame):
    return frame(CODE, SymbolFormat.CODE_128, size=(900, 200), module=2.6)


def test_bars_read_in_several_looks_laid_over_each_other_are_read_once_whoever_agrees(bars):
    look = Look(TWO_WAYS, engines_here().by_reading, NO_DEADLINE)
    together = Together(TRACK)
    first, second = (together.look(bars, BOX, None, look) for _ in range(2))
    assert first == []
    assert [(symbol.text, symbol.confidence) for symbol in second] == [(CODE, Confidence.ONCE)]


def test_looks_that_gave_a_read_in_one_way_are_no_second_read_in_the_other(bars):
    look = Look(TWO_WAYS, engines_here().by_reading, NO_DEADLINE)
    together = Together(TRACK)
    assert together.look(bars, BOX, Looks.LINEAR, Look((), {}, NO_DEADLINE)) == []
    assert together.look(bars, BOX, None, look)
    assert together.look(bars, BOX, Looks.LINEAR, look) == []


def test_looks_are_kept_while_a_place_stays_unread_and_dropped_when_it_is_new():
    before = Together(TRACK)
    assert at_place(before, TRACK) is before
    fresh = Track(TRACK.corners, 60_000.0, kind=Looks.LINEAR)
    assert at_place(before, fresh) is not before
