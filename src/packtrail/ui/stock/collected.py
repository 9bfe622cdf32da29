"""What others told of a unit, among its own life: each line with its source, and what is not known, said."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from packtrail.ui.stock.moments import Moment
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.unit_life import LifePage, PageLine
from packtrail.wording import Wording
from packtrail.wording.unit_life import elsewhere_words, model_words, source_words, what_words
from packtrail.wording.values import moment_words


def merged(
    w: Wording, page: LifePage | None, ours: Sequence[tuple[datetime, Moment]], now: datetime
) -> tuple[Moment, ...]:
    """Our own moments in the order in which they were written, each told line before what came later."""
    told = [each for each in page.lines if each.event is None] if page else []
    found: list[Moment] = []
    for at, moment in ours:
        while told and told[0].at <= at:
            found.append(_moment(w, told.pop(0), now))
        found.append(moment)
    return (*found, *(_moment(w, each, now) for each in told))


def known_elsewhere(w: Wording, page: LifePage, now: datetime) -> Iterator[Moment]:
    """How far others were heard, and what the maker filed of the model."""
    said, *more = elsewhere_words(w, page, now)
    yield Moment(at="", what=said, more=tuple(more))
    model = model_words(w, page)
    if model:
        yield Moment(at="", what=model[0], more=model[1:])


def _moment(w: Wording, line: PageLine, now: datetime) -> Moment:
    return Moment(
        at=moment_words(line.at),
        what=what_words(w, line),
        more=(source_words(w, line, now),),
        tone=Tone.INFO,
    )
