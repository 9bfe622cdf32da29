"""补录: a document written by hand while the PC was down, entered later from its paper (``practice.md`` 16).

The entry takes what is on the paper: the true time, a photograph, and the number of the blank form; a paper
that is on no pad of ours has its own number in ``paper_ref`` and gets one of ours beside it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from packtrail.domain.draft_faults import DraftFault, FaultKind
from packtrail.domain.moments import MomentFault, moment_fault, parse_typed_moment, to_moment
from packtrail.domain.records import Attachment


class LateDraft(Protocol):
    """A draft of either document, as far as it may have been written on paper first."""

    @property
    def late_entry(self) -> bool:
        """Whether it is entered from a paper."""
        ...

    @property
    def occurred_at(self) -> datetime | None:
        """When it happened, as the paper says; aware."""
        ...

    @property
    def occurred_typed(self) -> str | None:
        """The same as somebody is typing it, where it is no moment yet."""
        ...

    @property
    def paper_number(self) -> str | None:
        """The number of the blank form, from a pad of this station."""
        ...

    @property
    def paper_ref(self) -> str | None:
        """The number of any other paper."""
        ...

    @property
    def paper_photos(self) -> tuple[Attachment, ...]:
        """Photographs of the paper."""
        ...


def is_late(draft: LateDraft) -> bool:
    """Whether ``draft`` is a late entry; a true time or a form's number says so as well."""
    return bool(draft.late_entry or draft.occurred_at or draft.occurred_typed or draft.paper_number)


def paper_of(draft: LateDraft) -> str | None:
    """纸质单号 as the record carries it."""
    return draft.paper_number or draft.paper_ref or None


def true_time(draft: LateDraft, at: datetime) -> datetime:
    """When it happened: what the paper says of a late entry without faults, ``at`` for any other."""
    told = _told(draft)
    return to_moment(told) if isinstance(told, datetime) else at


def late_entry_faults(draft: LateDraft, now: datetime | None) -> Iterator[DraftFault]:
    """What a late entry still lacks; nothing for any other draft. Without ``now`` the future passes."""
    if not is_late(draft):
        return
    told = _told(draft)
    if told is None:
        yield DraftFault(FaultKind.TIME_MISSING, "occurred_at")
    else:
        fault = told if isinstance(told, MomentFault) else moment_fault(told, now)
        if fault is not None:
            typed = draft.occurred_typed or f"{draft.occurred_at:%Y-%m-%d %H:%M}"
            yield DraftFault(FaultKind(fault.value), "occurred_at", value=typed)
    if not paper_of(draft):
        yield DraftFault(FaultKind.PAPER_MISSING, "paper_number")
    if not draft.paper_photos:
        yield DraftFault(FaultKind.PAPER_PHOTO_MISSING, "paper_photos")


def _told(draft: LateDraft) -> datetime | MomentFault | None:
    if draft.occurred_at is not None:
        return draft.occurred_at if draft.occurred_at.tzinfo else MomentFault.UNREADABLE
    return parse_typed_moment(draft.occurred_typed) if draft.occurred_typed else None
