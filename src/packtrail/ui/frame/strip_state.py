"""What the status strip says, as plain values; every screen stands above it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from packtrail.ui.theme.tokens import Tone
from packtrail.wording import Wording
from packtrail.wording.values import ago_words, span_words


class Readiness(StrEnum):
    """How a device or the clock stands; the names end the keys of its sentences."""

    READY = "ready"
    MISSING = "missing"  # of the clock: wrong
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class StripState:
    """Everything on the strip."""

    now: datetime | None = None  # None until the first render
    unsent: int = 0
    oldest_age: timedelta | None = None
    unsent_tone: Tone = Tone.QUIET  # how near the nearest deadline is, the use case's to say
    destination: str | None = None
    confirmed_at: datetime | None = None
    confirmed_tone: Tone = Tone.QUIET
    scanner: Readiness = Readiness.UNKNOWN
    camera: Readiness = Readiness.UNKNOWN
    clock: Readiness = Readiness.UNKNOWN
    clock_behind: timedelta | None = None  # how far it lies before what was recorded last
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class StripItem:
    """One item: the name it is clicked by, its sentence, its tone and its icon."""

    name: str
    sentence: str
    tone: Tone
    icon: str


def strip_items(state: StripState, wording: Wording) -> tuple[StripItem, ...]:
    """The items from left to right, in words."""
    return (
        StripItem("unsent", _unsent(state, wording), state.unsent_tone, "send"),
        StripItem("destination", _confirmed(state, wording), state.confirmed_tone, "sync"),
        _device("scanner", state.scanner, wording),
        _device("camera", state.camera, wording),
        _clock(state, wording),
        StripItem("operator", _operator(state, wording), Tone.QUIET, "user"),
    )


def _unsent(state: StripState, wording: Wording) -> str:
    if not state.unsent:
        return wording.say("frame.strip.nothing_unsent")
    if state.oldest_age is None:
        return wording.say("frame.strip.unsent", count=state.unsent)
    return wording.say(
        "frame.strip.unsent_since", count=state.unsent, age=ago_words(wording, state.oldest_age)
    )


def _confirmed(state: StripState, wording: Wording) -> str:
    if state.destination is None:
        return wording.say("frame.strip.no_destination")
    if state.confirmed_at is None:
        return wording.say("frame.strip.never_confirmed", destination=state.destination)
    is_today = state.now is not None and state.now.date() == state.confirmed_at.date()
    time = state.confirmed_at.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M")
    return wording.say("frame.strip.confirmed", destination=state.destination, time=time)


def _device(name: str, readiness: Readiness, wording: Wording) -> StripItem:
    tone = {Readiness.READY: Tone.OK, Readiness.MISSING: Tone.WARN}.get(readiness, Tone.QUIET)
    return StripItem(name, wording.say(f"frame.strip.{name}_{readiness}"), tone, name)


def _clock(state: StripState, wording: Wording) -> StripItem:
    if state.clock_behind is not None:
        behind = wording.say("frame.clock.behind", span=span_words(wording, state.clock_behind))
        return StripItem("clock", behind, Tone.DANGER, "clock")
    if state.clock is Readiness.MISSING:
        return StripItem("clock", wording.say("frame.strip.clock_wrong"), Tone.DANGER, "clock")
    return _device("clock", state.clock, wording)


def _operator(state: StripState, wording: Wording) -> str:
    if state.operator is None:
        return wording.say("frame.strip.nobody")
    return wording.say("frame.strip.operator", name=state.operator)
