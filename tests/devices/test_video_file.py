"""A video file behind the port of a camera; played by what the packages bring."""

import cv2
import numpy as np
import pytest

pytest.importorskip("packtrail.devices.video_file", exc_type=ImportError, reason="needs libpulse")

from packtrail.devices.frames import FrameFailure
from packtrail.devices.no_camera import open_video


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (320, 240))
    if not writer.isOpened():
        pytest.skip("this OpenCV writes no video")
    for level in (40, 120, 200):
        writer.write(np.full((240, 320, 3), level, np.uint8))
    writer.release()
    return path


def test_a_video_brings_its_frames_and_ends(qtbot, film):
    source, frames = open_video(film), []
    source.frame_arrived.connect(frames.append)
    with qtbot.waitSignal(source.ended, timeout=20_000):
        source.start()
    assert source.name == "film.avi"
    levels = [float(frame.grey().mean()) for frame in frames]
    assert levels == sorted(levels)
    assert levels[-1] == pytest.approx(200, abs=20)  # a film's luminance may stop at 235
    assert {frame.size for frame in frames} == {(320, 240)}


def test_a_video_can_be_played_again(qtbot, film):
    source = open_video(film)
    for _ in range(2):
        with qtbot.waitSignal(source.ended, timeout=20_000):
            source.start()


def test_a_stopped_video_is_silent(qtbot, film):
    source, frames = open_video(film), []
    source.frame_arrived.connect(frames.append)
    with qtbot.waitSignal(source.frame_arrived, timeout=20_000):
        source.start()
    source.stop()
    count = len(frames)
    qtbot.wait(120)  # longer than the rest of the film
    assert len(frames) == count


@pytest.mark.parametrize("content", [b"", b"no video", b"RIFF\xff\xff\xff\xffAVI LIST"])
def test_a_file_that_is_no_video_says_so_once(qtbot, tmp_path, content):
    path, failures = tmp_path / "film.mp4", []
    path.write_bytes(content)
    source = open_video(path)
    source.failed.connect(failures.append)
    with qtbot.waitSignal(source.failed, timeout=20_000):
        source.start()
    assert failures == [FrameFailure.UNREADABLE_VIDEO]
