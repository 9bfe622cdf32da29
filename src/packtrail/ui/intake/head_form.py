"""Who brings this delivery: chosen and typed once at the top, then folded to one line."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from packtrail.ui.intake.state import SOURCES, HeadState, source_word
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

FIELDS = ("deliverer_name", "deliverer_uscc", "deliverer_person", "vehicle_plate", "claimed_count")
_LONGEST = {"deliverer_uscc": 24, "vehicle_plate": 16, "claimed_count": 6}


class HeadForm(QFrame):
    """Draws a HeadState."""

    changed = Signal(str, str)  # field, text
    source_chosen = Signal(str)
    same_again_asked = Signal()
    open_asked = Signal()
    left = Signal()  # Enter in the last field

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._summary, self._fault, self._privacy = QLabel(), QLabel(), QLabel()
        self._source = QLabel()
        self._change, self._again = RefusableButton(role="link"), RefusableButton()
        self._sources = ChipRow()
        self._fields = {name: FormField(longest=_LONGEST.get(name, 200)) for name in FIELDS}
        self._folded, self._spread = QWidget(), QWidget()
        for label in (self._summary, self._privacy):
            label.setWordWrap(True)
        mark(self, role="card")
        mark(self._summary, role="strong")
        mark(self._source, role="secondary")
        mark(self._fault, tone=Tone.DANGER.value)
        mark(self._privacy, role="hint")
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_state(self, state: HeadState) -> None:
        """Show ``state``; the field under the hand is left alone while its text is the same."""
        self._spread.setVisible(state.is_open)
        self._folded.setVisible(not state.is_open)
        self._summary.setText(state.summary)
        self._sources.choose(state.source)
        self._again.setText(f"{state.same_again}  {self._key}")
        self._again.answer_to("intake.same_again", self._key if state.same_again and state.is_open else "")
        self._again.setVisible(bool(state.same_again))
        fault = state.faults.get("source_type", "")
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        texts = (state.name, state.uscc, state.person, state.plate, state.claimed)
        for (name, field), text in zip(self._fields.items(), texts, strict=True):
            field.show_text(text)
            field.show_message(Tone.DANGER, state.faults.get(name, ""))
        for name in ("deliverer_name", "deliverer_uscc"):
            self._fields[name].setVisible(not state.is_person)
        self._fields["deliverer_person"].setVisible(state.is_person)
        self._privacy.setVisible(state.is_person)

    def focus_field(self, name: str) -> None:
        """Put the hand on the field ``name``."""
        field = self._fields.get(name)
        if field is None:
            self._sources.focus_choice()
        else:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._key = wording.say("intake.head.same_again_key")
        self._source.setText(wording.say("intake.head.source"))
        self._change.setText(wording.say("intake.head.change"))
        self._privacy.setText(wording.say("intake.head.person_stays"))
        self._sources.set_choices(
            wording.say("intake.head.source"),
            [
                Choice(key=each, word=source_word(wording, each), command=f"intake.source.{each}")
                for each in SOURCES
            ],
        )
        for name, field in self._fields.items():
            field.say(wording.say(f"intake.head.{name}"))

    def _count(self) -> None:
        """Put the hand on the number of packs that the deliverer says."""
        self.open_asked.emit()
        self.focus_field("claimed_count")

    def _connect(self) -> None:
        KeyAct("intake.claimed", "", self, self._count)
        self._change.clicked.connect(self.open_asked)
        self._again.clicked.connect(self.same_again_asked)
        self._sources.chosen.connect(self.source_chosen)
        for name, field in self._fields.items():
            field.edited.connect(partial(self.changed.emit, name))
            field.entered.connect(partial(self._next_after, name))

    def _next_after(self, name: str) -> None:
        """Enter goes to the next field that is shown, and from the last to the labels."""
        shown = [other for other in FIELDS if self._fields[other].isVisible()]
        following = shown[shown.index(name) + 1 :]
        if following:
            self._fields[following[0]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.left.emit()

    def _lay_out(self) -> None:
        self._line = QHBoxLayout(self._folded)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._summary, 1)
        self._line.addWidget(self._change)
        self._column = QVBoxLayout(self._spread)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self._source)
        self._column.addWidget(self._sources)
        self._column.addWidget(self._fault)
        self._grid = QGridLayout()
        self._grid.addWidget(self._fields["deliverer_name"], 0, 0, 1, 2)
        self._grid.addWidget(self._fields["deliverer_person"], 1, 0, 1, 2)
        self._grid.addWidget(self._privacy, 2, 0, 1, 2)
        self._grid.addWidget(self._fields["deliverer_uscc"], 3, 0, 1, 2)
        self._grid.addWidget(self._fields["vehicle_plate"], 4, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._fields["claimed_count"], 4, 1, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(self._grid)
        self._outer = QVBoxLayout(self)
        self._outer.addWidget(self._folded)
        self._outer.addWidget(self._spread)

    def _restyle(self, look: Look) -> None:
        self._outer.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._column.setSpacing(look.px(8))
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(4))
