"""What a scan means while no form is open: a battery of the case in view, another case, a new vehicle."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.battery_code import Reading
from packtrail.domain.plate import PlateKind, parse_plate
from packtrail.domain.vin import parse_vin
from packtrail.ui.vehicles.acts import refusal
from packtrail.ui.vehicles.state import CaseAct, CasePage, Stand, case_meant


class ScanMeans(StrEnum):
    """What is to be done with a scan."""

    MATCH = "match"  # a battery of the case in view, or one that claims to be
    TAKE_OUT = "take_out"  # it was matched, and is scanned again because it is out
    AGAIN = "again"  # it was matched, and may not come out now
    OPEN = "open"  # a case under way
    RECEIVE = "receive"  # a vehicle that has no case under way
    NOTHING = "nothing"  # it opens its record, as anywhere


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a scan means, and the case or the match that it names."""

    means: ScanMeans
    subject: str = ""


def meaning(text: str, read: Reading, page: CasePage | None, stands: Sequence[Stand]) -> Meaning:
    """What ``text`` means, ``read`` as a battery code, beside the case in view and all at hand."""
    code = code_in(read)
    is_vehicle = names_a_vehicle(text)
    meant = case_meant(stands, text) or case_meant(stands, code)
    if page is not None and page.stand.is_under_way and not is_vehicle and meant in {None, page.case.case_id}:
        return _in_view(code, page, is_code=read.code is not None)
    if meant is not None:
        return Meaning(ScanMeans.OPEN, meant)
    return Meaning(ScanMeans.RECEIVE if is_vehicle else ScanMeans.NOTHING)


def names_a_vehicle(text: str) -> bool:
    """Whether ``text`` is a VIN or a plate by its form."""
    return parse_vin(text).is_well_formed or parse_plate(text).kind is not PlateKind.OTHER


def code_in(read: Reading) -> str:
    """The battery code of a reading; what has no form of one as it was read."""
    return read.code.text if read.code else read.normalised


def _in_view(code: str, page: CasePage, *, is_code: bool) -> Meaning:
    if not is_code and code not in page.case.expected_codes:
        return Meaning(ScanMeans.NOTHING)  # a tag of a slot, say
    battery = next((one for one in page.case.batteries if one.battery_code == code), None)
    if battery is None:
        return Meaning(ScanMeans.MATCH, code)
    if battery.is_removed:
        return Meaning(ScanMeans.NOTHING)
    may_come_out = refusal(CaseAct.REMOVE, page) is None
    return Meaning(ScanMeans.TAKE_OUT if may_come_out else ScanMeans.AGAIN, battery.match_id)
