"""Reference data from the hub: what a publisher signed comes out byte for byte, and only when it is new."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from packtrail.domain.errors_refdata import (
    RefdataJsonWrong,
    RefdataKeyUnknown,
    RefdataOlder,
    RefdataVersionTaken,
)
from packtrail.domain.refdata import Dataset
from packtrail.protocol import messages, problems
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.changes import RefdataPublished
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_list import PACK_TYPE, RefdataList
from packtrail.protocol.refdata_pack import TrustedKey, open_pack, packed
from packtrail.protocol.trusted_keys import key_file
from packtrail_hub.cli import main
from packtrail_hub.refdata import publish
from tests.hub.test_changes import on_sqlite, read_all

PUBLISHER = Ed25519Signer(b"p" * 32)
TRUST = {
    PUBLISHER.key_id: TrustedKey(PUBLISHER.key_id, PUBLISHER.public_key, frozenset({"consignees"}), "发布方")
}


def document(version="2026-11-20.1", **changes):
    return {
        "dataset": "consignees",
        "version": version,
        "effective_from": "2026-11-20",
        "effective_to": None,
        "source": "省级公示名单",
        "confidence": "V",
        "content": {"entries": []},
    } | changes


def pack(*args, **changes):
    return packed(document(*args, **changes), PUBLISHER)


def listed(station):
    answer = station.client.get("/v1/refdata", headers=station.headers)
    assert answer.status_code == 200, answer.text
    return messages.decode(RefdataList, answer.content).snapshots


def fetch(station, dataset="consignees", etag=None, **query):
    headers = station.headers | ({"If-None-Match": etag} if etag else {})
    return station.client.get(f"/v1/refdata/{dataset}", params=query, headers=headers)


def test_a_pack_is_served_as_its_publisher_signed_it(station, hub):
    data = pack()
    told = publish(hub, data, TRUST)
    (found,) = listed(station)
    assert found == told
    answer = fetch(station)
    assert (answer.content, answer.headers["content-type"]) == (data, PACK_TYPE)
    assert found.pack_digest == sha256_digest(answer.content)
    opened = open_pack(answer.content, TRUST)
    assert (opened.digest, str(opened.version), len(data)) == (found.digest, found.version, found.size)


@on_sqlite
def test_who_has_it_gets_no_second_copy(station, hub):
    publish(hub, pack(), TRUST)
    etag = fetch(station).headers["etag"]
    for said in (etag, f'"other", W/{etag}'):
        again = fetch(station, etag=said)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    publish(hub, pack("2026-11-21.1"), TRUST)
    assert fetch(station, etag=etag).status_code == 200


@on_sqlite
def test_a_document_without_a_signature_is_signed_by_the_hub(station, hub):
    publish(hub, json.dumps(document(), ensure_ascii=False).encode(), {})
    pinned = {
        name: TrustedKey(name, key, frozenset(Dataset), "平台") for name, key in station.hub_keys.items()
    }
    assert open_pack(fetch(station).content, pinned).content == {"entries": []}


def test_every_outlet_is_told_once(station, new_station, hub):
    other = new_station(outlet="91430100MA0FAKE039", label="S9")
    told = publish(hub, pack(), TRUST)
    assert publish(hub, pack(), TRUST) == told
    wanted = [RefdataPublished(dataset="consignees", version="2026-11-20.1", digest=told.digest)]
    assert read_all(station)[0] == read_all(other)[0] == wanted


def test_what_is_in_force_and_what_is_to_come_stand_in_the_list(station, hub):
    for version, first in (("2026-11-01.1", "2026-11-01"), ("2026-11-20.1", "2026-11-20")):
        publish(hub, pack(version, effective_from=first), TRUST)
    publish(hub, pack("2026-11-21.1", effective_from="2027-01-01"), TRUST)
    assert [(each.version, each.effective_from) for each in listed(station)] == [
        ("2026-11-20.1", date(2026, 11, 20)),
        ("2026-11-21.1", date(2027, 1, 1)),
    ]
    assert open_pack(fetch(station, version="2026-11-20.1").content, TRUST).effective_from == date(
        2026, 11, 20
    )
    assert str(open_pack(fetch(station).content, TRUST).version) == "2026-11-21.1"


def test_a_receipt_names_the_newest_version(station, hub):
    publish(hub, pack(), TRUST)
    assert station.send().refdata_latest == {"consignees": "2026-11-20.1"}


def test_versions_only_rise_and_one_version_is_one_content(station, hub):
    publish(hub, pack("2026-11-21.1"), TRUST)
    with pytest.raises(RefdataOlder):
        publish(hub, pack("2026-11-20.1"), TRUST)
    with pytest.raises(RefdataVersionTaken):
        publish(hub, pack("2026-11-21.1", source="另一个来源"), TRUST)
    assert len(listed(station)) == 1


@on_sqlite
def test_a_pack_of_a_publisher_whom_nobody_named_is_not_served(station, hub):
    with pytest.raises(RefdataKeyUnknown):
        publish(hub, pack(), {})
    assert listed(station) == ()


@on_sqlite
@pytest.mark.parametrize("data", [b"", b"[]", b"<html>", b"\x00\x01"])
def test_other_bytes_are_not_published(hub, data):
    with pytest.raises(RefdataJsonWrong):
        publish(hub, data, TRUST)


@on_sqlite
@pytest.mark.parametrize(
    ("dataset", "query", "status"),
    [
        ("consignees", {}, 404),
        ("consignees", {"version": "2026-11-20.1"}, 404),
        ("consignees", {"version": "x"}, 422),
        ("CON", {}, 422),
    ],
)
def test_what_is_not_there_is_not_found(station, dataset, query, status):
    answer = fetch(station, dataset, **query)
    assert answer.status_code == status
    assert problems.decode(answer.content).status == status


@on_sqlite
def test_nobody_reads_without_a_session(station):
    station.token = "x"
    assert station.client.get("/v1/refdata", headers=station.headers).status_code == 401
    assert fetch(station).status_code == 401


# -- the command line


@pytest.fixture
def run(in_sqlite, monkeypatch):
    """Runs a command on a fresh hub; exit code and what it said."""
    monkeypatch.setenv("PACKTRAIL_LANGUAGE", "en")

    def command(*args):
        found = CliRunner().invoke(main, [args[0], "--database", in_sqlite, *map(str, args[1:])])
        return found.exit_code, found.output

    return command


def test_the_command_publishes_a_pack_of_a_named_publisher(run, tmp_path):
    file, key = tmp_path / "a.pack", tmp_path / "key.json"
    file.write_bytes(pack())
    key.write_bytes(key_file("发布方", PUBLISHER.public_key, ["consignees"]))
    status, said = run("publish-refdata", file)
    assert status == 1
    assert "REFDATA-KEY-UNKNOWN" in said
    status, said = run("publish-refdata", file, "--publisher-key", key)
    assert status == 0
    assert "consignees 2026-11-20.1" in said


def test_the_command_says_in_words_why_a_file_is_no_pack(run, tmp_path):
    file = tmp_path / "a.pack"
    file.write_bytes(b"\x1f\x8b????")
    status, said = run("publish-refdata", file)
    assert status == 1
    assert "[REFDATA-TRUNCATED]" in said


def test_the_commands_change_the_hubs_key_and_announce_maintenance(run):
    status, said = run("change-hub-key")
    assert (status, said.count("ed25519:")) == (0, 2)
    status, said = run("announce-maintenance", "2026-11-22T02:00", "--hours", "2")
    assert status == 0
    assert "2026-11-22T02:00:00+08:00 to 2026-11-22T04:00:00+08:00" in said
