"""电池履历 on one page: our own log and what hubs know of a code, merged by time, each line with its source.

Reads only what is kept, so it is the same without a network; every line from elsewhere says of which moment
it is. That nobody else knows anything, or was never asked, is said and not left to be guessed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.unit_life import LifeEvent
from packtrail.protocol.battery_models import BatteryModel
from packtrail.protocol.unit_life import LifeLine
from packtrail.usecases.custody_timeline import custody_timeline
from packtrail.usecases.life_warnings import LifeWarning, life_warnings
from packtrail.usecases.ports import KeptLife, View


class Source(StrEnum):
    """Who said a line."""

    OUR_LOG = "our_log"  # this station's own ledger
    OUR_OUTLET = "our_outlet"  # another station of this outlet: its verified log, or by way of a hub
    OTHER_OUTLET = "other_outlet"  # by way of a hub


class Elsewhere(StrEnum):
    """What is known of a code beyond this station's log."""

    NOT_BOUND = "not_bound"  # there is no hub to ask
    NEVER_ASKED = "never_asked"  # or never answered
    NOTHING = "nothing"  # asked, and nobody else had told of it
    SOMETHING = "something"


@dataclass(frozen=True, kw_only=True, slots=True)
class PageLine:
    """One thing that happened, and who says so.

    ``event`` is set for what our own log holds, ``line`` for what a hub told (for our own log's too, where
    the hub has it). ``told_at`` is the moment of the hub's answer; None for our own log, which is always now.
    """

    at: datetime
    kind: str  # record type
    source: Source
    outlet_uscc: str | None  # None: ourselves, before the outlet has a profile
    record_hash: str | None
    told_by: str | None = None  # the hub, as staff call it
    told_at: datetime | None = None
    event: LifeEvent | None = None
    line: LifeLine | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LifePage:
    """What is known of one battery code, the oldest line first."""

    battery_code: str
    lines: tuple[PageLine, ...]
    elsewhere: Elsewhere
    told_at: datetime | None  # of the oldest of the answers in it
    left_out: int  # older lines that a hub kept back
    model: BatteryModel | None
    model_told_by: str | None
    model_told_at: datetime | None = None
    model_known: str | None = None  # a ModelKnown of the newest answer; None without one


def early_warnings(
    view: View, battery_codes: Collection[str], vins: Mapping[str, str]
) -> dict[str, tuple[LifeWarning, ...]]:
    """What the kept answers say against taking these codes in; a code that they say nothing of is left out.

    ``vins``: of each code whose vehicle is known, its VIN.
    """
    hubs = {each.name: each for each in view.destinations()}
    found: dict[str, tuple[LifeWarning, ...]] = {}
    for kept in view.kept_lives(battery_codes):
        code, hub = kept.life.battery_code, hubs[kept.destination]
        warnings = life_warnings(
            kept.life,
            vin=vins.get(code),
            our_uscc=hub.outlet_uscc,
            told_by=hub.title,
            told_at=kept.told_at,
        )
        if warnings:
            found[code] = (*found.get(code, ()), *warnings)
    return found


def unit_life(view: View, battery_code: str) -> LifePage:
    """Everything of one code, whether this station ever had it or not."""
    kept = view.kept_lives([battery_code])
    newest = max(kept, key=lambda each: each.told_at, default=None)
    modelled = next((each for each in kept if each.life.model is not None), None)
    ours = tuple(_ours(view, battery_code))
    told = tuple(_told(view, kept, {each.event.record_id for each in ours if each.event}))
    return LifePage(
        battery_code=battery_code,
        lines=tuple(sorted((*ours, *told), key=lambda each: each.at)),
        elsewhere=_elsewhere(view, newest, told),
        told_at=min((each.told_at for each in kept), default=None),
        left_out=max((each.life.left_out for each in kept), default=0),
        model=modelled.life.model if modelled else None,
        model_told_by=_title(view, modelled.destination) if modelled else None,
        model_told_at=modelled.told_at if modelled else None,
        model_known=newest.life.model_known if newest else None,
    )


def _title(view: View, destination: str) -> str:
    return next((each.title for each in view.destinations() if each.name == destination), destination)


def _elsewhere(view: View, newest: KeptLife | None, told: Sequence[PageLine]) -> Elsewhere:
    if told:
        return Elsewhere.SOMETHING
    if newest is not None:
        return Elsewhere.NOTHING
    is_bound = any(each.is_called for each in view.destinations())
    return Elsewhere.NEVER_ASKED if is_bound else Elsewhere.NOT_BOUND


def _ours(view: View, battery_code: str) -> Iterator[PageLine]:
    """The events of every unit that has the code, as our log and our other stations' have them now."""
    for unit in view.units_with_code(battery_code):
        for event in custody_timeline(view, unit.unit_id).events:
            found = view.amended(event.record_id)
            yield PageLine(
                at=event.happened_at,
                kind=event.kind,
                source=Source.OUR_OUTLET if event.station else Source.OUR_LOG,
                outlet_uscc=None,
                record_hash=found.record.record_hash if found else None,
                event=event,
            )


def _told(view: View, kept: Sequence[KeptLife], had: set[str]) -> Iterator[PageLine]:
    """What hubs told beside that, each record once: by the hub that told it last."""
    titles = {each.name: each.title for each in view.destinations()}
    newest_first = sorted(kept, key=lambda each: each.told_at, reverse=True)
    seen: set[str] = set()
    for answer, line in _lines(newest_first):
        if line.record_hash in seen or line.record_id in had:
            continue
        seen.add(line.record_hash)
        yield PageLine(
            at=line.at,
            kind=line.kind,
            source=_source(view, line),
            outlet_uscc=line.outlet_uscc,
            record_hash=line.record_hash,
            told_by=titles.get(answer.destination, answer.destination),
            told_at=answer.told_at,
            line=line,
        )


def _lines(kept: Iterable[KeptLife]) -> Iterator[tuple[KeptLife, LifeLine]]:
    for answer in kept:
        for line in answer.life.lines:
            yield answer, line


def _source(view: View, line: LifeLine) -> Source:
    if not line.is_own:
        return Source.OTHER_OUTLET
    is_here = line.record_id is not None and view.record(line.record_id) is not None
    return Source.OUR_LOG if is_here else Source.OUR_OUTLET
