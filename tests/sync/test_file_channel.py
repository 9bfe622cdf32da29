"""Files of the desk: whole under their name or not there, and only a hub's word is carried home."""

import os
from datetime import datetime

import pytest

from packtrail.domain.errors_files import ArchiveRefused, FileNotWritten, FileUnreadable
from packtrail.domain.moments import SHANGHAI
from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.problems import Problem
from packtrail.sync.file_channel import AnswersWriter, TbatchFile, open_answers, open_batches, writing_beside
from packtrail.usecases.ports import Reply

AT = datetime(2026, 11, 21, 18, 3, tzinfo=SHANGHAI)
FROZEN = b"{}\n{}\n"
DIGEST = sha256_digest(FROZEN)
ENVELOPE = dsse.to_json(dsse.signed(dsse.BATCH, FROZEN, Ed25519Signer(bytes(32))))


def refusal(status, problem=problems.SEQ_GAP):
    document = Problem(
        type=problem.type_uri,
        title="x",
        status=status,
        code=problem.code,
        stored=False,
        request_id="r",
        retry=problem.retry,
    )
    return Reply(status, messages.encode(document))


def written(target):
    with TbatchFile(target) as file:
        file.add_batch(DIGEST, ENVELOPE)
        file.close(AT)
        file.publish()
    return target


def test_a_batch_comes_back_as_the_same_bytes(tmp_path):
    with open_batches(written(tmp_path / "a.tbatch")) as batches:
        assert batches.digests == (DIGEST,)
        assert batches.envelope(DIGEST) == ENVELOPE


def test_what_is_given_up_half_way_leaves_what_was_there_before(tmp_path):
    target = tmp_path / "a.tbatch"
    target.write_bytes(b"before")
    with TbatchFile(target) as file:
        file.add_batch(DIGEST, ENVELOPE)
    assert target.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["a.tbatch"]


def test_a_file_has_its_name_only_when_it_is_published(tmp_path):
    with TbatchFile(tmp_path / "a.tbatch") as file:
        file.add_batch(DIGEST, ENVELOPE)
        file.close(AT)
        assert not (tmp_path / "a.tbatch").exists()
        file.publish()
        assert (tmp_path / "a.tbatch").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")  # noqa: PTH110
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    fresh = tmp_path / ".a.jsonld.new"
    fresh.symlink_to("/dev/full")
    with pytest.raises(FileNotWritten) as refused, writing_beside(tmp_path / "a.jsonld") as stream:
        stream.write(bytes(1_000_000))
    assert refused.value.write_fault == "full"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda _: None, "missing"),
        (lambda path: path.mkdir(), "folder"),
        pytest.param(os.mkfifo if hasattr(os, "mkfifo") else None, "denied", id="a pipe"),
    ],
)
def test_what_is_no_file_is_said_at_once(tmp_path, make, reason):
    make(tmp_path / "a.treceipt")
    with pytest.raises(FileUnreadable) as refused, open_answers(tmp_path / "a.treceipt"):
        pass
    assert refused.value.reason == reason


def test_batches_are_not_taken_for_answers(tmp_path):
    with (
        pytest.raises(ArchiveRefused) as refused,
        open_answers(written(tmp_path / "a.tbatch")),
    ):
        pass
    assert refused.value.archive_fault == "bad_manifest"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, ENVELOPE),
        refusal(409),
        refusal(403, problems.SIGNATURE_INVALID),
        refusal(422, problems.SCHEMA_VIOLATION),
    ],
)
def test_what_the_hub_says_of_a_batch_is_carried_as_it_came(tmp_path, reply):
    with AnswersWriter(tmp_path / "a.treceipt") as answers:
        assert answers.add(DIGEST, reply)
        answers.publish("平台", AT)
    with open_answers(tmp_path / "a.treceipt") as found:
        assert (found.hub_name, found.digests) == ("平台", (DIGEST,))
        assert found.reply(DIGEST) == reply


@pytest.mark.parametrize(
    "reply",
    [
        Reply(503, b"<html>"),
        Reply(404, b"not a hub"),
        Reply(202, b"{}"),
        refusal(401, problems.SESSION_INVALID),
        refusal(429, problems.BUSY),
        refusal(500, problems.HUB_FAULT),
        Reply(409, refusal(403).body),
    ],
)
def test_what_says_nothing_of_the_batch_is_not_carried(tmp_path, reply):
    with AnswersWriter(tmp_path / "a.treceipt") as answers:
        assert not answers.add(DIGEST, reply)
    assert list(tmp_path.iterdir()) == []
