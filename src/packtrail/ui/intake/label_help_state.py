"""What the help with an unreadable label shows: the printed line, doubts to settle, known codes that fit."""

from dataclasses import dataclass, field

from packtrail.domain.battery_code import BatteryCode
from packtrail.domain.battery_code.code import read_whole
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.label_doctor import (
    Diagnosis,
    DifferenceKind,
    Fit,
    PartialCode,
    SeenCharacter,
    typed_part,
)
from packtrail.ui.intake.results import code_meaning
from packtrail.usecases.read_bars import BarsReading
from packtrail.usecases.read_line import GreyPicture, LineReading
from packtrail.wording import Wording

MOST_SHOWN = 4  # codes that fit: more would push the label out of sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """The help as it stands; gone when the form is closed."""

    line: LineReading | None = None
    bars: BarsReading | None = None  # what the bars said before anything else was known
    picture: str | None = None  # which picture the line or the bars were read in, for the evidence
    was_read: bool = False  # the line was asked for and an answer came
    is_reading: bool = False
    settled: dict[int, str] = field(default_factory=dict)  # position to the character that a person chose
    typed: str = ""
    diagnosis: Diagnosis | None = None
    chosen: Fit | None = None  # a known code that the person compares with the label

    @property
    def partial(self) -> PartialCode:
        """What is known of the code: what was typed goes before what was read, a line before bars."""
        if self.typed:
            return typed_part(self.typed)
        if self.line is None:
            return self.bars.partial if self.bars else PartialCode(())
        return PartialCode(
            tuple(
                SeenCharacter(self.settled[at]) if at in self.settled else seen
                for at, seen in enumerate(self.line.characters, start=1)
            )
        )

    @property
    def open_doubts(self) -> tuple[int, ...]:
        """The positions of the line that nobody has settled yet."""
        return tuple(at for at in self.line.doubtful if at not in self.settled) if self.line else ()

    @property
    def candidate(self) -> str:
        """The code that could be taken: a known one that was chosen, else what was typed or read."""
        if self.chosen is not None:
            return self.chosen.code
        return self.partial.text

    @property
    def may_be_taken(self) -> bool:
        """Whether a person has looked at all that has to be looked at; typing or bars alone never do."""
        return self.chosen is not None or (self.line is not None and not self.typed and not self.open_doubts)


@dataclass(frozen=True, slots=True)
class DoubtState:
    """One doubtful position: what may stand there, and what was chosen."""

    position: int
    name: str
    options: tuple[str, ...]
    chosen: str | None


@dataclass(frozen=True, slots=True)
class FitState:
    """One known code that fits, and where it differs."""

    code: str
    marked: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpState:
    """What is drawn."""

    no_line: str | None  # why the line can't be read
    said: str  # what came of it
    picture: GreyPicture | None
    doubts: tuple[DoubtState, ...]
    fits: tuple[FitState, ...]
    doctor: str  # what the label doctor says
    candidate: str
    marked: tuple[int, ...]
    meaning: str
    refusal: str | None  # why it can't be taken yet

    @property
    def is_at_work(self) -> bool:
        """Whether there is something to compare with the label, so that the rest of the form may wait."""
        return bool(self.picture or self.fits or self.meaning)


def help_state(help_: Help, w: Wording, tables: CodeTables, *, why_not: str, has_picture: bool) -> HelpState:
    """What ``help_`` looks like; ``why_not`` is the reason without a recogniser, empty with one."""
    code = read_whole(help_.candidate, tables)
    fits = help_.diagnosis.fits if help_.diagnosis else ()
    too_many = help_.diagnosis is not None and help_.diagnosis.is_too_many
    return HelpState(
        no_line=_no_line(help_, w, why_not, has_picture=has_picture),
        said=_said(help_, w),
        picture=help_.line.picture if help_.line else None,
        doubts=_doubts(help_, w),
        fits=() if too_many else tuple(_fit(fit, w) for fit in fits[:MOST_SHOWN]),
        doctor=_doctor(help_.diagnosis, w),
        candidate=help_.candidate,
        marked=_marked(help_),
        meaning=code_meaning(code, w) if code else "",
        refusal=_refusal(help_, code, w),
    )


def _no_line(help_: Help, w: Wording, why_not: str, *, has_picture: bool) -> str | None:
    if why_not:
        return w.say(f"intake.help.why.{why_not}")
    if not has_picture:
        return w.say("intake.help.no_picture")
    return w.say("intake.help.reading") if help_.is_reading else None


def _said(help_: Help, w: Wording) -> str:
    if help_.is_reading:
        return w.say("intake.help.reading")
    if help_.chosen is not None:
        return w.say("intake.help.compare")
    if help_.typed:
        return ""
    if help_.line is None:
        no_line = w.say("intake.help.no_line") if help_.was_read else ""
        bars = w.say("intake.help.bars", text=help_.bars.text) if help_.bars else ""
        return "\n".join(words for words in (no_line, bars) if words)
    count = len(help_.open_doubts)
    return w.say("intake.help.doubts", count=count) if count else w.say("intake.help.compare")


def _doubts(help_: Help, w: Wording) -> tuple[DoubtState, ...]:
    if help_.line is None or help_.typed or help_.chosen:
        return ()
    seen = help_.line.characters
    return tuple(
        DoubtState(
            position,
            w.say("intake.help.position", position=position),
            (seen[position - 1].character, *(other for other, _ in seen[position - 1].others)),
            help_.settled.get(position),
        )
        for position in help_.line.doubtful
    )


def _fit(fit: Fit, w: Wording) -> FitState:
    against = fit.marked(DifferenceKind.AGAINST)
    words = w.say(f"intake.help.origin.{fit.origin.name.lower()}")
    if against:
        places = w.say("values.comma").join(str(at) for at in against)
        words = f"{words} · {w.say('intake.help.against', places=places)}"
    return FitState(fit.code, fit.marked(), words)


def _doctor(diagnosis: Diagnosis | None, w: Wording) -> str:
    if diagnosis is None:
        return ""
    if diagnosis.needs_more:
        return w.say("intake.help.doctor.needs_more")
    if not diagnosis.count:
        return w.say("intake.help.doctor.none")
    if diagnosis.is_too_many:
        key = "many" if diagnosis.is_more else "too_many"
        return w.say(f"intake.help.doctor.{key}", count=diagnosis.count)
    return w.say("intake.help.doctor.some", count=diagnosis.count)


def _marked(help_: Help) -> tuple[int, ...]:
    if help_.chosen is not None:
        return help_.chosen.marked()
    if help_.typed or help_.line is None:
        return tuple(at for at, one in enumerate(help_.partial.characters, start=1) if not one.is_known)
    return help_.open_doubts


def _refusal(help_: Help, code: BatteryCode | None, w: Wording) -> str | None:
    if code is None:
        return w.say("intake.help.nothing_whole")
    if not help_.may_be_taken and (help_.typed or help_.line is None):
        return w.say("intake.help.type_twice")
    if not help_.may_be_taken:
        places = w.say("values.comma").join(str(at) for at in help_.open_doubts)
        return w.say("intake.help.settle_first", places=places)
    return None
