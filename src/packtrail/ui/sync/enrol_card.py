"""Binds this station to a platform: an address and a one-time code, nothing else."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from packtrail.ui.sync.state import SyncState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.wording import Wording

_WIDEST = 640


class EnrolCard(QFrame):
    """Shown while there is nobody to report to."""

    edited = Signal(str, str)  # address, code
    enrol_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._section = Section()
        self._address, self._code = FormField(longest=300), FormField(longest=60)
        self._button = RefusableButton()
        for widget in (self._address, self._code, self._button):
            self._section.body.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        for field in (self._address, self._code):
            field.edited.connect(lambda _: self.edited.emit(self._address.text, self._code.text))
            field.entered.connect(self._button.click)
        self._button.clicked.connect(self.enrol_asked)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_state(self, state: SyncState) -> None:
        """Show what was typed, and whether it is enough."""
        self.setVisible(state.needs_enrolment)
        self._address.show_text(state.address)
        self._code.show_text(state.enrolment_code)
        say = self._wording.say
        self._button.setText(say("sync.enrol.working" if state.is_enrolling else "sync.enrol.button"))
        if state.is_enrolling:
            self._button.set_refusal(say("sync.enrol.working"))
        else:
            is_ready = bool(state.address.strip() and state.enrolment_code.strip())
            self._button.set_refusal(None if is_ready else say("sync.enrol.missing"))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._section.say(say("sync.enrol.title"), say("sync.enrol.hint"))
        self._address.say(say("sync.enrol.address"), say("sync.enrol.address_example"))
        self._code.say(say("sync.enrol.code"), say("sync.enrol.code_example"))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self.setMaximumWidth(look.px(_WIDEST))
