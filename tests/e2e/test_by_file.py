"""A PC that never goes online reports by file: every record once, whatever goes first and how often."""

import contextlib
import io
import sqlite3
import zipfile
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from packtrail.app.by_file import export_to, import_from, relay, take_answer, write_request
from packtrail.app.clock import now
from packtrail.app.ids import new_id
from packtrail.cli.main import main
from packtrail.domain.errors import OutletError
from packtrail.domain.records import Evidence, NewRecord
from packtrail.protocol import dsse
from packtrail.protocol.file_archive import Archive
from packtrail.protocol.file_channel import AnswersManifest
from packtrail.protocol.keys import Ed25519Signer
from packtrail.wording import ENGLISH, wording
from packtrail.wording.errors import explain
from packtrail_hub.enrol_file import enrol_file
from packtrail_hub.file_channel import take_in as take_in_at_hub
from packtrail_hub.hub import open_hub
from tests.e2e.stations import at_work, enrol, send, set_up, states, take_in
from tests.station import codes


@contextlib.contextmanager
def hub_over(file):
    hub = open_hub(str(file), clock=now, new_id=new_id, name="测试平台", is_sandbox=True)
    yield hub
    hub.engine.dispose()


@pytest.fixture
def platform(tmp_path):
    """A hub that nothing but files ever reaches."""
    with hub_over(tmp_path / "hub.db") as hub:
        yield hub


@pytest.fixture
def station(tmp_path, platform):
    """A station that was bound by file."""
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        bind(outlet, platform, tmp_path)
        yield outlet


def bind(outlet, platform, folder):
    waiting(outlet, write_request, folder / "request.json", "SANDBOX")
    enrol_file(platform, folder / "request.json", folder / "answer.json")
    return waiting(outlet, take_answer, folder / "answer.json")


def waiting(outlet, what, *given, **more):
    """Do it on the network lane, as the desk does."""
    return outlet.workers.network.run(partial(what, outlet, *given, **more)).result()


def carried(outlet, platform, folder, name="a"):
    """Out to the hub; where the answer lies."""
    waiting(outlet, export_to, folder / f"{name}.tbatch")
    take_in_at_hub(platform, folder / f"{name}.tbatch", folder / f"{name}.treceipt")
    return folder / f"{name}.treceipt"


def held(folder):
    """Records at the hub, and how many different ones."""
    with contextlib.closing(sqlite3.connect(folder / "hub.db")) as database:
        return database.execute("SELECT count(*), count(DISTINCT record_uid) FROM record").fetchone()


def backlog(outlet):
    return outlet.read(lambda view: view.backlog("hub"))


def repacked(file, change):
    """Write the archive anew with each member's bytes as ``change`` has them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info.filename)))
    file.write_bytes(stream.getvalue())


def signed_by_another(name, content):
    if not name.startswith("receipts/"):
        return content
    payload = dsse.from_json(content).payload
    return dsse.to_json(dsse.signed(dsse.RECEIPT, payload, Ed25519Signer(bytes(range(32)))))


def heard(outlet, kind):
    with outlet.store.act() as tx:
        rows = tx._connection.execute("SELECT count(*) FROM heard WHERE kind = ?", (kind,)).fetchone()
    return rows[0]


def test_records_go_out_and_verdicts_come_back_without_a_network(tmp_path, station, platform):
    take_in(station, *codes(3))
    done = waiting(station, export_to, tmp_path / "a.tbatch")
    assert (done.batches, done.records, done.records_left) == (1, 6, 0)
    assert states(station) == {"unknown_outcome": 6}
    taken = take_in_at_hub(platform, tmp_path / "a.tbatch", tmp_path / "a.treceipt")
    assert (taken.new, taken.replayed, taken.refused) == (1, 0, ())
    imported = waiting(station, import_from, tmp_path / "a.treceipt")
    assert (imported.settled, imported.counts) == (1, (("accepted", 6),))
    assert backlog(station).unsent == 0
    assert backlog(station).last_confirmed_at is not None
    assert held(tmp_path) == (6, 6)


def test_importing_twice_and_taking_in_twice_changes_nothing(tmp_path, station, platform):
    take_in(station, *codes(1))
    answer = carried(station, platform, tmp_path)
    waiting(station, import_from, answer)
    again = take_in_at_hub(platform, tmp_path / "a.tbatch", tmp_path / "b.treceipt")
    assert (again.new, again.replayed) == (0, 1)
    for file in (answer, tmp_path / "b.treceipt"):
        imported = waiting(station, import_from, file)
        assert imported.not_applied == (("settled_already", 1),)
        assert imported.faults == ()
    assert states(station) == {"accepted": 4}
    assert held(tmp_path) == (4, 4)


def test_what_was_exported_goes_again_until_its_receipt_comes(tmp_path, station, platform):
    first, second = codes(2)
    take_in(station, first)
    lost = carried(station, platform, tmp_path, "lost")
    take_in(station, second)
    answer = carried(station, platform, tmp_path, "second")
    imported = waiting(station, import_from, answer)
    assert (imported.settled, imported.records) == (2, 6)
    found = waiting(station, import_from, lost)
    assert found.not_applied == (("settled_already", 1),)
    assert held(tmp_path) == (6, 6)


def test_a_receipt_that_is_signed_by_another_changes_nothing_and_is_kept(tmp_path, station, platform):
    take_in(station, *codes(1))
    answer = carried(station, platform, tmp_path)
    repacked(answer, signed_by_another)
    imported = waiting(station, import_from, answer)
    assert (imported.settled, imported.faults) == (0, ("unknown_key",))
    assert states(station) == {"unknown_outcome": 4}
    again = carried(station, platform, tmp_path, "again")
    assert waiting(station, import_from, again).settled == 1


def test_answers_for_another_station_change_nothing_and_are_kept(tmp_path, station, platform):
    with at_work(tmp_path / "other") as other:
        set_up(other)
        bind(other, platform, tmp_path)
        take_in(other, *codes(1))
        answer = carried(other, platform, tmp_path)
        take_in(station, *codes(1, first=5))
        imported = waiting(station, import_from, answer)
        assert imported.not_applied == (("never_made", 1),)
        assert imported.faults == ("other_station",)
        assert heard(station, "stray_answer") == 1
        assert backlog(station).unsent == 4


def test_a_receipt_behind_one_that_cannot_be_believed_waits_for_it(tmp_path, station, platform):
    first, second = codes(2)
    take_in(station, first)
    waiting(station, export_to, tmp_path / "a.tbatch")
    take_in(station, second)
    answer = carried(station, platform, tmp_path, "both")
    with answer.open("rb") as stream:
        (oldest, _) = Archive(stream, AnswersManifest).manifest.receipts
    bad = oldest.removeprefix("sha256:")
    repacked(answer, lambda name, content: signed_by_another(name, content) if bad in name else content)
    imported = waiting(station, import_from, answer)
    assert imported.not_applied == (("disputed", 1), ("waits", 1))
    good = take_in_at_hub(platform, tmp_path / "both.tbatch", answer)
    assert good.replayed == 2
    assert waiting(station, import_from, answer).settled == 2


def test_a_hub_that_was_set_back_gets_what_it_lost_with_the_next_file(tmp_path, station, platform):
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "hub.db")) as database,
        contextlib.closing(sqlite3.connect(tmp_path / "older.db")) as older,
    ):
        database.backup(older)
    take_in(station, *codes(1))
    waiting(station, import_from, carried(station, platform, tmp_path))
    take_in(station, *codes(1, first=2))
    with hub_over(tmp_path / "older.db") as older_hub:
        imported = waiting(station, import_from, carried(station, older_hub, tmp_path, "gap"))
        assert imported.refused == (("BT-1005", ""),)
        assert waiting(station, import_from, carried(station, older_hub, tmp_path, "whole")).settled == 2
    assert backlog(station).unsent == 0


def test_a_station_that_is_bound_to_no_hub_says_so(tmp_path):
    with at_work(tmp_path / "new") as outlet:
        set_up(outlet)
        with pytest.raises(OutletError) as refused:
            waiting(outlet, export_to, tmp_path / "a.tbatch")
        assert refused.value.code == "HUB-NOT-BOUND"
        assert not (tmp_path / "a.tbatch").exists()


def test_nothing_unsent_makes_no_file(tmp_path, station, platform):
    answer = carried(station, platform, tmp_path)
    waiting(station, import_from, answer)
    with pytest.raises(OutletError) as refused:
        waiting(station, export_to, tmp_path / "b.tbatch")
    assert refused.value.code == "EXPORT-NOTHING"
    assert sorted(file.name for file in tmp_path.glob("*b.tbatch*")) == []


def test_a_file_that_cannot_be_written_leaves_the_batches_unsent(tmp_path, station):
    take_in(station, *codes(1))
    with pytest.raises(OutletError) as refused:
        waiting(station, export_to, tmp_path / "no such folder" / "a.tbatch")
    assert (refused.value.code, refused.value.write_fault) == ("FILE-NOT-WRITTEN", "no_folder")
    assert states(station) == {"pending": 4}


def test_photographs_go_along_when_they_are_wanted(tmp_path, station):
    with station.store.act() as tx:
        kept = tx.keep_blob(b"\xff\xd8 photograph", "image/jpeg", "overall")
        target = tx.latest("outlet_profile").record_id
        body = Evidence(target_record_id=target, remark=None)
        tx.append(
            NewRecord(
                record_id=station.new_id(),
                body=body,
                occurred_at=station.now(),
                operator_ref="op_1",
                attachments=(kept,),
            )
        )
    done = waiting(station, export_to, tmp_path / "a.tbatch", with_photos=True)
    assert done.photos == 1
    with zipfile.ZipFile(tmp_path / "a.tbatch") as made:
        assert made.read(f"blobs/{kept.digest.removeprefix('sha256:')}") == b"\xff\xd8 photograph"


@pytest.fixture
def other(tmp_path, hub):
    """Another station of the outlet, which has a network."""
    with at_work(tmp_path / "other") as outlet:
        set_up(outlet)
        enrol(outlet, hub)
        yield outlet


def test_another_station_of_the_outlet_carries_batches_on_and_brings_the_receipts(tmp_path, hub, other):
    with at_work(tmp_path / "first") as first:
        set_up(first)
        enrol(first, hub)
        take_in(first, *codes(2))
        waiting(first, export_to, tmp_path / "a.tbatch")
        before = other.read(lambda view: view.station().head_seq)
        relayed = waiting(other, relay, tmp_path / "a.tbatch", tmp_path / "a.treceipt")
        assert (relayed.receipts, relayed.refused, relayed.left) == (1, 0, 0)
        assert other.read(lambda view: view.station().head_seq) == before
        assert waiting(first, import_from, tmp_path / "a.treceipt").settled == 1
        assert states(first) == {"accepted": 5}
        last, _ = send(first, first.read(lambda view: view.destinations())[0])
        assert last.result == "nothing_to_send"


def test_a_carrier_without_a_network_writes_no_answers_and_may_try_again(tmp_path, other):
    take_in(other, *codes(1))
    waiting(other, export_to, tmp_path / "a.tbatch")
    destination = other.read(lambda view: view.destinations())[0]
    with other.store.act() as tx:
        tx.add_destination(replace(destination, base_url="http://127.0.0.1:1"))
    relayed = waiting(other, relay, tmp_path / "a.tbatch", tmp_path / "a.treceipt")
    assert (relayed.receipts, relayed.left, relayed.cause) == (0, 1, "refused")
    assert sorted(file.name for file in tmp_path.glob("*receipt*")) == []


def run(*arguments):
    done = CliRunner().invoke(main, ["--language", "en", *map(str, arguments)])
    return done.exit_code, done.output


def test_the_whole_way_on_the_command_line(tmp_path, platform):
    folder, request, qr = tmp_path / "station", tmp_path / "request.json", tmp_path / "request.png"
    with at_work(folder) as outlet:
        set_up(outlet)
    code, said = run("enrol-request", request, "--code", "SANDBOX", "--qr", qr, "--data", folder)
    assert code == 0, said
    scanned = zxingcpp.read_barcodes(np.asarray(Image.open(qr)))[0].text
    (tmp_path / "scanned.txt").write_text(scanned + "\r\n")
    enrol_file(platform, tmp_path / "scanned.txt", tmp_path / "answer.txt", as_qr_text=True)
    code, said = run("enrol-answer", tmp_path / "answer.txt", "--data", folder)
    assert (code, "测试平台" in said) == (0, True)
    code, said = run("export-batches", tmp_path / "a.tbatch", "--data", folder)
    assert (code, "1 batch, 2 records" in said) == (0, True)
    take_in_at_hub(platform, tmp_path / "a.tbatch", tmp_path / "a.treceipt")
    code, said = run("import-receipts", tmp_path / "a.treceipt", "--data", folder)
    assert (code, "2 records answered" in said) == (0, True)
    code, said = run("import-receipts", tmp_path / "a.treceipt", "--data", folder)
    assert (code, "answered before" in said) == (0, True)
    code, said = run("export-batches", tmp_path / "b.tbatch", "--data", folder)
    assert (code, "EXPORT-NOTHING" in said) == (3, True)


@pytest.mark.parametrize("command", ["import-receipts", "relay"])
def test_a_file_that_is_something_else_is_refused_in_one_sentence(tmp_path, other, command):
    junk = tmp_path / "junk.bin"
    junk.write_bytes(b"something else")
    what = {"import-receipts": import_from, "relay": partial(relay, target=tmp_path / "x")}[command]
    with pytest.raises(OutletError) as refused:
        waiting(other, what, junk)
    assert "it is no batch or receipt file" in str(explain(wording(ENGLISH), refused.value))


def test_an_answer_for_another_station_binds_nothing(tmp_path, station, platform):
    with at_work(tmp_path / "other") as other:
        set_up(other)
        with pytest.raises(OutletError) as refused:
            waiting(other, take_answer, tmp_path / "answer.json")
        assert refused.value.code == "ENROLMENT-ANSWER-UNREADABLE"
        assert other.read(lambda view: view.destinations()) == []


def test_a_station_that_was_bound_by_file_says_that_there_is_no_way_to_the_hub_yet(tmp_path, station):
    take_in(station, *codes(1))
    last, _ = send(station, station.read(lambda view: view.destinations())[0])
    assert last.result == "not_sent"
    assert backlog(station).unsent == 4
