"""Draws a released load beside the screen: state, acts or the form of one, facts, lines, scale tickets."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from packtrail.ui.forms.menu import ActsMenu
from packtrail.ui.handoff.way import words
from packtrail.ui.handoff.way.scale_bar import LoadScaleBar
from packtrail.ui.handoff.way.state import Way, offers
from packtrail.ui.handoff.way.words import Line
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Chip
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording


class _LineRow(QFrame):
    """One line: what, its state, more."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        what, more = text_label(line.what, "strong"), text_label(line.more, "secondary")
        self._column = QVBoxLayout(self)
        for part in (what, Chip(line.state), more):
            self._column.addWidget(part)
        mark(self, role="card")
        self.setAccessibleName(f"{line.what} {line.state.word} {line.more}")
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))


class WayDetail(QWidget):
    """The way of one load; made once and shown anew."""

    act_chosen = Signal(str)  # a WayAct

    def __init__(self, wording: Wording, form: QWidget) -> None:
        super().__init__()
        self._wording = wording
        self._way: Way | None = None
        self._number, self._chip = text_label("", "section"), Chip()
        self._menu, self._form = ActsMenu(wording, "handoff.way.act"), form
        self._form.hide()
        self.scale = LoadScaleBar(wording)
        self.scale.hide()
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._tickets, self._lines = Section(), Section()
        head = QHBoxLayout()
        head.addWidget(self._chip)
        head.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._number)
        self._column.addLayout(head)
        for part in (self._menu, self.scale, self._form, self._facts, self._tickets, self._lines):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._menu.chosen.connect(self.act_chosen)
        follow_look(self._restyle)

    def show_way(self, way: Way) -> None:
        """Show ``way``."""
        self._way = way
        w = self._wording
        self._number.setText(way.document.number)
        self._chip.show_state(words.state_chip(w, way))
        self._menu.show_acts(tuple(words.act(w, offer) for offer in offers(way)))
        self._show_facts(words.facts(w, way))
        self._tickets.setVisible(bool(way.weighed))
        _fill(self._tickets, w.say("handoff.way.tickets"), "", words.tickets(w, way))
        _fill(self._lines, w.say("handoff.way.lines"), words.answers(w, way), words.lines(w, way))

    def show_form(self, *, is_open: bool, act: str = "", weighs: bool = False) -> None:
        """The form stands in the place of the acts, one that ``weighs`` with the scale above it.

        When it goes, the hand is back on ``act``.
        """
        self.scale.setVisible(is_open and weighs)
        self._menu.setVisible(not is_open)
        self._form.setVisible(is_open)
        if not is_open and act:
            self._menu.take_hand(act)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._menu.retranslate(wording)
        self.scale.retranslate(wording)
        if self._way is not None:
            self.show_way(self._way)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        empty(self._grid)
        for at, (name, text) in enumerate(facts):
            fact = text_label(text, "")
            fact.setAccessibleName(f"{name} {text}")
            self._grid.addWidget(text_label(name, "secondary"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact, at, 1)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(0, 0, look.px(8), 0)
        self._column.setSpacing(look.px(16))
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))


def _fill(section: Section, title: str, hint: str, lines: tuple[Line, ...]) -> None:
    section.say(title, hint)
    empty(section.body)
    for line in lines:
        section.body.addWidget(_LineRow(line))
