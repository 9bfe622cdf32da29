"""What a phone is told of its picture, in the PC's language: a tone, a large line and a small one."""

from collections.abc import Mapping, Sequence
from typing import Final

from packtrail.usecases.read_label import LabelReading
from packtrail.wording import Wording

TONES: Final = {
    "ok": "ok",
    "duplicate": "warn",
    "again": "warn",
    "risk": "warn",
    "reject": "danger",
    "no": "danger",
}
"""What the screens call their tones, and what colour the phone shows."""

LONGEST_SHOWN: Final = 60
_RANK = ("danger", "warn", "ok", "")

Said = Mapping[str, object]


def worst(tones: Sequence[str]) -> str:
    """The tone of several codes in one picture."""
    return min(tones, key=_RANK.index, default="")


def taken(codes: Sequence[str], tone: str, w: Wording) -> Said:
    """The codes reached their screen, which answered with ``tone``; empty where it said nothing."""
    text = w.say(f"phone.answer.{tone or 'sent'}")
    if len(codes) > 1:
        text = w.say("phone.answer.several", count=len(codes), text=text)
    return _said(tone or "ok", codes[0], text)


def again(tone: str, w: Wording) -> Said:
    """The same picture came before, and was taken then."""
    return _said(tone or "ok", "", w.say("phone.answer.again"), is_quiet=True)


def seen(code: str, tone: str, w: Wording) -> Said:
    """The label is still in view; it was handed on when it came into view."""
    return _said(tone or "ok", code, w.say(f"phone.answer.{tone or 'sent'}"), is_quiet=True)


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
