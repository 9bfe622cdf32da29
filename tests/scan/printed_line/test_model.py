"""Loading the recogniser, doing without it, and how well it reads where it is installed."""

import random
import subprocess
import sys

import numpy as np
import pytest

from packtrail.domain.battery_code.form import SLOTS, Form
from packtrail.scan.printed_line import model
from packtrail.scan.printed_line.grammar import spell
from packtrail.scan.printed_line.model import (
    LineReader,
    MissingReason,
    OcrMissing,
    OnnxLineReader,
    line_reader,
    load,
    model_file,
    ocr_missing,
)
from tests.scan.printed_line.record_lines import drawn

needs_recogniser = pytest.mark.skipif(
    ocr_missing() is not None, reason="the extra 'ocr' (the package rapidocr) is not installed"
)


def test_without_the_extra_there_is_a_reason_and_no_failure():
    assert model_file("no_such_package_here") is None
    assert load(None) == OcrMissing(MissingReason.NOT_INSTALLED)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a network",
        b"\x72\x0d\x0a\x09character\x12\x00",
        b"\x72\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    ],
)
def test_a_damaged_network_is_said_to_be_unusable(tmp_path, content, capfd):
    file = tmp_path / "some_rec_small.onnx"
    file.write_bytes(content)
    missing = load(file)
    assert isinstance(missing, OcrMissing)
    assert missing.reason is MissingReason.UNUSABLE
    assert missing.detail


def test_a_file_that_is_gone_or_far_too_large_is_unusable(tmp_path, monkeypatch):
    assert load(tmp_path / "gone.onnx").reason is MissingReason.UNUSABLE
    large = tmp_path / "large.onnx"
    large.write_bytes(b"x" * 100)
    monkeypatch.setattr(model, "_LARGEST_MODEL", 99)
    assert load(large).reason is MissingReason.UNUSABLE


def test_asking_for_the_reason_loads_nothing():
    code = (
        "import sys; from packtrail.scan.printed_line.model import ocr_missing; ocr_missing();"
        "print([name for name in sys.modules if name.split('.')[0] in {'rapidocr', 'onnxruntime'}])"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def reader() -> LineReader:
    found = line_reader()
    assert isinstance(found, OnnxLineReader)
    return found


FONT_FILES = (
    "JetBrainsMono-Bold.ttf",
    "JetBrainsMono-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "NotoSansSC-Regular.ttf",
)


@needs_recogniser
def test_of_clean_prints_ninety_eight_in_a_hundred_are_read_exactly(reader):
    rng = random.Random(11)
    right = 0
    for at in range(100):
        text = "".join(rng.choice([c for c in slot.strict if c not in "OIQ"]) for slot in SLOTS[Form.FULL])
        spelled = spell(reader.read(drawn(text, font=FONT_FILES[at % 4], px=24 + at % 20)), SLOTS[Form.FULL])
        right += spelled is not None and spelled.text == text
    assert right >= 98


@needs_recogniser
@pytest.mark.parametrize("size", [(1, 1), (48, 3), (2, 3000), (400, 40)])
def test_a_strip_of_any_size_gives_steps_that_sum_to_one(reader, size):
    steps = reader.read(np.full(size, 128, dtype=np.uint8))
    whole = steps.characters.sum(axis=1) + steps.nothing + steps.foreign
    assert whole == pytest.approx(1.0, abs=1e-3)
