"""A station that is open, records as the counter writes them, and a way in for whoever has the key."""

import itertools
from datetime import datetime, timedelta

import pytest

from packtrail.domain.moments import SHANGHAI
from packtrail.domain.records import (
    Delivery,
    Handoff,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    Intake,
    NewRecord,
)
from packtrail.store import connection as connections
from packtrail.store.ledger import LEDGER_FILE, open_ledger
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import Destination

TEST_KEY = bytes(range(32))
STATION_KEY = bytes(range(100, 132))
START = datetime(2026, 11, 20, 9, 0, 0, tzinfo=SHANGHAI)
HUB = Destination(
    name="hub",
    title="演示平台",
    base_url="https://hub.example/v1",
    outlet_uscc="91350100M000100Y43",
    hub_keys={"ed25519:0011223344556677": bytes(32)},
    station_signature=b"s" * 64,
    enrolled_at=START,
)


class Outlet:
    """Draws ids and times in order, and writes records with as little as they need."""

    def __init__(self):
        self._ids = itertools.count(1)
        self._seconds = itertools.count()

    def new_id(self):
        return f"01900000-0000-7000-8000-{next(self._ids):012x}"

    def now(self):
        return START + timedelta(seconds=next(self._seconds))

    def record(self, body, **more):
        return NewRecord(
            record_id=self.new_id(), body=body, occurred_at=self.now(), operator_ref="op_1", **more
        )

    def delivery(self, number="DL-1", **more):
        fields = {
            "delivery_number": number,
            "source_type": "repair_shop",
            "deliverer_uscc": None,
            "deliverer_name": "某维修厂",
            "claimed_count": 2,
        }
        return self.record(Delivery(**fields | more))

    def intake(self, number="IN-1", *, private=None, **more):
        fields = {
            "intake_id": number,
            "unit_level": "pack",
            "code_scheme": "gbt34014_2017",
            "battery_code": f"03APB0000000{number}",
            "code_status": "read",
            "code_source": "scan_qr",
            "raw_scan_sha256": None,
            "chemistry_code": "lfp",
            "gross_mass_g": 1000,
            "mass_basis": "weighed",
            "condition_class": "normal",
            "source_type": "repair_shop",
            "source_uscc": None,
            "source_vin": None,
            "late_entry": False,
        }
        return self.record(Intake(**fields | more), private=private or {})

    def load(self, *intakes, number="HO-1", release=True):
        """Header, lines and release of a handoff of units that were taken in."""
        header = self.record(
            Handoff(
                handoff_id=number,
                consignee_uscc="91350100M000100Y43",
                consignee_role="utilisation_enterprise",
                carrier_uscc=None,
                vehicle_plate="闽A12345",
                packaging=None,
                line_count=len(intakes),
                total_gross_mass_g=1000 * len(intakes),
            )
        )
        lines = [
            self.record(
                HandoffLine(
                    handoff_id=number,
                    line_no=line_no,
                    unit_level="pack",
                    battery_code=intake.body.battery_code,
                    chemistry_code="lfp",
                    gross_mass_g=1000,
                    mass_basis="weighed",
                    handoff_record_id=header.record_id,
                    intake_record_id=intake.record_id,
                    picked_by="scan",
                )
            )
            for line_no, intake in enumerate(intakes, start=1)
        ]
        released = self.record(
            HandoffRelease(
                handoff_record_id=header.record_id,
                handoff_id=number,
                line_record_ids=tuple(line.record_id for line in lines),
                line_count=len(lines),
                total_gross_mass_g=1000 * len(lines),
            )
        )
        return [header, *lines, *([released] if release else [])]

    def cancel(self, header):
        return self.record(
            HandoffCancelled(handoff_record_id=header.record_id, reason_code="no_lorry", reason_text="未发车")
        )


@pytest.fixture
def outlet():
    return Outlet()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def opened(folder, outlet):
    """Opens the ledger in the folder, as often as asked; closes what is left open."""
    ledgers = []

    def open_it(**more):
        ledger = open_ledger(folder, TEST_KEY, clock=outlet.now, **more)
        ledgers.append(ledger)
        return ledger

    yield open_it
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened, outlet):
    """An open station that owes a hub its records."""
    ledger = opened()
    start(ledger, outlet)
    with ledger.act() as tx:
        tx.add_destination(HUB)
    return ledger


@pytest.fixture
def start_station(outlet):
    return lambda ledger: start(ledger, outlet)


def start(ledger, outlet):
    return open_station(
        ledger, label="S1", private_key=STATION_KEY, operator_ref="op_1", now=outlet.now, new_id=outlet.new_id
    )


@pytest.fixture
def tamper(folder):
    """Runs statements as somebody with the key could, triggers taken away first unless they are to act."""

    def run(*statements, triggers=False):
        connection = connections.writing(folder / LEDGER_FILE, TEST_KEY)
        try:
            connection.execute("PRAGMA foreign_keys = OFF")
            if not triggers:
                named = connection.execute(
                    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
                ).fetchall()
                for name, _ in named:
                    connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(*statement) if isinstance(statement, tuple) else connection.execute(
                    statement
                )
            if not triggers:
                for _, sql in named:
                    connection.execute(sql)
        finally:
            connection.close()

    return run


@pytest.fixture
def rows(folder):
    """What a statement finds, read past the views."""

    def read(statement, *facts):
        connection = connections.reading(folder / LEDGER_FILE, TEST_KEY)
        try:
            return connection.execute(statement, facts).fetchall()
        finally:
            connection.close()

    return read


@pytest.fixture
def key():
    return TEST_KEY


@pytest.fixture
def hub():
    return HUB
