"""Draws 更正请求: what is asked, by whom and until when, each with the field to open and the other answer."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from packtrail.domain.operators import Operator
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.state import Ask, Typed
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.usecases.correction_requests import AskedCorrection, decline_request
from packtrail.usecases.ports import Clock, NewId, Store
from packtrail.wording import Wording
from packtrail.wording.fields import field_words
from packtrail.wording.values import moment_words, word

ANSWERED_SHOWN = 5


def record_words(w: Wording, asked: AskedCorrection) -> str:
    """The record, and the field of it that is meant."""
    kind = word(w, "record_type", asked.record_type)
    said = w.say("sync.record", subject=asked.subject or "—", kind=kind, at=moment_words(asked.recorded_at))
    if not asked.pointer:
        return said
    return w.say("sync.field_wrong", record=said, field=field_words(w, asked.record_type, asked.pointer))


def who_words(w: Wording, asked: AskedCorrection, now: datetime) -> tuple[Tone, str]:
    """Who asks, and until when."""
    who = word(w, "requested_by", asked.asked_by)
    if asked.due_at is None:
        return Tone.WARN, w.say("sync.request.asked", who=who, at=moment_words(asked.heard_at))
    is_late = now > asked.due_at
    key = "sync.request.asked_late" if is_late else "sync.request.asked_until"
    said = w.say(key, who=who, at=moment_words(asked.heard_at), due=moment_words(asked.due_at))
    return Tone.DANGER if is_late else Tone.WARN, said


def answered_words(w: Wording, asked: AskedCorrection) -> str:
    """What became of it."""
    said = w.say(f"sync.request.{asked.outcome}", reason=asked.declined_because)
    return f"{record_words(w, asked)} · {said}"


@dataclass(frozen=True, slots=True)
class DeclineForm:
    """不更正: the record stays as it is, with the reason."""

    asked: AskedCorrection

    def title(self, w: Wording) -> str:
        """Of which record."""
        return w.say("sync.request.decline_title", subject=self.asked.subject or "—")

    def hint(self, w: Wording) -> str:
        """What it does and doesn't do."""
        return w.say("sync.request.decline_hint", reason=self.asked.reason)

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Why."""
        return (Ask(key="reason", name=w.say("sync.request.decline_reason"), is_needed=True),)

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Keep the reason."""
        return acts.act(_decline, self.asked.request_id, typed.text("reason"))


class RequestList(Section):
    """Hidden while nothing was ever asked."""

    opened = Signal(object)  # AskedCorrection: its record is to be corrected
    declined = Signal(object)  # AskedCorrection

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Wording, tuple[AskedCorrection, ...]] | None = None
        self.hide()

    def show_requests(self, w: Wording, requests: tuple[AskedCorrection, ...], now: datetime) -> None:
        """Show them; the hand keeps its place while they are the same."""
        self.setVisible(bool(requests))
        if self._shown == (w, requests):
            return
        self._shown = w, requests
        waiting = [each for each in requests if each.is_open]
        hint = w.say("sync.request.hint") if waiting else w.say("sync.request.all_answered")
        self.say(w.say("sync.request.title", count=len(waiting)), hint)
        empty(self.body)
        for asked in waiting:
            self.body.addWidget(self._card(w, asked, now))
        for asked in [each for each in requests if not each.is_open][:ANSWERED_SHOWN]:
            self.body.addWidget(text_label(answered_words(w, asked), "hint"))

    def _card(self, w: Wording, asked: AskedCorrection, now: datetime) -> "_RequestCard":
        card = _RequestCard(w, asked, now)
        card.correct.clicked.connect(lambda: self.opened.emit(asked))
        card.decline.clicked.connect(lambda: self.declined.emit(asked))
        return card


class _RequestCard(QFrame):
    """One request that waits for its answer."""

    def __init__(self, w: Wording, asked: AskedCorrection, now: datetime) -> None:
        super().__init__()
        tone, who = who_words(w, asked, now)
        icon = IconLabel(size=20)
        icon.show_tone(tone)
        self._grid = QGridLayout(self)
        self._grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        said = ((asked.reason, "strong"), (who, "secondary"), (record_words(w, asked), ""))
        for at, (text, role) in enumerate(said):
            self._grid.addWidget(text_label(text, role), at, 1)
        self.correct = _button(w.say("sync.request.correct"), record_words(w, asked))
        self.decline = _button(w.say("sync.request.decline"), record_words(w, asked))
        buttons = QWidget()
        row = FlowLayout(buttons, gap=12)
        row.addWidget(self.correct)
        row.addWidget(self.decline)
        self._grid.addWidget(buttons, len(said), 1)
        self._grid.setColumnStretch(1, 1)
        self.setAccessibleName(f"{asked.reason} {who}")
        mark(self, role="card")
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._grid.setContentsMargins(look.px(16), look.px(12), look.px(12), look.px(12))
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(4))


def _button(text: str, about: str) -> RefusableButton:
    button = RefusableButton(text, role="link")
    button.setAccessibleName(f"{text} {about}")
    button.setAutoDefault(True)  # Enter opens, as Space does
    return button


def _decline(request_id: str, reason: str, *, by: Operator, store: Store, now: Clock, new_id: NewId) -> None:  # noqa: ARG001
    """``decline_request`` writes no record and draws no id."""
    decline_request(request_id, reason, by=by, store=store, now=now)
