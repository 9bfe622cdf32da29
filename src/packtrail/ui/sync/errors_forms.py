"""The form that an error opens: the very field with what stands in it now, or the record to be voided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from packtrail.domain.correcting import CorrectionReason
from packtrail.domain.records.gate import ConditionClass, MassBasis, SourceType
from packtrail.domain.records.handoff import AckOutcome, ConsigneeRole
from packtrail.domain.voiding import VoidReason
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.asks import choices_of, photos
from packtrail.ui.forms.state import Ask, AskKind, Typed
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.report_errors import Target
from packtrail.usecases.void_record import void_record
from packtrail.wording import Wording
from packtrail.wording.fields import field_words
from packtrail.wording.problems import problem_words
from packtrail.wording.values import mass_words, moment_words, word

_GRAMS: Final = 1000

_CHOICES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "condition_class": ("condition", tuple(ConditionClass)),
    "consignee_role": ("consignee_role", tuple(ConsigneeRole)),
    "mass_basis": ("mass_basis", tuple(MassBasis)),
    "outcome": ("ack_outcome", tuple(AckOutcome)),
    "source_type": ("source", tuple(SourceType)),
}
"""Fields that hold a word of a list of ours, with the list that says it in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrong:
    """An error opened: where it is put right, and what stands there now."""

    target: Target
    code: str
    value: object  # of the field, None where it is empty or there is no single field
    head: str  # of the record as it was looked at
    said: str = ""  # what somebody who asks for a correction wrote, instead of a code

    def what(self, w: Wording) -> str:
        """What is wrong, in our words with its code, or in those of who asks."""
        if self.said:
            return w.say("sync.request.quoted", reason=self.said)
        return w.say("sync.problem", what=problem_words(w, self.code).what, code=self.code)


@dataclass(frozen=True, slots=True)
class CorrectForm:
    """更正 of one field of one record."""

    wrong: Wrong

    def title(self, w: Wording) -> str:
        """Which field."""
        return w.say("sync.correct.title", field=self._field(w))

    def hint(self, w: Wording) -> str:
        """What the platform said, and what stands there now."""
        now = _shown(w, self.wrong.target.field or "", self.wrong.value)
        return w.say(
            "sync.correct.hint",
            what=self.wrong.what(w),
            now=now or w.say("sync.correct.nothing"),
        )

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """The new value first: the hand is on it when the form opens."""
        return (
            self._value(w),
            Ask(
                key="reason_code",
                name=w.say("sync.correct.reason_code"),
                kind=AskKind.CHOICE,
                is_needed=True,
                first=CorrectionReason.TYPO,
                choices=choices_of(w, "correction_reason", CorrectionReason),
            ),
            Ask(key="reason", name=w.say("sync.correct.reason"), is_needed=True),
            photos(w),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Write the correction."""
        field = self.wrong.target.field or ""
        return acts.act(
            correct_record,
            self.wrong.target.record_id,
            {field: self._given(field, typed)},
            reason_code=typed.text("reason_code"),
            reason_text=typed.text("reason"),
            seen_head=self.wrong.head,
            attachments=typed.photos,
        )

    def _field(self, w: Wording) -> str:
        return field_words(w, self.wrong.target.record_type, f"/body/{self.wrong.target.field}")

    def _value(self, w: Wording) -> Ask:
        field, name = self.wrong.target.field or "", w.say("sync.correct.value")
        if field in _CHOICES:
            vocabulary, tokens = _CHOICES[field]
            return Ask(
                key="value",
                name=name,
                kind=AskKind.CHOICE,
                is_needed=True,
                first=str(self.wrong.value or ""),
                choices=choices_of(w, vocabulary, tokens),
            )
        return Ask(
            key="value", name=name, kind=_kind(field, self.wrong.value), first=_typed(field, self.wrong.value)
        )

    def _given(self, field: str, typed: Typed) -> object:
        kind = _kind(field, self.wrong.value)
        if kind is AskKind.MASS and field not in _CHOICES:
            return typed.grams("value")
        if kind is AskKind.NUMBER and field not in _CHOICES:
            return typed.number("value")
        return typed.told("value")


@dataclass(frozen=True, slots=True)
class VoidOneForm:
    """作废 of the record that an error is about."""

    wrong: Wrong

    def title(self, w: Wording) -> str:
        """Which kind of record."""
        return w.say("sync.void.title", kind=word(w, "record_type", self.wrong.target.record_type))

    def hint(self, w: Wording) -> str:
        """What the platform said, and why there is no field to correct."""
        return w.say("sync.void.hint", what=self.wrong.what(w))

    def asks(self, w: Wording, _: Typed) -> tuple[Ask, ...]:
        """Why."""
        return (
            Ask(
                key="reason_code",
                name=w.say("sync.void.reason_code"),
                kind=AskKind.CHOICE,
                is_needed=True,
                choices=choices_of(w, "void_reason", VoidReason),
            ),
            Ask(key="reason", name=w.say("sync.correct.reason"), is_needed=True),
            photos(w),
        )

    def do(self, acts: OutletActs, typed: Typed) -> object:
        """Void it."""
        return acts.act(
            void_record,
            self.wrong.target.record_id,
            typed.text("reason_code"),
            typed.text("reason"),
            attachments=typed.photos,
        )


def _kind(field: str, value: object) -> AskKind:
    if field.endswith("_g"):
        return AskKind.MASS
    if isinstance(value, datetime):
        return AskKind.MOMENT
    return AskKind.NUMBER if isinstance(value, int) and not isinstance(value, bool) else AskKind.TEXT


def _typed(field: str, value: object) -> str:
    """What stands in the field as somebody would type it."""
    if value is None:
        return ""
    if field.endswith("_g") and isinstance(value, int):
        return f"{value // _GRAMS}.{value % _GRAMS:03d}".rstrip("0").rstrip(".")
    if isinstance(value, datetime):
        return moment_words(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _shown(w: Wording, field: str, value: object) -> str:
    if field in _CHOICES:
        return word(w, _CHOICES[field][0], str(value or ""))
    if field.endswith("_g") and isinstance(value, int):
        return f"{mass_words(value)} kg"
    return _typed(field, value)
