"""A station gives itself an identity, and notices when its database is not the one that was last used."""

import shutil

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.errors import StationNotOpened
from packtrail.domain.records import EpochOpen
from packtrail.usecases.open_station import open_station
from tests.station import ADMIN, STATION_KEY, opened, set_up, take_in


def reopen(ledger, clock):
    return open_station(
        ledger, label="S9", private_key=bytes(32), operator_ref=ADMIN.ref, now=clock, new_id=new_id
    )


def latest_opening(ledger):
    with ledger.read() as view:
        return view.latest(EpochOpen.record_type).body


def test_the_first_record_of_a_new_ledger_says_who_the_station_is(station):
    opening = latest_opening(station)
    assert (opening.station_epoch, opening.reason, opening.last_seq) == (1, "first_start", 0)
    with station.read() as view:
        found = view.station()
    assert opening.public_key == found.signer.public_key.hex()
    assert opening.install_nonce == station.install_nonce


def test_a_ledger_without_identity_says_so(ledger):
    with ledger.read() as view, pytest.raises(StationNotOpened):
        view.station()


def test_opening_again_writes_nothing_and_keeps_label_and_key(station, clock):
    with station.read() as view:
        before = view.station()
    after = reopen(station, clock)
    assert (after.head_seq, after.label, after.signer.public_key) == (
        before.head_seq,
        "S1",
        before.signer.public_key,
    )


def test_a_database_behind_its_head_file_opens_a_new_epoch(tmp_path, clock):
    folder = tmp_path / "station"
    with opened(folder, clock) as ledger:
        set_up(ledger, clock)
    shutil.copy(folder / "ledger.db", tmp_path / "older.db")
    with opened(folder, clock) as ledger:
        take_in(ledger, clock)
        ledger.cover_head()
    shutil.copy(tmp_path / "older.db", folder / "ledger.db")
    with opened(folder, clock) as ledger:
        found = reopen(ledger, clock)
        opening = latest_opening(ledger)
    assert (found.epoch, opening.reason, opening.last_seq) == (2, "restored", 2)


def test_a_database_beside_another_installations_nonce_opens_a_new_epoch(tmp_path, clock):
    first, second = tmp_path / "first", tmp_path / "second"
    with opened(first, clock) as ledger:
        set_up(ledger, clock)
    second.mkdir()
    shutil.copy(first / "ledger.db", second / "ledger.db")
    with opened(second, clock) as ledger:
        found = reopen(ledger, clock)
        opening = latest_opening(ledger)
    assert (found.epoch, opening.reason) == (2, "cloned")
    assert found.signer.public_key == opened_key()


def opened_key():
    from packtrail.protocol.keys import Ed25519Signer

    return Ed25519Signer(STATION_KEY).public_key
