import pytest

from packtrail.scan.symbols import LABEL_FORMATS, LINEAR, MATRIX, Confidence, Engine, SymbolFormat
from packtrail.wording import Language, wording


def test_the_spellings_that_records_keep_are_these():
    assert {each.value for each in SymbolFormat} == {"qr", "data_matrix", "code128", "code39"}
    assert {each.value for each in Engine} == {"zxing", "zbar", "own"}


def test_every_format_is_either_linear_or_matrix():
    assert set(SymbolFormat) == LINEAR | MATRIX
    assert not LINEAR & MATRIX


def test_code_39_is_read_only_when_asked_for():
    assert set(SymbolFormat) - LABEL_FORMATS == {SymbolFormat.CODE_39}


@pytest.mark.parametrize("language", Language)
def test_every_format_and_every_confidence_has_its_words(language):
    words = wording(language)
    assert all(words.knows(f"scan.format.{each}") for each in SymbolFormat)
    assert all(words.knows(f"scan.confidence.{each}") for each in Confidence)
