"""无需上报: a record that another road reported to a destination is not owed there (``practice.md`` 3)."""

from dataclasses import dataclass

from packtrail.domain.records import OpeningStock, Record
from packtrail.domain.shapes import RecordId


@dataclass(frozen=True, slots=True)
class ReportedElsewhere:
    """This record needs no report to this destination."""

    record_id: RecordId
    destination: str


TELLING = (OpeningStock.record_type,)
"""Types of records that can say so of another one."""


def reported_elsewhere(record: Record) -> tuple[ReportedElsewhere, ...]:
    """What ``record``, as amended, says needs no report of ours any more; nothing for most."""
    body = record.body
    if isinstance(body, OpeningStock) and body.already_reported and body.reported_to:
        return (ReportedElsewhere(body.intake_record_id, body.reported_to),)
    return ()
