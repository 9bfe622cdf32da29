"""Exits that are not an accepted handoff: each needs reason, evidence and a second person (practice 12)."""

from dataclasses import dataclass

from packtrail.domain.records.body import Body
from packtrail.domain.shapes import OperatorRef, RecordId, Remark, Token


@dataclass(frozen=True, kw_only=True)
class ReturnedToSource(Body, record_type="returned_to_source"):
    """退回交付方: a unit went back, and only to the one who brought it."""

    intake_record_id: RecordId
    delivery_record_id: RecordId
    reason_code: Token
    reason_text: Remark
    second_operator_ref: OperatorRef | None  # None until a ``second_confirmation`` names this record


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(Body, record_type="incident_closed"):
    """事故核销: lost, stolen, burnt."""

    intake_record_id: RecordId
    incident: Token
    reason_text: Remark
    second_operator_ref: OperatorRef | None  # None until a ``second_confirmation`` names this record
    line_record_id: RecordId | None = None  # of a unit lost on the road: its line, which nobody can answer
