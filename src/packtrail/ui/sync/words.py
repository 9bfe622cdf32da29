"""Reporting in words; no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.errors import OutletNotNamed
from packtrail.domain.moments import to_moment
from packtrail.ui.sync.back_off import AutoState
from packtrail.ui.sync.state import LadderState, Level, Page, Progress, SyncState
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.ladder import Rung
from packtrail.ui.widgets.table_rows import Cell, Column, Row
from packtrail.usecases.ports import Submission
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.problems import problem_words
from packtrail.wording.values import age_words, moment_words, span_words, word

_SHOWN_COUNTS = ("accepted", "accepted_with_warnings", "duplicate", "deferred", "blocked", "rejected")
_NOT_COUNTING = ("deferred", "blocked", "rejected")


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence with its tone, and the words of its button."""

    tone: Tone
    sentence: str
    action: str = ""


def rungs(w: Wording, ladder: LadderState, now: datetime) -> tuple[Rung, ...]:
    """The four rungs of one destination."""
    return (
        _here(w, ladder, now),
        _delivered(w, ladder),
        _company(w, ladder, now),
        _national(w, ladder),
    )


def bound_words(w: Wording, ladder: LadderState) -> str:
    """Where a destination is, and since when it is ours."""
    destination = ladder.destination
    return w.say("sync.bound", address=destination.base_url, since=moment_words(destination.enrolled_at))


def send_words(w: Wording, state: SyncState) -> str:
    """What the one button will do."""
    if state.is_sending:
        return w.say("sync.sending")
    return w.say("sync.send_count", count=count_text(state.unsent)) if state.unsent else w.say("sync.send")


def send_refusal(w: Wording, state: SyncState) -> str | None:
    """Why it can't be pressed now; None when it can."""
    if state.is_sending:
        return w.say("sync.sending_already")
    return w.say("sync.no_destination") if state.needs_enrolment else None


def progress_words(w: Wording, progress: Progress) -> str:
    """Which batch, and how many of how many: never a wait without a number."""
    return w.say(
        "sync.progress",
        destination=progress.title,
        batch=count_text(progress.batches + 1),
        done=count_text(progress.records),
        total=count_text(progress.total),
    )


def result_message(w: Wording, state: SyncState) -> Message | None:
    """How the last run ended; None while one is under way or before the first."""
    progress = state.progress
    if state.is_sending or progress is None or progress.last is None:
        return None
    sent = _sent(w, progress)
    last = progress.last
    if last.result in {SendResult.SETTLED, SendResult.NOTHING_TO_SEND}:
        return _ended(w, state, progress, sent)
    tone = Tone.DANGER if last.result in {SendResult.REFUSED_WHOLE, SendResult.DISPUTED} else Tone.WARN
    return Message(tone, sent + _stopped(w, last, progress))


def auto_words(w: Wording, auto: AutoState) -> str:
    """How sending by itself stands."""
    if not auto.is_on:
        return w.say("sync.auto.off_said")
    if auto.stopped_by is not None:
        return w.say("sync.auto.stopped")
    if auto.failures and auto.wait_s is not None:
        return w.say("sync.auto.again", wait=_wait(w, auto.wait_s), count=auto.failures)
    return w.say("sync.auto.on_said")


def trouble_message(w: Wording, state: SyncState) -> Message | None:
    """What went wrong at this station."""
    if state.trouble is None:
        return None
    action = w.say("sync.open_settings") if isinstance(state.trouble, OutletNotNamed) else ""
    return Message(Tone.DANGER, str(explain(w, state.trouble)), action)


def page_choices(w: Wording, pages: Iterable[Page]) -> list[Choice]:
    """What can be looked at."""
    return [Choice(key=page.value, word=w.say(f"sync.page.{page}")) for page in pages]


def stale_message(w: Wording, state: SyncState) -> Message | None:
    """The alarm after a day without a confirmation; None while all is well."""
    now = state.now
    for ladder in state.ladders or ():
        stale = ladder.stale_for(now) if now is not None else None
        if stale is not None:
            key = "sync.stale" if ladder.backlog.last_confirmed_at else "sync.never_stale"
            said = w.say(
                key,
                destination=ladder.destination.title,
                age=span_words(w, stale),
                count=ladder.backlog.unsent,
            )
            return Message(Tone.DANGER, said)
    return _missing_word(w, state)


def _missing_word(w: Wording, state: SyncState) -> Message | None:
    """That a part of what the hub behind the relay said later never came here."""
    for ladder in state.ladders or ():
        if ladder.misses_word_since is not None:
            at = moment_words(ladder.misses_word_since)
            facts = {"destination": ladder.destination.title, "at": at}
            return Message(Tone.WARN, w.say("sync.missing_word", **facts))
    return None


def by_hand_words(w: Wording, state: SyncState) -> str:
    """What was reported on proofs given by hand: beside the rungs, never on one."""
    if not state.by_hand:
        return ""
    proofs = [
        w.say("sync.by_hand_one", proof=w.say(f"sync.proof.{proof}"), count=count_text(count))
        for proof, count in state.by_hand
    ]
    total = sum(count for _, count in state.by_hand)
    return w.say("sync.by_hand", count=count_text(total), proofs=w.say("values.comma").join(proofs))


def list_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the records on one rung."""
    return (
        Column(title=w.say("sync.column.subject"), width=250),
        Column(title=w.say("sync.column.kind"), width=120),
        Column(title=w.say("sync.column.recorded"), width=150),
        Column(title=w.say("sync.column.state"), width=170),
        Column(title=w.say("sync.column.number"), width=0, least=180),
    )


def list_row(w: Wording, record: Submission) -> Row:
    """One record on a rung."""
    return Row(
        record.record_id,
        (
            Cell(record.subject),
            Cell(word(w, "record_type", record.record_type)),
            Cell(moment_words(record.recorded_at), int(record.recorded_at.timestamp())),
            Cell(word(w, "submission", record.state)),
            Cell(record.remote_no or "—"),
        ),
    )


def _here(w: Wording, ladder: LadderState, now: datetime) -> Rung:
    oldest = ladder.backlog.oldest_recorded_at
    hint = w.say("sync.oldest", age=age_words(w, oldest, now)) if oldest else w.say("sync.all_sent")
    return Rung(
        key=Level.HERE.value,
        word=w.say("sync.rung.here"),
        count=ladder.backlog.unsent,
        hint=hint,
        tone=Tone.WARN if ladder.backlog.unsent else Tone.OK,
    )


def _delivered(w: Wording, ladder: LadderState) -> Rung:
    refused = ladder.backlog.refused
    hint = ""
    if refused:
        hint = w.say("sync.refused", count=count_text(refused))
    elif ladder.delivered:
        hint = w.say("sync.undecided")
    return Rung(
        key=Level.DELIVERED.value,
        word=w.say("sync.rung.delivered_or_more" if ladder.is_cut else "sync.rung.delivered"),
        count=ladder.delivered,
        hint=hint,
        tone=Tone.DANGER if refused else Tone.QUIET,
    )


def _company(w: Wording, ladder: LadderState, now: datetime) -> Rung:
    said_at = ladder.backlog.last_confirmed_at
    hint = w.say("sync.never_confirmed")
    if said_at is not None:
        is_today = to_moment(said_at).date() == to_moment(now).date()
        time = f"{to_moment(said_at):%H:%M}" if is_today else moment_words(said_at)
        hint = w.say("sync.confirmed_age", time=time, age=age_words(w, said_at, now))
    return Rung(
        key=Level.COMPANY.value,
        word=w.say("sync.rung.company"),
        count=ladder.accepted,
        hint=hint,
        tone=Tone.OK if ladder.accepted else Tone.QUIET,
    )


def _national(w: Wording, ladder: LadderState) -> Rung:
    hint = w.say("sync.not_connected")
    if ladder.passed_on:
        hint = w.say("sync.authority_sent", count=count_text(ladder.passed_on))
    elif ladder.at_authority:
        hint = w.say("sync.authority_done")
    return Rung(
        key=Level.NATIONAL.value,
        word=w.say("sync.rung.national"),
        count=ladder.at_authority,
        hint=hint,
        tone=Tone.OK if ladder.at_authority else Tone.QUIET,
    )


def _sent(w: Wording, progress: Progress) -> str:
    if not progress.batches:
        return ""
    counted = [
        w.say("sync.count", word=word(w, "submission", name), count=count_text(progress.counts[name]))
        for name in _SHOWN_COUNTS
        if progress.counts.get(name)
    ]
    return w.say(
        "sync.result.sent",
        batches=count_text(progress.batches),
        records=count_text(progress.records),
        counts=w.say("values.comma").join(counted),
    )


def _ended(w: Wording, state: SyncState, progress: Progress, sent: str) -> Message:
    if state.unsent:
        return Message(Tone.WARN, sent + w.say("sync.result.still", count=count_text(state.unsent)))
    refused = sum(progress.counts.get(name, 0) for name in _NOT_COUNTING)
    if refused:
        return Message(Tone.WARN, sent + w.say("sync.result.look_below", count=count_text(refused)))
    return Message(Tone.OK, sent + w.say("sync.result.nothing_waits"))


def _stopped(w: Wording, last: SendOutcome, progress: Progress) -> str:
    batch = count_text(progress.batches + 1)
    if last.result is SendResult.REFUSED_WHOLE:
        said = problem_words(w, last.code, last.cause or None)
        return w.say("sync.result.refused_whole", code=last.code, what=said.what, action=said.action)
    if last.result is SendResult.DISPUTED:
        return w.say("sync.result.disputed", fault=_token(w, "dispute", last.cause))
    return w.say(
        f"sync.result.{last.result}",
        batch=batch,
        count=count_text(last.records),
        cause=_cause(w, last.cause),
    )


def _cause(w: Wording, cause: str) -> str:
    if cause.startswith("http_"):
        return w.say("sync.cause.http", status=cause.removeprefix("http_"))
    return w.say("sync.cause.not_a_hub") if cause == "not_a_hub" else word(w, "cause", cause)


def _token(w: Wording, table: str, token: str) -> str:
    key = f"sync.{table}.{token}"
    return w.say(key) if w.knows(key) else token


def _wait(w: Wording, wait_s: float) -> str:
    if wait_s < 60:
        return w.say("sync.wait.seconds", count=max(1, round(wait_s)))
    return w.say("sync.wait.minutes", count=round(wait_s / 60))
