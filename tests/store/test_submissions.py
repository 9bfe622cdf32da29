"""What is owed to a destination, what it said, and that no count ever lies."""

import dataclasses
from datetime import timedelta

import pytest

from packtrail.domain.records import ConditionCheck, StockCheck
from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.usecases.ports import ReceiptHead, SealedBatch, Verdict


@pytest.fixture
def said(outlet):
    """A verdict on a record, ten seconds before noon unless told otherwise."""

    def verdict(record_id, state="accepted", level="relay_accepted", **more):
        facts = {"remote_no": "R-1", "issues": (), "said_at": outlet.now()}
        return Verdict(
            record_id=record_id, state=SubmissionState(state), ack_level=AckLevel(level), **facts | more
        )

    return verdict


@pytest.fixture
def sealed(outlet):
    def batch(first, last, *, digest="sha256:" + "ab" * 32, destination="hub", state=BatchState.SEALED):
        return SealedBatch(
            digest=digest,
            destination=destination,
            epoch=1,
            seq_first=first,
            seq_last=last,
            envelope=b'{"payload":"e30="}',
            sealed_at=outlet.now(),
            state=state,
        )

    return batch


@pytest.fixture
def three(ledger, outlet):
    """The three newest records of four: seqs 2 to 4."""
    intakes = [outlet.intake(f"IN-{number}") for number in (1, 2, 3)]
    with ledger.act() as tx:
        tx.append(*intakes)
    return intakes


def states(view):
    return [row.state.value for row in reversed(view.submissions("hub"))]


def test_a_new_destination_is_owed_the_whole_log(ledger, three, hub):
    with ledger.act() as tx:
        tx.add_destination(dataclasses.replace(hub, name="maker"))
        assert tx.backlog("maker").unsent == 4


def test_a_destination_can_be_owed_the_log_from_a_seq_on(ledger, three, hub):
    with ledger.act() as tx:
        tx.add_destination(dataclasses.replace(hub, name="maker"), from_seq=3)
        assert tx.backlog("maker").unsent == 2


def test_every_new_record_goes_to_every_destination(ledger, outlet, hub):
    with ledger.act() as tx:
        tx.add_destination(dataclasses.replace(hub, name="maker"))
        tx.append(outlet.intake())
        assert (tx.backlog("hub").unsent, tx.backlog("maker").unsent) == (2, 2)


def test_a_destination_reads_back_as_it_was_added(ledger, hub):
    with ledger.read() as view:
        assert view.destinations() == [hub]


def test_a_destination_enrolled_again_gets_its_new_keys_and_keeps_its_rows(ledger, three, hub, said):
    with ledger.act() as tx:
        tx.settle("hub", [said(three[0].record_id)])
        tx.note_receipt("hub", ReceiptHead(1, 7, "sha256:" + "11" * 32))
        keys = {**hub.hub_keys, "ed25519:ff": b"k" * 32}
        tx.add_destination(dataclasses.replace(hub, hub_keys=keys))
        assert tx.destinations()[0].hub_keys == keys
        assert (tx.backlog("hub").unsent, tx.backlog("hub").confirmed) == (3, 1)
        assert tx.receipt_head("hub") is None


def test_under_an_old_name_somebody_else_has_confirmed_nothing(ledger, three, hub, sealed, said):
    with ledger.act() as tx:
        tx.add_batch(sealed(1, 3))
        tx.settle("hub", [said(each.record_id) for each in three[:2]])
        tx.mark_batch("sha256:" + "ab" * 32, BatchState.SETTLED)
        tx.add_destination(dataclasses.replace(hub, hub_keys={"ed25519:ff": b"k" * 32}))
        backlog = tx.backlog("hub")
        assert (backlog.unsent, backlog.confirmed, backlog.last_confirmed_at) == (4, 0, None)
        assert states(tx) == ["batched", "batched", "batched", "pending"]
        first = tx.submission(three[0].record_id, "hub")
        assert (first.ack_level, first.remote_no) == (AckLevel.RELAY_ACCEPTED, None)
        assert [batch.seq_first for batch in tx.unsettled_batches("hub")] == [1]


def test_going_back_reopens_what_reaches_to_the_seq_and_keeps_what_was_said(ledger, three, sealed, said):
    with ledger.act() as tx:
        for seqs in ((1, 1), (2, 3), (4, 4)):
            tx.add_batch(sealed(*seqs, digest=f"sha256:{seqs[0]:064}"))
            tx.mark_batch(f"sha256:{seqs[0]:064}", BatchState.SETTLED)
        tx.settle("hub", [said(each.record_id) for each in three])
        assert tx.go_back("hub", 3) == 2
        assert [batch.seq_first for batch in tx.unsettled_batches("hub")] == [2, 4]
        assert [batch.seq_first for batch in tx.unsettled_batches("hub", limit=1)] == [2]
        assert tx.backlog("hub").confirmed == 3


def test_a_destination_that_there_is_not_is_a_bug(ledger):
    with ledger.read() as view, pytest.raises(LookupError):
        view.backlog("nobody")


def test_the_backlog_says_how_old_the_oldest_is(ledger, three, said):
    with ledger.act() as tx:
        oldest = tx.record(three[1].record_id).recorded_at
        everything_before = [row.record_id for row in tx.submissions("hub")][2:]
        tx.settle("hub", [said(record_id) for record_id in everything_before])
        backlog = tx.backlog("hub")
    assert (backlog.unsent, backlog.confirmed, backlog.oldest_recorded_at) == (2, 2, oldest)


def test_nothing_unsent_has_no_oldest(ledger, said):
    with ledger.act() as tx:
        tx.settle("hub", [said(row.record_id) for row in tx.submissions("hub")])
        assert tx.backlog("hub").oldest_recorded_at is None


def test_last_confirmed_is_the_destinations_own_time_and_never_goes_back(ledger, three, said, outlet):
    noon = outlet.now() + timedelta(hours=3)
    with ledger.act() as tx:
        assert tx.backlog("hub").last_confirmed_at is None
        tx.settle("hub", [said(three[0].record_id, said_at=noon)])
        tx.settle("hub", [said(three[1].record_id, said_at=noon - timedelta(hours=1))])
        tx.settle("hub", [said(three[2].record_id, "rejected", "none", said_at=noon + timedelta(hours=1))])
        assert tx.backlog("hub").last_confirmed_at == noon


def test_a_refused_record_does_not_hold_up_its_batch(ledger, three, sealed, said):
    with ledger.act() as tx:
        batch = sealed(2, 4)
        tx.add_batch(batch)
        tx.settle(
            "hub",
            [
                said(three[0].record_id),
                said(
                    three[1].record_id, "rejected", "none", issues=({"code": "BT-3001", "pointer": "/body"},)
                ),
                said(three[2].record_id, "accepted_with_warnings"),
            ],
        )
        tx.mark_batch(batch.digest, BatchState.SETTLED)
        assert states(tx) == ["pending", "accepted", "rejected", "accepted_with_warnings"]
        assert (tx.backlog("hub").refused, tx.backlog("hub").confirmed) == (1, 2)
        assert tx.submission(three[1].record_id, "hub").issues == ({"code": "BT-3001", "pointer": "/body"},)
        assert tx.unsettled_batches("hub") == []


def test_an_acknowledgement_level_never_goes_down(ledger, three, said):
    record_id = three[0].record_id
    with ledger.act() as tx:
        tx.settle("hub", [said(record_id, level="authority_accepted")])
        tx.settle("hub", [said(record_id, "rejected", "relay_received", remote_no=None)])
        row = tx.submission(record_id, "hub")
    assert (row.ack_level, row.state, row.remote_no) == (AckLevel.AUTHORITY_ACCEPTED, "rejected", "R-1")


def test_a_verdict_on_a_record_that_is_not_ours_changes_nothing(ledger, three, said, outlet):
    with ledger.act() as tx:
        before = tx.submissions("hub")
        tx.settle("hub", [said(outlet.new_id())])
        tx.settle("hub", [])
        assert tx.submissions("hub") == before


def test_submissions_are_listed_newest_first_and_by_state(ledger, three, said):
    with ledger.act() as tx:
        tx.settle("hub", [said(three[0].record_id), said(three[1].record_id, "rejected", "none")])
        everything = [row.record_id for row in tx.submissions("hub")]
        refused = tx.submissions("hub", {SubmissionState.REJECTED, SubmissionState.BLOCKED})
        settled = tx.submissions("hub", [SubmissionState.ACCEPTED, SubmissionState.REJECTED])
        assert [row.record_id for row in tx.submissions("hub", limit=1)] == [three[2].record_id]
    assert everything[:3] == [intake.record_id for intake in reversed(three)]
    assert [row.record_id for row in refused] == [three[1].record_id]
    assert [row.record_id for row in settled] == [three[1].record_id, three[0].record_id]


def test_a_record_that_is_not_owed_has_no_submission(ledger, outlet):
    with ledger.read() as view:
        assert view.submission(outlet.new_id(), "hub") is None


def test_a_submission_is_called_what_staff_call_its_subject(ledger, outlet):
    intake = outlet.intake("IN-1")
    load = outlet.load(intake)
    checked = {
        "condition_class": "normal",
        "residual_voltage_mv": None,
        "insulation_kohm": None,
        "surface_celsius": None,
        "recheck_at": None,
        "remark": None,
    }
    check = outlet.record(ConditionCheck(intake_record_id=intake.record_id, **checked))
    count = outlet.record(
        StockCheck(
            zone=None,
            counted=0,
            missing_record_ids=(),
            extra_codes=(),
            misplaced_record_ids=(),
            counted_mass_g=None,
        )
    )
    with ledger.act() as tx:
        tx.append(outlet.delivery(), intake, *load, check, count)
        subjects = [row.subject for row in reversed(tx.submissions("hub"))]
    code = intake.body.battery_code
    assert subjects == ["", "DL-1", code, "HO-1", code, "HO-1", code, ""]


@pytest.mark.parametrize(
    ("batch_state", "record_state"),
    [
        (BatchState.SEALED, "batched"),
        (BatchState.SENDING, "sending"),
        (BatchState.UNKNOWN_OUTCOME, "unknown_outcome"),
        (BatchState.PROCESSING, "unknown_outcome"),
        (BatchState.RECEIPT_DISPUTED, "unknown_outcome"),
        (BatchState.ENVELOPE_REJECTED, "pending"),
        (BatchState.SETTLED, "batched"),
    ],
)
def test_unanswered_records_follow_their_batch(ledger, three, sealed, said, batch_state, record_state):
    with ledger.act() as tx:
        tx.add_batch(sealed(2, 3))
        tx.settle("hub", [said(three[0].record_id)])
        tx.mark_batch("sha256:" + "ab" * 32, batch_state)
        assert states(tx) == ["pending", "accepted", record_state, "pending"]


def test_a_batch_reads_back_as_it_was_sealed(ledger, three, sealed):
    batch = sealed(1, 4)
    with ledger.act() as tx:
        tx.add_batch(batch)
        assert tx.unsettled_batches("hub") == [batch]
        assert (tx.last_sealed_seq("hub", 1), tx.last_sealed_seq("hub", 2)) == (4, 0)


def test_batches_wait_in_the_order_in_which_they_were_sealed(ledger, three, sealed):
    first, second = sealed(1, 2), sealed(3, 4, digest="sha256:" + "01" * 32)
    with ledger.act() as tx:
        tx.add_batch(first)
        tx.add_batch(second)
        tx.mark_batch(first.digest, BatchState.UNKNOWN_OUTCOME)
        assert [batch.digest for batch in tx.unsettled_batches("hub")] == [first.digest, second.digest]


def test_a_batch_refused_whole_is_sealed_anew(ledger, three, sealed):
    with ledger.act() as tx:
        tx.add_batch(sealed(1, 4))
        tx.mark_batch("sha256:" + "ab" * 32, BatchState.ENVELOPE_REJECTED)
        assert (tx.unsettled_batches("hub"), tx.last_sealed_seq("hub", 1)) == ([], 0)
        assert tx.backlog("hub").unsent == 4


def test_a_batch_that_there_is_not_is_a_bug(ledger):
    with pytest.raises(LookupError), ledger.act() as tx:
        tx.mark_batch("sha256:" + "00" * 32, BatchState.SENDING)


def test_each_try_is_logged_with_the_start_of_the_reply(ledger, three, sealed, outlet, rows):
    with ledger.act() as tx:
        tx.add_batch(sealed(1, 4))
        tx.add_attempt("sha256:" + "ab" * 32, outlet.now(), "unknown_outcome", None, b"")
        tx.add_attempt("sha256:" + "ab" * 32, outlet.now(), "envelope_rejected", 413, b"x" * 70_000)
    assert rows("SELECT outcome, http_status, length(reply) FROM attempt") == [
        ("unknown_outcome", None, 0),
        ("envelope_rejected", 413, 65_536),
    ]


def test_the_chain_of_receipts_moves_on(ledger):
    with ledger.act() as tx:
        assert tx.receipt_head("hub") is None
        tx.note_receipt("hub", ReceiptHead(1, 1, "sha256:" + "11" * 32))
        tx.note_receipt("hub", ReceiptHead(1, 2, "sha256:" + "22" * 32))
        assert tx.receipt_head("hub") == ReceiptHead(1, 2, "sha256:" + "22" * 32)
        assert tx.receipt_head("nobody") is None


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (
            "SELECT min(arrival) FROM submission WHERE destination = 1 AND state = 'pending' AND {is_open}",
            "submission_open",
        ),
        (
            (
                "SELECT * FROM submission INDEXED BY submission_open"
                " WHERE destination = 1 AND state IN ('rejected', 'blocked') AND {is_open}"
            ),
            "submission_open",
        ),
        ("SELECT custody, count(*), sum(mass_g) FROM unit WHERE custody = 'in_storage'", "unit_by_custody"),
        (
            "SELECT * FROM batch WHERE destination = 1 AND state NOT IN ('settled', 'envelope_rejected')",
            "batch_unsettled",
        ),
        ("SELECT * FROM record WHERE record_type = 'x' ORDER BY arrival DESC LIMIT 1", "record_of_type"),
    ],
)
def test_what_the_screens_ask_often_is_answered_by_an_index(ledger, rows, statement, index):
    from packtrail.store.submissions import OPEN_ROWS

    plan = rows("EXPLAIN QUERY PLAN " + statement.replace("{is_open}", OPEN_ROWS))
    assert index in plan[0][-1]
