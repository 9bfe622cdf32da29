"""What the consignee says of a load, line by line, and what comes back of it (收货回执, 退回入库).

Sources: ``platform.md`` 9.2 and 10.3, ``practice.md`` 4 and 17. Accepted and refused come to what was sent,
always: a line is answered once, and nothing is answered that was not on the load.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.acting import Acting, new_record, refuse_faults, time_faults
from packtrail.domain.custody import may
from packtrail.domain.delivery import HEAVIEST_G
from packtrail.domain.documents import HandoffDocument, HandoffItem, LineState
from packtrail.domain.draft_faults import HEAVIEST_LOAD_G, DraftFault, FaultKind
from packtrail.domain.errors_handoff_way import (
    ExitPending,
    LineAnsweredAlready,
    LineNotOnItsWayBack,
    LineNotSent,
)
from packtrail.domain.handoff_way import refuse_step, true_moment
from packtrail.domain.records import Attachment, ConsigneeAck, NewRecord, ReturnIn
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import AckOutcome
from packtrail.domain.unit import Unit


class AckSource(StrEnum):
    """回执来源: how the answer came; they are never merged."""

    SYSTEM = "system"
    SIGNED_PAPER = "signed_paper"
    PHONE = "phone"


class RefusalReason(StrEnum):
    """拒收原因."""

    CODE_MISMATCH = "code_mismatch"
    NOT_LISTED = "not_listed"
    CONDITION_UNSAFE = "condition_unsafe"
    MASS_DISCREPANCY = "mass_discrepancy"
    DOCUMENTS_MISSING = "documents_missing"
    CAPACITY = "capacity"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineAnswer:
    """What the consignee says of one line; masses may be missing where only the load was weighed."""

    line_id: str
    outcome: AckOutcome
    received_mass_g: int | None = None
    refusal_reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AckDraft:
    """The consignee's answers that came together on one paper, call or message."""

    answers: tuple[LineAnswer, ...]
    source: str  # an AckSource
    acknowledged_at: datetime | None = None  # None: now
    evidence: tuple[Attachment, ...] = ()  # photographs of the signed paper
    declares_no_ebike_use: bool = False
    declaration: Attachment | None = None  # of the signed declaration


@dataclass(frozen=True, kw_only=True, slots=True)
class LineReturn:
    """One refused unit that is back, as it looks now."""

    line_id: str
    condition_class: str
    mass_g: int | None = None
    mass_basis: str = MassBasis.UNKNOWN
    photos: tuple[Attachment, ...] = ()


def answers_for(
    items: Iterable[HandoffItem],
    *,
    refused: Mapping[str, str] | None = None,
    received_g: Mapping[str, int] | None = None,
) -> tuple[LineAnswer, ...]:
    """An answer to every open line: accepted but for those in ``refused``, by line id with their reasons.

    A line that is named and not open gets an answer too, so that ``acknowledge`` refuses it by name.
    """
    reasons, masses = refused or {}, received_g or {}
    open_lines = [item.line_id for item in items if item.state is LineState.OPEN]
    return tuple(
        LineAnswer(
            line_id=line_id,
            outcome=AckOutcome.REFUSED if line_id in reasons else AckOutcome.ACCEPTED,
            received_mass_g=masses.get(line_id),
            refusal_reason=reasons.get(line_id),
        )
        for line_id in dict.fromkeys((*open_lines, *reasons, *masses))
    )


def acknowledge(
    document: HandoffDocument, items: Sequence[HandoffItem], draft: AckDraft, *, acting: Acting
) -> tuple[NewRecord, ...]:
    """One 收货回执 for each answered line; accepted and refused never come to more than was sent.

    Raises HandoffStepClosed, HandoffStepTooEarly, LineNotSent, LineAnsweredAlready, ExitPending or
    DraftIncomplete.
    """
    refuse_step(document, ConsigneeAck)
    asked = {item.line_id: item for item in items}
    open_lines = dict(asked)
    for answer in draft.answers:
        item = asked.get(answer.line_id)
        if item is None:
            raise LineNotSent(document.number, answer.line_id)
        if item.state is not LineState.OPEN or open_lines.pop(answer.line_id, None) is None:
            raise LineAnsweredAlready(document.number, _label(item), item.state)
        if item.pending_exit is not None:
            raise ExitPending(_label(item))
    refuse_faults(_ack_faults(draft, asked, acting))
    not_before = document.departed_at or document.handed_on_at
    said_at = true_moment(document, ConsigneeAck, draft.acknowledged_at, not_before, acting)
    attached = (*draft.evidence, *((draft.declaration,) if draft.declaration else ()))
    return tuple(
        new_record(
            _ack(document, asked[answer.line_id], answer, draft, said_at),
            said_at,
            acting,
            answer.line_id,
            *([document.release_id] if document.release_id else []),
            attachments=attached,
        )
        for answer in draft.answers
    )


def take_back(
    document: HandoffDocument,
    items: Sequence[HandoffItem],
    units: Mapping[str, Unit],
    returns: Sequence[LineReturn],
    *,
    acting: Acting,
) -> tuple[NewRecord, ...]:
    """退回入库 of refused units: the same units, in stock or isolated by what they look like now.

    ``units`` by their ids. Raises HandoffStepClosed, LineNotSent, LineNotOnItsWayBack, ExitPending or
    DraftIncomplete.
    """
    refuse_step(document, ReturnIn)
    sent = {item.line_id: item for item in items}
    seen: set[str] = set()
    for back in returns:
        item = sent.get(back.line_id)
        if item is None or item.unit_id is None:
            raise LineNotSent(document.number, back.line_id)
        unit = units.get(item.unit_id)
        if unit is not None and unit.pending_exit is not None:
            raise ExitPending(unit.label)
        is_due = item.state is LineState.REFUSED and unit is not None and may(ReturnIn, unit.custody)
        if not is_due or back.line_id in seen:
            state = LineState.RETURNED if back.line_id in seen else item.state
            raise LineNotOnItsWayBack(document.number, _label(item), state)
        seen.add(back.line_id)
    refuse_faults(_return_faults(returns, sent))
    return tuple(_return_record(sent[back.line_id], back, acting) for back in returns)


def _ack(
    document: HandoffDocument, item: HandoffItem, answer: LineAnswer, draft: AckDraft, said_at: datetime
) -> ConsigneeAck:
    is_refused = answer.outcome is AckOutcome.REFUSED
    return ConsigneeAck(
        handoff_id=document.number,
        line_no=item.line_no,
        outcome=answer.outcome,
        received_gross_mass_g=answer.received_mass_g,
        refusal_reason=answer.refusal_reason if is_refused else None,
        acknowledged_at=said_at,
        ack_source=draft.source,
        paper_evidence_digest=draft.evidence[0].digest if draft.evidence else None,
        line_record_id=item.line_id,
        declares_no_ebike_use=draft.declares_no_ebike_use,
        declaration_digest=draft.declaration.digest if draft.declaration else None,
    )


def _ack_faults(draft: AckDraft, asked: Mapping[str, HandoffItem], acting: Acting) -> Iterator[DraftFault]:
    if not draft.answers:
        yield DraftFault(FaultKind.NOTHING_ANSWERED, "answers")
    if draft.source == AckSource.SIGNED_PAPER and not draft.evidence:
        yield DraftFault(FaultKind.EVIDENCE_MISSING, "evidence")
    yield from time_faults("acknowledged_at", draft.acknowledged_at, acting)
    for answer in draft.answers:
        item = asked[answer.line_id]
        if answer.outcome is AckOutcome.REFUSED and not answer.refusal_reason:
            yield DraftFault(FaultKind.REASON_TEXT_MISSING, "refusal_reason", item.line_no)
        yield from _mass_faults(item, answer.received_mass_g)


def _return_faults(returns: Sequence[LineReturn], sent: Mapping[str, HandoffItem]) -> Iterator[DraftFault]:
    if not returns:
        yield DraftFault(FaultKind.NOTHING_ANSWERED, "returns")
    for back in returns:
        item = sent[back.line_id]
        yield from _mass_faults(item, back.mass_g)
        if back.mass_g is not None and back.mass_basis == MassBasis.UNKNOWN:
            yield DraftFault(FaultKind.MASS_WITHOUT_BASIS, "mass_basis", item.line_no)


def _mass_faults(item: HandoffItem, mass_g: int | None) -> Iterator[DraftFault]:
    if mass_g is not None and mass_g <= 0:
        yield DraftFault(FaultKind.MASS_NOT_POSITIVE, "mass_g", item.line_no, str(mass_g))
    elif mass_g is not None and mass_g > HEAVIEST_G.get(item.level, HEAVIEST_LOAD_G):
        yield DraftFault(FaultKind.MASS_IMPLAUSIBLE, "mass_g", item.line_no, str(mass_g))


def _return_record(item: HandoffItem, back: LineReturn, acting: Acting) -> NewRecord:
    body = ReturnIn(
        line_record_id=item.line_id,
        intake_record_id=item.unit_id or "",
        gross_mass_g=back.mass_g,
        mass_basis=back.mass_basis if back.mass_g is not None else MassBasis.UNKNOWN,
        condition_class=back.condition_class,
    )
    stands_on = (item.line_id, body.intake_record_id, *([item.ack_id] if item.ack_id else []))
    return new_record(body, acting.at, acting, *stands_on, attachments=back.photos)


def _label(item: HandoffItem) -> str:
    return item.battery_code or item.local_id or str(item.line_no)
