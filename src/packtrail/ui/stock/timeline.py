"""The life of a unit in words: what happened when, by whom, on which paper, and what was amended since."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from packtrail.domain.custody import Custody
from packtrail.domain.records import (
    Body,
    ConditionCheck,
    ConsigneeAck,
    HandoffCancelled,
    IdentityResolution,
    IncidentClosed,
    Intake,
    QuarantineRelease,
    ReturnedToSource,
    ReturnIn,
    SafetyDetermination,
    SecondConfirmation,
    Treatment,
)
from packtrail.domain.sync_state import SETTLED, UNSENT, SubmissionState
from packtrail.domain.unit_life import Amendment, LifeEvent
from packtrail.ui.stock.collected import merged
from packtrail.ui.stock.life import ReportedTo, UnitLife
from packtrail.ui.stock.moments import Moment
from packtrail.ui.theme.tokens import Tone
from packtrail.wording import Wording
from packtrail.wording.fields import value_words
from packtrail.wording.values import age_words, mass_words, moment_words, word

_REFUSED = {SubmissionState.REJECTED, SubmissionState.BLOCKED, SubmissionState.MANUAL_ACTION}


def timeline(w: Wording, life: UnitLife, now: datetime) -> tuple[Moment, ...]:
    """The life of a unit in the order in which it was written, then where it was reported."""
    return (
        *merged(w, life.page, [(event, _event(w, life, event)) for event in life.events], now),
        *(_reported(w, to, now) for to in life.reported),
    )


def person(w: Wording, ref: str, life: UnitLife) -> str:
    """Who did something: the name that the list of users has, else the reference that the record has."""
    return w.say("stock.life.by", who=name_of(ref, life))


def name_of(ref: str, life: UnitLife) -> str:
    """The name of who did something, as far as this station knows it."""
    unlisted = life.operator.name if ref == life.operator.ref else ref
    return life.names.get(ref, unlisted)


def _event(w: Wording, life: UnitLife, event: LifeEvent) -> Moment:
    what = word(w, "record_type", event.kind)
    moved = _moves(event, life)
    if event.custody is not None and moved:
        what = w.say("stock.life.then", what=what, custody=word(w, "custody", event.custody))
    if event.void is not None:
        what = w.say("stock.life.void", what=what)
    at = moment_words(event.happened_at)
    if event.is_late:
        at = w.say("stock.life.late", at=at, recorded=moment_words(event.recorded_at))
    said = (_said(w, event), _paper(w, life, event), _place(w, event), _who(w, life, event))
    return Moment(
        at=at,
        what=what,
        more=tuple(filter(None, said)),
        notes=tuple(_amendments(w, life, event)),
        tone=_tone(event, moved=moved),
    )


def _moves(event: LifeEvent, life: UnitLife) -> bool:
    """Whether the custody after an event is another than after the one before it."""
    before: Custody | None = None
    for each in life.events:
        if each.record_id == event.record_id:
            return event.custody is not before
        before = each.custody or before
    return False


def _tone(event: LifeEvent, *, moved: bool) -> Tone:
    if event.void is not None:
        return Tone.QUIET
    body = event.body
    if isinstance(body, SafetyDetermination):
        return Tone.OK if body.passed else Tone.DANGER
    return _TONES.get(event.custody, Tone.INFO) if event.custody and moved else Tone.INFO


_TONES = {
    Custody.QUARANTINED: Tone.DANGER,
    Custody.RECEIVED: Tone.WARN,
    Custody.RETURNING: Tone.WARN,
    Custody.IN_STORAGE: Tone.OK,
    Custody.DELIVERED: Tone.OK,
}


def _paper(w: Wording, life: UnitLife, event: LifeEvent) -> str:
    paper = event.paper
    if paper is None:
        return ""
    if paper.kind == "delivery" and life.delivery is not None:
        who = life.delivery.deliverer_name or word(w, "source", life.unit.source_type)
        return w.say("stock.life.from", number=paper.number, who=who)
    if paper.kind == "handoff" and life.handoff is not None and paper.document_id == life.handoff.handoff_id:
        who = life.handoff.consignee_name or life.handoff.consignee_uscc
        return w.say("stock.life.to", number=paper.number, who=who)
    return paper.number


def _place(w: Wording, event: LifeEvent) -> str:
    place = "/".join(filter(None, event.place))
    return w.say("stock.life.place", place=place) if place else ""


def _who(w: Wording, life: UnitLife, event: LifeEvent) -> str:
    who = person(w, event.operator_ref, life)
    if event.second_ref is not None:
        second = person(w, event.second_ref, life)
        who = w.say("stock.joint").join((who, w.say("stock.life.second", who=second)))
    if event.proofs:
        who = w.say("stock.joint").join((who, w.say("forms.photos", count=len(event.proofs))))
    return who


def _amendments(w: Wording, life: UnitLife, event: LifeEvent) -> list[str]:
    said = [
        _amendment(w, life, each, "pending" if each.is_pending else "corrected") for each in event.corrections
    ]
    if event.void is not None:
        said.append(_amendment(w, life, event.void, "voided"))
    return said


def _amendment(w: Wording, life: UnitLife, each: Amendment, kind: str) -> str:
    changes = w.say("values.comma").join(
        w.say(
            "stock.life.change",
            field=word(w, "field", field),
            old=value_words(w, field, old),
            new=value_words(w, field, new),
        )
        for field, old, new in each.changes
    )
    return w.say(
        f"stock.life.{kind}",
        at=moment_words(each.at),
        who=person(w, each.operator_ref, life),
        changes=changes,
        reason=each.reason_text,
    )


def _said(w: Wording, event: LifeEvent) -> str:
    say = _SAID.get(type(event.body))
    return say(w, event.body) if say else ""


def _said_of_intake(w: Wording, body: Intake) -> str:
    mass = w.say("stock.life.kg", kg=mass_words(body.gross_mass_g)) if body.gross_mass_g else ""
    return w.say("stock.joint").join(filter(None, (word(w, "condition", body.condition_class), mass)))


def _said_of_check(w: Wording, body: ConditionCheck) -> str:
    measured = (
        ("voltage", body.residual_voltage_mv and body.residual_voltage_mv / 1000),
        ("insulation", body.insulation_kohm),
        ("surface", body.surface_celsius),
    )
    said = [w.say(f"stock.life.{name}", value=f"{value:g}") for name, value in measured if value is not None]
    parts = (word(w, "condition", body.condition_class), *said, body.remark)
    return w.say("stock.joint").join(filter(None, parts))


def _said_of_determination(w: Wording, body: SafetyDetermination) -> str:
    found = sum(answer.is_yes for answer in body.answers)
    result = w.say("stock.life.passed") if body.passed else w.say("stock.life.failed", count=found)
    sides = w.say("safety.joint" if body.is_joint else "safety.one_sided")
    return w.say("stock.joint").join((result, sides))


def _said_of_treatment(w: Wording, body: Treatment) -> str:
    return w.say("stock.joint").join((word(w, "treatment", body.treatment_code), body.description))


def _said_of_resolution(w: Wording, body: IdentityResolution) -> str:
    parts = (body.battery_code or "", word(w, "resolution_basis", body.basis), body.reason_text)
    return w.say("stock.joint").join(filter(None, parts))


def _said_of_ack(w: Wording, body: ConsigneeAck) -> str:
    outcome = "refused" if body.refusal_reason else "accepted"
    reason = word(w, "refusal_reason", body.refusal_reason) if body.refusal_reason else ""
    source = word(w, "ack_source", body.ack_source)
    return w.say("stock.joint").join(filter(None, (word(w, "line_state", outcome), reason, source)))


def _said_of_return(w: Wording, body: ReturnIn) -> str:
    return word(w, "condition", body.condition_class)


def _said_of_cancel(w: Wording, body: HandoffCancelled) -> str:
    return w.say("stock.joint").join((word(w, "cancel_reason", body.reason_code), body.reason_text))


def _reason(_: Wording, body: QuarantineRelease | ReturnedToSource | IncidentClosed) -> str:
    return body.reason_text


def _said_of_second(w: Wording, body: SecondConfirmation) -> str:
    return w.say("stock.confirm.yes" if body.confirmed else "stock.confirm.no")


_SAID: Mapping[type[Body], Callable[[Wording, Any], str]] = {
    Intake: _said_of_intake,
    ConditionCheck: _said_of_check,
    SafetyDetermination: _said_of_determination,
    Treatment: _said_of_treatment,
    IdentityResolution: _said_of_resolution,
    ConsigneeAck: _said_of_ack,
    ReturnIn: _said_of_return,
    HandoffCancelled: _said_of_cancel,
    QuarantineRelease: _reason,
    ReturnedToSource: _reason,
    IncidentClosed: _reason,
    SecondConfirmation: _said_of_second,
}


def _reported(w: Wording, to: ReportedTo, now: datetime) -> Moment:
    sent = to.submission
    number = w.say("stock.life.platform_number", number=sent.remote_no) if sent.remote_no else ""
    if sent.state in UNSENT:
        number = w.say("stock.life.waits", age=age_words(w, sent.recorded_at, now))
    return Moment(
        at=moment_words(sent.said_at) if sent.said_at else "",
        what=w.say("stock.life.reported", destination=to.title, state=word(w, "submission", sent.state)),
        more=(number,) if number else (),
        tone=_tone_of(sent.state),
    )


def _tone_of(state: SubmissionState) -> Tone:
    if state in _REFUSED:
        return Tone.DANGER
    if state in UNSENT:
        return Tone.WARN
    return Tone.OK if state in SETTLED - _PASSED_OVER else Tone.QUIET


_PASSED_OVER = {SubmissionState.NOT_REQUIRED, SubmissionState.SUPERSEDED, SubmissionState.VOIDED}
