"""What a portal takes by hand only is closed by what it showed, and never counts as signed."""

import pytest

from packtrail.domain.deadlines import Proof
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_workbook import NotByHand
from packtrail.domain.operators import Operator, Role
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.usecases.close_by_hand import close_by_hand
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.report_errors import Remedy, errors_of
from tests.usecases.test_export_workbook import FIRST, Desk

pytestmark = pytest.mark.practice(10)


class Waiting:
    """A correction of what the portal accepted, which a person has to tell the portal."""

    def __init__(self, desk):
        self.desk, self.station = desk, desk.station
        self.portal = desk.portal("甲平台", FIRST)
        (self.unit,) = desk.take(FIRST)
        desk.confirm(desk.export(self.portal).workbooks[0])
        desk.act(correct_record, self.unit.unit_id, {"gross_mass_g": 1}, reason_code="typo", reason_text="改")
        desk.export(self.portal)
        (self.task,) = self.tasks()

    def tasks(self, *states):
        wanted = states or (SubmissionState.MANUAL_ACTION,)
        with self.station.read() as view:
            return list(view.submissions(self.portal, wanted, 10))

    def close(self, *record_ids, shown="更正单 88", **more):
        ids = record_ids or (self.task.record_id,)
        return self.desk.act(close_by_hand, self.portal, ids, **{"shown": shown, "done_on": None, **more})


@pytest.fixture
def waiting(station, clock):
    return Waiting(Desk(station, clock))


def test_the_list_of_errors_says_that_a_person_does_it_at_the_portal(waiting):
    (error,) = errors_of(waiting.task)
    assert error.remedy is Remedy.BY_HAND


def test_what_the_portal_showed_closes_the_task_without_claiming_its_signature(waiting):
    proof = waiting.close()
    assert waiting.tasks() == []
    (closed,) = waiting.tasks(SubmissionState.NOT_REQUIRED)
    assert (closed.ack_level, closed.remote_no) == (AckLevel.NONE, "更正单 88")
    assert proof.body.proof == Proof.OPERATOR_STATEMENT
    assert proof.body.target_record_ids == (waiting.task.record_id,)


def test_a_picture_makes_it_a_result_read_back(waiting):
    with waiting.station.act() as tx:
        picture = tx.keep_blob(b"picture", "image/jpeg", "evidence")
    proof = waiting.close(pictures=(picture,))
    assert (proof.body.proof, proof.body.confirmed_count) == (Proof.PORTAL_READBACK, 1)


@pytest.mark.parametrize("shown", ["", "   "])
def test_nothing_told_closes_nothing(waiting, shown):
    with pytest.raises(DraftIncomplete):
        waiting.close(shown=shown)
    assert waiting.tasks() == [waiting.task]


def test_what_does_not_wait_for_a_person_is_not_closed_beside_what_does(waiting):
    with pytest.raises(NotByHand):
        waiting.close(waiting.task.record_id, waiting.unit.unit_id)
    assert waiting.tasks() == [waiting.task]
    waiting.close()
    with pytest.raises(NotByHand):
        waiting.close()


def test_only_who_may_prove_reports_closes_it(waiting):
    with pytest.raises(NotAllowed):
        waiting.close(by=Operator("op_9", "操作员", Role.OPERATOR))
