"""What a rule, a promise or a danger gives a day: reports, papers, second looks, second persons, loads.

What was only reported by hand stands in lines of its own and is never added to the rest (``practice.md`` 10).
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from packtrail.domain.deadlines import Due, Duty, DutyState, Standing
from packtrail.domain.isolation_acts import Recheck
from packtrail.domain.moments import legal_day
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.facts import OwedPaperOf, TodayFacts
from packtrail.ui.today.lines import RISK, Line, Way, begin_of, day_words, days_figure, left_words, unit_word
from packtrail.ui.widgets import duty_line
from packtrail.ui.widgets.figures import count_text, kg_text
from packtrail.usecases.confirm_as_second import Waiting
from packtrail.usecases.duties import DutyLine
from packtrail.usecases.unacknowledged import Unacknowledged
from packtrail.wording import Wording
from packtrail.wording.deadlines import deadline_word
from packtrail.wording.values import moment_words, word

_TONES: dict[DutyState | None, Tone] = {DutyState.OVERDUE: Tone.DANGER, DutyState.DUE_SOON: Tone.WARN}
_OWN_TONES: dict[DutyState | None, Tone] = {DutyState.OVERDUE: Tone.WARN, DutyState.DUE_SOON: Tone.INFO}
_NAMED = 3  # units by their codes in one line


def due_lines(facts: TodayFacts, w: Wording) -> Iterator[Line]:
    """All of them, in no order."""
    for duty in facts.duties:
        if duty.proof is None:
            yield _report(duty, facts, w)
    yield from _by_hand([duty for duty in facts.duties if duty.proof is not None], facts, w)
    for paper in facts.owed:
        yield _paper(paper, w)
    for recheck in facts.rechecks:
        yield _recheck(recheck, facts, w)
    for load in facts.on_the_road:
        yield _on_the_road(load, w)
    if facts.for_second:
        yield _for_second(facts.for_second, w)


def _report(duty: DutyLine, facts: TodayFacts, w: Wording) -> Line:
    left = (duty.target - legal_day(facts.now)).days if duty.target else None
    number, unit = days_figure(w, left) if left is not None else ("", "")
    state = duty_line.DutyState(
        key=f"duty/{duty.duty}/{duty.event_on}",
        number=number,
        unit=unit,
        what=w.say(
            "today.duty.what", duty=deadline_word(w, duty.duty), count=_count(duty.duty, duty.count, w)
        ),
        which=_when(duty, left, facts, w),
        action=w.say("today.duty.action"),
        tone=_tone(duty),
    )
    return Line(state, Way("sync"), begin_of(duty.target or duty.event_on))


def _tone(duty: DutyLine) -> Tone:
    """Our own target speaks one step more quietly than a day that others set."""
    if duty.due is None:
        return Tone.WARN if duty.lacks_calendar else Tone.QUIET
    own = _OWN_TONES if duty.due.first.rule.standing is Standing.INTERNAL else _TONES
    tones = (own.get(duty.state, Tone.QUIET), _TONES.get(duty.outside_state, Tone.QUIET))
    return min(tones, key=RISK.index)


def _when(duty: DutyLine, left: int | None, facts: TodayFacts, w: Wording) -> str:
    event_on = day_words(duty.event_on, facts.now)
    if duty.due is None or left is None:
        key = "no_calendar" if duty.lacks_calendar else "no_rule"
        return w.say(f"today.duty.{key}", event_on=event_on)
    dues = dict.fromkeys(due for due in (duty.due.first, duty.due.outside) if due is not None)
    targets = w.say("values.comma").join(_target(due, facts, w) for due in dues)
    said = w.say("today.duty.which", event_on=event_on, target=targets, left=left_words(w, left))
    provisional = next((due for due in dues if due.is_provisional), None)
    if provisional is None:
        return said
    return f"{said} · {w.say('deadlines.due.provisional', year=provisional.latest.year)}"


def _target(due: Due, facts: TodayFacts, w: Wording) -> str:
    day, standing = day_words(due.target, facts.now), due.rule.standing
    if standing is Standing.IN_FORCE:
        return day
    return w.say("today.duty.target", day=day, standing=deadline_word(w, standing))


def _by_hand(lines: Sequence[DutyLine], facts: TodayFacts, w: Wording) -> Iterator[Line]:
    for duty in dict.fromkeys(line.duty for line in lines):
        of_duty = [line for line in lines if line.duty is duty]
        count, first = sum(line.count for line in of_duty), min(line.event_on for line in of_duty)
        state = duty_line.DutyState(
            key=f"by_hand/{duty}",
            number=count_text(count),
            unit=unit_word(w, "paper" if duty is Duty.CERTIFICATE else "unit", count),
            what=w.say("today.by_hand.what", duty=deadline_word(w, duty)),
            which=w.say("today.by_hand.which", first=day_words(first, facts.now)),
            action=w.say("today.open"),
        )
        yield Line(state, Way("sync"), begin_of(first))


def _paper(paper: OwedPaperOf, w: Wording) -> Line:
    owed, left = paper.duty.owed, paper.duty.days_left
    number, unit = days_figure(w, left)
    vocabulary, place = ("case_evidence", "vehicles") if paper.of_vehicle else ("asked", "stock")
    state = duty_line.DutyState(
        key=f"paper/{owed.owed_id}",
        number=number,
        unit=unit,
        what=w.say("today.owed_paper.what", paper=word(w, vocabulary, owed.paper)),
        which=w.say(
            "today.owed_paper.which", number=paper.number, reason=owed.reason_text, left=left_words(w, left)
        ),
        action=w.say("today.open"),
        tone=Tone.WARN if paper.duty.is_overdue else Tone.QUIET,
    )
    return Line(state, Way(place, owed.subject_id), begin_of(owed.due_on))


def _recheck(recheck: Recheck, facts: TodayFacts, w: Wording) -> Line:
    left = recheck.due_at - facts.now
    is_due = left <= timedelta()
    number, unit = _span_figure(abs(left), w)
    where = "-".join(part for part in (recheck.zone, recheck.slot) if part)
    state = duty_line.DutyState(
        key=f"recheck/{recheck.unit_id}",
        number=number,
        unit=unit,
        what=w.say("today.recheck.due" if is_due else "today.recheck.what", label=recheck.label),
        which=" · ".join(
            part
            for part in (
                word(w, "condition", recheck.condition_class),
                where,
                w.say("today.recheck.at", moment=moment_words(recheck.due_at)),
            )
            if part
        ),
        action=w.say("today.open"),
        tone=Tone.DANGER if is_due else Tone.WARN,
    )
    return Line(state, Way("stock", recheck.unit_id), recheck.due_at)


def _span_figure(span: timedelta, w: Wording) -> tuple[str, str]:
    minutes = int(span.total_seconds()) // 60
    name, count = next(
        (name, minutes // length)
        for name, length in (("day", 1440), ("hour", 60), ("minute", 1))
        if minutes >= length or length == 1
    )
    return str(count), unit_word(w, name, count)


def _on_the_road(load: Unacknowledged, w: Wording) -> Line:
    document, days = load.document, load.days
    state = duty_line.DutyState(
        key=f"road/{document.handoff_id}",
        number=str(days),
        unit=unit_word(w, "day", days),
        what=w.say("today.road.what", days=days) if days else w.say("today.road.today"),
        which=w.say(
            "today.road.which",
            number=document.number,
            consignee=document.consignee_name or document.consignee_uscc,
            count=count_text(document.line_count),
            mass=kg_text(document.mass_g),
        ),
        action=w.say("today.open"),
        tone=Tone.WARN if load.is_overdue else Tone.QUIET,
    )
    return Line(state, Way("handoff", document.handoff_id), load.since)


def _for_second(waiting: Sequence[Waiting], w: Wording) -> Line:
    count = len(waiting)
    named = w.say("values.comma").join(each.unit.label for each in waiting[:_NAMED])
    state = duty_line.DutyState(
        key="for_second",
        number=count_text(count),
        unit=unit_word(w, "unit", count),
        what=w.say("today.for_second.what"),
        which=named if count <= _NAMED else f"{named} …",
        action=w.say("today.open"),
        tone=Tone.WARN,
    )
    way = Way("stock", waiting[0].unit.unit_id if count == 1 else "isolated")
    return Line(state, way, min(each.target.recorded_at for each in waiting))


def _count(duty: Duty, count: int, w: Wording) -> str:
    return f"{count_text(count)} {unit_word(w, 'paper' if duty is Duty.CERTIFICATE else 'unit', count)}"
