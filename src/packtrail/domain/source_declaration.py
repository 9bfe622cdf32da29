"""来源声明: a natural person signs where a battery is from (``practice.md`` 14).

The number of the ID is kept only with the person's consent, only at the station, and shown masked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from packtrail.domain.draft_faults import LONGEST_TEXT, DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.entry import Entry
from packtrail.domain.moments import EARLIEST, legal_day
from packtrail.domain.records import (
    Attachment,
    NewRecord,
    Record,
    SourceDeclaration,
    SourceDeclarationPrivate,
    private_part,
)
from packtrail.domain.resident_id import check_resident_id
from packtrail.domain.shapes import RecordId

DECLARATION = "source_declaration"
"""The paper by its token, as a delivery has or owes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclarationDraft:
    """A declaration as it was signed."""

    subject_id: str  # the delivery, or the vehicle case
    person_name: str = field(default="", repr=False)
    id_number: str | None = field(default=None, repr=False)
    consents: bool = False  # to the use of the ID
    signed_on: date
    photos: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """来源声明, as the records make it; nothing in it identifies a person in full."""

    declaration_id: RecordId
    subject_id: RecordId
    consents: bool
    signed_on: date
    masked_id: str | None  # None without consent, and once the private part was purged


def declare(draft: DeclarationDraft, *, record_id: str, at: datetime, operator_ref: str) -> NewRecord:
    """The record of a declaration; without consent the ID is dropped. Raises DraftIncomplete."""
    faults = tuple(_faults(draft, legal_day(at)))
    if faults:
        raise DraftIncomplete(faults)
    may_keep_id = draft.consents and draft.id_number
    person = SourceDeclarationPrivate(
        person_name=draft.person_name.strip(),
        id_number=check_resident_id(draft.id_number).number if may_keep_id and draft.id_number else None,
    )
    return NewRecord(
        record_id=record_id,
        body=SourceDeclaration(
            subject_record_id=draft.subject_id,
            consent_to_id_use=draft.consents,
            signed_on=draft.signed_on,
        ),
        occurred_at=at,
        operator_ref=operator_ref,
        depends_on=(draft.subject_id,),
        attachments=draft.photos,
        private=private_part(person),
    )


def declaration_subjects(record: Record, _: object) -> Iterable[str | None]:
    """A declaration speaks of itself; a reader finds it by its subject."""
    return (record.record_id,) if isinstance(record.body, SourceDeclaration) else ()


def fold_declaration(_: Declared | None, entry: Entry) -> Declared | None:
    """The declaration, as amended; None once it is void."""
    record, event = entry.record, entry.record.body
    if entry.is_voided or not isinstance(event, SourceDeclaration):
        return None
    number = entry.private_text("id_number")
    return Declared(
        declaration_id=record.record_id,
        subject_id=event.subject_record_id,
        consents=event.consent_to_id_use,
        signed_on=event.signed_on,
        masked_id=check_resident_id(number).masked if number else None,
    )


def _faults(draft: DeclarationDraft, today: date) -> Iterator[DraftFault]:
    """What keeps it from being recorded; a wrong ID is told without a character of it."""
    if not draft.person_name.strip():
        yield DraftFault(FaultKind.PERSON_MISSING, "person_name")
    if len(draft.person_name) > LONGEST_TEXT:
        yield DraftFault(FaultKind.TEXT_TOO_LONG, "person_name", value=str(LONGEST_TEXT))
    if draft.consents and draft.id_number and not check_resident_id(draft.id_number, today).is_valid:
        yield DraftFault(FaultKind.RESIDENT_ID_WRONG, "id_number")
    if draft.signed_on > today:
        yield DraftFault(FaultKind.TIME_IN_FUTURE, "signed_on", value=draft.signed_on.isoformat())
    elif draft.signed_on < EARLIEST:
        yield DraftFault(FaultKind.TIME_TOO_EARLY, "signed_on", value=draft.signed_on.isoformat())
    if not draft.photos:
        yield DraftFault(FaultKind.EVIDENCE_MISSING, "photos")
