"""What every paper says of the outlet and the ledger that it comes from."""

from datetime import datetime

from packtrail.app.handoff_paper import outlet_party, short_hash
from packtrail.domain.errors import OutletNotNamed
from packtrail.domain.records import OutletProfile, Record
from packtrail.papers.act_content import Issue
from packtrail.papers.content import Party
from packtrail.papers.report_content import LedgerRoot
from packtrail.usecases.ports import View
from packtrail.usecases.set_profile import current_phone, current_profile


def profile_of(view: View) -> OutletProfile:
    """Who issues; raises OutletNotNamed."""
    profile = current_profile(view)
    if profile is None:
        raise OutletNotNamed
    return profile


def outlet_of(view: View) -> Party:
    """The same as it stands on paper."""
    return outlet_party(profile_of(view), current_phone(view))


def issue_of(view: View, record: Record, number: str, *, is_voided: bool = False) -> Issue:
    """A paper of one record: of its moment, with its hash."""
    return Issue(
        number=number,
        at=record.occurred_at,
        outlet=outlet_of(view),
        ledger_hash=short_hash(record.record_hash),
        record_id=record.record_id,
        is_voided=is_voided,
    )


def issue_of_now(view: View, kind: str, now: datetime, of: str) -> Issue:
    """A paper of no single record: numbered by kind and day or moment, with the hash of the log's head."""
    station = view.station()
    return Issue(
        number=f"{kind}-{station.label}-{of}",
        at=now,
        outlet=outlet_of(view),
        ledger_hash=short_hash(station.head_hash),
    )


def ledger_root(view: View, until: datetime) -> LedgerRoot | None:
    """The newest record that was written by ``until``; None where there was none yet."""
    record = view.last_record(until)
    if record is None:
        return None
    return LedgerRoot(
        seq=record.station_seq,
        record_hash=record.record_hash,
        record_id=record.record_id,
        recorded_at=record.recorded_at,
    )
