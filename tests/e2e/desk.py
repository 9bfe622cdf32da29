"""The whole desk on a real ledger, driven as a person at the keyboard does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from packtrail.app.build import outlet_at_work
from packtrail.app.clock import now
from packtrail.app.outlet import Outlet
from packtrail.app.secrets import NoKeyring
from packtrail.app.workers import Priority
from packtrail.desk.window import Desk
from packtrail.devices.sound import Sound
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import CHINESE

LIMIT_MS = 20_000


class Person:
    """Somebody at the keyboard of one desk."""

    def __init__(self, qtbot, desk: Desk, outlet: Outlet) -> None:
        self.qtbot, self.desk, self.outlet = qtbot, desk, outlet

    def press(self, key) -> None:
        QApplication.processEvents()  # a person sees what the last key did before the next
        QTest.keyClick(self._hand(), key)

    def type(self, text: str) -> None:
        QTest.keyClicks(self._hand(), text)

    def fill(self, name: str, text: str) -> None:
        """Put the hand on the field called ``name`` and type."""
        field = self.field(name)
        field.setFocus()
        field.clear()
        if text.isascii():
            QTest.keyClicks(field, text)
        else:
            field.insert(text)  # as an input method commits it

    def field(self, name: str) -> QLineEdit:
        found = [
            f for f in self._place().findChildren(QLineEdit) if f.accessibleName() == name and f.isVisible()
        ]
        assert found, [f.accessibleName() for f in self._place().findChildren(QLineEdit)]
        return found[0]

    def choose(self, words: str) -> None:
        """Press the chip that says ``words``."""
        chips = [c for c in self._place().findChildren(ChoiceChip) if words in c.text() and c.isVisible()]
        assert chips, words
        chips[0].setFocus()
        QTest.keyClick(chips[0], Qt.Key.Key_Space)

    def sees(self, words: str) -> bool:
        """Whether ``words`` stand anywhere on the window."""
        labels = self.desk.frame.findChildren(QLabel)
        return any(words in label.text() for label in labels if label.isVisible())

    def wait_to_see(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: self.sees(words), timeout=LIMIT_MS)

    def wait(self, until) -> None:
        self.qtbot.waitUntil(until, timeout=LIMIT_MS)

    def settle(self) -> None:
        """Wait until all that was asked of the lanes is done and shown."""
        workers = self.outlet.workers
        meeting = threading.Barrier(2)  # both threads of the reads have to be free to meet
        asked = [workers.reads.run(lambda: meeting.wait(LIMIT_MS / 1000)) for _ in range(2)]
        asked += [lane.run(lambda: 0, priority=Priority.SYNC) for lane in (workers.acts, workers.decode)]
        self.wait(lambda: all(each.done() for each in asked))
        QApplication.processEvents()

    def _place(self) -> QWidget:
        return {
            "today": self.desk.today,
            "intake": self.desk.intake,
            "vehicles": self.desk.vehicles,
            "stock": self.desk.stock,
            "handoff": self.desk.handoff,
            "sync": self.desk.sync,
            "settings": self.desk.settings,
        }[self.desk.frame.place].screen

    def _hand(self) -> QWidget:
        return QApplication.focusWidget() or self.desk.frame


@contextmanager
def desk_open(qtbot, folder: Path, *, language=CHINESE, clock=now, keys=None, users=None) -> Iterator[Person]:
    """The window on the ledger in ``folder``; a bug anywhere fails the test."""
    appearance().wear(None, 1.0)
    bugs: list[Exception] = []
    with outlet_at_work(
        folder, keyring=NoKeyring(), language=language, report_bug=bugs.append, clock=clock, label="S1"
    ) as (outlet, _):
        workers, sound = GuiWorkers(outlet.workers), Sound(lambda _: None)
        ways = users(outlet) if users else None
        desk = Desk(outlet, workers, language, camera=None, sound=sound, keys=keys, users=ways)
        qtbot.addWidget(desk.frame)
        desk.frame.resize(1440, 900)
        desk.frame.show()
        desk.frame.activateWindow()
        desk.start()
        person = Person(qtbot, desk, outlet)
        person.wait(lambda: desk.frame.isActiveWindow() and desk.frame.isVisible())
        yield person
        person.wait(lambda: not desk.intake.is_busy and not desk.handoff.is_busy and not desk.sync.is_busy)
        desk.close()
    assert bugs == []
