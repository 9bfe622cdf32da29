"""What others ask to be corrected is listed until it is corrected, voided or declined with a reason."""

from datetime import timedelta
from functools import partial

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import NotAllowed
from packtrail.domain.operators import Operator, Role
from packtrail.protocol.changes import CorrectionRequest
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.correction_requests import RequestOutcome, correction_requests, decline_request
from packtrail.usecases.hear_changes import hear_changes
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, codes, take_in
from tests.trade import MORNING
from tests.usecases.feed import Feed, bound, session

UNITS = codes(3)


class Asked:
    """A bound station with three packs, whose hub tells requests about them."""

    def __init__(self, station, clock):
        self.station, self.clock = station, clock
        self.decline = partial(decline_request, by=ADMIN, store=station, now=clock)
        bound(station)
        take_in(station, clock, *UNITS)
        with station.read() as view:
            self.ids = [view.units_with_code(code)[0].unit_id for code in UNITS]
            self.station_id = view.station().station_id

    def request(self, at, **more):
        said = {"requested_by": "authority", "reason": "质量与铭牌不符", "pointer": "/body/gross_mass_g"}
        facts = {"request_id": new_id(), "record_id": self.ids[at], **said, **more}
        return CorrectionRequest(**facts)

    def hear(self, *requests):
        hear_changes(session(self.station, Feed(self.station_id, requests), self.clock))
        return self.listed()

    def listed(self):
        with self.station.read() as view:
            return correction_requests(view)

    def act(self, what, *given, **more):
        return what(*given, by=ADMIN, store=self.station, now=self.clock, new_id=new_id, **more)

    def correct(self, at, mass_g=290_000):
        change = {"gross_mass_g": mass_g}
        self.act(correct_record, self.ids[at], change, reason_code="typo", reason_text="抄错")


@pytest.fixture
def asked(station, clock):
    return Asked(station, clock)


def test_a_request_is_listed_with_who_what_and_until_when(asked):
    due = MORNING + timedelta(days=9)
    (found,) = asked.hear(asked.request(0, due_at=due))
    assert (found.subject, found.asked_by, found.reason) == (UNITS[0], "authority", "质量与铭牌不符")
    assert (found.pointer, found.due_at, found.is_open) == ("/body/gross_mass_g", due, True)


def test_what_is_due_first_comes_first_and_what_has_no_day_after_it(asked):
    later, soon = MORNING + timedelta(days=9), MORNING + timedelta(days=2)
    found = asked.hear(asked.request(0), asked.request(1, due_at=later), asked.request(2, due_at=soon))
    assert [each.subject for each in found] == [UNITS[2], UNITS[1], UNITS[0]]


def test_a_correction_answers_a_request_and_one_from_before_does_not(asked):
    asked.correct(0)
    (found,) = asked.hear(asked.request(0))
    assert found.is_open
    asked.correct(0, mass_g=285_000)
    assert [each.outcome for each in asked.listed()] == [RequestOutcome.CORRECTED]


def test_a_void_answers_a_request(asked):
    asked.hear(asked.request(0))
    asked.act(void_record, asked.ids[0], "did_not_occur", "登记错了")
    assert [each.outcome for each in asked.listed()] == [RequestOutcome.VOIDED]


def test_a_refusal_is_kept_with_its_reason_and_comes_behind_what_is_open(asked):
    first = asked.request(0)
    asked.hear(first, asked.request(1))
    asked.decline(first.request_id, "过磅单与铭牌都核对过")
    one, other = asked.listed()
    assert one.subject == UNITS[1]
    assert (other.outcome, other.declined_because) == (RequestOutcome.DECLINED, "过磅单与铭牌都核对过")


def test_the_same_request_told_twice_is_one(asked):
    request = asked.request(0)
    assert len(asked.hear(request, request)) == 1


def test_a_request_about_a_record_that_is_not_ours_asks_nothing_of_us(asked):
    assert asked.hear(asked.request(0, record_id=new_id())) == ()


@pytest.mark.parametrize("reason", ["", " ", "否"])
def test_a_refusal_needs_a_reason(asked, reason):
    with pytest.raises(DraftIncomplete):
        asked.decline(new_id(), reason)


def test_only_who_may_correct_may_refuse_to(asked):
    with pytest.raises(NotAllowed):
        asked.decline(new_id(), "不更正", by=Operator("op_9", "看", Role.VIEWER))
