"""A workbook or a failure file that was changed in the ledger is found by its check."""

import pytest

from packtrail.store.check import check
from packtrail.store.verify import Problem, ProblemKind
from tests.station import TEST_KEY
from tests.usecases.test_export_workbook import Desk
from tests.usecases.test_read_back import Portal, failures


@pytest.fixture
def portal(station, clock):
    """A portal with a workbook, and its failure file read back."""
    found = Portal(Desk(station, clock))
    found.read(failures((found.codes[0], "x")))
    return found


def test_workbooks_as_they_were_sealed_are_sound(portal):
    assert check(portal.station.folder, TEST_KEY).problems == ()


@pytest.mark.parametrize(
    ("table", "kind"), [("workbook", ProblemKind.BATCH), ("portal_result", ProblemKind.HEARD)]
)
def test_bytes_that_are_not_those_that_were_kept_are_found(portal, table, kind):
    writer = portal.station._writer
    writer.execute(f"DROP TRIGGER {table}_forbids_update")
    writer.execute(f"UPDATE {table} SET content = CAST('other' AS BLOB)")
    found = check(portal.station.folder, TEST_KEY).problems
    assert kind in {problem.kind for problem in found}
    if table == "workbook":
        assert Problem(kind, portal.workbook.number) in found


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE workbook SET content = x'00'",
        "DELETE FROM workbook_row",
        "UPDATE workbook_row SET code = 'x'",
        "DELETE FROM portal_result",
    ],
)
def test_what_was_sealed_or_heard_is_changed_by_no_statement(portal, change):
    with pytest.raises(Exception, match=r"frozen|stays|append-only"):
        portal.station._writer.execute(change)
