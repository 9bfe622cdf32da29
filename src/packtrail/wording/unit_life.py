"""A battery's life in words: lines with their source and age, what is not known, warnings at intake."""

from collections.abc import Iterator
from datetime import datetime

from packtrail.protocol.unit_life import VOIDED
from packtrail.usecases.life_warnings import LifeWarning
from packtrail.usecases.unit_life import Elsewhere, LifePage, PageLine, Source
from packtrail.wording import Wording
from packtrail.wording.values import age_words, moment_words, word


def what_words(w: Wording, line: PageLine) -> str:
    """What happened: the record's kind, its outcome, and to whom it went."""
    said, told = word(w, "record_type", line.kind), line.line
    if told is None:
        return said
    outcome = word(w, "life_outcome", told.outcome) if told.outcome else ""
    recipient = w.say("life.to", recipient=told.to_uscc) if told.to_uscc else ""
    said = w.say("life.joint").join(filter(None, (said, outcome, recipient)))
    return w.say("life.voided", what=said) if told.status == VOIDED else said


def source_words(w: Wording, line: PageLine, now: datetime) -> str:
    """Who said it, and how old the answer is by which we know."""
    if line.told_at is None or line.source is Source.OUR_LOG:
        return w.say("life.our_log")
    station = line.line.station_label if line.line else None
    source = w.say(
        f"life.{line.source}",
        outlet=line.outlet_uscc or "",
        station=station or "",
        told_by=line.told_by or "",
    )
    return w.say("life.told", source=source, age=age_words(w, line.told_at, now))


def elsewhere_words(w: Wording, page: LifePage, now: datetime) -> tuple[str, ...]:
    """What is known beyond our own log, and of which moment that is."""
    age = age_words(w, page.told_at, now) if page.told_at else ""
    is_told = page.elsewhere in {Elsewhere.NOTHING, Elsewhere.SOMETHING}
    said = w.say(f"life.{page.elsewhere}", **({"age": age} if is_told else {}))
    left_out = w.say("life.left_out", count=page.left_out) if page.left_out else ""
    return tuple(filter(None, (said, left_out)))


def model_words(w: Wording, page: LifePage) -> tuple[str, ...]:
    """What the maker filed of its model, with where that is from; empty where it is not known."""
    return tuple(_of_model(w, page))


def _of_model(w: Wording, page: LifePage) -> Iterator[str]:
    model = page.model
    if model is None:
        return
    yield w.say("life.model", maker=model.maker_name, model=model.model_name)
    if model.dismantling:
        yield w.say("life.dismantling", text=model.dismantling)
    if model.safety:
        yield w.say("life.safety", text=model.safety)
    told_by = page.model_told_by or ""
    yield w.say("life.model_source", source=model.source, confidence=model.confidence, told_by=told_by)


def warning_words(w: Wording, warning: LifeWarning, now: datetime) -> str:
    """One warning with its source; it is to be confirmed, and stops nothing."""
    said = w.say(
        f"life.warning.{warning.kind}",
        outlet=warning.outlet_uscc or "",
        at=moment_words(warning.at) if warning.at else "",
        detail=word(w, "life_outcome", warning.detail) if warning.detail else "",
    )
    age = age_words(w, warning.told_at, now)
    return w.say("life.warning.source", warning=said, told_by=warning.told_by, age=age)
