from types import SimpleNamespace

import numpy as np
import pytest

from packtrail.scan.engines import Engines, Reading, ZbarEngine, ZbarMissing, ZxingEngine, available_engines
from packtrail.scan.own_readers import OWN_READERS
from packtrail.scan.symbols import LABEL_FORMATS, Confidence, Engine, SymbolFormat

CODE = "04QPB76A00012BJBC0000903"
EVERYTHING = frozenset(SymbolFormat)
CARRIED = [
    (engine, kind)
    for engine in (ZxingEngine, ZbarEngine)
    for kind in SymbolFormat
    if (engine, kind) != (ZbarEngine, SymbolFormat.DATA_MATRIX)
]


@pytest.mark.parametrize(("engine", "kind"), CARRIED)
def test_an_engine_reads_the_text_and_names_the_format(frame, engine, kind):
    (found,) = engine().read(frame(CODE, kind, size=(1400, 500), module=3), EVERYTHING)
    assert (found.text, found.format, found.engine) == (CODE, kind, engine.name)


@pytest.mark.parametrize(("engine", "kind"), CARRIED)
def test_corners_lie_clockwise_around_the_middle_of_the_symbol(frame, engine, kind):
    (found,) = engine().read(frame(CODE, kind, size=(1400, 500), module=3), EVERYTHING)
    (left, top), (right, _), (_, bottom), _ = found.corners
    assert left < 700 < right
    assert top < 250 < bottom


@pytest.mark.parametrize("engine", [ZxingEngine, ZbarEngine])
def test_a_format_not_asked_for_is_not_read(frame, engine):
    picture = frame(CODE, SymbolFormat.CODE_39, size=(1600, 500), module=3)
    assert engine().read(picture, LABEL_FORMATS) == []


@pytest.mark.parametrize("engine", [ZxingEngine, ZbarEngine])
def test_asking_for_no_format_reads_nothing_rather_than_everything(frame, engine):
    assert engine().read(frame(CODE), frozenset()) == []


def test_zbar_passes_over_the_format_it_does_not_know(frame):
    picture = frame(CODE, SymbolFormat.DATA_MATRIX)
    assert ZbarEngine().read(picture, frozenset({SymbolFormat.DATA_MATRIX})) == []


@pytest.mark.parametrize("engine", [ZxingEngine, ZbarEngine])
@pytest.mark.parametrize("shape", [(0, 0), (0, 7), (1, 1), (2, 900)])
def test_a_picture_without_room_for_a_symbol_is_no_error(engine, shape):
    assert engine().read(np.zeros(shape, np.uint8), LABEL_FORMATS) == []


@pytest.mark.parametrize("engine", [ZxingEngine, ZbarEngine])
def test_a_cut_out_of_a_larger_picture_is_read_in_its_own_pixels(frame, engine):
    whole = np.full((900, 1200), 128, np.uint8)
    whole[200:680, 400:1040] = frame(CODE)
    (found,) = engine().read(whole[200:680, 400:1040], LABEL_FORMATS)
    assert all(0 <= x <= 640 and 0 <= y <= 480 for x, y in found.corners)


@pytest.mark.parametrize(
    ("kind", "confidence"),
    [(SymbolFormat.QR, Confidence.SURE), (SymbolFormat.CODE_128, Confidence.ONCE)],
)
def test_one_read_is_sure_only_where_the_format_corrects_its_errors(frame, kind, confidence):
    (found,) = ZxingEngine().read(frame(CODE, kind, size=(1400, 500), module=3), LABEL_FORMATS)
    assert found.confidence is confidence


@pytest.mark.parametrize("engine", [ZxingEngine, ZbarEngine])
def test_control_characters_stay_in_the_text(frame, engine):
    text = "[)>\x1e06\x1dP445-175186\x1e\x04"
    (found,) = engine().read(frame(text), LABEL_FORMATS)
    assert found.text == text


def test_a_gs1_symbol_comes_without_brackets_that_it_does_not_hold(frame):
    text = "0109504000059101"
    (found,) = ZxingEngine().read(
        frame(text, SymbolFormat.CODE_128, size=(900, 400), module=3), LABEL_FORMATS
    )
    assert found.text == text


def test_a_light_on_dark_matrix_symbol_is_read(frame):
    (found,) = ZxingEngine().read(frame(CODE, SymbolFormat.DATA_MATRIX, invert=True), LABEL_FORMATS)
    assert found.text == CODE


def test_the_fast_reading_leaves_out_what_costs_time(frame):
    assert ZxingEngine(thorough=False).read(frame(CODE, invert=True), LABEL_FORMATS) == []
    assert ZxingEngine(thorough=False).read(frame(CODE), LABEL_FORMATS)[0].text == CODE


def zbar_giving(*reads):
    """A zbar that finds what it is told, by the same calls as pyzbar's module."""
    kinds = {name: name for name in ("QRCODE", "CODE128", "CODE39")}
    return ZbarEngine(lambda _: SimpleNamespace(ZBarSymbol=kinds, decode=lambda *_, **__: list(reads)))


def read(data=b"TEXT", kind="QRCODE", polygon=((0, 0), (0, 9), (9, 9), (9, 0))):
    return SimpleNamespace(data=data, type=kind, polygon=polygon)


GREY = np.zeros((10, 10), np.uint8)


def test_an_empty_text_is_no_symbol():
    assert zbar_giving(read(b"")).read(GREY, LABEL_FORMATS) == []


def test_a_type_that_was_not_asked_for_is_dropped():
    assert zbar_giving(read(kind="I25")).read(GREY, LABEL_FORMATS) == []


def test_a_read_without_a_place_is_dropped():
    assert zbar_giving(read(polygon=())).read(GREY, LABEL_FORMATS) == []


def test_bytes_that_are_no_utf_8_are_kept_one_to_one():
    (found,) = zbar_giving(read(b"\xb5\xe7A")).read(GREY, LABEL_FORMATS)
    assert found.text.encode("latin-1") == b"\xb5\xe7A"


@pytest.mark.parametrize("polygon", [((3, 4),), ((1, 5), (8, 5)), ((0, 0), (4, 0), (9, 2), (9, 9), (0, 9))])
def test_an_outline_of_any_number_of_points_becomes_four_corners(polygon):
    (found,) = zbar_giving(read(polygon=polygon)).read(GREY, LABEL_FORMATS)
    assert len(found.corners) == 4


LIBRARIES = set(Reading) - set(OWN_READERS)


def test_everything_is_at_hand_where_zbar_is():
    engines = available_engines()
    assert set(engines.by_reading) == LIBRARIES
    assert engines.note is None


@pytest.mark.parametrize("error", [ImportError, OSError])
def test_a_missing_zbar_leaves_a_note_and_the_rest(error):
    def missing():
        raise error("Unable to find zbar shared library")

    engines = available_engines(missing)
    assert engines.note == ZbarMissing("Unable to find zbar shared library")
    assert set(engines.by_reading) == LIBRARIES - {Reading.ZBAR}
    assert isinstance(engines, Engines)
    assert engines.by_reading[Reading.ZXING].name is Engine.ZXING
