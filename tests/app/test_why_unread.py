"""The report of a label that was not read: small, plain, and without anything that names people."""

import json
import zipfile
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import ExifTags, Image

from packtrail.app.why_unread import MOST_SYMBOLS, MOST_TEXT, why_zip
from packtrail.usecases.read_label import LabelReading, SeenSymbol, Unread
from packtrail.wording import Language, wording
from tests.trade import AFTERNOON

SQUARE = ((1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 9.0))
NOTHING = LabelReading(symbols=(), codes=(), others=(), size=(64, 48), elapsed_ms=12.34)
FRAME = np.zeros((48, 64, 4), np.uint8)


def opened(unread, pixels=FRAME, language=Language.CHINESE):
    kept = zipfile.ZipFile(BytesIO(why_zip(unread, pixels, wording(language), AFTERNOON)))
    names = kept.namelist()
    words = next(name for name in names if name.endswith(".txt"))
    picture = Image.open(BytesIO(kept.read("picture.png")))
    return json.loads(kept.read("reading.json")), kept.read(words).decode(), picture


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("hint", ["", "closer", "hold_still", "focus", "tilt", "light"])
def test_every_hint_is_told_in_plain_words(language, hint):
    unread = Unread(reading=replace(NOTHING, hint=hint, unread=(SQUARE,)), source="cam", is_live=True)
    facts, words, _ = opened(unread, language=language)
    assert facts["hint"] == hint
    assert len(words.splitlines()) >= 7


def test_a_file_loses_what_a_phone_wrote_into_it(tmp_path):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "phone"
    Image.new("RGB", (80, 40), "red").save(tmp_path / "a.jpg", exif=exif)
    unread = Unread(reading=NOTHING, source="a.jpg", is_live=False, crop=(1, 2, 30, 20))
    facts, words, picture = opened(unread, tmp_path / "a.jpg")
    assert (picture.size, dict(picture.getexif())) == ((80, 40), {})
    assert (facts["read_as"], facts["crop"]) == ("picture", [1, 2, 30, 20])
    assert "30" in words


def test_foreign_symbols_are_told_as_far_as_they_help():
    symbol = SeenSymbol(
        text="x" * 4000, format="qr", corners=SQUARE, engine="zxing", stage="plain", is_sure=True
    )
    facts, words, _ = opened(
        Unread(reading=replace(NOTHING, symbols=(symbol,) * 99), source="c", is_live=True)
    )
    assert len(facts["symbols"]) == MOST_SYMBOLS
    assert {len(each["text"]) for each in facts["symbols"]} == {MOST_TEXT}
    assert len(words) < 60_000


def test_a_grey_frame_is_kept_as_it_is():
    _, _, picture = opened(Unread(reading=NOTHING, source="c", is_live=True), FRAME[:, :, 0])
    assert picture.mode == "L"
