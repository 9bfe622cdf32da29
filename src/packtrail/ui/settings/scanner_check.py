"""检查扫码枪: three scans of symbols whose text is known say how a scanner is set up; plain values, no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from packtrail.domain.handheld import GS, HandScan, Notice, ScannerHabits, Symbology
from packtrail.ui.theme.tokens import Tone

SLOW_MS: Final = 30.0
"""Slower than this a scanner is at the edge of being taken for a person."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A symbol on the screen; its text holds what layouts, Caps Lock and scanners bend."""

    symbology: Symbology
    text: str


PROBES: Final = {
    "matrix": (
        Probe(Symbology.QR, f"PT:1;yzYZ{GS}#AQWM_0123456789"),
        Probe(Symbology.DATA_MATRIX, f"PT:2;aqAQ{GS}WMwm/0123456789"),
        Probe(Symbology.CODE128, "PT-3;YZ-AQWM-0189"),
    ),
    "linear": (
        Probe(Symbology.CODE128, "PT-1;YZ-AQWM-0123"),
        Probe(Symbology.CODE128, "PT-2;yz/aqwm_4567"),
        Probe(Symbology.CODE128, "PT-3;YZ-AQWM-0189"),
    ),
}
"""By what the scanner can read: every symbol, or bar codes only."""


class Fit(StrEnum):
    """How a scan fits the symbol on the screen."""

    EXACT = "exact"
    WRAPPED = "wrapped"  # with something around it
    BY_PLACE = "by_place"  # only the places of the keys are right
    GS_LOST = "gs_lost"
    BENT = "bent"  # its own, but not as it is
    STRANGE = "strange"  # of something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One of the three scans."""

    scan: HandScan
    fit: Fit
    had_gs: bool
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckState:
    """The check as it stands."""

    kind: str = "matrix"
    is_running: bool = False
    scans: tuple[Checked, ...] = ()
    is_strange: bool = False  # the last scan was of something else
    slow_ms: float = 0.0  # keys of a scanner so slow that nobody takes them for one

    @property
    def probe(self) -> Probe | None:
        """What is to be scanned now; None when all is done."""
        probes = PROBES[self.kind]
        return probes[len(self.scans)] if self.is_running and len(self.scans) < len(probes) else None

    @property
    def is_done(self) -> bool:
        """Whether all three were scanned."""
        return len(self.scans) == len(PROBES[self.kind])


class Topic(StrEnum):
    """What a finding is about; the names begin the keys of its sentences."""

    ENDING = "ending"
    SPEED = "speed"
    NOTICE = "notice"
    REFUSED = "refused"
    GS = "gs"
    AROUND = "around"
    BENT = "bent"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the scans have shown."""

    topic: Topic
    word: str  # the rest of the key
    tone: Tone
    facts: tuple[tuple[str, object], ...] = ()


_A_FEW = 3  # characters more or less: the symbol on the screen, bent
_ENDINGS = {"": "none", "\t": "tab"}
_BENDING = (
    Notice.CAPS_LOCK, Notice.LOWER_CASE, Notice.NUM_LOCK, Notice.LAYOUT, Notice.FULL_WIDTH, Notice.COMPOSED,
    Notice.UNKNOWN_BYTES, Notice.ALT_CODES,
)  # fmt: skip
_REFUSING = (Notice.INPUT_METHOD, Notice.UNKNOWN_KEY, Notice.TOO_LONG)
_GS = (Notice.GS_AS_CONTROL, Notice.GS_AS_CARET, Notice.GS_AS_KEY, Notice.GS_AS_ALT)


def begun(kind: str) -> CheckState:
    """The check from its beginning."""
    return CheckState(kind=kind, is_running=True)


def heard(state: CheckState, scan: HandScan) -> CheckState:
    """The check after one scan; one of something else is said and not counted."""
    probe = state.probe
    if probe is None:
        return state
    checked = judged(probe, scan)
    if checked.fit is Fit.STRANGE:
        return replace(state, is_strange=True)
    return replace(state, scans=(*state.scans, checked), is_strange=False, slow_ms=0.0)


def too_slow(state: CheckState, ms_per_key: float) -> CheckState:
    """The keys of the symbol came one by one, so slowly that they went where a person's go."""
    return replace(state, slow_ms=ms_per_key) if state.probe is not None else state


def judged(probe: Probe, scan: HandScan) -> Checked:
    """How ``scan`` fits ``probe``, and what stands around it."""
    had_gs = GS in probe.text
    for text, fit in ((scan.text, Fit.WRAPPED), (scan.placed, Fit.BY_PLACE)):
        before, found, after = text.partition(probe.text)
        if found:
            is_exact = fit is Fit.WRAPPED and not before and not after
            found_as = Fit.EXACT if is_exact else fit
            return Checked(scan=scan, fit=found_as, had_gs=had_gs, prefix=before, suffix=after)
    if had_gs and probe.text.replace(GS, "") in scan.text:
        return Checked(scan=scan, fit=Fit.GS_LOST, had_gs=True)
    is_as_long = abs(len(scan.text) - len(probe.text)) <= _A_FEW
    is_ours = is_as_long or not scan.is_sure or _digits(probe.text) in _digits(scan.text)
    fit = Fit.BENT if is_ours else Fit.STRANGE
    return Checked(scan=scan, fit=fit, had_gs=had_gs)


def habits_of(state: CheckState) -> ScannerHabits:
    """What to remember of this scanner; only what all three scans agree on."""
    around = {(each.prefix, each.suffix) for each in state.scans}
    prefix, suffix = around.pop() if len(around) == 1 else ("", "")
    fits = {each.fit for each in state.scans}
    unsure = {Notice.LAYOUT, Notice.LAYOUT_UNSURE}
    differs = any(unsure & set(each.scan.notices) or each.scan.placed for each in state.scans)
    by_place = Fit.BY_PLACE in fits if differs and fits <= {Fit.EXACT, Fit.WRAPPED, Fit.BY_PLACE} else None
    return ScannerHabits(prefix, suffix, by_place=by_place)


def findings(state: CheckState) -> tuple[Finding, ...]:
    """What the scans so far have shown, the worst first."""
    found = sorted(_findings(state), key=lambda each: (Tone.DANGER, Tone.WARN).index(each.tone)
                   if each.tone in {Tone.DANGER, Tone.WARN} else 2)  # fmt: skip
    return tuple(found)


def verdict(state: CheckState) -> Tone:
    """Whether it can be worked with: OK, WARN for better not, DANGER for not as it is."""
    tones = {each.tone for each in findings(state)}
    return next((tone for tone in (Tone.DANGER, Tone.WARN) if tone in tones), Tone.OK)


def _findings(state: CheckState) -> Iterator[Finding]:
    if state.slow_ms:
        yield Finding(Topic.SPEED, "too_slow", Tone.DANGER, (("ms", round(state.slow_ms)),))
    if not state.scans:
        return
    scans = [each.scan for each in state.scans]
    noticed = {notice for scan in scans for notice in scan.notices}
    yield _ending(scans)
    yield _speed(scans)
    yield from (Finding(Topic.REFUSED, each, Tone.DANGER) for each in _REFUSING if each in noticed)
    yield from (Finding(Topic.NOTICE, each, Tone.WARN) for each in _BENDING if each in noticed)
    yield from _layout(state, noticed)
    yield from _gs(state, noticed)
    habits = habits_of(state)
    if habits.prefix or habits.suffix:
        facts = (("prefix", habits.prefix or "–"), ("suffix", habits.suffix or "–"))
        yield Finding(Topic.AROUND, "text", Tone.INFO, facts)


def _ending(scans: list[HandScan]) -> Finding:
    endings = {scan.ending for scan in scans}
    if len(endings) > 1:
        return Finding(Topic.ENDING, "changing", Tone.WARN)
    ending = _ENDINGS.get(endings.pop(), "enter")
    return Finding(Topic.ENDING, ending, Tone.WARN if ending == "none" else Tone.OK)


def _speed(scans: list[HandScan]) -> Finding:
    slowest = max(scan.ms_per_key for scan in scans)
    if not slowest:
        return Finding(Topic.SPEED, "serial", Tone.OK)
    word, tone = ("slow", Tone.WARN) if slowest > SLOW_MS else ("good", Tone.OK)
    return Finding(Topic.SPEED, word, tone, (("ms", f"{slowest:.0f}"),))


def _layout(state: CheckState, noticed: set[Notice]) -> Iterator[Finding]:
    fits = {each.fit for each in state.scans}
    if Fit.BY_PLACE in fits and Notice.LAYOUT not in noticed:
        yield Finding(Topic.NOTICE, Notice.LAYOUT, Tone.WARN)
    if Fit.BENT in fits and not noticed & {*_REFUSING, *_BENDING}:
        yield Finding(Topic.BENT, "text", Tone.DANGER)


def _gs(state: CheckState, noticed: set[Notice]) -> Iterator[Finding]:
    with_gs = [each for each in state.scans if each.had_gs]
    if any(each.fit is Fit.GS_LOST for each in with_gs):
        yield Finding(Topic.GS, "lost", Tone.WARN)
    elif any(GS in each.scan.text + each.scan.placed for each in with_gs):
        how = next((each for each in _GS if each in noticed), "kept")
        yield Finding(Topic.GS, how, Tone.OK)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
