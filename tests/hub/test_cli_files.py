"""The hub's commands for files: what they say, how they end, and that the same file twice is harmless."""

import pytest
from click.testing import CliRunner

from packtrail.protocol import dsse, messages
from packtrail.protocol.enrolment import Enrolled, EnrolmentRequest, as_text, from_text
from packtrail.protocol.keys import Ed25519Signer
from packtrail_hub.cli import main
from tests.hub.conftest import OUTLET

STATION = "01a1fd8f-5700-7a11-8a00-000000000007"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PACKTRAIL_LANGUAGE", "en")
    monkeypatch.setenv("PACKTRAIL_HUB_DATABASE", str(tmp_path / "hub.db"))

    def command(*arguments):
        done = CliRunner().invoke(main, [*map(str, arguments)])
        return done.exit_code, done.output

    return command


def request(code, signer=None):
    mine = Ed25519Signer(bytes(range(32)))
    asked = EnrolmentRequest(
        enrolment_code=code,
        station_id=STATION,
        station_label="S1",
        station_epoch=1,
        public_key=mine.public_key.hex(),
        key_id=mine.key_id,
        install_nonce="5f0c2f0e9a7b",
        outlet_uscc=OUTLET,
        outlet_name="测试网点",
        app_version="1",
    )
    return dsse.to_json(dsse.signed(dsse.ENROLMENT, messages.encode(asked), signer or mine))


@pytest.mark.parametrize("form", [lambda body: body, lambda body: as_text(body).encode() + b"\r\n"])
def test_a_station_without_a_network_is_bound_by_file_or_by_scanned_text(tmp_path, run, form):
    code, said = run("enrolment-code", "--outlet-uscc", OUTLET)
    assert code == 0
    (tmp_path / "request").write_bytes(form(request(said.strip())))
    for _ in range(2):  # the same request again is answered alike
        code, said = run("enrol-file", tmp_path / "request", "--answer", tmp_path / "answer", "--as-text")
        assert (code, "Bound" in said) == (0, True)
    envelope = dsse.from_json(from_text((tmp_path / "answer").read_bytes()))
    assert messages.decode(Enrolled, envelope.payload).station_id == STATION


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (request("SANDBOX"), "BT-1015"),
        (request("SANDBOX", Ed25519Signer(bytes(32))), "BT-1002"),
        (b"PTE1:not base45", "BT-1001"),
        (b"", "BT-1001"),
        (bytes(100_000), "BT-1001"),
    ],
)
def test_a_request_is_refused_in_one_sentence_and_nothing_is_written(tmp_path, run, body, problem):
    (tmp_path / "request").write_bytes(body)
    code, said = run("enrol-file", tmp_path / "request", "--answer", tmp_path / "answer")
    assert code == 1
    assert problem in said
    assert not (tmp_path / "answer").exists()


def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path, run):
    (tmp_path / "a.tbatch").write_bytes(b"PK\x03\x04 and no more")
    code, said = run("take-in", tmp_path / "a.tbatch", "--answer", tmp_path / "a.treceipt")
    assert code == 1
    assert "it is incomplete" in said
    assert not (tmp_path / "a.treceipt").exists()


def test_a_file_that_is_not_there_is_named(tmp_path, run):
    code, said = run("take-in", tmp_path / "gone.tbatch", "--answer", tmp_path / "a.treceipt")
    assert code == 1
    assert "gone.tbatch" in said


def test_an_answer_that_cannot_be_written_is_told_and_the_file_may_be_given_again(tmp_path, run):
    (tmp_path / "request").write_bytes(request("SANDBOX"))
    nowhere = tmp_path / "no such folder" / "answer"
    code, said = run("enrol-file", tmp_path / "request", "--sandbox", "--answer", nowhere)
    assert (code, "FILE-NOT-WRITTEN" in said) == (1, True)
    assert run("enrol-file", tmp_path / "request", "--sandbox", "--answer", tmp_path / "answer")[0] == 0
