"""What a busy outlet's day writes, record by record, for the big ledger; the same each time."""

import hashlib
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from packtrail.domain.moments import SHANGHAI
from packtrail.domain.records import (
    ConditionCheck,
    ConsigneeAck,
    Delivery,
    Handoff,
    HandoffDeparted,
    HandoffLine,
    HandoffRelease,
    Intake,
    NewRecord,
)
from tests.station import ADMIN
from tests.trade import RECYCLER, REPAIR_SHOP

RECORDS_A_DAY = 1000
DELIVERIES_A_DAY, UNITS_A_DELIVERY = 20, 10
LOADS_A_DAY, LINES_A_LOAD = 5, 38
STAYS_FOR_GOOD = 20
"""Each twentieth unit is never handed on, so the stock grows with the years."""

FIRST_DAY = datetime(2024, 1, 1, 8, 0, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a load must say of a unit that stands in the yard."""

    record_id: str
    battery_code: str
    mass_g: int


class Years:
    """The records of one day after the other, with the clock and ids that they are written by."""

    def __init__(self, days: int) -> None:
        self.at = FIRST_DAY  # now, which moves with the records
        self._chance = random.Random(days)
        self._number = 0
        self._yard: deque[Taken] = deque()
        self._on_the_road: list[tuple[HandoffLine, str]] = []
        self._stays = min(30, max(1, days // 4))

    def now(self) -> datetime:
        """The clock of the outlet; it moves with the records."""
        return self.at

    def new_id(self) -> str:
        """A UUIDv7 of the outlet's clock: sorted by time, the rest chance."""
        self._number += 1
        milliseconds = int(self.at.timestamp() * 1000) + self._number % 1000
        chance = self._chance.getrandbits(74)
        high, low = chance >> 62, chance & (1 << 62) - 1
        text = f"{milliseconds:012x}{0x7000 | high:04x}{1 << 63 | low:016x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def day(self, number: int) -> Iterator[NewRecord]:
        """The thousand records of a day, eight hours of them."""
        self.at = FIRST_DAY + timedelta(days=number)
        written = 0
        for record in self._counter(number):
            yield record
            written += 1
            self.at += timedelta(seconds=27)
        for check_no in range(RECORDS_A_DAY - written):
            yield self._check(check_no)
            self.at += timedelta(seconds=27)

    def _counter(self, day: int) -> Iterator[NewRecord]:
        for line, line_id in self._on_the_road:
            yield self._answer(line, line_id)
        self._on_the_road.clear()
        for delivery_no in range(DELIVERIES_A_DAY):
            yield from self._delivery(day, delivery_no)
        if day >= self._stays:
            for load_no in range(LOADS_A_DAY):
                yield from self._load(day, load_no)

    def _delivery(self, day: int, number: int) -> Iterator[NewRecord]:
        label = f"{self.at:%Y%m%d}"
        header = self._record(
            Delivery(
                delivery_number=f"DL-S1a-{label}-{number + 1:04d}",
                source_type="repair_shop",
                deliverer_uscc=REPAIR_SHOP,
                deliverer_name="长沙测试汽修有限公司",
                claimed_count=UNITS_A_DELIVERY,
                vehicle_plate=f"湘A{number:05d}",
            ),
            private={"deliverer_person": "张三", "deliverer_phone": "13800000000"},
        )
        yield header
        for line_no in range(1, UNITS_A_DELIVERY + 1):
            of_day = number * UNITS_A_DELIVERY + line_no
            of_all = day * DELIVERIES_A_DAY * UNITS_A_DELIVERY + of_day
            code = f"0TXPB01A000001A5A{of_all:07d}"
            mass_g = self._chance.randrange(180_000, 620_000, 100)
            intake = self._record(
                Intake(
                    intake_id=f"IN-S1a-{label}-{of_day:04d}",
                    unit_level="pack",
                    code_scheme="gbt34014_full",
                    battery_code=code,
                    code_status="read",
                    code_source="scan_qr",
                    raw_scan_sha256=hashlib.sha256(code.encode()).hexdigest(),
                    chemistry_code="B",
                    gross_mass_g=mass_g,
                    mass_basis="weighed",
                    condition_class="normal",
                    source_type="repair_shop",
                    source_uscc=REPAIR_SHOP,
                    source_vin=None,
                    late_entry=False,
                    delivery_record_id=header.record_id,
                    line_no=line_no,
                    source_name="长沙测试汽修有限公司",
                ),
                depends_on=(header.record_id,),
                private={"raw_scan": code, "storage_location": f"A-{of_day:03d}"},
            )
            yield intake
            if of_all % STAYS_FOR_GOOD:
                self._yard.append(Taken(intake.record_id, code, mass_g))

    def _load(self, day: int, number: int) -> Iterator[NewRecord]:
        units = [self._yard.popleft() for _ in range(LINES_A_LOAD)]
        document = f"HO-S1a-{self.at:%Y%m%d}-{number + 1:04d}"
        total = sum(unit.mass_g for unit in units)
        header = self._record(
            Handoff(
                handoff_id=document,
                consignee_uscc=RECYCLER,
                consignee_role="regeneration_enterprise",
                carrier_uscc=None,
                vehicle_plate=f"湘B{day % 100_000:05d}",
                packaging=None,
                line_count=len(units),
                total_gross_mass_g=total,
                consignee_name="株洲测试再生利用有限公司",
            ),
            private={"driver_name": "李四", "driver_phone": "13900000000"},
        )
        yield header
        lines = [self._line(document, header.record_id, n, unit) for n, unit in enumerate(units, start=1)]
        yield from lines
        line_ids = tuple(line.record_id for line in lines)
        yield self._record(
            HandoffRelease(
                handoff_record_id=header.record_id,
                handoff_id=document,
                line_record_ids=line_ids,
                line_count=len(lines),
                total_gross_mass_g=total,
            ),
            depends_on=(header.record_id, *line_ids),
        )
        yield self._record(
            HandoffDeparted(handoff_record_id=header.record_id, departed_at=self.at, vehicle_plate=None)
        )
        self._on_the_road += [(line.body, line.record_id) for line in lines]

    def _line(self, document: str, handoff: str, number: int, unit: Taken) -> NewRecord:
        return self._record(
            HandoffLine(
                handoff_id=document,
                line_no=number,
                unit_level="pack",
                battery_code=unit.battery_code,
                chemistry_code="B",
                gross_mass_g=unit.mass_g,
                mass_basis="weighed",
                handoff_record_id=handoff,
                intake_record_id=unit.record_id,
                picked_by="scan",
                code_source="scan_qr",
            ),
            depends_on=(handoff, unit.record_id),
        )

    def _answer(self, line: HandoffLine, line_id: str) -> NewRecord:
        return self._record(
            ConsigneeAck(
                handoff_id=line.handoff_id,
                line_no=line.line_no,
                outcome="accepted",
                received_gross_mass_g=line.gross_mass_g,
                refusal_reason=None,
                acknowledged_at=self.at,
                ack_source="phone",
                paper_evidence_digest=None,
                line_record_id=line_id,
            ),
            depends_on=(line_id,),
        )

    def _check(self, number: int) -> NewRecord:
        unit = self._yard[-1 - self._chance.randrange(min(len(self._yard), 5000))]
        return self._record(
            ConditionCheck(
                intake_record_id=unit.record_id,
                condition_class="normal",
                residual_voltage_mv=self._chance.randrange(300_000, 400_000),
                insulation_kohm=self._chance.randrange(500, 5000),
                surface_celsius=self._chance.randrange(5, 35),
                recheck_at=None,
                remark="外观完好" if number % 10 == 0 else None,
            ),
            depends_on=(unit.record_id,),
        )

    def _record(self, body, **more) -> NewRecord:
        return NewRecord(
            record_id=self.new_id(), body=body, occurred_at=self.at, operator_ref=ADMIN.ref, **more
        )
