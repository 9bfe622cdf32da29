"""Every ledger that a release ever wrote opens, has its rows, and has today's tables."""

import shutil
from pathlib import Path

import pytest

from packtrail.domain.custody import Custody
from packtrail.store.check import check
from packtrail.store.ledger import LEDGER_FILE, open_ledger
from packtrail.usecases.ports import UnitQuery

DATABASES = sorted((Path(__file__).parents[1] / "data" / "databases").glob("v*.db"))


@pytest.fixture(params=DATABASES, ids=lambda file: file.stem)
def released(request, folder, outlet, key):
    """A copy of a released ledger, opened by this program; its key is the tests' key."""
    folder.mkdir()
    shutil.copy(request.param, folder / LEDGER_FILE)
    ledger = open_ledger(folder, key, clock=outlet.now)
    yield ledger
    ledger.close()


def test_at_least_one_release_is_kept():
    assert DATABASES


def test_its_rows_are_still_there(released):
    with released.read() as view:
        units = {unit.intake_number[-4:]: unit.custody for unit in view.find_units(UnitQuery())}
        assert [document.unit_count for document in view.deliveries()] == [3]
        assert view.private_part(view.latest("intake").record_id) == {"storage_location": "A-3"}
        assert view.drafts("delivery")[0].content == {"plate": "闽A"}
        assert view.backlog("hub").unsent == 8
    assert units == {"0001": Custody.IN_TRANSIT, "0002": Custody.IN_STORAGE, "0003": Custody.QUARANTINED}


def test_it_is_sound_and_has_the_tables_of_a_fresh_one(released, folder, key):
    report = check(folder, key, rebuild=True)
    assert (report.problems, report.records, report.receipts, report.blobs) == ((), 8, 1, 1)


def test_it_can_go_on(released, outlet):
    with released.act() as tx:
        (written,) = tx.append(outlet.intake("IN-new"))
    assert written.station_seq == 9
