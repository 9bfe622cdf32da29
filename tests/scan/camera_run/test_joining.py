import cv2
import numpy as np
import pytest

from packtrail.scan.camera_run.attention import Looks
from packtrail.scan.camera_run.joining import JoinedLooks
from packtrail.scan.deadline import NO_DEADLINE
from packtrail.scan.symbols import SymbolFormat

CODE = "04QPE1A10130AA7B23400017"
NEXT = "04QPE1A10130AA7B23400018"
OTHER = "0CTPB2C20256BC9D81700542"
KINDS = [
    (SymbolFormat.QR, Looks.QR, (320, 320), 6.0),
    (SymbolFormat.DATA_MATRIX, Looks.DATA_MATRIX, (320, 320), 8.0),
    (SymbolFormat.CODE_128, Looks.LINEAR, (900, 200), 2.6),
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind[0].value)
def kind(request):
    return request.param


@pytest.fixture
def crop(frame, kind):
    """A look at the label of a text, softer by ``blur``."""
    carrier, _, size, module = kind

    def looked(text, blur=0.6):
        return cv2.GaussianBlur(frame(text, carrier, size=size, module=module), (0, 0), blur)

    return looked


def read(joined, look):
    symbol = joined.add(np.ascontiguousarray(look), NO_DEADLINE)
    return symbol.text if symbol else None


def test_two_looks_at_one_label_are_a_read(crop, kind):
    joined = JoinedLooks(kind[1])
    assert [read(joined, crop(CODE)) for _ in range(2)] == [None, CODE]


def test_after_a_read_the_next_one_comes_from_other_looks(crop, kind):
    joined = JoinedLooks(kind[1])
    assert [read(joined, crop(CODE)) for _ in range(4)] == [None, CODE, None, CODE]


@pytest.mark.parametrize("other", [NEXT, OTHER])
def test_a_label_put_in_place_of_another_is_not_read_as_the_one_that_is_gone(crop, kind, other):
    joined = JoinedLooks(kind[1])
    assert read(joined, crop(CODE)) is None
    assert read(joined, crop(other, blur=1.5)) is None


@pytest.mark.parametrize("other", [NEXT, OTHER])
@pytest.mark.parametrize("every", [1, 3])
def test_two_labels_exchanged_all_the_time_never_give_a_text_that_is_not_in_view(crop, kind, other, every):
    joined = JoinedLooks(kind[1])
    looks = {text: crop(text, blur) for text, blur in ((CODE, 0.6), (other, 1.2))}
    shown = [(CODE, other)[n // every % 2] for n in range(8)]
    reads = [(text, read(joined, looks[text])) for text in shown]
    assert any(said for _, said in reads)
    assert all(said in {text, None} for text, said in reads)
