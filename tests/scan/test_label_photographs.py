"""The samples that ship with the program, and real photographs, are read as their lists say."""

from pathlib import Path

import pytest

from packtrail import resources
from packtrail.scan.pictures import load_picture
from packtrail.scan.reader import read_still
from packtrail.scan.symbols import Confidence

SAMPLES = resources.toml("samples", "manifest.toml")["sample"]
LABELS = Path(__file__).parents[1] / "data" / "labels"
LONG_TEXT = (
    "This is a test of our DataMatrix support using a longer piece of text, "
    "and therefore a more dense barcode."
)
REAL = {
    "code128-faint.webp": ("code128", "10068408"),
    "data-matrix-phone.png": ("data_matrix", LONG_TEXT),
    "data-matrix-turned.webp": ("data_matrix", LONG_TEXT),
    "qr-light-on-dark.webp": ("qr", "https://beeline.co/pages/app"),
    "qr-phone.png": ("qr", "MECARD:N:Google 411,;TEL:18665881077;;"),
}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["file"])
def test_a_sample_holds_what_the_manifest_says(sample):
    scan = read_still(resources.path("samples", sample["file"]))
    expected = {(each["format"], each["text"]) for each in sample["expect"]}
    assert {(each.format.value, each.text) for each in scan.symbols} == expected
    assert {each.confidence for each in scan.symbols} <= {Confidence.SURE}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["file"])
def test_the_battery_codes_of_a_sample_follow_from_its_symbols(sample):
    texts = "".join(each["text"] for each in sample["expect"])
    assert all(code in texts for code in sample["battery_codes"])


def test_one_code_stands_on_two_samples_and_one_sample_cannot_be_read():
    codes = [code for sample in SAMPLES for code in sample["battery_codes"]]
    assert len(codes) - len(set(codes)) == 1
    assert [sample["file"] for sample in SAMPLES if not sample["expect"]] == ["plate-burnt.jpg"]


def test_every_picture_in_the_folder_is_in_the_manifest():
    pictures = {path.name for path in resources.path("samples").iterdir() if path.suffix in {".jpg", ".webp"}}
    assert pictures == {sample["file"] for sample in SAMPLES}


def test_no_sample_is_larger_than_a_message_may_carry():
    assert all(resources.path("samples", sample["file"]).stat().st_size < 400_000 for sample in SAMPLES)


def test_the_rendered_samples_have_the_size_of_a_photograph():
    rendered = [sample["file"] for sample in SAMPLES if "source" not in sample]
    assert {load_picture(resources.path("samples", file)).size for file in rendered} == {(1600, 1200)}


@pytest.mark.parametrize("file", sorted(REAL))
def test_a_real_photograph_is_read(file):
    scan = read_still(LABELS / file)
    assert [(each.format.value, each.text) for each in scan.symbols] == [REAL[file]]
