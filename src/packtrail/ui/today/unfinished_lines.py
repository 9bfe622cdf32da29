"""What was begun and waits for somebody to go on: drafts, a count of the stock, vehicles on their way."""

from collections.abc import Iterator, Mapping, Sequence

from packtrail.domain.vehicle_case import VehicleCase
from packtrail.ui.today.facts import TodayFacts
from packtrail.ui.today.lines import Line, Way, unit_word
from packtrail.ui.widgets.duty_line import DutyState
from packtrail.ui.widgets.figures import count_text
from packtrail.usecases.drafts import DELIVERY, HANDOFF, STOCK_TAKE, VEHICLE
from packtrail.usecases.ports import Draft
from packtrail.wording import Wording
from packtrail.wording.values import age_words

_DRAFTS: Mapping[str, tuple[str, str]] = {
    DELIVERY: ("intake", "units"),
    HANDOFF: ("handoff", "lines"),
    VEHICLE: ("vehicles", "expected"),
    STOCK_TAKE: ("stock", "scans"),
}
"""Where a draft is gone on with, and what of it is counted."""

COUNT = "count"
"""What is asked of the stock for a count: there is one at most, and it has a page of its own."""

_NAMED = 3  # vehicles by their plates


def unfinished_lines(facts: TodayFacts, w: Wording) -> Iterator[Line]:
    """All of them, in no order."""
    for draft in facts.drafts:
        yield _draft(draft, facts, w)
    if facts.cases:
        yield _vehicles(facts.cases, facts, w)


def _draft(draft: Draft, facts: TodayFacts, w: Wording) -> Line:
    place, counted = _DRAFTS[draft.kind]
    lines = draft.content.get(counted)
    count = len(lines) if isinstance(lines, list | tuple) else 0
    state = DutyState(
        key=f"draft/{draft.draft_id}",
        number=count_text(count),
        unit=unit_word(w, "unit", count),
        what=w.say(f"today.draft.{draft.kind}"),
        which=w.say("today.draft.which", age=age_words(w, draft.updated_at, facts.now)),
        action=w.say("today.draft.action"),
    )
    return Line(state, Way(place, COUNT if draft.kind == STOCK_TAKE else draft.draft_id), draft.updated_at)


def _vehicles(cases: Sequence[VehicleCase], facts: TodayFacts, w: Wording) -> Line:
    count, oldest = len(cases), min(case.received_at for case in cases)
    named = w.say("values.comma").join(case.plate or case.case_number for case in cases[:_NAMED])
    state = DutyState(
        key="vehicles",
        number=count_text(count),
        unit=unit_word(w, "vehicle", count),
        what=w.say("today.under_way.what", age=age_words(w, oldest, facts.now)),
        which=named if count <= _NAMED else f"{named} …",
        action=w.say("today.open"),
    )
    return Line(state, Way("vehicles", cases[0].case_id if count == 1 else ""), oldest)
