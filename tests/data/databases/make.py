"""Writes the small ledger that a release leaves behind, so that every later one proves it can open it.

Run once for a release, from the checkout: ``python tests/data/databases/make.py v0.1``. Ids, times and
keys are fixed; the file differs from run to run only by its encryption.
"""

import itertools
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from packtrail.domain.moments import SHANGHAI
from packtrail.domain.records import Delivery, Handoff, HandoffLine, HandoffRelease, Intake, NewRecord
from packtrail.store.ledger import LEDGER_FILE, open_ledger
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import Destination, Draft

HERE = Path(__file__).parent
TEST_KEY = bytes(range(32))
START = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)

ids = itertools.count(1)
seconds = itertools.count()


def new_id() -> str:
    return f"01900000-0000-7000-8000-{next(ids):012x}"


def now() -> datetime:
    return START + timedelta(seconds=next(seconds))


def record(body, private=None) -> NewRecord:
    return NewRecord(
        record_id=new_id(), body=body, occurred_at=now(), operator_ref="op_1", private=private or {}
    )


def intake(number: int, delivery: NewRecord) -> NewRecord:
    return record(
        Intake(
            intake_id=f"IN-S1a-20261120-{number:04d}",
            unit_level="pack",
            code_scheme="gbt34014_2017",
            battery_code=f"03APB00000000000000000{number:02d}",
            code_status="read",
            code_source="scan_qr",
            raw_scan_sha256=None,
            chemistry_code="lfp",
            gross_mass_g=400_000 + number,
            mass_basis="weighed",
            condition_class="leaking" if number == 3 else "normal",
            source_type="repair_shop",
            source_uscc=None,
            source_vin=None,
            late_entry=False,
            delivery_record_id=delivery.record_id,
            line_no=number,
        ),
        {"storage_location": f"A-{number}"},
    )


def day() -> list[NewRecord]:
    delivery = record(
        Delivery(
            delivery_number="DL-S1a-20261120-0001",
            source_type="repair_shop",
            deliverer_uscc=None,
            deliverer_name="示例维修厂",
            claimed_count=3,
        ),
        {"deliverer_phone": "13800000000"},
    )
    units = [intake(number, delivery) for number in (1, 2, 3)]
    header = record(
        Handoff(
            handoff_id="HO-S1a-20261120-0001",
            consignee_uscc="91350100M000100Y43",
            consignee_role="utilisation_enterprise",
            carrier_uscc=None,
            vehicle_plate="闽A12345",
            packaging=None,
            line_count=1,
            total_gross_mass_g=400_001,
        )
    )
    line = record(
        HandoffLine(
            handoff_id="HO-S1a-20261120-0001",
            line_no=1,
            unit_level="pack",
            battery_code=units[0].body.battery_code,
            chemistry_code="lfp",
            gross_mass_g=400_001,
            mass_basis="weighed",
            handoff_record_id=header.record_id,
            intake_record_id=units[0].record_id,
            picked_by="scan",
        )
    )
    release = record(
        HandoffRelease(
            handoff_record_id=header.record_id,
            handoff_id="HO-S1a-20261120-0001",
            line_record_ids=(line.record_id,),
            line_count=1,
            total_gross_mass_g=400_001,
        )
    )
    return [delivery, *units, header, line, release]


def write(version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = open_ledger(Path(folder), TEST_KEY, clock=now)
        open_station(ledger, label="S1", private_key=bytes(32), operator_ref="op_1", now=now, new_id=new_id)
        with ledger.act() as tx:
            tx.add_destination(
                Destination(
                    name="hub",
                    title="演示平台",
                    base_url="https://hub.example/v1",
                    outlet_uscc="91350100M000100Y43",
                    hub_keys={"ed25519:0011223344556677": bytes(32)},
                    station_signature=bytes(64),
                    enrolled_at=START,
                )
            )
            tx.append(*day())
            tx.hear("receipt", "hub", b"{}")
            tx.keep_blob(b"a photograph", "image/jpeg", "overall")
            tx.save_draft(Draft(draft_id="d1", kind="delivery", content={"plate": "闽A"}, updated_at=now()))
            tx.remember("language", "zh_CN")
        ledger.close()
        (HERE / f"{version}.db").write_bytes((Path(folder) / LEDGER_FILE).read_bytes())


if __name__ == "__main__":
    write(sys.argv[1])
