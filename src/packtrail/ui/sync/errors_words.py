"""Refusals in words; no Qt. No path leads to a code without a sentence, an owner and an action."""

from packtrail.domain.records import Intake, record_types
from packtrail.usecases.ports import Submission
from packtrail.usecases.report_errors import BODY, ErrorGroup, Remedy, ReportError
from packtrail.wording import Wording
from packtrail.wording.fields import field_words
from packtrail.wording.problems import problem_words
from packtrail.wording.values import moment_words, word


def group_words(w: Wording, group: ErrorGroup) -> tuple[str, str]:
    """Who has to do what with how many records, and the one sentence that says how."""
    title = w.say(
        "sync.group",
        owner=w.say(f"problems.owner.{group.owner}"),
        remedy=w.say(f"sync.remedy.{group.remedy}.title"),
        count=group.records,
    )
    return title, w.say(f"sync.remedy.{group.remedy}.action")


def code_texts(w: Wording, error: ReportError) -> tuple[str, str, str]:
    """What is wrong with its code, what to do, and the platform's own words where they say more."""
    if error.remedy is Remedy.BY_HAND:
        return w.say("sync.by_hand_task.what"), w.say("sync.by_hand_task.action"), ""
    said = problem_words(w, error.code, error.upstream_text)
    upstream = error.upstream_text or ""
    quoted = w.say("sync.upstream", text=upstream) if upstream and upstream != said.what else ""
    return w.say("sync.problem", what=said.what, code=error.code or "—"), said.action, quoted


def place_words(w: Wording, error: ReportError) -> str:
    """The record, and the field of it that is wrong."""
    said = record_words(w, error.submission)
    if not error.pointer:
        return said
    field = field_words(w, error.submission.record_type, error.pointer)
    return w.say("sync.field_wrong", record=said, field=field)


def opening_words(w: Wording, error: ReportError) -> str:
    """What the button beside an error will open."""
    if error.remedy is Remedy.BY_HAND:
        return w.say("sync.by_hand_task.open")
    if error.remedy is not Remedy.CORRECT or not error.pointer.startswith(BODY):
        return w.say("sync.open_this")
    record_type = error.submission.record_type
    field = error.pointer.removeprefix(BODY).split("/")[0]
    if record_type == Intake.record_type and field == "battery_code":
        return w.say("sync.correct_code")
    if "/" in error.pointer.removeprefix(BODY) or record_type not in record_types():
        return w.say("sync.open_this")
    return w.say("sync.correct_this", field=field_words(w, record_type, error.pointer))


def record_words(w: Wording, record: Submission) -> str:
    """One record as an error names it."""
    kind, at = word(w, "record_type", record.record_type), moment_words(record.recorded_at)
    if not record.subject:
        return w.say("sync.record_alone", kind=kind, at=at)
    return w.say("sync.record", subject=record.subject, kind=kind, at=at)
