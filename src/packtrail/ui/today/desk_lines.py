"""What this desk owes its own ledger, and what is open between the outlet's stations.

A backup not made for long; a unit on two loads, one without intake, a log with a hole.
"""

from collections.abc import Iterator

from packtrail.domain.documents import HandoffItem
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.facts import TodayFacts
from packtrail.ui.today.lines import Line, Way, unit_word
from packtrail.ui.widgets.duty_line import DutyState
from packtrail.ui.widgets.figures import count_text
from packtrail.usecases.backups import BackupDue
from packtrail.usecases.between_desks import DoubleHandOut
from packtrail.usecases.ports import OtherStation
from packtrail.wording import Wording
from packtrail.wording.values import moment_words


def desk_lines(facts: TodayFacts, w: Wording) -> Iterator[Line]:
    """All of them, in no order."""
    if facts.backup is not None:
        yield _backup(facts.backup, facts, w)
    for double in facts.between.double_hand_outs:
        yield _double(double, facts, w)
    for item in facts.between.unconfirmed:
        yield _unconfirmed(item, facts, w)
    for station in facts.between.incomplete:
        yield _incomplete(station, facts, w)


def _backup(due: BackupDue, facts: TodayFacts, w: Wording) -> Line:
    last, days = due.last, due.days
    if last is None:
        said = {"number": "", "unit": "", "what": w.say("today.no_backup.never")}
        which = w.say("today.no_backup.risk")
    else:
        said = {"number": str(days), "unit": unit_word(w, "day", days), "what": w.say("today.no_backup.what")}
        which = w.say("today.no_backup.which", moment=moment_words(last.made_at), file=last.file)
    action = w.say("today.no_backup.action")
    state = DutyState(key="backup", which=which, action=action, tone=Tone.WARN, **said)
    return Line(state, Way("settings", "backup"), last.made_at if last is not None else facts.now)


def _double(double: DoubleHandOut, facts: TodayFacts, w: Wording) -> Line:
    ours = next((line for line in double.lines if line.station is None), None)
    state = DutyState(
        key=f"double_hand_out/{double.unit.unit_id}",
        number=count_text(len(double.lines)),
        unit=unit_word(w, "paper", len(double.lines)),
        what=w.say("today.double_hand_out.what", label=double.unit.label),
        which=w.say("values.comma").join(_at(line, w) for line in double.lines),
        action=w.say("today.double_hand_out.action"),
        tone=Tone.DANGER,
    )
    way = Way("handoff", ours.handoff_id) if ours else Way("stock", double.unit.unit_id)
    return Line(state, way, min(facts.now, double.unit.moved_at))


def _unconfirmed(item: HandoffItem, facts: TodayFacts, w: Wording) -> Line:
    state = DutyState(
        key=f"unconfirmed/{item.line_id}",
        number="1",
        unit=unit_word(w, "unit", 1),
        what=w.say("today.unconfirmed.what", label=item.battery_code or ""),
        which=w.say("today.unconfirmed.which", document=_at(item, w)),
        action=w.say("today.unconfirmed.action"),
        tone=Tone.WARN,
    )
    return Line(state, Way("sync"), facts.now)


def _incomplete(station: OtherStation, facts: TodayFacts, w: Wording) -> Line:
    kind = "faulty" if station.faulty else "waiting"
    count = station.faulty or station.waiting
    state = DutyState(
        key=f"other_station/{station.station_id}/{station.epoch}",
        number=count_text(count),
        unit=unit_word(w, "record", count),
        what=w.say(f"today.other_station.{kind}", station=station.label),
        which=w.say("today.other_station.which", seq=station.head_seq),
        action=w.say("today.open"),
        tone=Tone.DANGER if station.faulty else Tone.INFO,
    )
    return Line(state, Way("sync"), facts.now)


def _at(line: HandoffItem, w: Wording) -> str:
    """A document's number, and at which station it was written."""
    if line.station is None:
        return w.say("today.desk.ours", number=line.number)
    return w.say("today.desk.theirs", number=line.number, station=line.station)
