"""标签诊断: look up which code a label can have said that was only read in part."""

from collections.abc import Collection, Iterator

from packtrail.domain.announcement import Announcement, AnnouncementState
from packtrail.domain.battery_code.form import FORMS_BY_LENGTH
from packtrail.domain.custody import LIVE
from packtrail.domain.delivery_draft import DeliveryDraft
from packtrail.domain.label_doctor import (
    LEAST_KNOWN,
    TOO_LITTLE,
    Diagnosis,
    KnownCode,
    Origin,
    PartialCode,
    judged,
    may_be,
)
from packtrail.domain.vehicle_case.case import VehicleCase
from packtrail.domain.vehicle_case.words import CaseState
from packtrail.usecases.drafts import DELIVERY, draft_from
from packtrail.usecases.ports import View

MOST_LOOKED_UP = 50  # stored codes that fit: with more the person has to make out more anyhow
_LISTS = 200  # announcements and cases that are looked through
_LONGEST = max(FORMS_BY_LENGTH)
_OPEN_CASES = frozenset(CaseState) - {CaseState.CLOSED, CaseState.VOIDED}


def propose_codes(
    view: View,
    partial: PartialCode,
    *,
    on_list: Collection[str] = (),
    besides: Collection[str] = (),
) -> Diagnosis:
    """The known codes that fit ``partial``, first those of what was plainly read, else with look-alikes.

    ``on_list`` is what the delivery at hand should bring; ``besides`` are codes that are settled already.
    Made to be asked while somebody types: about 50 ms over 200,000 stored codes.
    """
    if partial.known < LEAST_KNOWN or len(partial.characters) > _LONGEST:
        return TOO_LITTLE
    named = [*_named(view, on_list)]
    for widely in (False, True):
        allowed = partial.allowed(widely=widely)
        stored = view.codes_fitting(allowed, anywhere=partial.is_piece, limit=MOST_LOOKED_UP + 1)
        fitting = [each for each in named if may_be(each.code, allowed, anywhere=partial.is_piece)]
        fitting += [KnownCode(code, _origin(view, code)) for code in stored[:MOST_LOOKED_UP]]
        found = [each for each in fitting if each.code not in besides]
        if found:
            return judged(partial, found, is_more=len(stored) > MOST_LOOKED_UP)
    return judged(partial, ())


def _named(view: View, on_list: Collection[str]) -> Iterator[KnownCode]:
    yield from (KnownCode(code, Origin.ON_LIST) for code in on_list)
    expected = view.newest(Announcement, _LISTS, state=AnnouncementState.EXPECTED, is_voided=False)
    for announcement in expected:
        yield from (KnownCode(code, Origin.EXPECTED) for code in announcement.expected_codes)
    for case in view.newest(VehicleCase, _LISTS, state=_OPEN_CASES):
        yield from (KnownCode(code, Origin.EXPECTED) for code in case.open_codes)
    for draft in view.drafts(DELIVERY):
        typed = draft_from(DELIVERY, draft.content)
        if isinstance(typed, DeliveryDraft):
            codes = (unit.battery_code for unit in typed.units)
            yield from (KnownCode(code, Origin.DRAFT) for code in (*codes, *typed.expected_codes) if code)


def _origin(view: View, code: str) -> Origin:
    is_live = any(unit.custody in LIVE for unit in view.units_with_code(code))
    return Origin.HERE if is_live else Origin.KNOWN
