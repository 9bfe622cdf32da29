"""The papers that the rules ask of a recipient: seen, missing or over, and what to do about it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.domain.eligibility import SET_UP_BY
from packtrail.domain.moments import MomentFault
from packtrail.domain.party import PartyKind
from packtrail.ui.handoff.party_state import Need, Seen, can_keep, papers_to_note
from packtrail.ui.handoff.state import HandoffState
from packtrail.ui.handoff.words import papers_stop
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BODY, Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording
from packtrail.wording.values import word

_TONES = {Seen.HELD: Tone.OK, Seen.MISSING: Tone.WARN, Seen.EXPIRED: Tone.DANGER}


class _NeedLine(QWidget):
    """One requirement: a sign and its words, which may break."""

    def __init__(self, tone: Tone, words: str) -> None:
        super().__init__()
        icon, label = IconLabel(size=16, line=BODY), QLabel(words)
        icon.show_tone(tone)
        label.setWordWrap(True)
        mark(label, tone=tone.value)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(label, 1)
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._row.setSpacing(look.px(8))


class RecipientPapers(QWidget):
    """Below the recipient's fields; says nothing while nobody is named."""

    keep_asked = Signal()
    noted = Signal(str, str)  # a paper, and its last day or who set the recipient up
    reason_edited = Signal(str)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._shown: tuple[Need, ...] | None = None
        self._offered: tuple[str, ...] | None = None
        self._said, self._stop, self._name = QLabel(), QLabel(), QLabel()
        self._keep, self._note = RefusableButton(), RefusableButton()
        self._list = QWidget()
        self._lines = QVBoxLayout(self._list)
        self._papers, self._until, self._reason = ChipRow(), FormField(longest=200), FormField(longest=200)
        for label in (self._said, self._stop):
            label.setWordWrap(True)
        mark(self._said, role="hint")
        mark(self._name, role="secondary")
        mark(self._stop, tone=Tone.WARN.value)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (
            self._said, self._keep, self._list, self._name, self._papers, self._until, self._note, self._stop,
            self._reason,
        ):  # fmt: skip
            self._column.addWidget(part)
        for button in (self._keep, self._note):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._keep.clicked.connect(self.keep_asked)
        self._papers.chosen.connect(lambda _paper: self._say_until())
        self._until.entered.connect(self._note_it)
        self._note.clicked.connect(self._note_it)
        self._reason.edited.connect(self.reason_edited)
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_state(self, state: HandoffState) -> None:
        """Show the card on file, or the way to keep one."""
        parties, say = state.parties, self._wording.say
        is_new = parties.recipient is None and can_keep(state.draft, PartyKind.RECIPIENT)
        self._said.setVisible(is_new or bool(parties.needs))
        self._said.setText(
            say(
                "handoff.party.unknown"
                if is_new
                else f"handoff.party.{'title' if parties.wanting else 'all_seen'}"
            )
        )
        self._keep.setVisible(is_new)
        self._show_needs(parties.needs)
        self._offer_papers(papers_to_note(parties.needs))
        self._stop.setVisible(parties.wanting)
        self._stop.setText(papers_stop(self._wording, state))
        self._reason.setVisible(parties.wanting and parties.may_override)
        self._reason.show_text(state.draft.override_reason or "")

    def say_fault(self, fault: MomentFault | None) -> None:
        """Say what is wrong with the day that was typed; None empties the field for the next."""
        if fault is None:
            self._until.show_text("")
            self._until.show_message(Tone.QUIET, "")
        else:
            sentence = self._wording.say(f"faults.{fault.value}", value=self._until.text)
            self._until.show_message(Tone.DANGER, sentence)

    def focus_reason(self) -> None:
        """Put the hand where a supervisor says why."""
        self._reason.setFocus()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; what is known is said at the next state."""
        self._wording, self._shown, self._offered = wording, None, None
        say = wording.say
        self._keep.setText(say("handoff.party.keep"))
        self._name.setText(say("handoff.party.note_name"))
        self._note.setText(say("handoff.party.note"))
        self._reason.say(say("handoff.party.override"))
        self._say_until()

    def _show_needs(self, needs: tuple[Need, ...]) -> None:
        if needs == self._shown:
            return
        self._shown = needs
        empty(self._lines)
        for need in needs:
            line = _NeedLine(_TONES[need.seen], _need_words(self._wording, need))
            self._lines.addWidget(line)
            line.show()
        self._list.setVisible(bool(needs))

    def _offer_papers(self, papers: tuple[str, ...]) -> None:
        for part in (self._name, self._papers, self._until, self._note):
            part.setVisible(bool(papers))
        if papers == self._offered:
            return
        self._offered = papers
        w = self._wording
        choices = [Choice(key=paper, word=_paper_word(w, paper)) for paper in papers]
        self._papers.set_choices(w.say("handoff.party.note_name"), choices)
        self._say_until()

    def _say_until(self) -> None:
        key = "set_up_by" if self._papers.key == SET_UP_BY else "until"
        self._until.say(self._wording.say(f"handoff.party.{key}"))
        refusal = None if self._papers.key else self._wording.say("handoff.party.note_first")
        self._note.set_refusal(refusal)

    def _note_it(self) -> None:
        if self._papers.key is not None:
            self.noted.emit(self._papers.key, self._until.text)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(look.px(4))


def _need_words(w: Wording, need: Need) -> str:
    requirement = word(w, "requirement", need.requirement)
    if need.seen is not Seen.HELD:
        return w.say(f"recipients.{need.seen}", requirement=requirement)
    if need.until is not None:
        return w.say("recipients.expiring_soon", requirement=requirement, day=need.until.isoformat())
    return w.say("handoff.party.held", requirement=requirement)


def _paper_word(w: Wording, paper: str) -> str:
    return word(w, "requirement" if paper == SET_UP_BY else "party_paper", paper)
