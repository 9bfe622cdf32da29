"""A unit whose intake lies in another station's log that was not heard yet: all that is known is its code."""

from datetime import datetime

from packtrail.domain.custody import Custody
from packtrail.domain.records.gate import CodeSource, CodeStatus, ConditionClass, MassBasis, UnitLevel
from packtrail.domain.unit import Unit


def unheard_unit(code: str, at: datetime) -> Unit:
    """A stand-in for the load at hand; it is never recorded, and has its code in the place of an id."""
    return Unit(
        unit_id=code,
        intake_number="",
        delivery_id=None,
        level=UnitLevel.PACK,
        code_scheme="",
        battery_code=code,
        local_id=None,
        code_status=CodeStatus.READ,
        code_source=CodeSource.SCAN_WEDGE,
        chemistry_code=None,
        mass_g=None,
        mass_basis=MassBasis.UNKNOWN,
        condition_class=ConditionClass.UNDETERMINED,
        source_type="",
        responsible_maker=None,
        conflicts_with=None,
        taken_in_at=at,
        moved_at=at,
        custody=Custody.IN_STORAGE,
        handoff_id=None,
        head_hash="",
    )


def is_unheard(unit: Unit) -> bool:
    """Whether it is such a stand-in."""
    return unit.unit_id == unit.battery_code
