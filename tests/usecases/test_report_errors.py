"""Every refusal has somebody to act, a way to act, and a place where the act begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.protocol.problems import CATALOGUE, Owner
from packtrail.usecases.port_values import Submission
from packtrail.usecases.report_errors import (
    Remedy,
    ReportError,
    Way,
    errors_of,
    grouped,
    remedy_of,
    target_of,
)
from tests.station import take_in
from tests.trade import CODE, MORNING


def issue(code, pointer="/body/battery_code", **more):
    return {
        "code": code,
        "severity": "error",
        "pointer": pointer,
        "owner": "",
        "retry": "",
        "params": {},
    } | more


def submission(*issues, state=SubmissionState.REJECTED, record_id="r1", record_type="intake"):
    return Submission(
        record_id=record_id,
        record_type=record_type,
        subject="001",
        recorded_at=MORNING,
        destination="hub",
        state=state,
        ack_level=AckLevel.RELAY_RECEIVED,
        remote_no=None,
        issues=issues,
        said_at=MORNING,
    )


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_of_the_catalogue_has_a_remedy(code):
    (error,) = errors_of(submission(issue(code)))
    assert error.owner is CATALOGUE[code].owner
    assert error.remedy is remedy_of(code)


@pytest.mark.parametrize("state", SubmissionState)
def test_whatever_does_not_count_has_an_owner_and_a_remedy_even_without_a_reason(state):
    found = errors_of(submission(state=state))
    is_refused = state in {"deferred", "blocked", "rejected", "manual_action"}
    assert bool(found) == is_refused


def test_a_code_of_a_newer_platform_is_for_whom_the_platform_names_and_keeps_its_text():
    (error,) = errors_of(
        submission(issue("BT-7777", owner="consignee", retry="after_upstream", message="原文"))
    )
    assert (error.owner, error.remedy, error.upstream_text) == (Owner.CONSIGNEE, Remedy.UPSTREAM, "原文")


def test_a_code_of_which_nothing_is_known_is_the_platforms_to_explain():
    (error,) = errors_of(submission(issue("BT-7777", owner="nobody", retry="soon")))
    assert (error.owner, error.remedy) == (Owner.PLATFORM, Remedy.CALL)


def test_errors_are_grouped_by_who_must_act_and_how_not_by_code():
    groups = grouped(
        [
            submission(issue("BT-3001"), record_id="a"),
            submission(issue("BT-2001", severity="warning"), issue("BT-4002"), record_id="b"),
            submission(issue("BT-2004"), record_id="c"),
            submission(issue("BT-3009"), record_id="d", state=SubmissionState.BLOCKED),
            submission(issue("BT-1009", severity="warning"), record_id="e", state=SubmissionState.DEFERRED),
            submission(issue("BT-3001"), record_id="f"),
        ]
    )
    assert [(each.owner.value, each.remedy.value, each.records) for each in groups] == [
        ("outlet", "correct", 3),
        ("outlet", "earlier", 1),
        ("code_maker", "upstream", 1),
        ("platform", "wait", 1),
    ]
    assert [each.code for each in groups[0].errors] == ["BT-3001", "BT-3001", "BT-4002"]


@pytest.fixture
def taken(station, clock):
    return take_in(station, clock, CODE)


@pytest.fixture
def target(station):
    def run(record_id, record_type, pointer, *, about=None, code="BT-3001"):
        more = {"params": {"record_id": about}} if about else {}
        (error,) = errors_of(
            submission(issue(code, pointer, **more), record_id=record_id, record_type=record_type)
        )
        with station.read() as view:
            return target_of(view, error)

    return run


def unit_of(station):
    with station.read() as view:
        return view.units_with_code(CODE)[0].unit_id


def test_an_error_leads_to_the_very_field(taken, station, target):
    unit_id = unit_of(station)
    found = target(unit_id, "intake", "/body/source_uscc")
    assert (found.record_id, found.field, found.way, found.unit_id) == (
        unit_id,
        "source_uscc",
        Way.CORRECT_FIELD,
        unit_id,
    )


def test_a_wrong_code_is_written_anew_and_not_corrected(taken, station, target):
    found = target(unit_of(station), "intake", "/body/battery_code")
    assert (found.way, found.field) == (Way.REWRITE_CODE, "battery_code")


def test_what_waits_for_another_record_leads_to_that_one(taken, station, target):
    unit_id = unit_of(station)
    with station.read() as view:
        delivery_id = view.deliveries()[0].delivery_id
    found = target(unit_id, "intake", "/depends_on/0", about=delivery_id, code="BT-3009")
    assert (found.record_id, found.record_type, found.way) == (delivery_id, "delivery", Way.OPEN_RECORD)


def test_an_error_of_no_field_opens_the_page_of_the_unit(taken, station, target):
    found = target(unit_of(station), "intake", "/occurred_at")
    assert (found.way, found.unit_id) == (Way.OPEN_UNIT, unit_of(station))


def test_a_record_that_is_not_ours_still_has_a_place_to_look_at(station, target):
    found = target("01a1f684-8f48-7a11-8a00-00000000dead", "intake", "/body/battery_code")
    assert found.way is Way.OPEN_RECORD


def test_an_error_is_listed_once_however_often_it_was_said():
    assert len(errors_of(submission(issue("BT-3001"), issue("BT-3001")))) == 1
    assert all(isinstance(each, ReportError) for each in errors_of(submission(issue("BT-3001"))))


@given(st.lists(st.tuples(st.sampled_from(sorted(CATALOGUE)), st.sampled_from(["", *Owner])), max_size=12))
def test_no_record_with_a_problem_is_lost(pairs):
    records = [
        submission(issue(code, owner=owner), record_id=f"r{n}") for n, (code, owner) in enumerate(pairs)
    ]
    named = {each.submission.record_id for group in grouped(records) for each in group.errors}
    assert named == {each.record_id for each in records}
