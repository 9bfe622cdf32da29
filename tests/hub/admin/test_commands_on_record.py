"""What the hub's other commands do is on record too: in the list of what was done, each act once."""

import csv
import json
from html import unescape

import pytest
from click.testing import CliRunner

from packtrail_hub import database
from packtrail_hub.admin import audit
from packtrail_hub.cli import main
from tests.hub.admin.test_pages import rows_of
from tests.hub.conftest import OUTLET
from tests.hub.test_carried import sealed, tbatch
from tests.hub.test_refdata_served import document

MAKER = "甲汽车有限公司"


@pytest.fixture
def run(store, tmp_path):
    def command(*words):
        told = CliRunner().invoke(main, [*map(str, words), "--database", store], catch_exceptions=False)
        return told.exit_code, told.output

    return command


def newest(hub, count):
    """What was done last, the newest at the end."""
    with database.look(hub.engine) as connection:
        found = audit.acts_before(connection, None)[:count]
    assert {(each.who.name, each.who.address) for each in found} == {(None, None)}
    return [(each.what, each.facts) for each in reversed(found)]


def test_publishing_another_key_and_maintenance_are_on_record(run, signed_in, admin_hub, tmp_path):
    file = tmp_path / "list.json"
    file.write_text(json.dumps(document(), ensure_ascii=False), encoding="utf-8")
    assert run("publish-refdata", file)[0] == run("publish-refdata", file)[0] == 0
    assert run("change-hub-key")[0] == 0
    assert run("announce-maintenance", "2026-11-22T02:00", "--hours", "2")[0] == 0
    published, changed, announced = newest(admin_hub, 3)
    assert published[0] == "refdata_published"
    assert (published[1]["dataset"], published[1]["version"]) == ("consignees", document()["version"])
    assert (changed[0], changed[1]["old_key"]) == ("hub_key_changed", admin_hub.signer.key_id)
    assert changed[1]["new_key"] != changed[1]["old_key"]
    assert announced == (
        "maintenance_announced",
        {"begins_at": "2026-11-22T02:00:00+08:00", "ends_at": "2026-11-22T04:00:00+08:00"},
    )
    rows = rows_of(signed_in.get("/audit").text)[1:4]
    assert [row[1:3] for row in rows] == [
        ["命令行", "预告维护"],
        ["命令行", "更换平台密钥"],
        ["命令行", "发布参考数据"],
    ]
    assert "published reference data" in signed_in.get("/audit?lang=en").text


def test_a_makers_workbook_and_its_answers_are_on_record(run, signed_in, station, admin_hub, tmp_path):
    for _ in range(2):
        station.take_in(responsible_maker=MAKER)
    station.send_new()
    out = tmp_path / "out"
    assert run("workbook", "--maker", MAKER, "--unit", "kg", "--out", out)[0] == 0
    (number,) = (sheet.name.split("_")[0] for sheet in out.iterdir())
    for name, code in (("other", "0TXPB01A000001A5A9999999"), ("mine", "0TXPB01A000001A5A0000001")):
        file = tmp_path / f"{name}.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([("编码", "原因"), (code, "动力电池编码重复")])
        run("workbook-failures", number, file)
    assert run("workbook-confirm", number, "--success", "2")[0] == 1
    assert run("workbook-confirm", number, "--success", "1")[0] == 0
    assert run("workbook-confirm", number, "--success", "1")[0] == 0
    assert newest(admin_hub, 4) == [
        ("workbook_sealed", {"number": number, "maker": MAKER, "rows": 2}),
        ("failures_doubted", {"number": number, "failures": 0}),
        ("failures_read", {"number": number, "failures": 1}),
        ("workbook_confirmed", {"number": number, "accepted": 1, "rejected": 1}),
    ]
    for language in ("zh", "en"):
        assert number in signed_in.get(f"/audit?lang={language}").text


def test_passing_on_and_files_of_stations_are_on_record_without_a_password(
    run, signed_in, station, admin_hub, tmp_path
):
    request, answer = tmp_path / "request", tmp_path / "answer"
    outlet = ("--outlet-uscc", OUTLET)
    named = ("forward-to", "https://relay:secret@hub.test/x", "--code", "SANDBOX", "--request", request)
    assert run(*named, *outlet)[0] == 0
    assert run("enrol-file", request, "--answer", answer, "--sandbox")[0] == 0
    assert run("forward-answer", answer, *outlet)[0] == run("stop-forwarding", *outlet)[0] == 0
    batches = tbatch(tmp_path, station.clock, sealed(station, station.freeze()))[0]
    assert run("take-in", batches, "--answer", tmp_path / "a.treceipt")[0] == 0
    assert newest(admin_hub, 5) == [
        ("next_hub_named", {"label": "relay", "url": "https://hub.test/x"}),
        ("enrolled_by_file", {"file": "request"}),
        ("next_hub_bound", {"name": "Packtrail hub"}),
        ("forwarding_stopped", {}),
        ("file_taken_in", {"file": "a.tbatch", "new": 1, "refused": 0, "replayed": 0}),
    ]
    assert "指定上级平台" in signed_in.get("/audit").text
    assert "took in a station's file" in unescape(signed_in.get("/audit?lang=en").text)
