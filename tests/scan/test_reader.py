from dataclasses import replace

import numpy as np
import pytest

from packtrail.domain.errors import PictureUnreadable
from packtrail.scan.deadline import monotonic_ms
from packtrail.scan.engines import Engines, Reading
from packtrail.scan.pictures import Picture
from packtrail.scan.prepare import plain, resized
from packtrail.scan.reader import engines_here, grey_of, read_deep, read_live, read_still
from packtrail.scan.stages import DEEP, GLANCES, LIVE, LOOK, ROUNDS, Stage
from packtrail.scan.symbols import LABEL_FORMATS, Confidence, Engine, SymbolFormat

CODE = "04QPB76A00012BJBC0000903"
BLANK_PICTURE = Picture(np.zeros((72, 128), np.uint8), (128, 72), 1.0)


class ToldEngine:
    """Finds what it is told, takes the time it is told, and counts how often it was asked."""

    def __init__(self, clock, *found, takes_ms=10.0, name=Engine.ZXING):
        self.name, self.found, self.takes_ms, self.clock, self.asked = name, found, takes_ms, clock, 0

    def read(self, grey, formats, _deadline=None):
        self.asked += 1
        self.shown = grey
        self.clock.now += self.takes_ms
        return [each for each in self.found if each.format in formats]


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pair(clock):
    """Both engines, that find what they are told."""

    def made(zxing=(), zbar=(), **options):
        first = ToldEngine(clock, *zxing, **options)
        second = ToldEngine(clock, *(replace(each, engine=Engine.ZBAR) for each in zbar), name=Engine.ZBAR)
        return first, second, Engines({Reading.ZXING: first, Reading.ZBAR: second})

    return made


ONE_EACH = (Stage("plain", plain, (Reading.ZXING,)), Stage("zbar", plain, (Reading.ZBAR,)))
SEEKING = tuple(replace(stage, seeks_more=True) for stage in ONE_EACH)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_frame_in_colour_is_read_as_one_in_grey(frame, channels):
    grey = frame(CODE)
    image = grey if channels == 1 else np.dstack([grey] * channels)
    assert np.array_equal(grey_of(image), grey)


def test_a_live_picture_stops_at_its_deadline_and_asks_only_for_what_will_fit(pair, clock):
    zxing, zbar, engines = pair(takes_ms=10.0)
    stages = (ONE_EACH[0], replace(ONE_EACH[1], ms_per_megapixel=40.0), ONE_EACH[0])
    read_live(BLANK_PICTURE, budget_ms=25, clock=clock, engines=engines, stages=stages)
    assert (zxing.asked, zbar.asked) == (2, 0)  # zbar would take twice what zxing took


def test_the_first_stage_runs_however_small_the_budget(pair, clock):
    zxing, _, engines = pair()
    read_live(BLANK_PICTURE, budget_ms=0, clock=clock, engines=engines)
    assert zxing.asked == 1


def test_without_zbar_a_picture_is_read_by_zxing_alone(symbol, clock):
    engines = Engines({Reading.ZXING: ToldEngine(clock, symbol())})
    scan = read_live(BLANK_PICTURE, clock=clock, engines=engines, stages=ONE_EACH)
    assert [each.confidence for each in scan.symbols] == [Confidence.ONCE]


def test_without_any_engine_for_its_stages_a_picture_gives_nothing(clock):
    assert read_deep(BLANK_PICTURE, clock=clock, engines=Engines({})).symbols == ()


def test_the_deep_pass_goes_on_when_all_that_was_found_is_sure(symbol, pair, clock):
    _, zbar, engines = pair([symbol(kind=SymbolFormat.QR)])
    read_deep(BLANK_PICTURE, clock=clock, engines=engines, stages=ONE_EACH)
    assert zbar.asked == 1


def test_what_is_sure_is_blotted_out_for_the_stages_behind(symbol, pair, clock):
    _, zbar, engines = pair([symbol(kind=SymbolFormat.QR, at=(10, 10))])
    chequered = np.indices((72, 128)).sum(axis=0).astype(np.uint8) % 2 * 255
    read_deep(Picture(chequered, (128, 72), 1.0), clock=clock, engines=engines, stages=ONE_EACH)
    assert zbar.shown[15:45, 15:105].std() == 0
    assert zbar.shown[60:, :].std() > 100


def test_a_code_128_that_was_read_once_stays_in_view_for_its_second_read(symbol, pair, clock):
    zxing, zbar, engines = pair([symbol()])
    read_deep(BLANK_PICTURE, clock=clock, engines=engines, stages=ONE_EACH)
    assert zbar.shown is zxing.shown


def test_both_engines_are_asked_of_a_still_picture_even_when_the_first_is_sure(symbol, pair, clock):
    _, zbar, engines = pair([symbol(kind=SymbolFormat.QR)])
    read_still(BLANK_PICTURE, clock=clock, engines=engines, stages=SEEKING)
    assert zbar.asked == 1


def test_a_still_picture_is_read_harder_while_nothing_is_found(pair, clock):
    zxing, zbar, engines = pair()
    read_still(BLANK_PICTURE, clock=clock, engines=engines, stages=ONE_EACH * 3)
    assert (zxing.asked, zbar.asked) == (3, 3)


def test_a_still_picture_is_read_on_while_a_code_128_was_read_once(symbol, pair, clock):
    _, zbar, engines = pair([symbol()])
    read_still(BLANK_PICTURE, clock=clock, engines=engines, stages=ONE_EACH)
    assert zbar.asked == 1


def test_what_was_found_is_looked_for_before_other_kinds(symbol, clock):
    first, second, third = (ToldEngine(clock, takes_ms=10.0) for _ in range(3))
    first.found = (symbol(kind=SymbolFormat.QR),)
    matrix, qr = (
        replace(ONE_EACH[0], name=kind.value, readings=(reading,), formats=frozenset({kind}), seeks_more=True)
        for kind, reading in (
            (SymbolFormat.DATA_MATRIX, Reading.OWN_DATA_MATRIX),
            (SymbolFormat.QR, Reading.OWN_QR),
        )
    )
    engines = Engines({Reading.ZXING: first, Reading.OWN_DATA_MATRIX: second, Reading.OWN_QR: third})
    stages = (ONE_EACH[0], matrix, qr)
    read_still(BLANK_PICTURE, budget_ms=20, clock=clock, engines=engines, stages=stages)
    assert (second.asked, third.asked) == (0, 1)


def test_a_text_that_waits_for_its_second_read_goes_before_what_was_not_seen_yet(symbol, pair, clock):
    zxing, zbar, engines = pair([symbol()], [symbol()])
    matrix_only = replace(ONE_EACH[0], name="matrix", formats=frozenset({SymbolFormat.QR}))
    stages = (ONE_EACH[0], matrix_only, ONE_EACH[1])
    read_still(BLANK_PICTURE, clock=clock, engines=engines, stages=stages)
    assert (zxing.asked, zbar.asked) == (1, 1)


def test_what_a_stage_looks_for_is_asked_once_and_where_it_is_not_the_stage_is_left_out(pair, clock):
    zxing, zbar, engines = pair()
    asked = []

    def is_nowhere(grey):
        asked.append(grey)
        return False

    seeking = replace(ONE_EACH[0], where=is_nowhere)
    read_still(BLANK_PICTURE, clock=clock, engines=engines, stages=(seeking, seeking, ONE_EACH[1]))
    assert (len(asked), zxing.asked, zbar.asked) == (1, 0, 1)


def test_a_disputed_place_is_not_read_on_since_more_reads_would_not_settle_it(symbol, pair, clock):
    zxing, _, engines = pair([symbol("AAA")], [symbol("AAB")])
    scan = read_still(BLANK_PICTURE, clock=clock, engines=engines, stages=ONE_EACH * 3)
    assert zxing.asked == 1
    assert {each.confidence for each in scan.symbols} == {Confidence.DISPUTED}


def test_a_picture_is_given_up_when_its_time_is_over(pair, clock):
    zxing, zbar, engines = pair(takes_ms=40.0)
    read_still(BLANK_PICTURE, budget_ms=125, clock=clock, engines=engines, stages=ONE_EACH * 9)
    assert (zxing.asked, zbar.asked) == (2, 1)


def test_a_picture_is_given_up_between_the_views_of_a_stage_too(pair, clock):
    zxing, _, engines = pair(takes_ms=40.0)

    def many(grey):
        yield from (view for _ in range(9) for view in plain(grey))

    stages = [Stage("many", many, (Reading.ZXING,))]
    read_still(BLANK_PICTURE, budget_ms=75, clock=clock, engines=engines, stages=stages)
    assert zxing.asked == 2


def test_a_cancelled_picture_gives_what_was_found_so_far(symbol, pair, clock):
    zxing, zbar, engines = pair([symbol()])
    scan = read_still(
        BLANK_PICTURE,
        clock=clock,
        engines=engines,
        stages=ONE_EACH,
        cancelled=lambda: zxing.asked > 0,
    )
    assert (len(scan.symbols), zbar.asked) == (1, 0)


def test_corners_are_in_pixels_of_the_full_size(frame):
    grey = frame(CODE)
    half = Picture(resized(grey, 0.5).grey, (640, 480), 0.5)
    whole = Picture(grey, (640, 480), 1.0)
    (small,), (large,) = read_still(half).symbols, read_still(whole).symbols
    assert np.allclose(small.corners, large.corners, atol=4)


@pytest.mark.parametrize("kind", sorted(LABEL_FORMATS))
@pytest.mark.parametrize("turn", [0, 12])
def test_every_label_format_is_read_and_sure_from_a_picture_askew(frame, kind, turn):
    grey = frame(CODE, kind, size=(1280, 960), module=2.6 if kind is SymbolFormat.CODE_128 else 5, turn=turn)
    scan = read_still(Picture(grey, (1280, 960), 1.0))
    assert [(each.text, each.format, each.confidence) for each in scan.symbols] == [
        (CODE, kind, Confidence.SURE)
    ]


def test_a_picture_without_a_symbol_gives_none_within_its_budget():
    noise = np.random.default_rng(4).integers(60, 180, (480, 640), dtype=np.uint8)
    assert read_still(Picture(noise, (640, 480), 1.0)).symbols == ()


def test_a_file_that_is_no_picture_is_refused_by_name(tmp_path):
    with pytest.raises(PictureUnreadable):
        read_still(tmp_path / "none.jpg")


def test_engines_are_looked_for_once_and_the_clock_only_goes_forward():
    assert engines_here() is engines_here()
    assert monotonic_ms() <= monotonic_ms()


def test_every_reading_that_a_stage_asks_for_is_at_hand_here():
    assert {
        each for stage in LIVE + DEEP + GLANCES + LOOK + sum(ROUNDS, ()) for each in stage.readings
    } <= set(engines_here().by_reading)


@pytest.mark.parametrize("shape", [(0, 0), (0, 40), (40, 0)])
def test_a_part_that_lies_outside_of_the_picture_shows_nothing(shape):
    nothing = Picture(np.zeros(shape, np.uint8), (40, 40), 1.0)
    assert [each(nothing).symbols for each in (read_live, read_still, read_deep)] == [(), (), ()]
