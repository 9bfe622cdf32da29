"""称重单: a lorry weighed as one load, and how its net mass stands to what the lines say (practice 4).

A weighing that the other side disputes is recorded all the same and stays disputed. Masses by nameplate or
estimate are counted apart and never as weighed; the tolerance is contract data.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.acting import Acting, long_text, new_record, refuse_faults, time_faults
from packtrail.domain.code_tables import Provenance
from packtrail.domain.draft_faults import HEAVIEST_LOAD_G, DraftFault, FaultKind
from packtrail.domain.entry import Entry
from packtrail.domain.errors_handoff_way import NotOnThisDocument, TicketWeighedAlready
from packtrail.domain.moments import to_moment
from packtrail.domain.records import Attachment, LoadAck, NewRecord
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.shapes import RecordId

MILLION = 1_000_000


class ScaleOf(StrEnum):
    """Whose scale it was."""

    OUTLET = "outlet"
    DELIVERER = "deliverer"
    CONSIGNEE = "consignee"
    THIRD_PARTY = "third_party"


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadRules:
    """允差 for contracts without one, and when an answer is overdue; both ours, to be confirmed."""

    version: str
    tolerance_ppm: int  # of the net mass, in parts per million
    tolerance_from: Provenance
    overdue_after_days: int  # 内部目标: calendar days on the road without an answer
    overdue_from: Provenance


@dataclass(frozen=True, slots=True)
class LineMass:
    """One line of the document, as far as its mass goes."""

    line_id: str  # a handoff_line, or the intake of a delivery's unit
    mass_g: int | None
    mass_basis: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WeighingDraft:
    """One ticket of a scale."""

    ticket_number: str
    gross_g: int
    tare_g: int
    net_g: int
    agreed: bool
    scale_of: str  # a ScaleOf
    line_ids: tuple[str, ...] = ()  # empty: all lines of the document stood on it
    weighed_at: datetime | None = None  # None: now
    tolerance_ppm: int | None = None  # of the contract; None: of the rules
    photos: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class WeighedLoad:
    """磅单 as it was recorded, with what its lines came to at that moment."""

    weighing_id: RecordId
    document_id: RecordId
    ticket_number: str
    gross_mass_g: int
    tare_mass_g: int
    net_mass_g: int
    line_ids: tuple[str, ...]
    agreed: bool
    scale_of: str | None
    weighed_at: datetime
    known_mass_g: int | None
    unweighed_count: int
    unknown_count: int
    tolerance_ppm: int | None
    photo_count: int

    @property
    def difference_g(self) -> int | None:
        """Lines less net: lost (+) or gained (-); None where a line has no mass to compare."""
        if self.known_mass_g is None or self.unknown_count:
            return None
        return self.known_mass_g - self.net_mass_g

    @property
    def is_within_tolerance(self) -> bool | None:
        """Whether the contract bears the difference; None where nothing can be compared."""
        if self.difference_g is None or self.tolerance_ppm is None:
            return None
        return abs(self.difference_g) * MILLION <= self.tolerance_ppm * self.net_mass_g

    @property
    def rests_on_weighed(self) -> bool:
        """Whether every line's mass was weighed; otherwise the difference says little."""
        return not self.unweighed_count and not self.unknown_count


def fold_weighing(_: WeighedLoad | None, entry: Entry) -> WeighedLoad | None:
    """The weighing that a ``load_ack`` makes; None once it is void."""
    record, event = entry.record, entry.record.body
    if entry.is_voided or not isinstance(event, LoadAck):
        return None
    return WeighedLoad(
        weighing_id=record.record_id,
        document_id=event.document_record_id,
        ticket_number=event.ticket_number,
        gross_mass_g=event.gross_mass_g,
        tare_mass_g=event.tare_mass_g,
        net_mass_g=event.net_mass_g,
        line_ids=event.line_record_ids,
        agreed=event.agreed,
        scale_of=event.scale_of,
        weighed_at=event.weighed_at,
        known_mass_g=event.known_mass_g,
        unweighed_count=event.unweighed_count or 0,
        unknown_count=event.unknown_count or 0,
        tolerance_ppm=event.tolerance_ppm,
        photo_count=len(record.attachments),
    )


def weigh(
    document_id: str,
    number: str,
    lines: Sequence[LineMass],
    earlier: Sequence[WeighedLoad],
    draft: WeighingDraft,
    *,
    rules: LoadRules,
    acting: Acting,
) -> NewRecord:
    """The 磅单 record of one ticket for the document ``number`` with these lines.

    Raises NotOnThisDocument, TicketWeighedAlready or DraftIncomplete.
    """
    here = {line.line_id: line for line in lines}
    chosen = draft.line_ids or tuple(here)
    strange = [line_id for line_id in chosen if line_id not in here]
    if strange:
        raise NotOnThisDocument(number, len(strange))
    ticket = draft.ticket_number.strip()
    if any(each.ticket_number == ticket for each in earlier):
        raise TicketWeighedAlready(number, ticket)
    on_scale = [here[line_id] for line_id in dict.fromkeys(chosen)]
    known_g = sum(line.mass_g or 0 for line in on_scale)
    refuse_faults((*_faults(draft, acting), *_too_heavy("lines", known_g)))
    weighed_at = to_moment(draft.weighed_at or acting.at)
    body = LoadAck(
        document_record_id=document_id,
        ticket_number=ticket,
        gross_mass_g=draft.gross_g,
        tare_mass_g=draft.tare_g,
        net_mass_g=draft.net_g,
        line_record_ids=tuple(line.line_id for line in on_scale),
        agreed=draft.agreed,
        weighed_at=weighed_at,
        scale_of=draft.scale_of,
        known_mass_g=known_g,
        unweighed_count=sum(
            line.mass_g is not None and line.mass_basis != MassBasis.WEIGHED for line in on_scale
        ),
        unknown_count=sum(line.mass_g is None for line in on_scale),
        tolerance_ppm=rules.tolerance_ppm if draft.tolerance_ppm is None else draft.tolerance_ppm,
    )
    return new_record(body, weighed_at, acting, document_id, attachments=draft.photos)


def scale_difference(load: WeighedLoad, masses: Mapping[str, int | None]) -> int | None:
    """What the lines on the scale come to by ``masses`` today, less its net; None where one is missing."""
    on_scale = [masses.get(line_id) for line_id in load.line_ids]
    known = [mass for mass in on_scale if mass is not None]
    return sum(known) - load.net_mass_g if on_scale and len(known) == len(on_scale) else None


def _faults(draft: WeighingDraft, acting: Acting) -> Iterator[DraftFault]:
    if not draft.ticket_number.strip():
        yield DraftFault(FaultKind.TICKET_MISSING, "ticket_number")
    yield from long_text("ticket_number", draft.ticket_number)
    yield from time_faults("weighed_at", draft.weighed_at, acting)
    for name, mass_g in (("gross_g", draft.gross_g), ("net_g", draft.net_g)):
        if mass_g <= 0:
            yield DraftFault(FaultKind.MASS_NOT_POSITIVE, name, value=str(mass_g))
    yield from _too_heavy("gross_g", draft.gross_g)
    if draft.tare_g < 0 or draft.gross_g - draft.tare_g != draft.net_g:
        yield DraftFault(FaultKind.NET_WRONG, "net_g", value=str(draft.gross_g - draft.tare_g))
    if draft.tolerance_ppm is not None and not 0 <= draft.tolerance_ppm <= MILLION:
        yield DraftFault(FaultKind.TOLERANCE_WRONG, "tolerance_ppm", value=str(draft.tolerance_ppm))


def _too_heavy(field: str, mass_g: int) -> Iterator[DraftFault]:
    if mass_g > HEAVIEST_LOAD_G:
        yield DraftFault(FaultKind.TOO_HEAVY, field, value=str(mass_g // 1000))
