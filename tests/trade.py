"""A small outlet's world for tests: valid numbers, units and drafts, all fictitious."""

from collections.abc import Callable
from datetime import datetime
from itertools import count

from packtrail.domain.custody import Custody
from packtrail.domain.delivery import DeliveryDraft, UnitDraft
from packtrail.domain.handoff import HandoffDraft, LineDraft
from packtrail.domain.moments import SHANGHAI
from packtrail.domain.records.gate import CodeSource, CodeStatus, MassBasis, SourceType
from packtrail.domain.unit import Unit

OUTLET = "91430100MA0FAKE013"
REPAIR_SHOP = "91430100MA0FAKE039"
RECYCLER = "91430200MA0FAKE02B"

CODE = "0TXPB01A000001A5A0000123"
OTHER_CODE = "0TXPE02A000001951000077A"[:22] + "77"

MORNING = datetime(2026, 11, 20, 9, 12, tzinfo=SHANGHAI)
AFTERNOON = datetime(2026, 11, 20, 15, 0, tzinfo=SHANGHAI)


def ids() -> Callable[[], str]:
    """Ids one after the other, UUID-shaped."""
    numbers = count(1)
    return lambda: f"01a1f684-8f48-7a11-8a00-{next(numbers):012d}"


def pack(code: str = CODE, **changes: object) -> UnitDraft:
    """A sound pack with a scanned code and a weighed mass."""
    fields: dict[str, object] = {
        "battery_code": code,
        "code_scheme": "gbt34014_full",
        "code_source": CodeSource.SCAN_QR,
        "raw_scan": code,
        "chemistry_code": "B",
        "mass_g": 312_500,
        "mass_basis": MassBasis.WEIGHED,
    }
    return UnitDraft(**{**fields, **changes})  # type: ignore[arg-type]


def delivery(*units: UnitDraft, **changes: object) -> DeliveryDraft:
    """A repair shop's delivery."""
    fields: dict[str, object] = {
        "source_type": SourceType.REPAIR_SHOP,
        "deliverer_name": "长沙测试汽修有限公司",
        "deliverer_uscc": REPAIR_SHOP,
        "claimed_count": len(units) or 1,
        "units": units,
    }
    return DeliveryDraft(**{**fields, **changes})  # type: ignore[arg-type]


def load(*codes: str, **changes: object) -> HandoffDraft:
    """A load for a recycler, everything scanned."""
    fields: dict[str, object] = {
        "consignee_name": "株洲测试再生利用有限公司",
        "consignee_uscc": RECYCLER,
        "lines": tuple(LineDraft(code=code) for code in codes),
    }
    return HandoffDraft(**{**fields, **changes})  # type: ignore[arg-type]


def stored(code: str = CODE, **changes: object) -> Unit:
    """A unit that came in this morning and is in stock."""
    fields: dict[str, object] = {
        "unit_id": "01a1f684-8f48-7a11-8a00-0000000000aa",
        "intake_number": "IN-S1a-20261120-0001",
        "delivery_id": None,
        "level": "pack",
        "code_scheme": "gbt34014_full",
        "battery_code": code,
        "local_id": None,
        "code_status": CodeStatus.READ,
        "code_source": CodeSource.SCAN_QR,
        "chemistry_code": "B",
        "mass_g": 312_500,
        "mass_basis": MassBasis.WEIGHED,
        "condition_class": "normal",
        "source_type": SourceType.REPAIR_SHOP,
        "responsible_maker": None,
        "conflicts_with": None,
        "taken_in_at": MORNING,
        "moved_at": MORNING,
        "custody": Custody.IN_STORAGE,
        "handoff_id": None,
        "head_hash": "sha256:" + "0" * 64,
    }
    return Unit(**{**fields, **changes})  # type: ignore[arg-type]
