"""A working day played on real input: pictures are read, batteries taken in and handed on, all reported.

The day is data (``resources/samples/day.toml``); what the labels say is read from the pictures. It can be
killed at any moment and played on: steps whose records stand in the ledger are not done again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from packtrail import resources
from packtrail.app.outlet import Outlet
from packtrail.domain.delivery import DeliveryDraft, UnitDraft, draft_of_code
from packtrail.domain.errors import CodeAlreadyLive, OutletError
from packtrail.domain.handoff import HandoffDraft, LineDraft
from packtrail.domain.records import OutletProfile
from packtrail.domain.records.gate import CodeSource, CodeStatus
from packtrail.domain.records.handoff import PickedBy
from packtrail.usecases.ports import Destination
from packtrail.usecases.read_label import LabelReading
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.set_profile import current_profile


class Happened(StrEnum):
    """What kind of line the day's report gets."""

    READ = "read"
    UNREADABLE = "unreadable"
    CONFLICT = "conflict"
    TAKEN_IN = "taken_in"
    REFUSED = "refused"
    HANDED_ON = "handed_on"
    PRINTED = "printed"
    ENROLLED = "enrolled"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class DayEvent:
    """One thing that happened, promised: what it speaks of is on the disk when it is told."""

    kind: Happened
    subject: str
    count: int = 0
    mass_g: int = 0
    error: OutletError | None = None
    path: Path | None = None
    steps: int = 1  # of the day's progress that this one finished


T = TypeVar("T")
Tell = Callable[[DayEvent], None]


@dataclass(frozen=True, slots=True)
class Day:
    """The script of a day, and the folder of its pictures."""

    script: Mapping[str, Any]
    pictures: Path

    @property
    def steps(self) -> int:
        """How many pictures, handoffs and batches of paper there are to do: for the progress bar."""
        pictures = sum(len(delivery["batteries"]) for delivery in self.script["delivery"])
        return pictures + len(self.script["attempt"]) + 2 * len(self.script["handoff"])


def bundled_day() -> Day:
    """The day that ships with the program."""
    return Day(resources.toml("samples", "day.toml"), resources.path("samples"))


def play(outlet: Outlet, day: Day, tell: Tell) -> None:
    """Everything of the day that needs no network; blocks, so not for a GUI thread."""
    if outlet.read(current_profile) is None:
        profile = OutletProfile(**day.script["outlet"])
        _act(outlet, partial(outlet.set_profile, profile, day.script["contact"]["phone"]))
    done = outlet.read(lambda view: len(view.deliveries()))
    for delivery in day.script["delivery"][done:]:
        _take_in(outlet, day, delivery, tell)
    for attempt in day.script["attempt"]:
        _try(outlet, day, attempt, tell)
    handed_on = outlet.read(lambda view: len(view.handoffs()))
    for handoff in day.script["handoff"][handed_on:]:
        _hand_on(outlet, day, handoff, tell)
    for document in reversed(outlet.read(lambda view: view.handoffs())):
        path = _act(outlet, partial(outlet.print_handoff, document.handoff_id))
        tell(DayEvent(Happened.PRINTED, document.number, path=path))


def report(outlet: Outlet, hub_url: str, code: str, tell: Tell) -> SendOutcome:
    """Enrol if need be, and send until nothing waits."""
    destinations = outlet.read(lambda view: view.destinations())
    destination = destinations[0] if destinations else _enrol(outlet, hub_url, code, tell)

    def progress(outcome: SendOutcome) -> None:
        if outcome.result is SendResult.SETTLED:
            tell(DayEvent(Happened.REPORTED, destination.title, count=outcome.records))

    return outlet.workers.network.run(partial(outlet.send, destination, progress)).result()


def _enrol(outlet: Outlet, hub_url: str, code: str, tell: Tell) -> Destination:
    destination = outlet.workers.network.run(partial(outlet.enrol, hub_url, code)).result()
    tell(DayEvent(Happened.ENROLLED, destination.title))
    return destination


def _take_in(outlet: Outlet, day: Day, script: Mapping[str, Any], tell: Tell) -> None:
    units = tuple(
        unit for battery in script["batteries"] for unit in _units(outlet, day.pictures, battery, tell)
    )
    head = {name: value for name, value in script.items() if name != "batteries"}
    draft = DeliveryDraft(**head, claimed_count=len(units), units=units)
    try:
        taken = _act(outlet, partial(outlet.record_delivery, draft))
    except CodeAlreadyLive as live:
        tell(DayEvent(Happened.CONFLICT, live.battery_code, error=live))
        taken = _act(outlet, partial(outlet.record_delivery, _with_conflict(draft, live.battery_code)))
    tell(DayEvent(Happened.TAKEN_IN, taken.document.number, taken.document.unit_count, taken.document.mass_g))


def _with_conflict(draft: DeliveryDraft, code: str) -> DeliveryDraft:
    """What the operator does who looked: it is a second pack, taken in as a conflict."""
    units = tuple(replace(unit, as_conflict=unit.battery_code == code) for unit in draft.units)
    return replace(draft, units=units)


def _units(outlet: Outlet, folder: Path, battery: Mapping[str, Any], tell: Tell) -> Iterator[UnitDraft]:
    picture = folder / battery["picture"]
    label = _read(outlet, picture)
    photo = _act(outlet, partial(outlet.keep_photo, outlet.photo_of(picture), "image/jpeg", "nameplate"))
    facts = {name: value for name, value in battery.items() if name not in {"picture", "code_reason"}}
    for n, found in enumerate(label.codes):
        tell(DayEvent(Happened.READ, found.code.text, steps=0 if n else 1))
        unit = draft_of_code(found.code, CodeSource.PHOTO_DECODE, found.raw)
        yield replace(unit, photos=(photo,), **facts)
    if not label.codes:
        tell(DayEvent(Happened.UNREADABLE, picture.name))
        reason = battery.get("code_reason", "worn")
        yield UnitDraft(code_status=CodeStatus.UNREADABLE, code_reason=reason, photos=(photo,), **facts)


def _try(outlet: Outlet, day: Day, attempt: Mapping[str, Any], tell: Tell) -> None:
    """Pick what must not go; the refusal is the point."""
    codes = [attempt["code"]] if "code" in attempt else _codes(outlet, day, [attempt["picture"]])
    for code in codes:
        try:
            outlet.pick_unit(LineDraft(code=code))
        except OutletError as refusal:
            tell(DayEvent(Happened.REFUSED, code, error=refusal))


def _hand_on(outlet: Outlet, day: Day, script: Mapping[str, Any], tell: Tell) -> None:
    scanned, listed = script["pictures"], script.get("from_list", [])
    lines = [
        *(LineDraft(code=code, code_source=CodeSource.PHOTO_DECODE) for code in _codes(outlet, day, scanned)),
        *(LineDraft(code=code, picked_by=PickedBy.LIST) for code in _codes(outlet, day, listed)),
    ]
    head = {name: value for name, value in script.items() if name not in {"pictures", "from_list"}}
    handed = _act(outlet, partial(outlet.release_handoff, HandoffDraft(**head, lines=tuple(lines))))
    document = handed.document
    tell(DayEvent(Happened.HANDED_ON, document.number, document.line_count, document.mass_g))


def _codes(outlet: Outlet, day: Day, pictures: Sequence[str]) -> list[str]:
    return [found.code.text for name in pictures for found in _read(outlet, day.pictures / name).codes]


def _read(outlet: Outlet, picture: Path) -> LabelReading:
    return outlet.workers.decode.run(partial(outlet.read_label, picture)).result()


def _act(outlet: Outlet, act: Callable[[], T]) -> T:
    return outlet.workers.acts.run(act).result()
