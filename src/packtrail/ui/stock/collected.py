"""What others told of a unit, among its own life: each line with its source."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from packtrail.domain.unit_life import LifeEvent
from packtrail.ui.stock.moments import Moment
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.unit_life import LifePage, PageLine
from packtrail.wording import Wording
from packtrail.wording.unit_life import log_words, source_words, what_words
from packtrail.wording.values import moment_words


def merged(
    w: Wording, page: LifePage | None, ours: Sequence[tuple[LifeEvent, Moment]], now: datetime
) -> tuple[Moment, ...]:
    """Our own moments in the order in which they were written, each told line before what came later."""
    told = [each for each in page.lines if each.event is None] if page else []
    has_sources = bool(told) or any(event.station for event, _ in ours)
    found: list[Moment] = []
    for event, moment in ours:
        while told and told[0].at <= event.happened_at:
            found.append(_moment(w, told.pop(0), now))
        found.append(_sourced(w, event, moment) if has_sources else moment)
    return (*found, *(_moment(w, each, now) for each in told))


def _sourced(w: Wording, event: LifeEvent, moment: Moment) -> Moment:
    """With the log that it stands in: beside others' lines our own does not go without saying."""
    return replace(moment, more=(*moment.more, log_words(w, event.station)))


def _moment(w: Wording, line: PageLine, now: datetime) -> Moment:
    return Moment(
        at=moment_words(line.at),
        what=what_words(w, line),
        more=(source_words(w, line, now),),
        tone=Tone.INFO,
    )
