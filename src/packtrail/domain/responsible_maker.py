"""责任企业: whose platform must hear of a unit; editable until sealed for the old one (``practice.md`` 7).

After that the maker's own system has it, and no record may turn up at another maker. A hub hears of the
change like of any other correction.
"""

from packtrail.domain.acting import Acting
from packtrail.domain.amendments import Amended
from packtrail.domain.correcting import CorrectionReason, correct
from packtrail.domain.records import NewRecord


def name_maker(
    intake: Amended,
    maker: str | None,
    reason_text: str,
    *,
    acting: Acting,
) -> NewRecord:
    """The correction of ``intake`` that names ``maker``; None takes the name away. Raises as ``correct``."""
    return correct(
        intake,
        {"responsible_maker": (maker or "").strip() or None},
        reason_code=CorrectionReason.LATE_INFORMATION,
        reason_text=reason_text,
        sealed=(),
        acting=acting,
    )
