"""Every view that is kept of the log: its state, which records speak of it, and its fold.

A view is a pure fold over the records that touch it, in log order, each as amended. The store keeps one
table a view, made from the fields of its state, and knows nothing else of the trade; a new view is one
more line here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from packtrail.domain.announcement import Announcement, announcement_subjects, fold_announcement
from packtrail.domain.documents import (
    DeliveryDocument,
    HandoffDocument,
    HandoffItem,
    fold_delivery,
    fold_handoff,
    fold_item,
)
from packtrail.domain.entry import Entry
from packtrail.domain.load import WeighedLoad, fold_weighing
from packtrail.domain.opening_stock import OpeningItem, fold_opening, opening_subjects
from packtrail.domain.owed_papers import OwedPaper, fold_owed
from packtrail.domain.party import Party, fold_party, party_subjects
from packtrail.domain.records import (
    BatteryRemoved,
    ConditionCheck,
    ConsigneeAck,
    Delivery,
    Handoff,
    HandoffArrived,
    HandoffCancelled,
    HandoffDeparted,
    HandoffLine,
    HandoffRelease,
    IdentityResolution,
    IncidentClosed,
    Intake,
    LoadAck,
    OpeningStock,
    PackOpened,
    PaperOwed,
    PaperSupplied,
    QuarantineRelease,
    Record,
    ReturnedToSource,
    ReturnIn,
    SafetyDetermination,
    SecondConfirmation,
    Treatment,
    UnitMoved,
)
from packtrail.domain.refused_delivery import RefusedDelivery, fold_refused, refused_subjects
from packtrail.domain.reportable import Reportable, fold_reportable, reportable_subjects
from packtrail.domain.source_declaration import Declared, declaration_subjects, fold_declaration
from packtrail.domain.unit import Unit
from packtrail.domain.unit_folds import fold_unit
from packtrail.domain.vehicle_case.case import BatteryInCase, Replacement, VehicleCase
from packtrail.domain.vehicle_case.folds import (
    battery_subjects,
    case_subjects,
    fold_battery_in_case,
    fold_case,
    fold_replacement,
    replacement_subjects,
)

PROJECTION_VERSION = 3
"""Raised whenever a fold or a view changes: the station then rebuilds its projections."""


class Lookups(Protocol):
    """What the views so far say, for records that name their subject by another record."""

    def items_of_handoff(self, handoff_id: str) -> Sequence[HandoffItem]:
        """The lines of a handoff in order."""
        ...

    def item(self, line_id: str) -> HandoffItem | None:
        """One line."""
        ...

    def record(self, record_id: str) -> Record | None:
        """A record of ours or of another station, as it was written."""
        ...


Subjects = Callable[[Record, Lookups], Iterable[str | None]]
"""The ids of the records that began the views which a record speaks of; None is passed over."""


@dataclass(frozen=True)
class ViewOf:
    """One kind of view: a row for each subject, which is the record that began it."""

    name: str  # of the table, for ever the same
    state: type[Any]  # a frozen dataclass with slots; its fields are the columns
    fold: Callable[[Any, Entry], Any]  # (state before or None, entry) -> state, or None for no row
    subjects: Subjects
    indexes: tuple[tuple[str, ...], ...] = ()  # columns that readers search by
    is_shared: bool = False  # folds what other stations of the outlet wrote as well


_NamesItsIntake = (
    BatteryRemoved
    | ConditionCheck
    | HandoffLine
    | IdentityResolution
    | IncidentClosed
    | OpeningStock
    | QuarantineRelease
    | ReturnIn
    | ReturnedToSource
    | SafetyDetermination
    | Treatment
    | UnitMoved
)


def _unit_subjects(record: Record, known: Lookups) -> Iterable[str | None]:
    body = record.body
    if isinstance(body, Intake):
        return (record.record_id,)
    if isinstance(body, PackOpened | _NamesItsIntake):
        return (body.parent_record_id if isinstance(body, PackOpened) else body.intake_record_id,)
    if isinstance(body, HandoffRelease | HandoffCancelled):
        return (item.unit_id for item in known.items_of_handoff(body.handoff_record_id))
    if isinstance(body, ConsigneeAck):
        item = known.item(body.line_record_id) if body.line_record_id else None
        return (item.unit_id if item else None,)
    target = known.record(body.target_record_id) if isinstance(body, SecondConfirmation) else None
    return _unit_subjects(target, known) if target else ()


def _delivery_subjects(record: Record, _: Lookups) -> Iterable[str | None]:
    body = record.body
    if isinstance(body, Delivery):
        return (record.record_id,)
    return (body.delivery_record_id,) if isinstance(body, Intake) else ()


def _handoff_subjects(record: Record, known: Lookups) -> Iterable[str | None]:
    body = record.body
    if isinstance(body, Handoff):
        return (record.record_id,)
    if isinstance(body, HandoffRelease | HandoffDeparted | HandoffArrived | HandoffCancelled):
        return (body.handoff_record_id,)
    if isinstance(body, ConsigneeAck | ReturnIn | IncidentClosed):
        item = known.item(body.line_record_id) if body.line_record_id else None
        return (item.handoff_id if item else None,)
    target = known.record(body.target_record_id) if isinstance(body, SecondConfirmation) else None
    return _handoff_subjects(target, known) if target and isinstance(target.body, IncidentClosed) else ()


def _item_subjects(record: Record, known: Lookups) -> Iterable[str | None]:
    body = record.body
    if isinstance(body, HandoffLine):
        return (record.record_id,) if body.handoff_record_id else ()
    if isinstance(body, ConsigneeAck | ReturnIn | IncidentClosed):
        return (body.line_record_id,)
    target = known.record(body.target_record_id) if isinstance(body, SecondConfirmation) else None
    return _item_subjects(target, known) if target and isinstance(target.body, IncidentClosed) else ()


def _weighing_subjects(record: Record, _: Lookups) -> Iterable[str | None]:
    return (record.record_id,) if isinstance(record.body, LoadAck) else ()


def _owed_subjects(record: Record, _: Lookups) -> Iterable[str | None]:
    body = record.body
    if isinstance(body, PaperOwed):
        return (record.record_id,)
    return (body.owed_record_id,) if isinstance(body, PaperSupplied) else ()


_IN_ZONE = (
    "zone",
    "custody",
    "slot",
    "is_high_risk",
    "is_dangerous",
    "condition_class",
    "chemistry_code",
    "voltage_mv",
    "mass_basis",
    "mass_g",
)
"""Everything that ``standing.Alike`` sums."""

VIEWS: tuple[ViewOf, ...] = (
    ViewOf(
        "handoff_item_view",
        HandoffItem,
        fold_item,
        _item_subjects,
        (("handoff_id",), ("unit_id",), ("open_reason",)),
        is_shared=True,
    ),
    ViewOf(
        "unit",
        Unit,
        fold_unit,
        _unit_subjects,
        (
            ("custody", "mass_g"),
            ("delivery_id",),
            ("parent_id",),
            ("vehicle_id",),
            _IN_ZONE,
            ("replaces_id",),
            ("hot_at",),
            ("clash",),
        ),
        is_shared=True,
    ),
    ViewOf("delivery_view", DeliveryDocument, fold_delivery, _delivery_subjects),
    ViewOf(
        "reportable",
        Reportable,
        fold_reportable,
        reportable_subjects,
        (("event_on",), ("document_id",)),
    ),
    ViewOf("party", Party, fold_party, party_subjects, (("uscc",), ("kind", "name"))),
    ViewOf("handoff_view", HandoffDocument, fold_handoff, _handoff_subjects, (("state",),)),
    ViewOf("weighed_load", WeighedLoad, fold_weighing, _weighing_subjects, (("document_id",),)),
    ViewOf(
        "vehicle_case",
        VehicleCase,
        fold_case,
        case_subjects,
        (("vin",), ("state",), ("certificate_key",), ("case_number",)),
    ),
    ViewOf(
        "battery_in_case",
        BatteryInCase,
        fold_battery_in_case,
        battery_subjects,
        (("battery_code",), ("case_id",)),
    ),
    ViewOf(
        "battery_replacement",
        Replacement,
        fold_replacement,
        replacement_subjects,
        (("vin",), ("old_code",), ("new_code",)),
    ),
    ViewOf("announcement_view", Announcement, fold_announcement, announcement_subjects, (("state",),)),
    ViewOf("refused_delivery_view", RefusedDelivery, fold_refused, refused_subjects),
    ViewOf("opening_view", OpeningItem, fold_opening, opening_subjects, (("unit_id",),)),
    ViewOf("owed_paper_view", OwedPaper, fold_owed, _owed_subjects, (("is_open",), ("subject_id",))),
    ViewOf("declaration_view", Declared, fold_declaration, declaration_subjects, (("subject_id",),)),
)
"""In the order in which a record is folded: lines before the units that are found through them."""
