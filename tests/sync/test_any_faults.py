"""Whatever goes wrong in the hub, on the way or at the desk: one verdict each, and all at the hub once.

``platform.md`` 12, properties 1, 2, 3 and 5, on a real ledger and a real hub in one process.
"""

import itertools
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.testclient import TestClient

from packtrail.app.ids import new_id
from packtrail.domain.sync_state import BatchState, SubmissionState
from packtrail.protocol import dsse
from packtrail.protocol.batch import thaw
from packtrail.protocol.canonical import sha256_digest
from packtrail_hub import database
from packtrail_hub.fault_script import parse_script
from packtrail_hub.faults import faulty_app
from packtrail_hub.hub import open_hub
from packtrail_hub.ids import hash_text, id_text, uid
from packtrail_hub.tables import epoch, metadata, record, station
from tests.station import SteppedClock, codes
from tests.sync.tried_desk import TriedDesk

VERDICTS = {
    SubmissionState.ACCEPTED,
    SubmissionState.ACCEPTED_WITH_WARNINGS,
    SubmissionState.DUPLICATE,
    SubmissionState.REJECTED,
    SubmissionState.DEFERRED,
    SubmissionState.BLOCKED,
}
SEALED_ANEW = ("schema_sunset", "refuse(BT-1001)", "refuse(BT-1002)")
"""Refusals after which the desk makes another batch of the same records."""

SAME_BYTES = (
    "drop_before",
    "drop_after_commit",
    "500_after_commit",
    "forget",
    "slow(1)",
    "truncate",
    "429(1)",
    "clock_skew(30)",
    "clock_skew(-30)",
    "reject(BT-2005)",
    "defer(2)",
    "refuse(BT-1003)",
    "fork",
    "bad_receipt_signature",
    "other_batch",
    "empty",
    "html",
    "wrong_charset",
)


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """One sandbox hub for all tries; each try has a station, codes and a day of its own."""
    clock = SteppedClock()
    opened = open_hub(
        str(tmp_path_factory.mktemp("hub") / "hub.db"),
        clock=lambda: clock.at,
        new_id=new_id,
        name="hub",
        is_sandbox=True,
    )
    yield opened, clock
    opened.engine.dispose()


NUMBERS = itertools.count(1)


def fresh_codes(count):
    return codes(count, first=1 + 10 * next(NUMBERS))


@contextmanager
def tried(hub, script, kills=frozenset()):
    """A desk with three deliveries unsent, at ``hub`` going wrong as told."""
    opened, clock = hub
    with (
        tempfile.TemporaryDirectory() as folder,
        TestClient(faulty_app(opened, parse_script(script))) as client,
    ):
        desk = TriedDesk(Path(folder) / "station", client, clock).begin()
        desk.kills = kills
        try:
            for code in fresh_codes(3):
                desk.take_in(code)
            yield desk
        finally:
            desk.close()


def at_hub(hub, desk):
    """Verdict and hash of each record of the desk's station at the hub, by record id."""
    with desk.ledger.read() as view:
        station_id = view.station().station_id
    query = (
        select(record.c.record_uid, record.c.hash, record.c.status)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .join(station, station.c.id == epoch.c.station_id)
        .where(station.c.station_uid == uid(station_id))
    )
    with database.look(hub[0].engine) as connection:
        rows = connection.execute(query).all()
    assert len({row.record_uid for row in rows}) == len(rows)
    return {id_text(row.record_uid): (hash_text(row.hash), row.status) for row in rows}


def counts(state):
    """A verdict as it counts: a duplicate is one that had been accepted."""
    return "accepted" if state in {"duplicate", "accepted_with_warnings"} else state


def assert_all_arrived_once(hub, desk):
    states, held = desk.states(), at_hub(hub, desk)
    assert {len(each) for each in states.values()} == {1}
    assert {each for (each,) in states.values()} <= VERDICTS
    assert {sha256_digest(line) for line in desk.lines()} == {digest for digest, _ in held.values()}
    assert len(held) == len(states) == len(desk.lines())
    assert {key: counts(each) for key, (each,) in states.items()} == {
        key: counts(status) for key, (_, status) in held.items()
    }


def scripts(steps):
    """A few lines for batches and sessions, each for one request."""
    batches = st.builds("put_batch {} {}".format, st.integers(1, 6), st.sampled_from(steps))
    sessions = st.builds(
        "session {} {}".format,
        st.integers(1, 4),
        st.sampled_from(["drop_before", "drop_after_commit", "429(1)", "html", "empty", "500_after_commit"]),
    )
    return st.lists(batches | sessions, max_size=8).map("\n".join)


KILLS = st.frozensets(st.integers(-30, 30), max_size=4)
MANY = settings(max_examples=600 if os.environ.get("PACKTRAIL_MARATHON") else 8)
SOME = settings(max_examples=200 if os.environ.get("PACKTRAIL_MARATHON") else 3)


def work_through(desk):
    """Send until all is answered, take one more in, and again until the script has run out."""
    for code in fresh_codes(4):
        desk.send_until_done()
        desk.take_in(code)
    desk.send_until_done()


def assert_no_record_was_sealed_twice(desk):
    """Each seq stands in one batch only, however often that left."""
    envelopes = {path: body for method, path, body in desk.sent if method == "PUT"}
    headers = [thaw(dsse.from_json(body).payload).header for body in envelopes.values()]
    seqs = [seq for header in headers for seq in range(header.seq_first, header.seq_last + 1)]
    assert sorted(seqs) == sorted(set(seqs))


@MANY
@given(script=scripts(SAME_BYTES), kills=KILLS)
@example(script="put_batch 1 forget\nput_batch 2 forget", kills=frozenset())
@example(script="put_batch 1 drop_after_commit\nput_batch 2 forget", kills=frozenset({2, -3, 6, -9}))
def test_each_record_ends_with_one_verdict_and_is_at_the_hub_once(hub, script, kills):
    with tried(hub, script, kills) as desk:
        work_through(desk)
        assert_all_arrived_once(hub, desk)
        assert_no_record_was_sealed_twice(desk)
        with desk.ledger.read() as view:
            assert view.station().epoch == 1


@SOME
@given(script=scripts((*SAME_BYTES, *SEALED_ANEW)), kills=KILLS)
@example(script="put_batch 1 schema_sunset\nput_batch 2 drop_after_commit", kills=frozenset({3}))
def test_bytes_that_a_hub_calls_wrong_may_be_sealed_anew_and_still_arrive_once(hub, script, kills):
    with tried(hub, script, kills) as desk:
        work_through(desk)
        assert_all_arrived_once(hub, desk)


@pytest.mark.parametrize("act", range(1, 6))
@pytest.mark.parametrize("when", [1, -1])
def test_a_desk_killed_at_any_act_of_sending_sends_the_same_bytes_again(hub, act, when):
    with tried(hub, "", frozenset({act * when})) as desk:
        work_through(desk)
        assert desk.deaths == 1
        assert_all_arrived_once(hub, desk)
        assert_no_record_was_sealed_twice(desk)


def test_a_batch_that_was_being_sent_at_the_kill_has_an_unknown_outcome(hub):
    with tried(hub, "", frozenset({2})) as desk:
        assert desk.send() is None
        assert desk.unsettled() == [BatchState.UNKNOWN_OUTCOME]


def test_a_server_that_accepts_and_forgets_gets_it_again_as_the_same_bytes(hub):
    with tried(hub, "put_batch 3 forget") as desk:
        desk.send_until_done()
        first, second = fresh_codes(2)
        desk.take_in(first)
        desk.send_until_done()
        assert {each for (each,) in desk.states().values()} == {"accepted"}
        assert len(at_hub(hub, desk)) == len(desk.lines()) - 2  # nobody can know yet
        desk.take_in(second)
        desk.send_until_done()
        assert_all_arrived_once(hub, desk)
        assert_no_record_was_sealed_twice(desk)


@pytest.mark.parametrize("act", [-3, 4, 5])
def test_a_hub_that_forgets_while_the_desk_dies_over_its_receipt_answers_at_the_same_place(hub, act):
    with tried(hub, "put_batch 1 forget", frozenset({act})) as desk:
        work_through(desk)
        assert desk.deaths == 1
        assert_all_arrived_once(hub, desk)


def tables_of(hub):
    """Everything that the hub holds."""
    with database.look(hub[0].engine) as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in metadata.sorted_tables
        }


@SOME
@given(order=st.lists(st.integers(0, 40), min_size=1, max_size=30), script=scripts(SAME_BYTES))
@example(order=[5, 4, 3, 2, 1, 0, 5, 5], script="")
def test_a_replay_of_any_requests_in_any_order_changes_nothing(hub, order, script):
    with tried(hub, script) as desk:
        for code in fresh_codes(2):
            desk.take_in(code)
            desk.send_until_done()
            before, answers = tables_of(hub), {}
            sent = list(desk.sent)
            for at in order:
                method, path, body = sent[at % len(sent)]
                answer = desk.channel.again(method, path, body)
                if answer is not None and answer.status == 200 and method == "PUT":
                    assert answers.setdefault(path, answer.body) == answer.body
            assert tables_of(hub) == before
            desk.sent[:] = sent


@SOME
@given(shared=st.integers(0, 3), first=st.integers(1, 3), second=st.integers(1, 3))
def test_the_second_of_two_clones_is_told_that_its_history_is_another(hub, shared, first, second):
    """A clone that nobody noticed: the same folder on the same machine, so that no new epoch was opened."""
    with tried(hub, "") as desk:
        for code in fresh_codes(shared):
            desk.take_in(code)
        desk.send_until_done()
        desk.close()
        copy = desk.folder.with_name("copy")
        shutil.copytree(desk.folder, copy)
        desk.start()
        clone = TriedDesk(copy, desk.client, desk.clock).start()
        try:
            for tried_desk, count in ((desk, first), (clone, second)):
                for code in fresh_codes(count):
                    tried_desk.take_in(code)
            desk.send_until_done()
            before = tables_of(hub)
            outcome = clone.send()
            assert (outcome.result, outcome.code) == ("refused_whole", "BT-1006")
            assert tables_of(hub) == before
            assert_all_arrived_once(hub, desk)
        finally:
            clone.close()
