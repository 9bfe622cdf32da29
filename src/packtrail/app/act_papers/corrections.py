"""From a correction or void, and the record that it is about, to the 更正单.

Bodies of records name no person (what does is their private part), so all that they say may stand here.
"""

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from packtrail.app.act_papers.issuing import issue_of
from packtrail.app.handoff_paper import short_hash
from packtrail.domain.amendments import Amended, replaces
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.records import Body, Correction, Handoff, HandoffLine, Record, Void
from packtrail.domain.voiding import number_of
from packtrail.papers.act_content import CorrectionPaper, SaidTwice
from packtrail.usecases.amending import units_of
from packtrail.usecases.ports import View

_SCALARS = str | int | bool | date | datetime
_BETWEEN_RECORDS = ("_record_id", "_sha256", "_digest", "_hash", "conflicts_with")
"""Names of other records and of their content: no one compares them by eye."""


def amendment_of(view: View, record_id: str) -> Record:
    """The correction or void of this id, or the newest of the record of this id; raises PaperOfNothing."""
    found = view.amended(record_id)
    if found is None or found.station:
        raise PaperOfNothing(record_id)
    if isinstance(found.record.body, Correction | Void):
        return found.record
    if found.voided_by:
        return found.voided_by
    if amendments := (*found.corrections, *found.pending):
        return max(amendments, key=lambda each: (each.recorded_at, each.station_seq))
    former = replaces(found.record)
    if former is None:
        raise PaperOfNothing(record_id)
    return amendment_of(view, former)


def correction_content(view: View, amendment: Record) -> CorrectionPaper:
    """What the 更正单 of ``amendment`` says; raises OutletNotNamed, LookupError for one of nothing."""
    body = amendment.body
    if not isinstance(body, Correction | Void):
        raise TypeError(f"{amendment.record_id} is a {amendment.record_type}")
    target = view.amended(body.target_record_id)
    if target is None:
        raise LookupError(body.target_record_id)
    record = target.record
    own = view.amended(amendment.record_id)
    return CorrectionPaper(
        issue=issue_of(
            view, amendment, f"CR-{amendment.record_id[-12:]}", is_voided=bool(own and own.is_voided)
        ),
        is_void=isinstance(body, Void),
        target_id=record.record_id,
        target_type=record.record_type,
        target_number=number_of(record) or "",
        target_at=record.occurred_at,
        target_hash=short_hash(body.target_head_hash),
        battery_codes=_codes(view, record),
        changes=tuple(_changes(view, body, target)),
        reason_code=body.reason_code,
        reason_text=body.reason_text,
        operator_ref=amendment.operator_ref,
        second_ref=(body.second_operator_ref or "") if isinstance(body, Void) else "",
        replaced_by=body.replacement_record_ids if isinstance(body, Void) else (),
        other_party=_other_party(view, record.body),
        awaits_answer=amendment in target.pending,
    )


def _changes(view: View, body: Correction | Void, target: Amended) -> Iterator[SaidTwice]:
    said = target.record.body
    kind = said.record_type
    if isinstance(body, Correction):
        for change in body.changes:
            name = change.path.removeprefix("/")
            yield SaidTwice(record_type=kind, field=name, before=change.old, now=change.new)
        return
    instead = _instead(view, body.replacement_record_ids, kind)
    for name in _compared(said):
        before, now = getattr(said, name), getattr(instead, name, None)
        if before != now and (_says(before) or _says(now)):
            yield SaidTwice(record_type=kind, field=name, before=before, now=now)


def _instead(view: View, ids: Sequence[str], kind: str) -> Body | None:
    found = (view.record(each) for each in ids)
    return next((each.body for each in found if each and each.record_type == kind), None)


def _compared(body: Body) -> Iterator[str]:
    names = (field.name for field in dataclasses.fields(body))
    return (name for name in names if not name.endswith(_BETWEEN_RECORDS))


def _says(value: object) -> bool:
    """Whether a field says something by itself."""
    return isinstance(value, _SCALARS) and value != ""


def _codes(view: View, record: Record) -> tuple[str, ...]:
    units = (view.unit(each) for each in units_of(view, record))
    return tuple(unit.label for unit in units if unit is not None)


def _other_party(view: View, body: Body) -> str:
    """Who holds a paper of it beside us: the recipient of a load, or who delivered."""
    if isinstance(body, Handoff):
        return body.consignee_name or body.consignee_uscc
    if isinstance(body, HandoffLine):
        load = view.handoff(body.handoff_record_id) if body.handoff_record_id else None
        return (load.consignee_name or load.consignee_uscc) if load else ""
    delivery_id = getattr(body, "delivery_record_id", None)
    delivery = view.delivery(delivery_id) if delivery_id else None
    return (getattr(body, "deliverer_name", None) or (delivery.deliverer_name if delivery else None)) or ""
