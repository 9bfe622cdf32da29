"""A second start on the same data folder shows the first window and ends."""

from pathlib import Path

import pytest

from packtrail.desk.one_window import OneWindow


@pytest.fixture
def first(qapp, tmp_path):
    window = OneWindow(tmp_path)
    assert window.listen()
    yield window
    window.close()


def test_the_first_window_hears_of_a_second_start(qtbot, first, tmp_path):
    with qtbot.waitSignal(first.asked):
        assert OneWindow(tmp_path).is_open_elsewhere()


def test_another_data_folder_has_its_own_window(first, tmp_path):
    assert not OneWindow(tmp_path / "other").is_open_elsewhere()


def test_nobody_answers_when_the_first_window_is_closed(qapp):
    assert not OneWindow(Path("/nowhere")).is_open_elsewhere()


def test_a_socket_left_by_a_crash_is_taken_over(first, tmp_path):
    assert OneWindow(tmp_path).listen()
