"""The synthetic labels keep their word: same arguments same pixels, and what they say is what can be read."""

import json

import cv2
import numpy as np
import pytest
import zxingcpp

from packtrail.app.bench_manifest import Sought, read_manifest
from packtrail.app.refdata import load_code_tables
from packtrail.domain.battery_code import Form, form_faults, read_whole
from tests import labels
from tests.labels.__main__ import main
from tests.labels.codes import battery_code
from tests.labels.negatives import DRAWINGS

EVERY = [(kind, name) for kind in labels.KINDS for name in labels.degradations_of(kind)]


def read(image):
    return {found.text: found.position for found in zxingcpp.read_barcodes(image)}


def share_read(kind, degradation, severity, seeds=range(3)):
    frames = [labels.frame(kind, degradation, severity, seed) for seed in seeds]
    return sum(shot.text in read(shot.image) for shot in frames)


@pytest.mark.parametrize("kind", labels.KINDS)
def test_the_same_arguments_give_the_same_pixels(kind):
    one, two = (labels.frame(kind, "mixed", 3, seed=4, take=1) for _ in range(2))
    assert np.array_equal(one.image, two.image)
    assert one.marks == two.marks


def test_another_take_is_another_picture_of_the_same_label():
    one, two = (labels.frame("qr", "glare", 3, seed=4, take=take) for take in range(2))
    assert not np.array_equal(one.image, two.image)
    assert (one.text, one.label) == (two.text, two.label)


def test_a_severity_changes_neither_the_label_nor_the_hand_that_holds_it():
    one, two = (labels.frame("qr", "defocus", severity, seed=4) for severity in (0, 5))
    assert (one.text, one.quad) == (two.text, two.quad)


@pytest.mark.parametrize(("kind", "degradation"), EVERY)
def test_every_degradation_gives_a_camera_frame(kind, degradation):
    shot = labels.frame(kind, degradation, 5, seed=1)
    assert shot.image.dtype == np.uint8
    assert shot.image.shape[:2] == (720, 1280)
    assert len(shot.marks) == (9 if degradation == "several" else 1)


def test_nobody_peens_bars():
    with pytest.raises(ValueError, match="dot_peen"):
        labels.frame("code128", "dot_peen", 1, seed=1)


@pytest.mark.parametrize("kind", ["qr", "data_matrix"])
def test_a_label_in_good_light_is_read_where_it_is_said_to_be(kind):
    for seed in range(3):
        shot = labels.frame(kind, "motion", 0, seed)
        place = read(shot.image)[shot.text]
        ends = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        found = np.array(sorted((end.x, end.y) for end in ends))
        assert np.abs(found - np.array(sorted(shot.quad))).max() < 9


def test_bars_in_good_light_are_read_once_they_are_level():
    for seed in range(3):
        shot = labels.frame("code128", "jpeg", 0, seed)
        assert shot.text in read(cut(shot.image, shot.quad, 900, 80))


def cut(image, quad, wide, high):
    """The place ``quad`` of ``image``, upright, with a margin of white."""
    flat = np.array([[40, 10], [wide - 40, 10], [wide - 40, high - 10], [40, high - 10]], dtype=np.float32)
    onto = cv2.getPerspectiveTransform(np.array(quad, dtype=np.float32), flat)
    return cv2.warpPerspective(image, onto, (wide, high))


@pytest.mark.parametrize("degradation", labels.degradations_of("qr"))
def test_the_places_hold_the_symbol_and_the_line_whatever_happens(degradation):
    mark = labels.frame("qr", degradation, 3, seed=2).marks[0]
    symbol, line = np.array(mark.quad, dtype=np.float32), np.array(mark.line_quad, dtype=np.float32)
    assert cv2.contourArea(symbol, oriented=True) > 30**2  # clockwise for the eye
    assert cv2.contourArea(line, oriented=True) > 100
    assert symbol.min() > 0
    assert symbol[:, 0].max() < 1280
    below = line.mean(axis=0) - symbol.mean(axis=0)
    assert np.dot(below, symbol[3] - symbol[0]) > 0


@pytest.mark.parametrize(
    ("kind", "degradation"),
    [("qr", "motion"), ("qr", "glare"), ("qr", "dirt"), ("data_matrix", "defocus"), ("code128", "small")],
)
def test_what_is_hard_gets_harder(kind, degradation):
    assert share_read(kind, degradation, 0) > share_read(kind, degradation, 5)


def test_low_light_is_dark_and_inverted_is_light_on_dark():
    lit, dim = (labels.frame("qr", "low_light", severity, seed=1).image for severity in (0, 5))
    assert dim.mean() < lit.mean() / 3
    shot = labels.frame("qr", "inverted", 1, seed=1)
    symbol = cut(shot.image, shot.quad, 330, 270)
    assert symbol[:8].mean() < symbol[20:-20].mean()


def test_codes_are_battery_codes_without_faults():
    rng, tables = np.random.default_rng(1), load_code_tables()
    for _ in range(300):
        text = battery_code(rng)
        assert not form_faults(text)
        assert read_whole(text, tables).form is Form.FULL


@pytest.mark.parametrize("seed", range(len(DRAWINGS)))
def test_a_frame_without_a_symbol_gives_none(seed):
    shot = labels.negative(seed)
    assert not shot.marks
    assert not read(shot.image)
    assert np.array_equal(shot.image, labels.negative(seed).image)


def test_a_folder_is_written_as_the_bench_reads_it(tmp_path, monkeypatch, capsys):
    asked = (
        "--kinds qr,code128 --degradations tilt,dot_peen --severity 2-3 --labels 1 --takes 2 --negatives 1"
    )
    monkeypatch.setattr("sys.argv", ["labels", str(tmp_path), *asked.split()])
    assert main() == 0
    assert "13 pictures" in capsys.readouterr().out
    manifest = read_manifest(tmp_path)
    assert not manifest.left_out
    assert [entry.sought for entry in manifest.entries].count(Sought.CODE_128) == 4
    takes = [entry for entry in manifest.entries if entry.label == "qr/tilt/2/1"]
    assert len(takes) == 2
    assert takes[0].expect == takes[1].expect
    for line in (tmp_path / "manifest.jsonl").read_text("utf-8").splitlines():
        facts = json.loads(line)
        assert cv2.imread(str(tmp_path / facts["file"])).shape == (720, 1280, 3)
        assert facts["sym"] == "neg" or len(facts["line"]) == 8
