"""A failure file and a count make verdicts together, or none at all; what came is kept either way."""

import csv
import io

import pytest

from packtrail import resources
from packtrail.domain.deadlines import DestinationKind, Proof
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_gate import SheetUnreadable
from packtrail.domain.errors_workbook import (
    FailureSheetDoubtful,
    NoSuchWorkbook,
    PortalCountDiffers,
    WorkbookIsClosed,
)
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import ReportProof
from packtrail.domain.reportable import Reportable
from packtrail.domain.sync_state import AckLevel
from packtrail.protocol.workbook_profile import read_portal_texts
from packtrail.store.act import LedgerTx
from packtrail.store.workbooks import shelf_of
from packtrail.usecases.read_back import MOST_AT_ONCE, confirm_count, read_back
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.workbook_ports import WorkbookState
from tests.station import ADMIN, codes
from tests.trade import load
from tests.usecases.test_export_workbook import CODES, FIRST, MAKER, Desk

pytestmark = pytest.mark.practice(10)

TEXTS = read_portal_texts(resources.path("profiles", "portal_texts.toml").read_bytes())
MODEL_NOT_FILED = "电池供应商未上传电池备案信息"


def failures(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([("电池编码", "失败原因"), *rows])
    return out.getvalue().encode("gbk")


class Portal:
    """A desk with one workbook of four rows on its way to a portal."""

    def __init__(self, desk, rows=4):
        self.desk, self.station = desk, desk.station
        self.name = desk.portal("甲平台", FIRST)
        self.codes = codes(rows)
        desk.take(*[FIRST] * rows, numbers=self.codes)
        (self.workbook,) = desk.export(self.name).workbooks

    def read(self, content, number=None, by=ADMIN):
        return read_back(
            number or self.workbook.number, content, "失败.csv", profile=MAKER, texts=TEXTS,
            by=by, store=self.station, shelf=shelf_of, now=self.desk.clock,
        )  # fmt: skip

    def confirm(self, shown, on_writer=lambda act: act(), **more):
        return self.desk.act(
            confirm_count, self.workbook.number, shown, shelf=shelf_of, on_writer=on_writer, **more
        )

    def states(self):
        return [state for _, state in self.desk.states(self.name)]

    def kept(self):
        with self.station.read() as view:
            rows = view._connection.execute("SELECT content, doubt FROM portal_result ORDER BY result")
            return [(bytes(content), doubt) for content, doubt in rows]


@pytest.fixture
def portal(station, clock):
    return Portal(Desk(station, clock))


def test_listed_codes_are_rejected_in_the_portals_words_and_the_others_accepted_once_the_count_agrees(portal):
    read = portal.read(failures((portal.codes[1], MODEL_NOT_FILED), (portal.codes[3], "系统忙")))
    assert read.expected == 2
    assert portal.states() == ["batched"] * 4
    settled = portal.confirm(2)
    assert (settled.accepted, settled.rejected, settled.workbook.state) == (2, 2, WorkbookState.CONFIRMED)
    with portal.station.read() as view:
        rows = list(reversed(view.submissions(portal.name)))
    assert [row.state.value for row in rows] == ["accepted", "rejected", "accepted", "rejected"]
    assert [row.ack_level for row in rows] == [AckLevel.RELAY_ACCEPTED, AckLevel.NONE] * 2
    assert [issue["code"] for row in rows for issue in row.issues] == ["BT-2005", "BT-9004"]
    assert rows[1].issues[0]["upstream_text"] == MODEL_NOT_FILED


def test_another_count_settles_nothing_and_says_which_was_expected(portal):
    portal.read(failures((portal.codes[1], "x")))
    for shown in (4, 2, 0):
        with pytest.raises(PortalCountDiffers) as caught:
            portal.confirm(shown)
        assert (caught.value.expected, caught.value.shown) == (3, shown)
    assert portal.states() == ["batched"] * 4


def test_without_a_failure_file_every_row_is_accepted_when_the_portal_shows_them_all(portal):
    with pytest.raises(PortalCountDiffers):
        portal.confirm(3)
    assert portal.confirm(4).accepted == 4
    assert portal.states() == ["accepted"] * 4


def test_a_confirmed_workbook_is_read_back_and_confirmed_no_more(portal):
    portal.confirm(4)
    with pytest.raises(WorkbookIsClosed):
        portal.confirm(4)
    with pytest.raises(WorkbookIsClosed):
        portal.read(failures((portal.codes[1], "x")))


def test_a_failure_file_of_another_workbook_settles_nothing_and_its_own_is_named(portal):
    other = codes(1, first=77)
    portal.desk.take(FIRST, numbers=other)
    (second,) = portal.desk.export(portal.name).workbooks
    content = failures((other[0], "x"))
    with pytest.raises(FailureSheetDoubtful) as caught:
        portal.read(content)
    assert (caught.value.sheet_doubt, caught.value.belongs_to) == ("foreign_codes", second.number)
    assert portal.kept() == [(content, "foreign_codes")]
    assert portal.states() == ["batched"] * 5


@pytest.mark.parametrize(
    "rows",
    [[("0TXPB01A000001A5A9999999", "x")], [(CODES[0], "x"), (CODES[0], "y")], []],
    ids=["never_sent", "twice", "none"],
)
def test_what_can_not_be_of_this_upload_is_kept_and_changes_nothing(portal, rows):
    content = failures(*rows)
    with pytest.raises(FailureSheetDoubtful):
        portal.read(content)
    with pytest.raises(FailureSheetDoubtful):
        portal.read(content)
    assert [kept for kept, doubt in portal.kept() if doubt] == [content]
    assert portal.states() == ["batched"] * 4
    assert portal.confirm(4).rejected == 0


def test_a_file_that_is_no_sheet_and_a_workbook_that_is_not_here_are_refused(portal):
    with pytest.raises(SheetUnreadable):
        portal.read(b"\0\xff")
    with pytest.raises(NoSuchWorkbook):
        portal.read(failures((portal.codes[0], "x")), number="BT-nowhere")
    viewer = Operator("op_2", "看", Role.VIEWER)
    with pytest.raises(NotAllowed):
        portal.read(failures((portal.codes[0], "x")), by=viewer)
    with pytest.raises(NotAllowed):
        portal.confirm(4, by=viewer)


def test_the_newest_failure_file_that_counts_is_the_one_that_is_settled(portal):
    portal.read(failures((portal.codes[0], "x"), (portal.codes[1], "x")))
    portal.read(failures((portal.codes[2], "x")))
    portal.confirm(3)
    assert portal.states() == ["accepted", "accepted", "rejected", "accepted"]


def test_the_proof_is_the_middle_rank_and_only_with_a_picture(portal):
    with portal.station.act() as tx:
        picture = tx.keep_blob(b"\xff\xd8 a screenshot", "image/jpeg", "portal_result")
    portal.confirm(4, pictures=(picture,))
    with portal.station.read() as view:
        proof = view.latest(ReportProof.record_type)
        items = [view.one(Reportable, target) for target in proof.body.target_record_ids]
    assert (proof.body.destination, proof.body.confirmed_count) == (DestinationKind.MAKER_PORTAL, 4)
    assert [item.proof for item in items] == [Proof.PORTAL_READBACK] * 4


def test_without_a_picture_the_count_is_worth_the_operators_word(portal):
    portal.read(failures((portal.codes[0], "x")))
    portal.confirm(3)
    with portal.station.read() as view:
        proof = view.latest(ReportProof.record_type).body
        assert view.one(Reportable, proof.target_record_ids[0]).proof is Proof.OPERATOR_STATEMENT
    assert len(proof.target_record_ids) == 3


def test_a_rejected_row_goes_again_only_when_asked_and_an_accepted_one_lets_its_retirement_go(portal):
    portal.desk.act(release_handoff, load(*portal.codes[:2]))
    portal.read(failures((portal.codes[0], MODEL_NOT_FILED)))
    portal.confirm(3)
    (retirement,) = portal.desk.export(portal.name).workbooks
    assert portal.desk.codes_in(retirement) == [portal.codes[1]]
    (again,) = portal.desk.export(portal.name, rejected=True).workbooks
    assert (again.stage, portal.desk.codes_in(again)) == ("intake", [portal.codes[0]])


def test_an_acceptance_stands_when_the_portal_turns_the_second_export_away(portal):
    portal.confirm(4)
    (portal.workbook,) = portal.desk.again(portal.name, portal.codes[0]).workbooks
    portal.read(failures((portal.codes[0], "动力电池编码重复")))
    settled = portal.confirm(0)
    assert (settled.rejected, settled.standing) == (0, 1)
    assert portal.states() == ["accepted"] * 4


def test_what_ended_half_way_goes_on_with_the_same_count(station, clock):
    portal = Portal(Desk(station, clock), rows=MOST_AT_ONCE + 3)
    acts = iter(range(2))

    def cut_off(act):
        if next(acts, None) is None:
            raise KeyboardInterrupt
        return act()

    with pytest.raises(KeyboardInterrupt):
        portal.confirm(MOST_AT_ONCE + 3, on_writer=cut_off)
    assert portal.states().count("accepted") == MOST_AT_ONCE
    with pytest.raises(WorkbookIsClosed):
        portal.confirm(5)
    portal.confirm(MOST_AT_ONCE + 3)
    assert set(portal.states()) == {"accepted"}


def test_a_failing_act_leaves_neither_verdicts_nor_proof(portal, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(LedgerTx, "append", fail)
    with pytest.raises(ZeroDivisionError):
        portal.confirm(4)
    assert portal.states() == ["batched"] * 4
