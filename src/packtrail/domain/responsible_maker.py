"""责任企业: whose platform must hear of a unit; editable until its intake is sealed (``practice.md`` 7).

After that the maker's own system has it under this name, and no record may turn up at another maker.
"""

from collections.abc import Iterable

from packtrail.domain.acting import Acting
from packtrail.domain.amendments import Amended
from packtrail.domain.correcting import CorrectionReason, correct
from packtrail.domain.errors_gate import MakerIsSealed
from packtrail.domain.records import NewRecord


def name_maker(
    intake: Amended,
    maker: str | None,
    reason_text: str,
    *,
    unit_label: str,
    sealed_for: Iterable[str],
    acting: Acting,
) -> NewRecord:
    """The correction of ``intake`` that names ``maker``; None takes the name away.

    ``sealed_for`` are the destinations that a batch with the intake was sealed for. Raises MakerIsSealed,
    or what ``correct`` raises.
    """
    for destination in sealed_for:
        raise MakerIsSealed(unit_label, destination)
    return correct(
        intake,
        {"responsible_maker": (maker or "").strip() or None},
        reason_code=CorrectionReason.LATE_INFORMATION,
        reason_text=reason_text,
        sealed=(),
        acting=acting,
    )
