"""What a hub tells later than in a receipt, and what it is worth."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packtrail.app.ids import new_id
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.protocol.changes import (
    AuthorityAck,
    ConsigneeAckChange,
    CorrectionRequest,
    HubKeyRotated,
    LaterVerdict,
    RefdataPublished,
    UnreadChange,
    hub_key_statement,
)
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.receipt import Issue
from packtrail.usecases.hear_changes import FeedEnd, hear_changes
from packtrail.usecases.ports import Reply, Unreached
from tests.station import take_in
from tests.usecases.feed import DESTINATION, HUB, LATER, Feed, bound, session, submission

ISSUE = Issue(
    code="BT-2005",
    severity="error",
    error_type="BusinessRuleViolation",
    pointer="/body/battery_code",
    message_key="model_not_filed",
    message="未备案",
    retry="after_upstream",
    owner="code_maker",
)


@pytest.fixture
def records(station, clock):
    """The ids of records that the hub accepted, the newest first."""
    take_in(station, clock)
    return bound(station)


@pytest.fixture
def hear(station, clock):
    """Tells pages, and lets the station hear them."""
    with station.read() as view:
        station_id = view.station().station_id

    def run(*pages, signer=HUB):
        feed = Feed(station_id, *pages, signer=signer)
        return hear_changes(session(station, feed, clock)), feed

    return run


def ack(record_id, status, **more):
    return AuthorityAck(record_id=record_id, destination="cn", status=status, reported_at=LATER, **more)


def heard(station, **asked):
    with station.read() as view:
        return view.changes_heard(**asked)


def test_what_an_authority_took_stands_on_a_higher_level_and_the_verdict_stays(station, hear, records):
    step, _ = hear([ack(records[0], "submitted")], [ack(records[0], "accepted")])
    assert (step.end, step.done) == (FeedEnd.READ, 2)
    said = submission(station, records[0])
    assert (said.state, said.ack_level) == (SubmissionState.ACCEPTED, AckLevel.AUTHORITY_ACCEPTED)
    assert said.remote_no == "R-1"
    assert submission(station, records[1]).ack_level is AckLevel.RELAY_ACCEPTED


def test_a_rejection_by_an_authority_keeps_the_level_and_opens_the_record(station, hear, records):
    hear([ack(records[0], "submitted")], [ack(records[0], "rejected", issues=(ISSUE,))])
    said = submission(station, records[0])
    assert (said.state, said.ack_level) == (SubmissionState.REJECTED, AckLevel.AUTHORITY_SUBMITTED)
    assert said.issues[0]["code"] == "BT-2005"


def test_a_rejection_without_a_word_still_says_whose_turn_it_is(station, hear, records):
    hear([ack(records[0], "rejected")])
    (issue,) = submission(station, records[0]).issues
    assert (issue["code"], bool(issue["owner"])) == ("BT-9002", True)


def test_a_rejection_that_is_taken_back_closes_the_record(station, hear, records):
    hear([ack(records[0], "rejected"), ack(records[0], "accepted")])
    said = submission(station, records[0])
    assert (said.state, said.issues) == (SubmissionState.ACCEPTED, ())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["submitted", "accepted", "rejected", "lost"]), max_size=6))
def test_no_word_of_an_authority_ever_takes_a_level_away(station, records, hear, statuses):
    order = list(AckLevel)
    with station.act() as tx:
        tx._connection.execute("DELETE FROM change_cursor")
    before = submission(station, records[0]).ack_level
    for number in range(len(statuses)):
        hear(*[[ack(records[0], status)] for status in statuses[: number + 1]])
        after = submission(station, records[0]).ack_level
        assert order.index(after) >= order.index(before)
        before = after


def test_a_later_verdict_on_our_record_counts_and_on_another_hash_does_not(station, hear, records):
    with station.read() as view:
        record, station_id = view.record(records[0]), view.station().station_id
    facts = {
        "station_id": station_id,
        "station_epoch": 1,
        "station_seq": record.station_seq,
        "record_id": record.record_id,
        "status": "rejected",
        "ack_level": "relay_received",
        "issues": (ISSUE,),
    }
    hear([LaterVerdict(record_hash="sha256:" + "0" * 64, **facts)])
    assert submission(station, records[0]).state is SubmissionState.ACCEPTED
    hear([], [LaterVerdict(record_hash=record.record_hash, **facts)])
    said = submission(station, records[0])
    assert (said.state, said.ack_level) == (SubmissionState.REJECTED, AckLevel.RELAY_ACCEPTED)


def test_requests_answers_and_lists_are_kept_for_whoever_asks(station, hear, records):
    request = CorrectionRequest(
        request_id=new_id(), record_id=records[0], requested_by="platform", reason="照片与编码不符"
    )
    answer = ConsigneeAckChange(
        line_record_id=new_id(),
        handoff_id="HO-1",
        line_no=1,
        consignee_uscc=DESTINATION.outlet_uscc,
        outcome="accepted",
        acknowledged_at=LATER,
    )
    lists = RefdataPublished(dataset="consignees", version="2026-11-21.1", digest="sha256:" + "a" * 64)
    hear([request, answer, lists])
    assert [each.kind for each in heard(station)] == ["refdata", "consignee_ack", "correction_request"]
    (asked,) = heard(station, record_id=records[0])
    assert asked.content["reason"] == "照片与编码不符"
    (of_nobody,) = heard(station, kind="consignee_ack")
    assert of_nobody.record_id is None


def test_a_kind_that_nobody_knows_is_kept_and_holds_nothing_up(station, hear, records):
    hear([UnreadChange(kind="from_2031", content={"x": 1}), ack(records[0], "accepted")])
    assert heard(station, kind="from_2031")[0].content == {"x": 1}
    assert submission(station, records[0]).ack_level is AckLevel.AUTHORITY_ACCEPTED


def test_a_record_of_somebody_else_changes_nothing_of_ours(station, hear, records):
    step, _ = hear([ack(new_id(), "rejected")])
    assert step.end is FeedEnd.READ
    assert {submission(station, each).state for each in records} == {SubmissionState.ACCEPTED}


def test_the_next_session_goes_on_where_this_one_ended(station, hear, records):
    hear([ack(records[0], "submitted")])
    step, feed = hear([ack(records[0], "submitted")], [ack(records[0], "accepted")])
    assert feed.asked == ["1"]
    assert (step.end, step.done) == (FeedEnd.READ, 1)
    assert len(heard(station)) == 2


def test_a_page_that_was_read_before_the_program_ended_counts_once(station, hear, records):
    hear([ack(records[0], "submitted")])
    with station.act() as tx:
        tx._connection.execute("DELETE FROM change_cursor")
    hear([ack(records[0], "submitted")])
    assert len(heard(station)) == 1


def test_a_page_signed_by_somebody_else_is_kept_and_not_applied(station, hear, records):
    step, feed = hear([ack(records[0], "rejected")], signer=Ed25519Signer(bytes(32)))
    assert (step.end, step.cause) == (FeedEnd.DISPUTED, "unknown_key")
    assert len(feed.asked) == 1
    assert submission(station, records[0]).state is SubmissionState.ACCEPTED
    with station.read() as view:
        assert view.change_cursor("hub") is None
        kinds = view._connection.execute("SELECT kind FROM heard").fetchall()
    assert kinds == [("changes_disputed",)]


@pytest.mark.parametrize(
    ("answer", "end", "cause"),
    [
        (Reply(404, b"{}"), FeedEnd.NOT_SPOKEN, "http_404"),
        (Reply(503, b"", 30), FeedEnd.UNREACHED, "http_503"),
        (Unreached("cut_off", sent=True), FeedEnd.UNREACHED, "cut_off"),
        (Reply(200, b"<html>welcome</html>"), FeedEnd.DISPUTED, "not_an_envelope"),
        (Reply(200, b""), FeedEnd.DISPUTED, "not_an_envelope"),
    ],
)
def test_an_answer_that_is_no_page_ends_it_and_keeps_what_was_read(
    station, hear, records, answer, end, cause
):
    step, _ = hear([ack(records[0], "accepted")], answer)
    assert (step.end, step.done, step.cause) == (end, 1, cause)
    assert submission(station, records[0]).ack_level is AckLevel.AUTHORITY_ACCEPTED


def rotated(new, old=HUB, by=None):
    statement = hub_key_statement(old.key_id, new.public_key)
    return HubKeyRotated(
        key_id=new.key_id,
        alg="ed25519",
        public_key=new.public_key.hex(),
        old_key_id=old.key_id,
        signature_by_old=(by or old).sign(statement).hex(),
        signature_by_new=new.sign(statement).hex(),
        rotated_at=LATER,
    )


def test_a_key_that_the_pinned_one_vouches_for_is_believed_from_the_next_page_on(station, hear, records):
    new = Ed25519Signer(bytes(range(96, 128)))
    hear([rotated(new)])
    step, _ = hear([], [ack(records[0], "accepted")], signer=new)
    assert step.end is FeedEnd.READ
    with station.read() as view:
        assert set(view.destinations()[0].hub_keys) == {HUB.key_id, new.key_id}


def test_a_key_that_nobody_vouches_for_is_kept_and_not_believed(station, hear, records):
    new = Ed25519Signer(bytes(range(96, 128)))
    step, _ = hear([rotated(new, by=new)])
    assert step.end is FeedEnd.READ
    with station.read() as view:
        assert set(view.destinations()[0].hub_keys) == {HUB.key_id}
    assert len(heard(station, kind="hub_key")) == 1
