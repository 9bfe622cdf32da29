"""What others told of a unit, among its own life: each line with its source."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from packtrail.ui.stock.moments import Moment
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.unit_life import LifePage, PageLine
from packtrail.wording import Wording
from packtrail.wording.unit_life import source_words, what_words
from packtrail.wording.values import moment_words


def merged(
    w: Wording, page: LifePage | None, ours: Sequence[tuple[datetime, Moment]], now: datetime
) -> tuple[Moment, ...]:
    """Our own moments in the order in which they were written, each told line before what came later."""
    told = [each for each in page.lines if each.event is None] if page else []
    has_sources = bool(told)
    found: list[Moment] = []
    for at, moment in ours:
        while told and told[0].at <= at:
            found.append(_moment(w, told.pop(0), now))
        found.append(_sourced(w, moment) if has_sources else moment)
    return (*found, *(_moment(w, each, now) for each in told))


def _sourced(w: Wording, moment: Moment) -> Moment:
    """With our own log named as its source: beside others' lines it does not go without saying."""
    return replace(moment, more=(*moment.more, w.say("life.our_log")))


def _moment(w: Wording, line: PageLine, now: datetime) -> Moment:
    return Moment(
        at=moment_words(line.at),
        what=what_words(w, line),
        more=(source_words(w, line, now),),
        tone=Tone.INFO,
    )
