"""A station written by hand: it keeps a log as a desk does and talks to the hub over its calls."""

import itertools
import os
import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import uuid_utils
from starlette.testclient import TestClient

from packtrail.domain import records as r
from packtrail.protocol import batch, canonical, dsse, enrolment, messages, receipt, records, session
from packtrail.protocol.keys import Ed25519Signer
from packtrail_hub.api import create_app
from packtrail_hub.hub import open_hub
from tests.hub import postgres

OUTLET = "91430100MA0FAKE013"
OTHER_OUTLET = "91430100MA0FAKE039"
CONSIGNEE = "91430200MA0FAKE02B"
START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


class Clock:
    """The hub's clock, moved by hand."""

    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at


def new_id():
    return str(uuid_utils.uuid7())


class Station:
    """One log, one key, and what it knows of the hub."""

    def __init__(self, client, clock, *, outlet=OUTLET, label="S1"):
        self.client = client
        self.clock = clock
        self.outlet = outlet
        self.label = label
        self.station_id = new_id()
        self.signer = Ed25519Signer(canonical.sha256_digest(self.station_id.encode())[7:39].encode())
        self.epoch = 1
        self.head = (0, records.ZERO_HASH)
        self.log = []  # canonical lines, from seq 1 on
        self.token = None
        self.hub_keys = {}
        self.enrolled = None
        self._numbers = itertools.count(1)

    # -- writing

    def write(self, body, *, at=None, depends_on=(), record_id=None):
        seq, prev = self.head
        new = r.NewRecord(
            record_id=record_id or new_id(),
            body=body,
            occurred_at=at or self.clock(),
            operator_ref="op_7f3c",
            depends_on=tuple(depends_on),
        )
        chained = records.chain(new, station_seq=seq + 1, prev_hash=prev, recorded_at=self.clock())
        self._append(seq + 1, chained.canonical)
        return chained.record

    def write_raw(self, **changes):
        """An intake's line with fields changed as no honest program would; its record id."""
        seq, prev = self.head
        intake = records.plain(self.intake_body())
        value = {
            "record_id": new_id(),
            "station_seq": seq + 1,
            "prev_hash": prev,
            "record_type": "intake",
            "occurred_at": "2026-11-21T18:00:00+08:00",
            "recorded_at": "2026-11-21T18:00:00+08:00",
            "operator_ref": "op_7f3c",
            "depends_on": [],
            "body": {**intake, **changes.pop("body", {})},
            "attachments": [],
        } | changes
        self._append(seq + 1, canonical.canonical(value))
        return value["record_id"]

    def _append(self, seq, line):
        self.log.append(line)
        self.head = (seq, canonical.sha256_digest(line))

    def open_epoch(self, *, reason="first_start", **changes):
        seq, last_hash = self.head
        body = {
            "station_id": self.station_id,
            "station_label": self.label,
            "station_epoch": self.epoch,
            "public_key": self.signer.public_key.hex(),
            "key_id": self.signer.key_id,
            "install_nonce": "5f0c2f0e9a7b",
            "last_seq": seq,
            "last_hash": last_hash,
            "reason": reason,
        } | changes
        return self.write(r.EpochOpen(**body))

    def intake_body(self, **changes):
        number = next(self._numbers)
        fields = {
            "intake_id": f"IN-{self.label}-{number}",
            "unit_level": "pack",
            "code_scheme": "gbt34014_full",
            "battery_code": f"0TXPB01A000001A5A{number:07d}",
            "code_status": "read",
            "code_source": "scan_datamatrix",
            "raw_scan_sha256": "c" * 64,
            "chemistry_code": "B",
            "gross_mass_g": 312_500,
            "mass_basis": "weighed",
            "condition_class": "normal",
            "source_type": "repair_shop",
            "source_uscc": None,
            "source_vin": None,
            "late_entry": False,
        } | changes
        return r.Intake(**fields)

    def take_in(self, *, at=None, depends_on=(), record_id=None, **changes):
        return self.write(self.intake_body(**changes), at=at, depends_on=depends_on, record_id=record_id)

    def hand_on(self, *intakes, consignee=CONSIGNEE, at=None):
        """Header, a line for each intake, and the release."""
        mass = sum(each.body.gross_mass_g for each in intakes)
        number = f"HO-{self.label}-{next(self._numbers)}"
        header = self.write(
            r.Handoff(
                handoff_id=number,
                consignee_uscc=consignee,
                consignee_role="regeneration_enterprise",
                carrier_uscc=None,
                vehicle_plate=None,
                packaging="insulated_crate",
                line_count=len(intakes),
                total_gross_mass_g=mass,
            ),
            at=at,
        )
        written = [self.line(header, each, at=at) for each in intakes]
        release = self.write(
            r.HandoffRelease(
                handoff_record_id=header.record_id,
                handoff_id=number,
                line_record_ids=tuple(each.record_id for each in written),
                line_count=len(written),
                total_gross_mass_g=mass,
            ),
            at=at,
            depends_on=(header.record_id, *(each.record_id for each in written)),
        )
        return SimpleNamespace(header=header, lines=written, release=release)

    def line(self, header, intake, *, at=None, **changes):
        fields = {
            "handoff_id": header.body.handoff_id,
            "line_no": 1,
            "unit_level": "pack",
            "battery_code": intake.body.battery_code,
            "chemistry_code": "B",
            "gross_mass_g": intake.body.gross_mass_g,
            "mass_basis": "weighed",
            "handoff_record_id": header.record_id,
            "intake_record_id": intake.record_id,
        } | changes
        depends_on = (intake.record_id, header.record_id)
        return self.write(r.HandoffLine(**fields), at=at, depends_on=depends_on)

    def void(self, target, *, head=None):
        return self.write(
            r.Void(
                target_record_id=target.record_id,
                target_head_hash=head or target.record_hash,
                reason_code="did_not_occur",
                reason_text="x",
                replacement_record_ids=(),
            ),
            depends_on=(target.record_id,),
        )

    def correct(self, record_id, head_hash, *changes):
        return self.write(
            r.Correction(
                target_record_id=record_id,
                target_head_hash=head_hash,
                reason_code="typo",
                reason_text="x",
                changes=tuple(r.FieldChange(path=path, old=old, new=new) for path, old, new in changes),
            ),
            depends_on=(record_id,),
        )

    # -- sending

    def freeze(self, first=None, last=None, **changes):
        last = last or self.head[0]
        first = first or 1
        lines = self.log[first - 1 : last]
        fields = {
            "batch_id": new_id(),
            "batch_no": f"{self.label}-{first}",
            "station_id": self.station_id,
            "station_epoch": self.epoch,
            "outlet_uscc": self.outlet,
            "client": batch.Client(app="test", app_version="1"),
            "seq_first": first,
            "seq_last": last,
            "record_count": len(lines),
            "sealed_at": self.clock(),
            "schema": batch.SCHEMA,
        } | changes
        return batch.freeze(batch.BatchHeader(**fields), lines)

    def enrol(self, code=enrolment.SANDBOX_CODE, **changes):
        answer = self.ask_to_enrol(code, **changes)
        assert answer.status_code == 200, answer.text
        envelope = dsse.from_json(answer.content)
        told = messages.decode(enrolment.Enrolled, envelope.payload)
        messages.decode(enrolment.Enrolled, dsse.verified(envelope, dsse.STATION, told.keys()))
        self.hub_keys, self.enrolled = told.keys(), told
        return told

    def ask_to_enrol(self, code=enrolment.SANDBOX_CODE, **changes):
        fields = {
            "enrolment_code": code,
            "station_id": self.station_id,
            "station_label": self.label,
            "station_epoch": self.epoch,
            "public_key": self.signer.public_key.hex(),
            "key_id": self.signer.key_id,
            "install_nonce": "5f0c2f0e9a7b",
            "outlet_uscc": self.outlet,
            "outlet_name": "测试网点",
            "app_version": "1",
        } | changes
        payload = messages.encode(enrolment.EnrolmentRequest(**fields))
        return self.post("/v1/enrolments", dsse.signed(dsse.ENROLMENT, payload, self.signer))

    def ask_for_session(self, *, at=None, signer=None):
        asked = session.SessionRequest(station_id=self.station_id, nonce="ab" * 8, at=at or self.clock())
        envelope = dsse.signed(dsse.SESSION, messages.encode(asked), signer or self.signer)
        return self.post("/v1/sessions", envelope)

    def open_session(self):
        answer = self.ask_for_session()
        assert answer.status_code == 200, answer.text
        self.token = messages.decode(session.SessionGrant, answer.content).token
        return self

    def post(self, path, envelope):
        return self.client.post(
            path, content=dsse.to_json(envelope), headers={"Content-Type": "application/json"}
        )

    @property
    def headers(self):
        return {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}

    def put(self, frozen, *, signer=None, digest=None, payload_type=dsse.BATCH):
        envelope = dsse.to_json(dsse.signed(payload_type, frozen, signer or self.signer))
        address = digest or batch.digest(frozen)
        return self.client.put(f"/v1/batches/{address}", content=envelope, headers=self.headers)

    def send(self, first=None, last=None):
        """The verified receipt for these seqs."""
        frozen = self.freeze(first, last)
        answer = self.put(frozen)
        assert answer.status_code == 200, answer.text
        return receipt.verify_receipt(answer.content, self.hub_keys, expect_batch_digest=batch.digest(frozen))

    def send_new(self):
        """The receipt for everything that the hub lacks."""
        return self.send(self.cursor()["epochs"][-1]["next_expected_seq"] if self.cursor()["epochs"] else 1)

    def cursor(self):
        return self.client.get(f"/v1/stations/{self.station_id}/cursor", headers=self.headers).json()


def pytest_generate_tests(metafunc):
    """Both databases for whoever asks for a hub; a module says ``STORES`` where they make no difference."""
    named = (mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    chosen = "store" in vars(metafunc.module) or any("store" in names for names in named)
    if "store" in metafunc.fixturenames and not chosen:
        stores = getattr(metafunc.module, "STORES", ("sqlite", "postgresql"))
        metafunc.parametrize("store", stores, indirect=True)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory):
    """A hub's file after its first start, to be copied: the migrations run once for all tests."""
    file = tmp_path_factory.mktemp("hub") / "fresh.db"
    open_hub(str(file), clock=Clock(), new_id=new_id, name="fresh").engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL that runs for all tests of this process."""
    programs = postgres.programs()
    if programs is None and os.environ.get(postgres.NEEDED) == "need":
        pytest.fail("no PostgreSQL on this machine: apt install postgresql")
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: apt install postgresql")
    with postgres.running(programs) as server:
        yield server


@pytest.fixture(scope="session")
def one_postgres(postgres_server):
    """A hub's database on PostgreSQL, used by one test after the other."""
    postgres_server.do("CREATE DATABASE hub")
    url = postgres_server.url("hub")
    open_hub(url, clock=Clock(), new_id=new_id, name="fresh").engine.dispose()
    kept = postgres.Emptied(url)
    yield kept
    kept.close()


@pytest.fixture
def in_postgres(one_postgres):
    """The address of a fresh hub's database on PostgreSQL."""
    one_postgres.reset()
    return one_postgres.url


@pytest.fixture
def in_sqlite(tmp_path, fresh_database):
    """The name of a fresh hub's file."""
    return str(shutil.copy(fresh_database, tmp_path / "hub.db"))


@pytest.fixture
def store(request):
    """Where a fresh hub's database is; what a hub promises it keeps on both."""
    return request.getfixturevalue("in_sqlite" if request.param == "sqlite" else "in_postgres")


@pytest.fixture
def hub(store, clock):
    opened = open_hub(store, clock=clock, new_id=new_id, name="测试平台", is_sandbox=True)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def client(hub):
    with TestClient(create_app(hub)) as opened:
        yield opened


@pytest.fixture
def new_station(client, clock):
    """Makes stations; an enrolled one with an open session and epoch unless told otherwise."""

    def make(*, is_ready=True, **options):
        station = Station(client, clock, **options)
        if is_ready:
            station.enrol()
            station.open_session()
            station.open_epoch()
        return station

    return make


@pytest.fixture
def station(new_station):
    return new_station()


@pytest.fixture
def make_station():
    """The class itself, for a hub that is not the fixture's."""
    return Station


def by_seq(answer):
    return {result.station_seq: result for result in answer.results}


@pytest.fixture
def in_the_past(clock):
    return clock() - timedelta(days=1)
