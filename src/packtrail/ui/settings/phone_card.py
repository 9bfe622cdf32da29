"""Draws the phones' card: on or off, the code that pairs one with what to expect, and which are paired."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from packtrail.domain.handheld import Symbology
from packtrail.domain.phones import LONGEST_NAME
from packtrail.ui.settings.phone_state import PhoneLine, PhoneState
from packtrail.ui.settings.scanner_check import Probe
from packtrail.ui.settings.scanner_probe import ScannerProbe
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.wording import Wording

ON: Final = "on"
OFF: Final = "off"


class PhoneCard(QFrame):
    """The card on the settings screen."""

    switched = Signal(bool)
    address_chosen = Signal(str)
    pairing_asked = Signal(str)  # what the phone is to be called; may be empty
    pairing_ended = Signal()
    removed = Signal(str)  # a phone's id

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, PhoneState()
        self._section = Section()
        self._switch, self._addresses = ChipRow(), ChipRow()
        self._address_name, self._phones_name = QLabel(), QLabel()
        self._status, self._done = ToldLine(), ToldLine()
        self._name = FormField(longest=LONGEST_NAME)
        self._pair, self._end = RefusableButton(role="primary"), RefusableButton(role="quiet")
        self.code = ScannerProbe()
        self.code.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # nothing is typed here
        self._steps = [text_label("", "") for _ in range(4)]
        self._phones: list[_PhoneRow] = []
        self._offered: list[Choice] = []
        self._lay_out()
        self._switch.chosen.connect(lambda key: self.switched.emit(key == ON))
        self._addresses.chosen.connect(self.address_chosen)
        self._pair.clicked.connect(self._ask)
        self._name.entered.connect(self._pair.click)
        self._end.clicked.connect(self.pairing_ended)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: PhoneState) -> None:
        """Show ``state``."""
        begins = bool(state.pairing_url) and not self._state.pairing_url
        if state.paired_name and not self._state.paired_name:
            self._name.show_text("")
        self._state = state
        self._switch.choose(ON if state.is_on else OFF)
        self._show_addresses()
        self._show_status()
        self._show_pairing()
        self._show_phones()
        if begins:
            QTimer.singleShot(0, self, self._bring_into_sight)  # when the layout has made room

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._section.say(say("phone.card.title"), say("phone.card.hint"))
        choices = [Choice(key=key, word=say(f"phone.card.{key}")) for key in (OFF, ON)]
        self._switch.set_choices(say("phone.card.switch"), choices)
        self._address_name.setText(say("phone.card.address"))
        self._phones_name.setText(say("phone.card.phones"))
        self._end.setText(say("phone.card.end_pairing"))
        self._offered = []
        self.render_state(self._state)

    def _ask(self) -> None:
        self.pairing_asked.emit(self._name.text)

    def _show_addresses(self) -> None:
        state = self._state
        words = dict(state.addresses)
        if state.address and state.address not in words:
            words[state.address] = ""
        choices = [Choice(key=key, word=f"{key} {name}".strip()) for key, name in words.items()]
        if choices != self._offered:
            self._offered = choices
            self._addresses.set_choices(self._wording.say("phone.card.address"), choices)
        self._addresses.choose(state.address)
        is_choice = state.is_on and len(words) > 1
        self._addresses.setVisible(is_choice)
        self._address_name.setVisible(is_choice)

    def _show_status(self) -> None:
        state, say = self._state, self._wording.say
        self._status.setVisible(state.is_on)
        if state.trouble is not None:
            self._status.say(Tone.WARN, say(f"phone.card.trouble.{state.trouble}"))
        elif state.origin:
            self._status.say(Tone.OK, say("phone.card.serving", origin=state.origin))
        else:
            self._status.say(Tone.QUIET, say("phone.card.starting"))

    def _show_pairing(self) -> None:
        state, say = self._state, self._wording.say
        is_open = bool(state.pairing_url)
        number = len(state.phones) + 1
        self._name.say(say("phone.card.name"), say("phone.card.name_hint", number=number))
        self._pair.setText(say("phone.card.pair_again" if is_open else "phone.card.pair"))
        refusal = "full" if state.is_full else "" if state.origin else "not_serving"
        self._pair.set_refusal(say(f"phone.card.{refusal}") if refusal else None)
        probe = Probe(Symbology.QR, state.pairing_url) if is_open else None
        self.code.show_probe(probe, say("phone.card.qr_name"))
        said = (
            say("phone.card.scan_this"),
            say("phone.card.warning"),
            say("phone.card.compare", words=" ".join(state.words)),
            say("phone.card.fingerprint", fingerprint=state.fingerprint),
        )
        for label, words in zip(self._steps, said, strict=True):
            label.setText(words)
        for part in (self.code, self._end, *self._steps):
            part.setVisible(is_open)
        for part in (self._name, self._pair):
            part.setVisible(state.is_on)
        self._done.setVisible(bool(state.paired_name))
        self._done.say(Tone.OK, say("phone.card.paired", name=state.paired_name))

    def _show_phones(self) -> None:
        state = self._state
        while len(self._phones) < len(state.phones):
            row = _PhoneRow()
            row.removed.connect(self.removed)
            self._phones.append(row)
            self._list.addWidget(row)
        for at, row in enumerate(self._phones):
            row.setVisible(at < len(state.phones))
            if at < len(state.phones):
                row.show_phone(state.phones[at], self._wording)
        self._phones_name.setVisible(state.is_on or bool(state.phones))
        self._none.setVisible(state.is_on and not state.phones)
        self._none.setText(self._wording.say("phone.card.none"))

    def _bring_into_sight(self) -> None:
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            parent.ensureWidgetVisible(self.code)

    def _lay_out(self) -> None:
        mark(self, role="card")
        for label in (self._address_name, self._phones_name):
            mark(label, role="secondary")
        self._none = text_label("", "hint")
        self._list, self._told = QVBoxLayout(), QVBoxLayout()
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        self._beside.addLayout(self._told, 1)
        for label in self._steps:
            self._told.addWidget(label)
        self._told.addStretch(1)
        buttons = QWidget()
        row = FlowLayout(buttons)
        row.addWidget(self._pair)
        row.addWidget(self._end)
        body = self._section.body
        for part in (self._switch, self._address_name, self._addresses, self._status, self._name, buttons):
            body.addWidget(part)
        body.addLayout(self._beside)
        for part in (self._done, self._phones_name, self._none):
            body.addWidget(part)
        body.addLayout(self._list)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._list.setSpacing(look.px(8))
        self._told.setSpacing(look.px(8))
        self._beside.setSpacing(look.px(16))


class _PhoneRow(QWidget):
    """One paired phone: its name, its last scan, and the way to be rid of it."""

    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name, self._last = text_label("", ""), text_label("", "hint")
        self._remove = RefusableButton(role="quiet")
        self._phone_id = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._name, 1)
        self._row.addWidget(self._last, 1)
        self._row.addWidget(self._remove)
        self._remove.clicked.connect(lambda: self.removed.emit(self._phone_id))
        follow_look(self._restyle)

    def show_phone(self, phone: PhoneLine, w: Wording) -> None:
        """Show ``phone``."""
        self._phone_id = phone.phone_id
        self._name.setText(phone.name)
        at = w.say("phone.card.last", at=phone.last_scan) if phone.last_scan else w.say("phone.card.never")
        self._last.setText(at)
        self._remove.setText(w.say("phone.card.remove", name=phone.name))

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(12))
