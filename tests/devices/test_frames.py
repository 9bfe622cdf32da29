"""Frames from files and folders."""

import gc

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from packtrail.devices.frame_image import StillFrame, grey_of
from packtrail.devices.frames import FrameFailure, FrameSource
from packtrail.devices.picture_file import PictureFile
from packtrail.devices.picture_folder import PictureFolder, pictures_in
from packtrail.wording import Language, wording


def picture(level, width=5, height=3):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(level, level, level))
    return image


class Heard:
    """Everything that a source says."""

    def __init__(self, source: FrameSource):
        self.levels, self.failures, self.names = [], [], []
        source.frame_arrived.connect(lambda frame: self.levels.append(int(frame.grey()[0, 0])))
        source.failed.connect(self.failures.append)
        source.named.connect(self.names.append)


@pytest.fixture
def folder(tmp_path):
    for name, level in (("b.png", 20), ("a.PNG", 10), ("c.png", 30)):
        assert picture(level).save(str(tmp_path / name), "PNG")
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


@pytest.mark.parametrize("width", [1, 4, 5, 63, 64])
def test_grey_keeps_shape_and_level_whatever_the_padding_of_a_row(width):
    grey = grey_of(picture(77, width, 9))
    assert grey.shape == (9, width)
    assert set(grey.ravel()) == {77}


def test_a_grey_image_is_borrowed_and_stays_alive_with_its_array():
    image = QImage(64, 48, QImage.Format.Format_Grayscale8)
    image.fill(99)
    grey = grey_of(image)
    address = np.frombuffer(image.constBits(), np.uint8).ctypes.data
    assert grey.ctypes.data == address
    del image
    gc.collect()
    others = [picture(3, 64, 48) for _ in range(50)]  # would take the memory, were it free
    assert set(grey.ravel()) == {99}
    assert len(others) == 50


def test_a_borrowed_picture_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        grey_of(picture(1))[0, 0] = 5


def test_no_picture_is_an_empty_array():
    assert grey_of(QImage()).shape == (0, 0)


def test_a_file_brings_one_frame_at_each_start(qapp, folder):
    source = PictureFile(folder / "b.png")
    heard = Heard(source)
    source.start()
    source.stop()
    source.start()
    assert (heard.levels, heard.failures, heard.names) == ([20, 20], [], ["b.png"])


@pytest.mark.parametrize("name", ["missing.png", "notes.txt"])
def test_a_file_that_is_no_picture_says_so(qapp, folder, name):
    source = PictureFile(folder / name)
    heard = Heard(source)
    source.start()
    assert (heard.levels, heard.failures, source.name) == ([], [FrameFailure.UNREADABLE], name)


def test_a_folder_brings_its_pictures_by_name_when_asked(qapp, folder):
    source = PictureFolder(folder)
    heard, ends = Heard(source), []
    source.ended.connect(lambda: ends.append(len(heard.levels)))
    source.start()
    assert heard.levels == [10]
    for _ in range(5):
        source.show_next()
    assert heard.levels == [10, 20, 30]
    assert heard.names == ["a.PNG", "b.png", "c.png"]
    assert ends == [3]


def test_a_folder_plays_by_itself_and_ends(qtbot, folder):
    source = PictureFolder(folder, every_ms=0)
    heard = Heard(source)
    with qtbot.waitSignal(source.ended):
        source.start()
    assert heard.levels == [10, 20, 30]


def test_a_broken_picture_is_passed_over(qapp, folder):
    (folder / "a.PNG").write_bytes(b"not a picture")
    source = PictureFolder(folder)
    heard = Heard(source)
    source.start()
    source.show_next()
    assert (heard.levels, heard.failures) == ([20], [FrameFailure.UNREADABLE])


def test_a_stopped_folder_is_silent(qapp, folder):
    source = PictureFolder(folder)
    heard = Heard(source)
    source.start()
    source.stop()
    source.show_next()
    assert heard.levels == [10]


def test_an_empty_or_missing_folder_says_so(qapp, tmp_path):
    source = PictureFolder(tmp_path / "nowhere")
    heard = Heard(source)
    source.start()
    assert heard.failures == [FrameFailure.EMPTY_FOLDER]
    assert pictures_in(tmp_path) == ()


def test_a_picture_is_made_smaller_only_for_a_much_smaller_view():
    frame = StillFrame(picture(9, 300, 30))
    assert (frame.preview(100).width(), frame.preview(250).width(), frame.size) == (100, 300, (300, 30))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("failure", FrameFailure)
def test_every_failure_has_its_sentence(language, failure):
    assert wording(language).say(f"frame.camera_failure.{failure}", file="a.png")


def test_a_source_has_to_say_how_it_starts_and_stops(qapp):
    with pytest.raises(NotImplementedError):
        FrameSource().start()
    with pytest.raises(NotImplementedError):
        FrameSource().stop()
