"""Draws one case: what is in its way, the boxes for its batteries, the checklist, what can be done."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from packtrail.domain.act_papers import ActPaper
from packtrail.ui.forms.menu import ActsMenu
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, SECTION, Tone
from packtrail.ui.vehicles import words
from packtrail.ui.vehicles.acts import offers
from packtrail.ui.vehicles.papers import PAPER_KEYS
from packtrail.ui.vehicles.state import CasePage
from packtrail.ui.vehicles.words import Box, Standing, Step
from packtrail.ui.widgets.chip import Chip
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording

ABREAST = 2  # boxes beside each other


class _Box(QFrame):
    """One place for a battery; green once the battery that belongs there was scanned."""

    unit_chosen = Signal(str)

    def __init__(self, wording: Wording, box: Box) -> None:
        super().__init__()
        self._code = CodeLabel(wording, bold=True)
        self._code.show_code(box.code)
        chip, more = Chip(box.state), text_label(box.more, "hint")
        more.setVisible(bool(box.more))
        self._column = QVBoxLayout(self)
        for part in (self._code, chip, more):
            self._column.addWidget(part)
        if box.unit_id is not None:
            link = RefusableButton(wording.say("vehicles.open_unit"), role="link")
            link.setAccessibleName(f"{link.text()} {box.code}")
            link.clicked.connect(partial(self.unit_chosen.emit, box.unit_id))
            self._column.addWidget(link)
        self._column.addStretch(1)
        mark(self, role="banner", tone=box.state.tone.value)
        self.setAccessibleName(" ".join(filter(None, (box.code, box.state.word, box.more))))
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(4))


class _Step(QWidget):
    """One step of the checklist: its tick, what, and how far."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._icon = IconLabel(size=18, line=BODY)
        self._icon.show_tone(step.tone, "clock" if step.tone is Tone.QUIET else None)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(text_label(step.what, "strong"))
        column.addWidget(text_label(step.more, "secondary"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(column, 1)
        self.setAccessibleName(f"{step.what} {step.more}")
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(12))


class _InTheWay(QFrame):
    """What blocks, in one sentence, and the button that goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.button = PrimaryButton(command="vehicles.go_on")
        self._icon, self._said = IconLabel(size=24), QLabel()
        self._said.setWordWrap(True)
        mark(self._said, role="strong")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._said, 1)
        self._row.addWidget(self.button)
        follow_look(self._restyle)

    def say(self, standing: Standing, *, is_asking: bool) -> None:
        """Show it; while a form is open the form has the next word."""
        mark(self, role="banner", tone=standing.tone.value)
        self._icon.show_tone(standing.tone)
        self._said.setText(standing.sentence)
        self.button.say(standing.action, "F10")
        self.button.setVisible(bool(standing.action) and not is_asking)
        self.setAccessibleName(standing.sentence)

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        self._row.setSpacing(look.px(12))


class CaseView(QWidget):
    """One case; made once and shown anew."""

    act_chosen = Signal(str)  # a CaseAct
    next_asked = Signal()
    unit_chosen = Signal(str)
    paper_asked = Signal(str)  # an ActPaper

    def __init__(self, wording: Wording, form: QWidget) -> None:
        super().__init__()
        self._wording, self._form = wording, form
        self._page: CasePage | None = None
        self._name, self._chip, self._vin = text_label("", "title"), Chip(), CodeLabel(wording, size=SECTION)
        self._way, self._menu = _InTheWay(), ActsMenu(wording, "vehicles.act")
        self._boxes, self._steps, self._facts = Section(), Section(), Section()
        self._nothing = text_label("", "hint")
        self._box_room, facts = QWidget(), QWidget()
        self._box_grid, self._grid = QGridLayout(self._box_room), QGridLayout(facts)
        self._box_grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        for column in range(ABREAST):
            self._box_grid.setColumnStretch(column, 1)
        self._boxes.body.addWidget(self._box_room)
        self._boxes.body.addWidget(self._nothing)
        self._facts.body.addWidget(facts)
        self._head = QHBoxLayout()
        self._head.addWidget(self._name)
        self._head.addWidget(self._chip)
        self._head.addWidget(self._vin, 1)
        self._paper_row = QHBoxLayout()
        self._papers = {paper: self._paper_button(paper) for paper in PAPER_KEYS}
        self._paper_row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        for part in (self._way, self._form, self._boxes, self._menu):
            self._column.addWidget(part)
        self._column.addLayout(self._paper_row)
        for part in (self._steps, self._facts):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._menu.chosen.connect(self.act_chosen)
        self._way.button.clicked.connect(self.next_asked)
        follow_look(self._restyle)
        self.show_form(is_open=False)

    def show_page(self, page: CasePage) -> None:
        """Show ``page``."""
        self._page = page
        w, case = self._wording, page.case
        self._name.setText(words.name_of(w, case))
        self._chip.show_state(words.state_chip(w, case))
        for paper, button in self._papers.items():
            button.setText(f"{w.say(f'vehicles.paper.{paper}')}  {PAPER_KEYS[paper]}")
        self._vin.show_code(case.vin or case.vin_as_read or "")
        self._vin.setVisible(bool(case.plate and self._vin.text()))
        self._way.say(words.standing(w, page.stand), is_asking=self._is_asking)
        self._menu.show_acts(tuple(words.act(w, offer) for offer in offers(page)))
        self._show_boxes(words.boxes(w, case), words.boxes_hint(w, page.stand))
        self._show_steps(words.steps(w, page))
        self._show_facts(words.facts(w, page))

    def show_form(self, *, is_open: bool, act: str = "") -> None:
        """The form stands in the place of the acts; when it goes, the hand is back on ``act``."""
        self._is_asking = is_open
        self._form.setVisible(is_open)
        self._menu.setVisible(not is_open)
        if self._page is not None:
            self._way.say(words.standing(self._wording, self._page.stand), is_asking=is_open)
        if not is_open and act:
            self._menu.take_hand(act)

    def show_busy(self, is_busy: bool) -> None:  # noqa: FBT001 - a slot
        """While a paper is being made no other one is."""
        for button in self._papers.values():
            button.set_refusal(self._wording.say("vehicles.paper.busy") if is_busy else None)

    def take_hand(self) -> None:
        """Put the hand on the next act."""
        self._way.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._menu.retranslate(wording)
        self._vin.retranslate(wording)
        if self._page is not None:
            self.show_page(self._page)

    def _paper_button(self, paper: ActPaper) -> RefusableButton:
        button = RefusableButton(role="link")
        button.answer_to(f"vehicles.paper.{paper}", PAPER_KEYS[paper])
        button.clicked.connect(partial(self.paper_asked.emit, paper.value))
        self._paper_row.addWidget(button)
        return button

    def _show_boxes(self, boxes: Sequence[Box], hint: str) -> None:
        say = self._wording.say
        self._boxes.say(say("vehicles.boxes"), hint)
        empty(self._box_grid)
        for at, box in enumerate(boxes):
            made = _Box(self._wording, box)
            made.unit_chosen.connect(self.unit_chosen)
            self._box_grid.addWidget(made, *divmod(at, ABREAST))
        self._box_room.setVisible(bool(boxes))
        self._nothing.setText(say("vehicles.no_boxes"))
        self._nothing.setVisible(not boxes)

    def _show_steps(self, steps: Sequence[Step]) -> None:
        self._steps.say(self._wording.say("vehicles.steps"))
        empty(self._steps.body)
        for step in steps:
            self._steps.body.addWidget(_Step(step))

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        self._facts.say(self._wording.say("vehicles.facts"))
        empty(self._grid)
        for at, (name, text) in enumerate(facts):
            fact = text_label(text, "")
            fact.setAccessibleName(f"{name} {text}")
            self._grid.addWidget(text_label(name, "secondary"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact, at, 1)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(16))
        self._head.setSpacing(look.px(12))
        self._paper_row.setSpacing(look.px(12))
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))
        self._box_grid.setSpacing(look.px(8))
