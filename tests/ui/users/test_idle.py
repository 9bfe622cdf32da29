"""A desk that nobody touches is locked, and only where somebody could sign in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from packtrail.ui.users.idle import IdleWatch


def test_it_counts_only_while_it_is_asked_to(qapp):
    watch = IdleWatch()
    assert watch.waits_ms == 0
    watch.watch(10)
    assert watch.waits_ms == 600_000
    watch.watch(0)
    assert watch.waits_ms == 0


def test_after_the_time_it_says_so_once(qtbot):
    watch = IdleWatch()
    watch.watch(10)
    watch._timer.setInterval(1)
    with qtbot.waitSignal(watch.left_alone):
        watch.touch()
    assert not watch._timer.isActive()
    watch.watch(0)


def test_a_key_and_a_scan_begin_the_count_anew(qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    watch = IdleWatch()
    watch.watch(10)
    for touched in (lambda: qtbot.keyClick(field, Qt.Key.Key_A), watch.touch):
        watch._timer.stop()
        touched()
        assert watch._timer.isActive()
    watch.watch(0)
    watch._timer.stop()
    qtbot.keyClick(field, Qt.Key.Key_A)
    assert not watch._timer.isActive()
