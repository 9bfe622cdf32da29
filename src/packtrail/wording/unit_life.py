"""A battery's life in words: lines with their source and age, what is not known, warnings at intake."""

from collections.abc import Iterator
from datetime import datetime

from packtrail.protocol.unit_life import VOIDED
from packtrail.usecases.ask_unit_life import DISPUTED, TOLD
from packtrail.usecases.life_warnings import LifeWarning
from packtrail.usecases.sync_values import Step
from packtrail.usecases.unit_life import Elsewhere, LifePage, PageLine, Source
from packtrail.wording import Wording
from packtrail.wording.codes import chemistry_name
from packtrail.wording.values import age_words, mass_words, moment_words, word


def what_words(w: Wording, line: PageLine) -> str:
    """What happened: the record's kind, its outcome, and to whom it went."""
    said, told = word(w, "record_type", line.kind), line.line
    if told is None:
        is_void = line.event is not None and line.event.void is not None
        return w.say("life.voided", what=said) if is_void else said
    outcome = word(w, "life_outcome", told.outcome) if told.outcome else ""
    recipient = w.say("life.to", recipient=told.to_uscc) if told.to_uscc else ""
    said = w.say("life.joint").join(filter(None, (said, outcome, recipient)))
    return w.say("life.voided", what=said) if told.status == VOIDED else said


def custody_words(w: Wording, line: PageLine) -> tuple[str, ...]:
    """What our own log adds to a line for whoever may read it: custody after it, paper, amendments.

    No person and no free text is in it.
    """
    event = line.event
    if event is None:
        return ()
    said = (
        w.say("life.own.custody", custody=word(w, "custody", event.custody)) if event.custody else "",
        w.say("life.own.paper", number=event.paper.number) if event.paper else "",
        w.say("life.own.late", recorded=moment_words(event.recorded_at)) if event.is_late else "",
        w.say("life.own.corrected", count=len(event.corrections)) if event.corrections else "",
    )
    return tuple(filter(None, said))


def log_words(w: Wording, station: str | None) -> str:
    """Whose log a line stands in: ours, or that of another station of the outlet, which we hold too."""
    return w.say("life.station_log", station=station) if station else w.say("life.our_log")


def source_words(w: Wording, line: PageLine, now: datetime) -> str:
    """Who said it, and how old the answer is by which we know."""
    if line.event is not None or line.source is Source.OUR_LOG:
        return log_words(w, line.event.station if line.event else None)
    if line.told_at is None:
        raise ValueError(f"{line.record_hash}: told at no moment")
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


def model_facts(w: Wording, page: LifePage, now: datetime) -> tuple[tuple[str, str], ...]:
    """What the maker filed of its model, each with its name, the source last; empty where it is not known."""
    found = _of_model(w, page, now)
    return tuple((w.say(f"life.model.{name}"), text) for name, text in found if text)


def model_words(w: Wording, page: LifePage, now: datetime) -> tuple[str, ...]:
    """The same as sentences; where the platform has nothing filed, that."""
    facts = tuple(w.say("life.model.line", name=name, text=text) for name, text in model_facts(w, page, now))
    said = no_model_words(w, page)
    return facts or ((said,) if said else ())


def no_model_words(w: Wording, page: LifePage) -> str:
    """Why nothing filed is shown; empty where something is, and where nobody was asked."""
    key = f"life.no_model.{page.model_known}"
    return w.say(key) if page.model is None and w.knows(key) else ""


def confidence_words(w: Wording, page: LifePage) -> str:
    """How sure the source of the filed model is."""
    if page.model is None:
        return ""
    key = f"words.life_confidence.{page.model.confidence}"
    return w.say(key) if w.knows(key) else w.say("life.model.other_confidence", token=page.model.confidence)


def _of_model(w: Wording, page: LifePage, now: datetime) -> Iterator[tuple[str, str]]:
    model = page.model
    if model is None:
        return
    yield "name", w.say("life.model.named", maker=model.maker_name, model=model.model_name)
    yield "chemistry", chemistry_name(w, model.chemistry_code) if model.chemistry_code else ""
    yield "energy", w.say("life.model.kwh", value=_thousandths(model.energy_wh)) if model.energy_wh else ""
    yield (
        "capacity",
        w.say("life.model.ah", value=_thousandths(model.capacity_mah)) if model.capacity_mah else "",
    )
    yield (
        "voltage",
        w.say("life.model.volt", value=_thousandths(model.nominal_mv)) if model.nominal_mv else "",
    )
    yield "mass", w.say("life.model.kg", value=mass_words(model.mass_g)) if model.mass_g else ""
    yield "dismantling", model.dismantling
    yield "safety", model.safety
    age = age_words(w, page.model_told_at, now) if page.model_told_at else ""
    confidence = confidence_words(w, page)
    yield (
        "source",
        w.say(
            "life.model.from",
            source=model.source,
            confidence=confidence,
            told_by=page.model_told_by or "",
            age=age,
        ),
    )


def _thousandths(value: int) -> str:
    """Thousandths of a unit as the unit, without noughts at the end: ``60.5``."""
    return f"{value / 1000:.3f}".rstrip("0").rstrip(".")


def asked_words(w: Wording, told_by: str, step: Step) -> str:
    """Why a hub's answer is not there, and what to do; empty when it answered."""
    if step.end == TOLD:
        return ""
    if step.end == DISPUTED:
        key = f"life.dispute.{step.cause}"
        fault = w.say(key) if w.knows(key) else step.cause
        return w.say("life.asking.disputed", told_by=told_by, fault=fault)
    status = step.cause.removeprefix("http_")
    if status == step.cause:
        return w.say("life.asking.not_told", told_by=told_by, cause=word(w, "cause", step.cause))
    is_passing = status == "429" or status.startswith("5")
    kind = "later" if is_passing else "refused"
    return w.say(f"life.asking.{kind}", told_by=told_by, status=status)


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
