"""Garbage with widgets in it is collected where widgets live, and nowhere else."""

import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QWidget

from packtrail.ui.garbage import GarbageOnGuiThread


class InACycle(QWidget):
    def __init__(self):
        super().__init__()
        self.itself = self


@pytest.fixture
def garbage(qapp):
    was_enabled = gc.isenabled()
    made = GarbageOnGuiThread()
    yield made
    made.stop()
    gc.enable() if was_enabled else gc.disable()


def fill_a_generation():
    return [[] for _ in range(gc.get_threshold()[0] + 1000)]


def test_a_lane_that_makes_much_deletes_no_widget(garbage):
    gone = []
    weakref.finalize(InACycle(), lambda: gone.append(threading.current_thread()))
    lane = threading.Thread(target=fill_a_generation)
    lane.start()
    lane.join()
    assert gone == []


def test_what_a_generation_gathered_goes_on_the_gui_thread(garbage):
    gone = []
    weakref.finalize(InACycle(), lambda: gone.append(threading.current_thread()))
    kept = fill_a_generation()
    garbage.collect()
    assert gone == [threading.main_thread()]
    assert kept


def test_nothing_is_collected_before_there_is_enough(garbage):
    gone = []
    gc.collect()
    weakref.finalize(InACycle(), lambda: gone.append(1))
    garbage.collect()
    assert gone == []


def test_afterwards_it_is_python_s_own_matter_again(qapp):
    gc.enable()
    GarbageOnGuiThread().stop()
    assert gc.isenabled()
    gc.disable()
