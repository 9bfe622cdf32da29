"""Draws Excel 上报: where to, what would go and what waits, and the workbooks that were sealed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.sync import workbook_words as words
from packtrail.ui.sync.workbook_opened import OpenedView
from packtrail.ui.sync.workbook_state import Offer, OpenedState, WorkbookPageState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.wording import Wording


class _Chosen(QWidget):
    """A named row of chips, which is offered anew only when something else is offered."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self.row = text_label("", "secondary"), ChipRow()
        self._offered: tuple[str, list[Choice]] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._name)
        self._column.addWidget(self.row)
        follow_look(self._restyle)

    def offer(self, name: str, choices: list[Choice], chosen: str | None) -> None:
        """Show ``choices``; the hand stays where it is while they are the same."""
        self._name.setText(name)
        if self._offered != (name, choices):
            self._offered = name, choices
            self.row.set_choices(name, choices)
        self.row.choose(chosen)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(4))


class PlanCard(QFrame):
    """The upper card: what would be sealed, for whom, in which unit."""

    def __init__(self) -> None:
        super().__init__()
        self.section, self.basis = Section(), text_label("", "hint")
        self.portals, self.templates, self.units, self.which = _Chosen(), _Chosen(), _Chosen(), _Chosen()
        self.lines, self.held_name, self.held = ToldLines(), text_label("", "secondary"), DataTable()
        self.export = PrimaryButton()
        self.export.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.add_portal, self.add_template = RefusableButton(role="link"), RefusableButton(role="link")
        buttons = QWidget()
        row = FlowLayout(buttons, gap=12)
        for button in (self.export, self.add_portal, self.add_template):
            row.addWidget(button)
        parts = (self.portals, self.templates, self.basis, self.units, self.which, self.lines)
        for part in (*parts, self.held_name, self.held, buttons):
            self.section.body.addWidget(part)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.section)
        mark(self, role="card")
        follow_look(self._restyle)

    def show_plan(self, w: Wording, state: WorkbookPageState) -> None:
        """Show ``state``."""
        offer = state.offer or Offer(portals=())
        has_portal = offer.portal is not None
        self.portals.offer(w.say("sync.workbook.portals"), words.portal_choices(w, offer), offer.portal)
        self.portals.setVisible(has_portal)
        chosen = offer.asked.profile.profile.name if offer.asked else None
        self.templates.offer(w.say("sync.workbook.templates"), words.template_choices(offer), chosen)
        self.templates.setVisible(len(offer.templates) > 1)
        self.basis.setText(words.template_words(w, offer))
        self.basis.setVisible(has_portal)
        self.units.offer(w.say("sync.workbook.units"), words.unit_choices(w), offer.unit)
        self.units.setVisible(offer.needs_unit)
        choices = [Choice(key=key, word=w.say(f"sync.workbook.which_{key}")) for key in ("new", "rejected")]
        self.which.offer(
            w.say("sync.workbook.which"), choices, "rejected" if state.is_rejected_too else "new"
        )
        self.which.setVisible(has_portal)
        self.lines.say_all(words.plan_lines(w, offer) if state.offer else ())
        self._show_held(w, offer)
        self.export.say(words.export_words(w, state))
        self.export.set_refusal(words.export_refusal(w, state))

    def say(self, w: Wording) -> None:
        """Say its own words."""
        self.section.say(w.say("sync.workbook.title"), w.say("sync.workbook.hint"))
        self.add_portal.setText(w.say("sync.workbook.add_portal"))
        self.add_template.setText(w.say("sync.workbook.add_template"))

    def _show_held(self, w: Wording, offer: Offer) -> None:
        for part in (self.held_name, self.held):
            part.setVisible(bool(offer.held))
        self.held_name.setText(f"{w.say('sync.workbook.held')} · {w.say('sync.workbook.held_hint')}")
        self.held.setAccessibleName(w.say("sync.workbook.held"))
        self.held.show_rows(words.held_columns(w), [words.held_row(w, each) for each in offer.held])

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self.section.body.setSpacing(look.px(12))
        self.held.setFixedHeight(look.px(180))


class WorkbookView(QWidget):
    """The whole page: the plan, what came of the last act, the workbooks, and the one that is opened."""

    portal_chosen = Signal(str)
    template_chosen = Signal(str)
    unit_chosen = Signal(str)
    which_chosen = Signal(str)
    export_asked = Signal()
    portal_wanted = Signal()
    template_wanted = Signal()
    workbook_chosen = Signal(str)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, WorkbookPageState()
        self.plan, self.told, self.opened = PlanCard(), Banner(wording), OpenedView(wording)
        self._sealed, self._table = Section(), DataTable()
        self._sealed.body.addWidget(self._table)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.plan, self.told, self._sealed, self.opened):
            self._column.addWidget(part)
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: WorkbookPageState) -> None:
        """Show ``state``."""
        self._state = state
        w, offer = self._wording, state.offer
        self.plan.show_plan(w, state)
        books = offer.sealed if offer else ()
        hint = "sync.workbook.sealed_hint" if books else "sync.workbook.sealed_none"
        self._sealed.say(w.say("sync.workbook.sealed"), w.say(hint))
        self._table.setVisible(bool(books))
        self._table.setAccessibleName(w.say("sync.workbook.sealed"))
        if offer is not None:
            rows = [words.sealed_row(w, each, words.portal_words(w, each, offer)) for each in books]
            self._table.show_rows(words.sealed_columns(w), rows)

    def show_opened(self, state: OpenedState | None) -> None:
        """Show the workbook that is opened; None for none."""
        self.opened.render_state(state)

    def tell(self, tone: Tone, sentence: str) -> None:
        """Say what came of the last act."""
        self.told.show_message(tone, sentence)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language; a result stays as it was said."""
        self._wording = wording
        self.plan.say(wording)
        self.told.retranslate(wording)
        self.opened.retranslate(wording)
        self.render_state(self._state)

    def _connect(self) -> None:
        plan = self.plan
        plan.portals.row.chosen.connect(self.portal_chosen)
        plan.templates.row.chosen.connect(self.template_chosen)
        plan.units.row.chosen.connect(self.unit_chosen)
        plan.which.row.chosen.connect(self.which_chosen)
        plan.export.clicked.connect(self.export_asked)
        plan.add_portal.clicked.connect(self.portal_wanted)
        plan.add_template.clicked.connect(self.template_wanted)
        self._table.row_chosen.connect(self.workbook_chosen)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))
        self._table.setMinimumHeight(look.px(200))
