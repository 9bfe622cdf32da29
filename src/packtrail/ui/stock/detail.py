"""One unit at the right of the table: its code, what keeps it apart, what can be done, its life so far."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.forms.menu import ActsMenu
from packtrail.ui.stock import words
from packtrail.ui.stock.acts import offers
from packtrail.ui.stock.asking import Asking
from packtrail.ui.stock.life import UnitLife
from packtrail.ui.stock.life_card import LifeCard
from packtrail.ui.stock.life_words import life_card
from packtrail.ui.stock.moments import Moment
from packtrail.ui.stock.timeline import timeline
from packtrail.ui.stock.words import TONE_OF_CUSTODY
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import SECTION, Tone
from packtrail.ui.widgets.chip import Chip, ChipState
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording


class _Step(QWidget):
    """One step of the life: icon, what, when, more, and what was amended since."""

    def __init__(self, step: Moment) -> None:
        super().__init__()
        self._icon = IconLabel(size=18)
        self._icon.show_tone(step.tone, "clock" if step.tone is Tone.QUIET else None)
        column = QVBoxLayout()
        column.setSpacing(0)
        lines = ((step.what, "strong"), (step.at, "hint"), *((more, "secondary") for more in step.more))
        for text, role in (*lines, *((note, "hint") for note in step.notes)):
            if text:
                column.addWidget(text_label(text, role))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(column, 1)
        self.setAccessibleName(" ".join(filter(None, (step.what, step.at, *step.more, *step.notes))))
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(8))


class _Apart(QFrame):
    """What keeps a unit isolated, line by line."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._title = IconLabel(size=20), QLabel()
        self._title.setWordWrap(True)
        mark(self._title, role="strong")
        self._lines = QVBoxLayout()
        head = QHBoxLayout()
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addLayout(self._lines)
        follow_look(self._restyle)

    def show_lines(self, tone: Tone, title: str, lines: tuple[str, ...]) -> None:
        """Show ``lines`` under ``title``; hidden without one."""
        self.setVisible(bool(title))
        mark(self, role="banner", tone=tone.value)
        self._icon.show_tone(tone)
        self._title.setText(title)
        empty(self._lines)
        for line in lines:
            self._lines.addWidget(text_label(line, "secondary"))
        self.setAccessibleName(" ".join((title, *lines)))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))


class UnitDetail(QWidget):
    """The detail of one unit; made once and shown anew."""

    load_asked = Signal(str)  # unit id
    act_chosen = Signal(str)  # a UnitAct
    again_asked = Signal()  # the hubs
    print_asked = Signal()
    slip_asked = Signal()
    correction_asked = Signal()
    label_asked = Signal()

    def __init__(self, wording: Wording, form: QWidget) -> None:
        super().__init__()
        self._wording = wording
        self._life: UnitLife | None = None
        self._now: datetime | None = None
        self._code = CodeLabel(wording, size=SECTION, bold=True)
        self._chip = Chip()
        self._load = RefusableButton()
        self._load.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._known, self._steps = LifeCard(), Section()
        self._asking, self._is_printing = Asking(), False
        self._apart, self._menu = _Apart(), ActsMenu(wording, "stock.act")
        self._form = form
        self._form.hide()
        self._head = FlowLayout()  # side by side where there is room
        self._head.addWidget(self._chip)
        self._head.addWidget(self._load)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._code)
        self._column.addLayout(self._head)
        for part in (self._apart, self._menu, self._form):
            self._column.addWidget(part)
        self._column.addWidget(self._facts)
        self._column.addWidget(self._known)
        self._column.addWidget(self._steps)
        self._column.addStretch(1)
        self._load.clicked.connect(self._ask_load)
        self._menu.chosen.connect(self.act_chosen)
        self._known.again_asked.connect(self.again_asked)
        self._known.print_asked.connect(self.print_asked)
        self._known.slip_asked.connect(self.slip_asked)
        self._known.correction_asked.connect(self.correction_asked)
        self._known.label_asked.connect(self.label_asked)
        follow_look(self._restyle)

    def show_life(self, life: UnitLife, now: datetime) -> None:
        """Show ``life`` as it is at ``now``."""
        self._life, self._now = life, now
        w, unit = self._wording, life.unit
        state = words.state_word(w, unit)
        self._code.show_code(unit.label)
        self._chip.show_state(ChipState(TONE_OF_CUSTODY.get(unit.custody, Tone.QUIET), state))
        self._load.setText(w.say("stock.put_on_load"))
        self._load.set_refusal(None if life.can_be_loaded else w.say("stock.not_loadable", state=state))
        title, lines = words.apart(w, life)
        self._apart.show_lines(TONE_OF_CUSTODY.get(unit.custody, Tone.QUIET), title, lines)
        self._menu.show_acts(tuple(words.act(w, offer) for offer in offers(life)))
        self._show_facts(words.facts(w, life))
        self._steps.say(w.say("stock.life.title"))
        empty(self._steps.body)
        for step in timeline(w, life, now):
            self._steps.body.addWidget(_Step(step))
        self._show_known()

    def show_asking(self, asking: Asking, *, is_printing: bool = False) -> None:
        """Show how asking the hubs and making its paper stand."""
        self._asking, self._is_printing = asking, is_printing
        self._show_known()

    def show_form(self, *, is_open: bool, act: str = "") -> None:
        """The form stands in the place of the acts; when it goes, the hand is back on ``act``."""
        self._menu.setVisible(not is_open)
        self._form.setVisible(is_open)
        if not is_open and act:
            self._menu.take_hand(act)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._code.retranslate(wording)
        self._menu.retranslate(wording)
        if self._life is not None and self._now is not None:
            self.show_life(self._life, self._now)

    def _show_known(self) -> None:
        if self._life is not None and self._now is not None:
            state = life_card(
                self._wording, self._life, self._asking, self._now, is_printing=self._is_printing
            )
            self._known.show_state(state)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        empty(self._grid)
        for at, (name, text) in enumerate(facts):
            label, fact = QLabel(name), QLabel(text)
            mark(label, role="secondary")
            fact.setWordWrap(True)
            fact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            fact.setAccessibleName(f"{name} {text}")
            self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact, at, 1)

    def _ask_load(self) -> None:
        if self._life is not None:
            self.load_asked.emit(self._life.unit.unit_id)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(0, 0, look.px(8), 0)
        self._column.setSpacing(look.px(16))
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))
