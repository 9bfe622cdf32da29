"""Say who this outlet is and who set it up; it stands on every paper (``practice.md`` 17)."""

from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import NewRecord, OutletProfile, OutletProfilePrivate, Record, private_part
from packtrail.domain.uscc import check_uscc
from packtrail.usecases.ports import Clock, NewId, Store, View


def set_profile(
    profile: OutletProfile,
    *,
    contact_phone: str | None = None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Record:
    """Record ``profile``; the former one stays in the log for the papers of its time.

    ``contact_phone`` stays at the station: no telephone number leaves it (``platform.md`` 12, property 15).

    Raises DraftIncomplete for a wrong 统一社会信用代码, NotAllowed for anyone but the administrator.
    """
    require(by, Act.SET_PROFILE)
    wrong = [
        DraftFault(FaultKind.USCC_WRONG, field, value=uscc)
        for field, uscc in (("outlet_uscc", profile.outlet_uscc), ("set_up_by_uscc", profile.set_up_by_uscc))
        if uscc and not check_uscc(uscc).is_valid
    ]
    if wrong:
        raise DraftIncomplete(tuple(wrong))
    with store.act() as tx:
        (record,) = tx.append(
            NewRecord(
                record_id=new_id(),
                body=profile,
                occurred_at=now(),
                operator_ref=by.ref,
                private=private_part(OutletProfilePrivate(contact_phone=contact_phone)),
            )
        )
    return record


def current_profile(view: View) -> OutletProfile | None:
    """Who the outlet is today, None before it was set up."""
    record = view.latest(OutletProfile.record_type)
    return record.body if record and isinstance(record.body, OutletProfile) else None


def current_phone(view: View) -> str:
    """The number to ring the outlet at, "" when none was told."""
    record = view.latest(OutletProfile.record_type)
    return str(view.private_part(record.record_id).get("contact_phone") or "") if record else ""
