"""Batches that another station or a file brings: the signature of whoever sealed them decides."""

from dataclasses import replace

import pytest

from packtrail.domain import records as r
from packtrail.domain.errors_files import ArchiveRefused
from packtrail.protocol import batch, dsse, receipt, records
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.file_archive import Archive, ArchiveWriter
from packtrail.protocol.file_channel import (
    BATCHES_SCHEMA,
    MAX_BLOB_BYTES,
    AnswersManifest,
    BatchesManifest,
)
from packtrail.protocol.problems import decode
from packtrail_hub.blobs import blob_file
from packtrail_hub.file_channel import take_in
from tests.hub.conftest import OTHER_OUTLET, new_id


def code_of(answer):
    return answer.status_code, answer.json().get("code")


def tbatch(folder, clock, *envelopes, photos=()):
    """A file with these envelopes and photographs, and the batches' addresses."""
    file = folder / "a.tbatch"
    addresses = tuple(batch.digest(dsse.from_json(each).payload) for each in envelopes)
    with file.open("wb") as stream:
        writer = ArchiveWriter(stream)
        for digest, envelope in zip(addresses, envelopes, strict=True):
            writer.add("batches", digest, envelope)
        blobs = tuple(sha256_digest(each) for each in photos)
        for digest, content in zip(blobs, photos, strict=True):
            writer.add("blobs", digest, content)
        writer.finish(BatchesManifest(schema=BATCHES_SCHEMA, made_at=clock(), batches=addresses, blobs=blobs))
    return file, addresses


def sealed(station, frozen, signer=None):
    return dsse.to_json(dsse.signed(dsse.BATCH, frozen, signer or station.signer))


@pytest.mark.parametrize("was_sent_before", [True, False])
def test_a_station_carries_what_another_of_its_outlet_signed(station, new_station, was_sent_before):
    carrier = new_station(label="S2")
    frozen = station.freeze()
    own = station.put(frozen).content if was_sent_before else None
    answer = carrier.put(frozen, signer=station.signer)
    assert answer.status_code == 200
    got = receipt.verify_receipt(answer.content, station.hub_keys, expect_station_id=station.station_id)
    assert got.batch_digest == batch.digest(frozen)
    assert own in {None, answer.content}
    assert carrier.cursor()["epochs"] == []


@pytest.mark.parametrize("was_sent_before", [True, False])
def test_a_carrier_gets_no_answer_to_what_the_station_did_not_sign(station, new_station, was_sent_before):
    carrier = new_station(label="S2")
    frozen = station.freeze()
    if was_sent_before:
        station.put(frozen)
    assert code_of(carrier.put(frozen)) == (403, "BT-1002")


def test_a_station_of_another_outlet_carries_nothing(station, new_station):
    stranger = new_station(label="S9", outlet=OTHER_OUTLET)
    assert code_of(stranger.put(station.freeze(), signer=station.signer)) == (403, "BT-1003")


def test_a_file_is_answered_batch_by_batch(tmp_path, hub, clock, station):
    good = sealed(station, station.freeze())
    station.take_in()
    forged = sealed(station, station.freeze(2, 2), signer=type(station.signer)(bytes(32)))
    file, (first, second) = tbatch(tmp_path, clock, good, forged)
    done = take_in(hub, file, tmp_path / "a.treceipt")
    assert (done.new, done.replayed, done.refused) == (1, 0, ((second, "BT-1002"),))
    with (tmp_path / "a.treceipt").open("rb") as stream:
        answers = Archive(stream, AnswersManifest)
        assert (answers.manifest.receipts, answers.manifest.problems) == ((first,), (second,))
        got = receipt.verify_receipt(answers.read("receipts", first), station.hub_keys)
        assert got.batch_digest == first
        assert decode(answers.read("problems", second)).code == "BT-1002"


def test_a_file_after_the_network_gets_the_same_receipt(tmp_path, hub, clock, station):
    frozen = station.freeze()
    online = station.put(frozen).content
    file, (digest,) = tbatch(tmp_path, clock, sealed(station, frozen))
    assert take_in(hub, file, tmp_path / "a.treceipt").replayed == 1
    with (tmp_path / "a.treceipt").open("rb") as stream:
        assert Archive(stream, AnswersManifest).read("receipts", digest) == online


def test_batches_of_two_stations_lie_in_one_file(tmp_path, hub, clock, station, new_station):
    other = new_station(label="S9", outlet=OTHER_OUTLET)
    file, _ = tbatch(tmp_path, clock, sealed(station, station.freeze()), sealed(other, other.freeze()))
    assert take_in(hub, file, tmp_path / "a.treceipt").new == 2


def test_a_batch_without_a_header_is_refused_alone(tmp_path, hub, clock, station):
    file, (bad, _) = tbatch(tmp_path, clock, sealed(station, b"{}\n{}\n"), sealed(station, station.freeze()))
    done = take_in(hub, file, tmp_path / "a.treceipt")
    assert (done.new, done.refused) == (1, ((bad, "BT-1001"),))


def test_a_hostile_file_stores_nothing_and_leaves_no_answer(tmp_path, hub, clock, station):
    file, _ = tbatch(tmp_path, clock, sealed(station, station.freeze()))
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(ArchiveRefused) as refused:
        take_in(hub, file, tmp_path / "a.treceipt")
    assert refused.value.archive_fault == "truncated"
    assert station.cursor()["epochs"] == []
    assert list(tmp_path.glob("*.treceipt*")) == []


def with_photo(station, content):
    """The station's log with a record that names a photograph."""
    attachment = r.Attachment(
        digest=sha256_digest(content), media_type="image/jpeg", size=len(content), role="overall"
    )
    seq, prev = station.head
    new = r.NewRecord(
        record_id=new_id(),
        body=station.intake_body(),
        occurred_at=station.clock(),
        operator_ref="op_1",
        attachments=(attachment,),
    )
    chained = records.chain(new, station_seq=seq + 1, prev_hash=prev, recorded_at=station.clock())
    station._append(seq + 1, chained.canonical)
    return sealed(station, station.freeze())


def test_a_photograph_in_the_file_is_kept_once_where_a_record_names_it(tmp_path, hub, clock, station):
    content = b"\xff\xd8 a photograph"
    file, _ = tbatch(tmp_path, clock, with_photo(station, content), photos=(content, b"named by nobody"))
    hub = replace(hub, blobs=tmp_path / "blobs", limits=replace(hub.limits, max_blob_bytes=MAX_BLOB_BYTES))
    assert take_in(hub, file, tmp_path / "a.treceipt").photos == 1
    assert blob_file(hub.blobs, sha256_digest(content)).read_bytes() == content
    assert take_in(hub, file, tmp_path / "a.treceipt").photos == 0
    assert not blob_file(hub.blobs, sha256_digest(b"named by nobody")).exists()


def test_a_hub_without_a_folder_leaves_photographs_where_they_are(tmp_path, hub, clock, station):
    file, _ = tbatch(tmp_path, clock, with_photo(station, b"photograph"), photos=(b"photograph",))
    done = take_in(replace(hub, blobs=None), file, tmp_path / "a.treceipt")
    assert (done.new, done.photos) == (1, 0)
