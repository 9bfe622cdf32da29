"""The papers that go with the acts of a day; a screen or a command names one and what it is about."""

from enum import StrEnum


class ActPaper(StrEnum):
    """One kind of paper; its value is its name on the command line."""

    VOUCHER = "voucher"  # 回收凭证 of a delivery, for the deliverer
    SLIP = "slip"  # 入库单 of a unit, or of every unit of a delivery: goes with it to its slot
    CORRECTION = "correction"  # 更正单 of a correction or void, or the newest of what it is asked of
    UNREPORTED = "unreported"  # 未报情况说明 of now: about nothing else
    DAY = "day"  # 日报 of a legal day, ``2026-11-20``
    VEHICLE = "vehicle"  # 随车卡 of a vehicle's case
    EVIDENCE = "evidence"  # 凭证档 of a vehicle's case: its checklist and every photograph
    RECHECKS = "rechecks"  # 检查表 of what is looked at again by the end of a day
