"""What a phone is told of its picture, in the PC's language: a tone, a large line and a small one."""

from collections.abc import Mapping, Sequence
from typing import Final

from packtrail.devices.phone.doors import HELD
from packtrail.usecases.read_label import LabelReading
from packtrail.wording import Wording

_KINDS: Final = {
    "ok": "ok",
    "opened": "opened",
    "searched": "searched",
    "duplicate": "warn",
    "again": "warn",
    "reject": "danger",
    "no": "danger",
}
"""What the screens say became of a scan, and what the phone is told: the ends of keys ``phone.answer.…``."""

LONGEST_SHOWN: Final = 60
_RANK = ("danger", "searched", "warn", "opened", "ok")
_COLOURS: Final = {"searched": "warn", "opened": "ok"}

Said = Mapping[str, object]


def kind_of(fate: str) -> str:
    """What the phone is told where a screen said ``fate``; never a green tick for what we don't know."""
    return _KINDS.get(fate, "danger")


def colour_of(kind: str) -> str:
    """The phone's colour, and its tone: ok, warn or danger."""
    return _COLOURS.get(kind, kind)


def worst(kinds: Sequence[str]) -> str:
    """The kind of several codes in one picture."""
    return min(kinds, key=_RANK.index)


def taken(codes: Sequence[str], kind: str, w: Wording) -> Said:
    """The codes reached their screen, which said what ``kind`` says."""
    text = w.say(f"phone.answer.{kind}")
    if len(codes) > 1:
        text = w.say("phone.answer.several", count=len(codes), text=text)
    return _said(colour_of(kind), codes[0], text)


def held(why: str, w: Wording) -> Said:
    """The desk can't take it now; the phone keeps it and says so. ``why`` ends a key ``phone.held.…``."""
    return {HELD: w.say(f"phone.held.{why}")}


def again(tone: str, w: Wording) -> Said:
    """The same picture came before, and was taken then."""
    return _said(tone, "", w.say("phone.answer.again"), is_quiet=True)


def seen(code: str, kind: str, w: Wording) -> Said:
    """The label is still in view and was handed on; ``kind`` is empty until its screen has said something."""
    return _said(colour_of(kind), code, w.say(f"phone.answer.{kind or 'sent'}"), is_quiet=True)


def without_code(reading: LabelReading, w: Wording, *, is_live: bool) -> Said:
    """Nothing that may be taken: what was there instead, or what would help."""
    if reading.codes:
        return _said("warn", reading.codes[0].code.text, w.say("phone.answer.unsure"), is_quiet=is_live)
    if reading.others:
        text = reading.others[0].normalised[:LONGEST_SHOWN]
        return _said("warn", text, w.say("phone.answer.other"), is_quiet=is_live)
    if not is_live:
        return _said("danger", "", w.say("phone.answer.nothing"))
    return nothing(reading.hint, w)


def lost(w: Wording) -> Said:
    """Our reader failed at it; the cause is in the log."""
    return _said("danger", "", w.say("phone.answer.nothing"))


def nothing(hint: str, w: Wording) -> Said:
    """Nothing was read in a frame; ``hint`` ends a key ``scan.hint.…``."""
    return _said("", "", w.say(f"scan.hint.{hint}") if hint else "", is_quiet=True)


def unreadable(why: str, w: Wording) -> Said:
    """What came is no picture, or too large a one."""
    return _said("danger", "", w.say("phone.answer.unreadable", why=why))


def _said(tone: str, title: str, text: str, *, is_quiet: bool = False) -> Said:
    return {"tone": tone, "title": title, "text": text, "quiet": is_quiet}
