"""往来单位: recipients, carriers and deliverers as the outlet keeps them, with the papers seen of each.

A profile is a record and so is every change of it; the newest counts, and papers printed earlier keep the
one of their time (``practice.md`` 11).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind, long_texts, oversized
from packtrail.domain.entry import Entry
from packtrail.domain.errors import OutletError
from packtrail.domain.records import ListMembership, NewRecord, PartyPaper, PartyProfile, Record
from packtrail.domain.shapes import RecordId
from packtrail.domain.uscc import check_uscc


class PartyKind(StrEnum):
    """What a party is to this outlet; one company may be several."""

    RECIPIENT = "recipient"
    CARRIER = "carrier"
    DELIVERER = "deliverer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """One party as its newest profile says."""

    party_id: RecordId
    kind: str
    uscc: str
    name: str
    role: str
    papers: tuple[PartyPaper, ...]
    takes_damaged: bool
    memberships: tuple[ListMembership, ...]
    set_up_by_name: str | None
    set_up_by_uscc: str | None
    is_retired: bool
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyDraft:
    """A party as it stands on the card before it is kept."""

    kind: str = PartyKind.RECIPIENT
    uscc: str = ""
    name: str = ""
    role: str = ""
    papers: tuple[PartyPaper, ...] = ()
    takes_damaged: bool = False
    memberships: tuple[ListMembership, ...] = ()
    set_up_by_name: str | None = None
    set_up_by_uscc: str | None = None
    is_retired: bool = False


@dataclass(eq=False)
class PartyKnown(OutletError):
    """Another card of this kind has the 统一社会信用代码 already."""

    uscc: str
    name: str
    party_id: str
    code: ClassVar[str] = "PARTY-KNOWN"


def fold_party(party: Party | None, entry: Entry) -> Party | None:
    """The party after another profile of it; None once its first one is void."""
    body = entry.record.body
    if entry.is_voided:
        return None
    if not isinstance(body, PartyProfile):
        return party
    return Party(
        party_id=party.party_id if party else entry.record.record_id,
        kind=body.party_kind,
        uscc=body.uscc,
        name=body.name,
        role=body.role,
        papers=body.papers,
        takes_damaged=body.takes_damaged,
        memberships=body.memberships,
        set_up_by_name=body.set_up_by_name,
        set_up_by_uscc=body.set_up_by_uscc,
        is_retired=body.is_retired,
        changed_at=entry.record.recorded_at,
    )


def party_subjects(record: Record, _: object) -> Iterable[str | None]:
    """A profile speaks of the party that the first one began."""
    body = record.body
    return (body.party_record_id or record.record_id,) if isinstance(body, PartyProfile) else ()


def keep(
    draft: PartyDraft,
    *,
    known: Party | None,
    others: Iterable[Party],
    at: datetime,
    operator_ref: str,
    new_id: Callable[[], str],
) -> NewRecord:
    """The profile that ``draft`` becomes; ``known`` is the card that it changes.

    ``others`` are the parties with the same 统一社会信用代码. Raises DraftIncomplete or PartyKnown.
    """
    faults = tuple(party_faults(draft))
    if faults:
        raise DraftIncomplete(faults)
    uscc = check_uscc(draft.uscc).text
    if known is not None and known.uscc != uscc:  # the papers on it are not another company's
        raise DraftIncomplete((DraftFault(FaultKind.VALUE_WRONG, "uscc", value=uscc),))
    for other in others:
        is_same = known is not None and other.party_id == known.party_id
        if other.kind == draft.kind and other.uscc == uscc and not is_same:
            raise PartyKnown(uscc, other.name, other.party_id)
    return NewRecord(
        record_id=new_id(),
        body=_profile(draft, uscc, known),
        occurred_at=at,
        operator_ref=operator_ref,
        depends_on=(known.party_id,) if known else (),
    )


def party_faults(draft: PartyDraft) -> Iterator[DraftFault]:
    """Everything that keeps a card from being kept."""
    if not draft.name.strip():
        yield DraftFault(FaultKind.NAME_MISSING, "name")
    if not draft.uscc.strip():
        yield DraftFault(FaultKind.USCC_MISSING, "uscc")
    elif not check_uscc(draft.uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "uscc", value=draft.uscc)
    if draft.set_up_by_uscc and not check_uscc(draft.set_up_by_uscc).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, "set_up_by_uscc", value=draft.set_up_by_uscc)
    yield from oversized(draft, "papers")
    for n, paper in enumerate(draft.papers, start=1):
        yield from long_texts(paper, n)
        if paper.checked_on and paper.expires_on and paper.expires_on < paper.checked_on:
            yield DraftFault(FaultKind.PAPER_EXPIRED_WHEN_SEEN, "papers", n, paper.expires_on.isoformat())


def _profile(draft: PartyDraft, uscc: str, known: Party | None) -> PartyProfile:
    seen = [paper.checked_on for paper in draft.papers if paper.checked_on]
    ends = [paper.expires_on for paper in draft.papers if paper.expires_on]
    return PartyProfile(
        party_kind=draft.kind,
        uscc=uscc,
        name=draft.name.strip(),
        role=draft.role or draft.kind,
        evidence=tuple(paper.paper for paper in draft.papers),
        checked_on=min(seen, default=None),
        expires_on=_first(ends),
        party_record_id=known.party_id if known else None,
        papers=draft.papers,
        takes_damaged=draft.takes_damaged,
        memberships=draft.memberships,
        set_up_by_name=draft.set_up_by_name or None,
        set_up_by_uscc=check_uscc(draft.set_up_by_uscc).text if draft.set_up_by_uscc else None,
        is_retired=draft.is_retired,
    )


def _first(days: list[date]) -> date | None:
    return min(days, default=None)
