"""What somebody who types means: a number as it stands on paper, a battery code, the id of a record."""

import re

from packtrail.domain.act_papers import ActPaper
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.custody import LIVE
from packtrail.domain.documents import DeliveryDocument
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.usecases.ports import View

_RECORD_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def subject_of(view: View, paper: ActPaper, typed: str) -> str:
    """The id that ``paper`` is made of; raises PaperOfNothing."""
    text = typed.strip()
    if paper is ActPaper.SLIP and (units := view.units_with_code(fold(text).text)):
        return next((unit for unit in units if unit.custody in LIVE), units[0]).unit_id
    if paper in {ActPaper.VOUCHER, ActPaper.SLIP}:
        for document in view.newest(DeliveryDocument, 1, number=text):
            return document.delivery_id
    if not _RECORD_ID.fullmatch(text):
        raise PaperOfNothing(text or None)
    return text
