"""What somebody who types means: a number as it stands on paper, a battery code, the id of a record."""

from datetime import date

from packtrail.app.act_papers.vehicles import case_typed, record_id_in
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.custody import LIVE
from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.moments import parse_typed_day
from packtrail.usecases.ports import View

_OF_A_CASE = frozenset({ActPaper.VEHICLE, ActPaper.EVIDENCE})
_OF_A_DAY = frozenset({ActPaper.DAY, ActPaper.RECHECKS})


def subject_of(view: View, paper: ActPaper, typed: str, *, today: date) -> str:
    """The id or day that ``paper`` is made of, ``today`` where no day was typed; raises PaperOfNothing."""
    text = typed.strip()
    if paper is ActPaper.UNREPORTED and not text:
        return text
    if paper in _OF_A_DAY:
        return _day(text, today)
    if paper in _OF_A_CASE:
        return case_typed(view, text)
    return _act_typed(view, paper, text)


def _act_typed(view: View, paper: ActPaper, text: str) -> str:
    """A battery code, the number of a document, or the id of a record."""
    if paper is not ActPaper.VOUCHER and (units := view.units_with_code(fold(text).text)):
        return next((unit for unit in units if unit.custody in LIVE), units[0]).unit_id
    for delivery in view.newest(DeliveryDocument, 1, number=text):
        return delivery.delivery_id
    for load in view.newest(HandoffDocument, 1, number=text) if paper is ActPaper.CORRECTION else ():
        return load.handoff_id
    return record_id_in(text)


def _day(text: str, today: date) -> str:
    day = parse_typed_day(text) if text else today
    if not isinstance(day, date):
        raise PaperOfNothing(text)
    return day.isoformat()
