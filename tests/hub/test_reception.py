"""Batches: stored and answered in one piece, the same answer again, refused whole only for the chain."""

import json

import pytest
from sqlalchemy import select

from packtrail.domain import records as r
from packtrail.protocol import batch, canonical, dsse, problems, records
from packtrail.protocol.enrolment import rotation_statement
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.receipt import FIRST_PREV_DIGEST, verify_receipt
from packtrail_hub import database
from packtrail_hub.tables import record


def refused(answer):
    told = problems.decode(answer.content)
    assert not told.stored
    return answer.status_code, told.code, told.next_expected_seq


def statuses(receipt):
    return [result.status for result in receipt.results]


def issues(receipt):
    return {
        result.station_seq: [(issue.code, issue.pointer) for issue in result.issues]
        for result in receipt.results
        if result.issues
    }


def test_a_batch_is_answered_record_by_record(station):
    station.take_in()
    got = station.send()
    assert statuses(got) == ["accepted", "accepted"]
    assert (got.seq_first, got.seq_last, got.next_expected_seq, got.receipt_seq) == (1, 2, 3, 1)
    assert got.batch_status == "accepted"
    assert {result.ack_level for result in got.results} == {"relay_accepted"}


def test_the_hub_keeps_the_lines_as_they_came(station, hub):
    station.take_in(source_name="长沙测试汽修")
    station.send()
    with database.look(hub.engine) as connection:
        kept = connection.execute(select(record.c.canonical).order_by(record.c.seq)).scalars().all()
    assert kept == station.log


def test_the_same_batch_again_gets_the_same_bytes_and_changes_nothing(station):
    frozen = station.freeze()
    first = station.put(frozen)
    again = station.put(frozen)
    assert again.content == first.content
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert station.cursor()["receipt_seq"] == 1


def test_an_answer_that_got_lost_can_be_asked_for(station):
    frozen = station.freeze()
    first = station.put(frozen)
    answer = station.client.get(f"/v1/batches/{batch.digest(frozen)}", headers=station.headers)
    state = answer.json()
    assert (state["state"], state["batch_digest"]) == ("settled", batch.digest(frozen))
    assert canonical.canonical(state["receipt"]) == first.content


@pytest.mark.parametrize("digest", ["sha256:" + "0" * 64, "sha256:xyz", "x"])
def test_a_batch_that_never_came_is_answered_so(station, digest):
    answer = station.client.get(f"/v1/batches/{digest}", headers=station.headers)
    assert refused(answer)[:2] == (404, "BT-1018")


def test_another_station_does_not_see_the_batch(station, new_station):
    frozen = station.freeze()
    station.put(frozen)
    other = new_station(label="S2")
    answer = other.client.get(f"/v1/batches/{batch.digest(frozen)}", headers=other.headers)
    assert refused(answer)[:2] == (404, "BT-1018")
    assert refused(other.put(frozen))[:2] == (403, "BT-1002")


def test_receipts_are_a_chain(station):
    prev, seq = FIRST_PREV_DIGEST, 1
    for _ in range(3):
        written = station.take_in().station_seq
        frozen = station.freeze(1 if seq == 1 else written, written)
        got = verify_receipt(
            station.put(frozen).content,
            station.hub_keys,
            expect_batch_digest=batch.digest(frozen),
            expect_receipt_seq=seq,
            expect_prev_digest=prev,
        )
        prev, seq = got.digest, seq + 1


def test_a_gap_is_refused_with_the_seq_that_is_expected(station):
    station.send()
    station.take_in()
    station.take_in()
    assert refused(station.put(station.freeze(3, 3))) == (409, "BT-1005", 2)


def test_a_log_begins_at_its_beginning(station):
    station.take_in()
    assert refused(station.put(station.freeze(2, 2))) == (409, "BT-1005", 1)


def test_records_that_overlap_are_duplicates_with_their_first_verdict(station):
    first = station.send()
    station.take_in()
    got = station.send(1, 2)
    assert statuses(got) == ["duplicate", "accepted"]
    assert got.results[0].first_receipt_id == first.receipt_id
    assert got.results[0].first_status == "accepted"
    again = station.send(1, 1)
    assert (statuses(again), again.next_expected_seq) == (["duplicate"], 3)


def test_another_record_under_a_seq_that_is_held_is_a_fork(station):
    station.take_in()
    station.send()
    station.log.pop()
    station.head = (1, canonical.sha256_digest(station.log[0]))
    station.take_in()
    assert refused(station.put(station.freeze(2, 2))) == (409, "BT-1006", 3)
    assert refused(station.put(station.freeze(1, 2))) == (409, "BT-1006", 3)


def test_a_record_that_does_not_follow_the_head_is_a_fork(station):
    station.send()
    station.head = (1, "sha256:" + "5" * 64)
    station.take_in()
    assert refused(station.put(station.freeze(2, 2))) == (409, "BT-1006", 2)


def test_a_chain_broken_inside_the_batch_is_a_fork(station):
    station.head = (1, "sha256:" + "5" * 64)
    station.take_in()
    assert refused(station.put(station.freeze()))[:2] == (409, "BT-1006")


def test_a_refused_batch_leaves_nothing(station):
    station.take_in()
    station.put(station.freeze(2, 2))
    assert station.cursor()["epochs"] == []


def test_one_bad_record_in_the_middle_does_not_hold_up_the_others(station):
    station.take_in()
    bad = station.write_raw(body={"gross_mass_g": "heavy"})
    station.take_in()
    got = station.send()
    assert statuses(got) == ["accepted", "accepted", "rejected", "accepted"]
    assert issues(got) == {3: [("BT-1001", "/body/gross_mass_g")]}
    assert got.results[2].ack_level == "relay_received"
    assert got.results[2].issues[0].message == "内容格式不符"
    assert got.batch_status == "partially_accepted"
    unresolved = station.cursor()["unresolved"]
    assert [(each["record_id"], each["status"], each["code"]) for each in unresolved] == [
        (bad, "rejected", "BT-1001")
    ]


@pytest.mark.parametrize("changes", [{"record_type": "hologram"}, {"v": 2}])
def test_what_the_hub_does_not_know_yet_is_kept_and_deferred(station, changes):
    station.write_raw(**changes)
    station.take_in()
    got = station.send()
    assert statuses(got) == ["accepted", "deferred", "accepted"]
    assert issues(got) == {2: [("BT-1009", "/record_type")]}


def test_a_type_name_no_table_would_hold_is_only_that_records_matter(station):
    station.write_raw(record_type="x" * 500)
    station.write_raw(record_type="a\0b")
    assert statuses(station.send()) == ["accepted", "rejected", "deferred"]


def test_texts_with_nul_are_kept(station):
    station.take_in(battery_code="A\0B", code_scheme="oem_internal")
    again = station.take_in(battery_code="A\0B", code_scheme="oem_internal")
    assert issues(station.send()) == {again.station_seq: [("BT-3001", "/body/battery_code")]}


def test_an_id_used_again_is_refused_and_the_first_record_stands(station):
    first = station.take_in()
    station.take_in(record_id=first.record_id)
    station.send()
    station.take_in(record_id=first.record_id)
    got = station.send(4, 4)
    assert issues(got) == {4: [("BT-1001", "/record_id")]}
    station.hand_on(first)
    assert statuses(station.send(5)) == ["accepted"] * 3


def test_a_batch_signed_by_another_key_is_refused(station):
    answer = station.put(station.freeze(), signer=Ed25519Signer(b"o" * 32))
    assert refused(answer)[:2] == (403, "BT-1002")


def test_a_batch_in_another_envelope_is_refused(station):
    assert refused(station.put(station.freeze(), payload_type=dsse.RECEIPT))[:2] == (400, "BT-1001")


def test_a_body_that_is_not_what_the_address_says_is_damaged(station):
    answer = station.put(station.freeze(), digest="sha256:" + "0" * 64)
    assert refused(answer)[:2] == (400, "BT-1007")
    assert refused(station.put(station.freeze(), digest="md5:0"))[:2] == (400, "BT-1007")


def test_a_batch_of_another_station_under_this_key_is_refused(station, hub):
    assert refused(station.put(station.freeze(station_id=hub.new_id())))[:2] == (403, "BT-1003")


def test_more_records_than_announced_are_too_many(station, hub):
    for _ in range(500):
        station.take_in()
    assert refused(station.put(station.freeze()))[:2] == (413, "BT-1013")
    assert statuses(station.send(1, 500)) == ["accepted"] * 500


@pytest.mark.parametrize("frozen", [b"", b"garbage", b"{}\n{}\n", b"\xff\n\xff\n"])
def test_signed_garbage_is_refused_whole(station, frozen):
    assert refused(station.put(frozen))[:2] == (422, "BT-1001")


def test_lines_out_of_their_seq_are_refused_whole(station):
    station.take_in()
    station.log.reverse()
    assert refused(station.put(station.freeze()))[:2] == (409, "BT-1005")


# -- epochs


def restart(station, *, back_to, reason="restored", **changes):
    """A backup from ``back_to`` was restored: the log is shorter, and a new epoch opens."""
    del station.log[back_to:]
    head = canonical.sha256_digest(station.log[-1]) if station.log else records.ZERO_HASH
    station.head = (back_to, head)
    station.epoch += 1
    return station.open_epoch(reason=reason, **changes)


def test_a_restored_log_goes_on_in_a_new_epoch_at_a_lower_seq(station):
    for _ in range(3):
        station.take_in()
    station.send()
    restart(station, back_to=2)
    station.take_in()
    got = station.send(3, 4)
    assert (statuses(got), got.station_epoch, got.next_expected_seq) == (["accepted", "accepted"], 2, 5)
    epochs = station.cursor()["epochs"]
    assert [(each["station_epoch"], each["next_expected_seq"]) for each in epochs] == [(1, 5), (2, 5)]
    assert epochs[1]["forked_from_seq"] == 3


def test_an_epoch_that_goes_on_where_the_hub_stands_is_no_fork(station):
    station.send()
    restart(station, back_to=1)
    station.send(2, 2)
    assert "forked_from_seq" not in station.cursor()["epochs"][1]


def test_an_epoch_whose_past_is_another_is_noted_as_a_fork(station):
    station.take_in()
    station.send()
    station.log[1] = b"something the hub never saw"
    restart(station, back_to=2)
    station.send(3, 3)
    assert station.cursor()["epochs"][1]["forked_from_seq"] == 2


def test_an_epoch_from_zero_after_all_was_lost_is_taken(station):
    station.send()
    restart(station, back_to=0, reason="rebuilt")
    assert statuses(station.send(1, 1)) == ["accepted"]


def test_the_end_of_the_older_epoch_comes_first(station):
    station.take_in()
    station.send(1, 1)
    restart(station, back_to=2)
    answer = station.put(station.freeze(3, 3))
    assert refused(answer) == (409, "BT-1005", 2)
    assert problems.decode(answer.content).station_epoch == 1


def test_an_epoch_begins_with_its_opening_record(station):
    station.send()
    station.epoch = 2
    station.take_in()
    assert refused(station.put(station.freeze(2, 2))) == (409, "BT-1005", None)


def test_a_first_epoch_that_has_a_past_sends_the_past_first(new_station):
    station = new_station()
    restart(station, back_to=1)
    assert refused(station.put(station.freeze(2, 2))) == (409, "BT-1005", 1)


def test_an_older_epoch_cannot_begin_after_a_newer(station):
    station.send()
    restart(station, back_to=1)
    station.epoch = 5
    station.log.pop()
    station.head = (1, canonical.sha256_digest(station.log[0]))
    station.open_epoch()
    station.send(2, 2)
    station.log.pop()
    station.head = (1, canonical.sha256_digest(station.log[0]))
    station.epoch = 3
    station.open_epoch()
    assert refused(station.put(station.freeze(2, 2)))[:2] == (409, "BT-1012")


def test_one_backup_restored_twice_gives_two_epochs_of_one_number(station):
    station.take_in()
    station.send()
    past = station.log[:]
    for nonce in ("aa" * 16, "bb" * 16):
        station.epoch, station.log = 1, past[:]
        restart(station, back_to=2, install_nonce=nonce)
        station.take_in()
        assert statuses(station.send(3, 3)) == ["accepted"]
        station.take_in()
        assert statuses(station.send(4, 5)) == ["accepted", "accepted"]
    epochs = station.cursor()["epochs"]
    assert [(each["station_epoch"], each["next_expected_seq"]) for each in epochs] == [(1, 3), (2, 6), (2, 6)]
    assert [each.get("forked_from_seq") for each in epochs] == [None, None, 3]


def test_an_old_backup_goes_on_after_its_twin_opened_later_epochs(station):
    station.take_in()
    station.send()
    past = station.log[:]
    for nonce in ("aa" * 16, "bb" * 16):
        restart(station, back_to=len(station.log), install_nonce=nonce)
        station.send(len(station.log))
    station.epoch, station.log = 1, past
    restart(station, back_to=2, install_nonce="cc" * 16)
    assert statuses(station.send(3, 3)) == ["accepted"]
    again = restart(station, back_to=3, install_nonce="dd" * 16)
    assert again.body.station_epoch == 3
    assert statuses(station.send(4, 4)) == ["accepted"]


def test_twins_whose_newest_records_are_unknown_send_their_past_first(station):
    station.take_in()
    station.take_in()
    station.send(1, 1)
    past = station.log[:]
    restart(station, back_to=1, install_nonce="aa" * 16)
    station.take_in()
    station.take_in()
    station.send(2, 4)
    station.epoch, station.log = 1, past
    restart(station, back_to=3, install_nonce="bb" * 16)
    assert refused(station.put(station.freeze(4, 4)))[:2] == (409, "BT-1005")


def test_a_duplicate_of_a_refused_record_says_why_it_does_not_count(station):
    station.write_raw(body={"gross_mass_g": "heavy"})
    station.send()
    again = station.send()
    assert statuses(again) == ["duplicate", "duplicate"]
    assert [each.first_status for each in again.results] == ["accepted", "rejected"]
    assert [[issue.code for issue in each.issues] for each in again.results] == [[], ["BT-1001"]]


def test_records_before_an_epochs_beginning_do_not_belong_to_it(station):
    station.take_in()
    station.send()
    restart(station, back_to=2)
    station.send(3, 3)
    assert refused(station.put(station.freeze(2, 3))) == (409, "BT-1006", 4)


@pytest.mark.parametrize(
    "changes",
    [
        {"station_id": "01a1fd8f-5700-7a11-8a00-000000000000"},
        {"station_epoch": 7},
        {"last_seq": 4},
        {"last_hash": "sha256:" + "1" * 64},
        {"public_key": "ab"},
    ],
)
def test_an_opening_that_contradicts_its_place_is_refused_with_a_pointer(station, changes):
    station.send()
    restart(station, back_to=1, **changes)
    answer = station.put(station.freeze(2, 2))
    assert refused(answer)[:2] == (409, "BT-1012")
    (name,) = changes
    assert f"/records/0/body/{name}" in {error.pointer for error in problems.decode(answer.content).errors}


def test_a_first_start_has_no_past(new_station):
    station = new_station()
    station.log.clear()
    station.head = (0, "sha256:" + "2" * 64)
    station.open_epoch()
    assert refused(station.put(station.freeze()))[:2] == (409, "BT-1012")


def test_an_epoch_may_bring_a_new_key_that_the_old_one_vouches_for(station):
    station.send()
    old, station.signer = station.signer, Ed25519Signer(b"n" * 32)
    restart(station, back_to=1)
    frozen = station.freeze(2, 2)
    assert refused(station.put(frozen))[:2] == (403, "BT-1002")
    assert station.put(frozen, signer=old).status_code == 200
    station.take_in()
    assert statuses(station.send(3, 3)) == ["accepted"]


# -- keys


def rotation(station, new, *, signature=None, key_id=None):
    statement = rotation_statement(station.signer.key_id, new.public_key)
    return station.write(
        r.KeyRotation(
            old_key_id=station.signer.key_id,
            new_key_id=key_id or new.key_id,
            new_public_key=new.public_key.hex(),
            signature_by_new=(signature or new.sign(statement)).hex(),
        )
    )


def test_after_a_rotation_the_new_key_signs_and_the_old_still_may(station):
    new = Ed25519Signer(b"n" * 32)
    rotation(station, new)
    station.send()
    station.take_in()
    assert statuses(station.send(3, 3)) == ["accepted"]
    station.signer = new
    station.take_in()
    assert statuses(station.send(4, 4)) == ["accepted"]


@pytest.mark.parametrize("wrong", [{"signature": b"x" * 64}, {"key_id": "ed25519:0000000000000000"}])
def test_a_rotation_to_a_key_nobody_holds_is_refused(station, wrong):
    new = Ed25519Signer(b"n" * 32)
    rotation(station, new, **wrong)
    assert issues(station.send()) == {2: [("BT-1002", "/body/signature_by_new")]}
    station.take_in()
    assert refused(station.put(station.freeze(3, 3), signer=new))[:2] == (403, "BT-1002")


def test_no_signed_line_whatever_stops_the_station(station):
    """Every kind of nonsense in a body gets its verdict, and the record after it is accepted."""
    nonsense = [None, 5, [], "x", {"a": {"b": []}}, [[[[1]]]], "\u0000", "湘" * 300, -1, 2**53 - 1, True]
    for each in nonsense:
        station.write_raw(body={"battery_code": each})
        station.write_raw(attachments=[each])
        station.write_raw(depends_on=each)
    last = station.take_in()
    got = station.send()
    assert got.results[-1].status == "accepted"
    assert got.results[-1].record_id == last.record_id
    assert json.loads(station.log[1])["body"]["battery_code"] is None
