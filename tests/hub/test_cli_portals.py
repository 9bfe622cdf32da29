"""The hub's administrator writes one maker's workbook, reads its failures and confirms the count."""

import csv

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from packtrail_hub.api import create_app
from packtrail_hub.cli import main
from packtrail_hub.hub import open_hub
from tests.hub.conftest import new_id

MAKER = "甲汽车有限公司"


@pytest.fixture
def database(tmp_path, fresh_database, clock, make_station):
    """A hub's file with two records of one maker in it."""
    file = tmp_path / "cli.db"
    file.write_bytes(fresh_database.read_bytes())
    hub = open_hub(str(file), clock=clock, new_id=new_id, name="x", is_sandbox=True)
    with TestClient(create_app(hub)) as client:
        station = make_station(client, clock)
        station.enrol()
        station.open_session()
        station.open_epoch()
        for _ in range(2):
            station.take_in(responsible_maker=MAKER)
        station.send_new()
    hub.engine.dispose()
    return file


@pytest.fixture
def run(database):
    def command(*words, code=0):
        result = CliRunner().invoke(main, [*words, "--database", str(database)], catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result.output

    return command


def test_a_makers_workbook_is_written_read_back_and_confirmed(run, tmp_path):
    out = tmp_path / "out"
    assert "栏名来自公开资料" in run("workbook", "--maker", MAKER, "--unit", "kg", "--out", str(out))
    (sheet,) = out.iterdir()
    number = sheet.name.split("_")[0]
    failures = tmp_path / "x.csv"
    with failures.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([("编码", "原因"), ("0TXPB01A000001A5A0000001", "动力电池编码重复")])
    assert "应显示成功 1 条" in run("workbook-failures", number, str(failures))
    assert "WORKBOOK-COUNT-DIFFERS" in run("workbook-confirm", number, "--success", "2", code=1)
    assert "接受 1 行，退回 1 行；已分送给 1 个工位" in run("workbook-confirm", number, "--success", "1")
    assert "没有要导出的行" in run("workbook", "--maker", MAKER, "--out", str(out))


def test_a_bad_template_and_legacy_settings_that_are_off_are_refused_in_words(run, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("name = 1", "utf-8")
    assert "WORKBOOK-PROFILE-UNUSABLE" in run("workbook", "--maker", MAKER, "--profile", str(own), code=1)
    own.chmod(0o600)
    assert "LEGACY-SETTINGS-UNUSABLE" in run("bit-legacy", "--settings", str(own), code=1)
