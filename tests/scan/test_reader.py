from dataclasses import replace

import numpy as np
import pytest

from packtrail.domain.errors import PictureUnreadable
from packtrail.scan.deadline import monotonic_ms
from packtrail.scan.engines import Engines, Reading
from packtrail.scan.pictures import Picture
from packtrail.scan.prepare import plain, resized
from packtrail.scan.reader import engines_here, grey_of, read_frame, read_picture
from packtrail.scan.stages import LIVE, STILL, Stage
from packtrail.scan.symbols import LABEL_FORMATS, Confidence, Engine, SymbolFormat

CODE = "04QPB76A00012BJBC0000903"
BLANK = np.zeros((72, 128), np.uint8)


class ToldEngine:
    """Finds what it is told, takes the time it is told, and counts how often it was asked."""

    def __init__(self, clock, *found, takes_ms=10.0, name=Engine.ZXING):
        self.name, self.found, self.takes_ms, self.clock, self.asked = name, found, takes_ms, clock, 0

    def read(self, _grey, formats):
        self.asked += 1
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


ONE_EACH = (Stage("plain", plain, Reading.ZXING), Stage("zbar", plain, Reading.ZBAR))
ALWAYS = tuple(replace(stage, always=True) for stage in ONE_EACH)


# --- frames ----------------------------------------------------------------------------------------------


def test_a_frame_gives_its_symbol_with_stage_size_and_time(symbol, pair, clock):
    _, _, engines = pair([symbol(CODE, SymbolFormat.QR, stage="")])
    scan = read_frame(BLANK, clock=clock, engines=engines, stages=ONE_EACH)
    assert scan.symbols == (symbol(CODE, SymbolFormat.QR, stage="plain"),)
    assert (scan.size, scan.elapsed_ms) == ((128, 72), 10.0)


def test_a_frame_is_done_when_all_is_sure(symbol, pair, clock):
    _, zbar, engines = pair([symbol(kind=SymbolFormat.QR)])
    read_frame(BLANK, budget_ms=1000, clock=clock, engines=engines, stages=ONE_EACH)
    assert zbar.asked == 0


def test_a_code_128_in_a_frame_is_shown_to_the_second_engine(symbol, pair, clock):
    _, _, engines = pair([symbol()], [symbol()])
    scan = read_frame(BLANK, budget_ms=1000, clock=clock, engines=engines, stages=ONE_EACH)
    assert [each.confidence for each in scan.symbols] == [Confidence.SURE]


@pytest.mark.parametrize(("budget_ms", "asked"), [(25.9, 0), (26.0, 1)])
def test_a_second_stage_runs_only_if_it_will_fit_at_the_pace_of_this_computer(pair, clock, budget_ms, asked):
    _, zbar, engines = pair(takes_ms=10.0)
    read_frame(BLANK, budget_ms=budget_ms, clock=clock, engines=engines, stages=LIVE)
    assert zbar.asked == asked  # 10 ms taken, and 1.6 times that to come


def test_the_first_stage_runs_however_small_the_budget(pair, clock):
    zxing, _, engines = pair()
    read_frame(BLANK, budget_ms=0, clock=clock, engines=engines)
    assert zxing.asked == 1


def test_without_zbar_a_frame_is_read_by_zxing_alone(symbol, clock):
    engines = Engines({Reading.ZXING: ToldEngine(clock, symbol())})
    scan = read_frame(BLANK, budget_ms=1000, clock=clock, engines=engines, stages=ONE_EACH)
    assert [each.confidence for each in scan.symbols] == [Confidence.ONCE]


def test_without_any_engine_for_its_stages_a_frame_gives_nothing(clock):
    assert read_frame(BLANK, clock=clock, engines=Engines({})).symbols == ()


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_frame_in_colour_is_read_as_one_in_grey(frame, channels):
    grey = frame(CODE)
    image = grey if channels == 1 else np.dstack([grey] * channels)
    assert np.array_equal(grey_of(image), grey)
    assert [each.text for each in read_frame(image).symbols] == [CODE]


# --- still pictures --------------------------------------------------------------------------------------


def test_both_engines_are_asked_of_a_still_picture_even_when_the_first_is_sure(symbol, pair, clock):
    _, zbar, engines = pair([symbol(kind=SymbolFormat.QR)])
    read_picture(Picture(BLANK, (128, 72), 1.0), clock=clock, engines=engines, stages=ALWAYS)
    assert zbar.asked == 1


def test_a_still_picture_is_read_harder_while_nothing_is_found(pair, clock):
    zxing, zbar, engines = pair()
    read_picture(Picture(BLANK, (128, 72), 1.0), clock=clock, engines=engines, stages=ONE_EACH * 3)
    assert (zxing.asked, zbar.asked) == (3, 3)


def test_a_still_picture_is_read_on_while_a_code_128_was_read_once(symbol, pair, clock):
    _, zbar, engines = pair([symbol()])
    read_picture(Picture(BLANK, (128, 72), 1.0), clock=clock, engines=engines, stages=ONE_EACH)
    assert zbar.asked == 1


def test_a_disputed_place_is_not_read_on_since_more_reads_would_not_settle_it(symbol, pair, clock):
    zxing, _, engines = pair([symbol("AAA")], [symbol("AAB")])
    scan = read_picture(Picture(BLANK, (128, 72), 1.0), clock=clock, engines=engines, stages=ONE_EACH * 3)
    assert zxing.asked == 1
    assert {each.confidence for each in scan.symbols} == {Confidence.DISPUTED}


def test_a_picture_is_given_up_when_its_time_is_over(pair, clock):
    zxing, zbar, engines = pair(takes_ms=40.0)
    read_picture(
        Picture(BLANK, (128, 72), 1.0), budget_ms=75, clock=clock, engines=engines, stages=ONE_EACH * 9
    )
    assert (zxing.asked, zbar.asked) == (2, 1)


def test_a_picture_is_given_up_between_the_views_of_a_stage_too(pair, clock):
    zxing, _, engines = pair(takes_ms=40.0)

    def many(grey):
        yield from (view for _ in range(9) for view in plain(grey))

    stages = [Stage("many", many, Reading.ZXING)]
    read_picture(Picture(BLANK, (128, 72), 1.0), budget_ms=75, clock=clock, engines=engines, stages=stages)
    assert zxing.asked == 2


def test_a_cancelled_picture_gives_what_was_found_so_far(symbol, pair, clock):
    zxing, zbar, engines = pair([symbol()])
    scan = read_picture(
        Picture(BLANK, (128, 72), 1.0),
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
    (small,), (large,) = read_picture(half).symbols, read_picture(whole).symbols
    assert np.allclose(small.corners, large.corners, atol=4)


@pytest.mark.parametrize("kind", sorted(LABEL_FORMATS))
@pytest.mark.parametrize("turn", [0, 12])
def test_every_label_format_is_read_and_sure_from_a_picture_askew(frame, kind, turn):
    grey = frame(CODE, kind, size=(1280, 960), module=2.6 if kind is SymbolFormat.CODE_128 else 5, turn=turn)
    scan = read_picture(Picture(grey, (1280, 960), 1.0))
    assert [(each.text, each.format, each.confidence) for each in scan.symbols] == [
        (CODE, kind, Confidence.SURE)
    ]


def test_a_picture_without_a_symbol_gives_none_within_its_budget():
    noise = np.random.default_rng(4).integers(60, 180, (480, 640), dtype=np.uint8)
    assert read_picture(Picture(noise, (640, 480), 1.0)).symbols == ()


def test_a_file_that_is_no_picture_is_refused_by_name(tmp_path):
    with pytest.raises(PictureUnreadable):
        read_picture(tmp_path / "none.jpg")


def test_engines_are_looked_for_once_and_the_clock_only_goes_forward():
    assert engines_here() is engines_here()
    assert monotonic_ms() <= monotonic_ms()


def test_every_reading_that_a_stage_asks_for_is_at_hand_here():
    assert {stage.reading for stage in LIVE + STILL} <= set(engines_here().by_reading)
