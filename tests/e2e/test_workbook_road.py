"""The outlet whose only road is an Excel upload: by command, from the floor to the portal's count."""

import csv
import shutil
from pathlib import Path

import keyring
import pytest
from click.testing import CliRunner
from keyring.backends import null

from packtrail import resources
from packtrail.app.build import outlet_at_work
from packtrail.app.secrets import NoKeyring
from packtrail.cli.main import main
from packtrail.cli.spoken import SpokenGroup
from packtrail.cli.workbook import workbook as workbook_command
from packtrail.protocol.sheet_rows import workbook_rows
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.route_makers import add_portal
from packtrail.wording import CHINESE
from tests.e2e.stations import set_up
from tests.station import codes
from tests.trade import delivery, load, pack

MAKER = "甲汽车有限公司"
CODES = codes(3)


@pytest.fixture(autouse=True)
def _no_keyring_here():
    keyring.set_keyring(null.Keyring())


@pytest.fixture
def folder(tmp_path):
    """A station with three packs of one maker, one of them handed on, and the maker's portal."""
    with outlet_at_work(tmp_path / "station", keyring=NoKeyring(), language=CHINESE, report_bug=print) as (
        outlet,
        _,
    ):
        set_up(outlet)
        outlet.workers.acts.run(lambda: _fill(outlet)).result()
    return tmp_path / "station"


def _fill(outlet):
    add_portal("甲平台", makers=[MAKER], by=outlet.operator, store=outlet.store, now=outlet.now)
    outlet.act(record_delivery, delivery(*(pack(code, responsible_maker=MAKER) for code in CODES)))
    outlet.act(release_handoff, load(CODES[0]))


@pytest.fixture
def run(folder, tmp_path):
    def command(*words, language="zh", code=0):
        result = CliRunner().invoke(
            main, ["--language", language, "workbook", *words, "--data", str(folder)], catch_exceptions=False
        )
        assert result.exit_code == code, result.output
        return result.output

    return command


def test_a_day_by_excel_from_the_floor_to_the_confirmed_count(run, tmp_path):
    assert "栏名来自公开资料" in run("profiles")
    out = tmp_path / "usb"
    said = run("export", "--portal", "portal_1", "--unit", "t", "--out", str(out))
    assert "前一步（入库）平台还未接受" in said
    (sheet,) = out.iterdir()
    number = sheet.name.split("_")[0]
    (rows,) = workbook_rows(sheet.read_bytes(), sheet.name)
    assert [row[0] for row in rows[1:]] == CODES
    failures = tmp_path / "失败.csv"
    with failures.open("w", encoding="gbk", newline="") as opened:
        csv.writer(opened).writerows(
            [("入库电池编码", "失败原因"), (CODES[2], "电池供应商未上传电池备案信息")]
        )
    assert "应为 2" in run("read-back", number, str(failures))
    assert "没有改动任何状态" in run("confirm", number, "--success", "3", code=3)
    assert "接受 2 行，退回 1 行" in run("confirm", number, "--success", "2")
    said = run("export", "--portal", "portal_1")
    assert "0.3125（t）＝ 312.5 kg" in said
    assert said.count("✓") == 1
    assert "待平台结果" in run("list")


def test_the_same_bytes_are_written_again_and_nothing_else_is_sealed(run, tmp_path):
    run("export", "--portal", "portal_1", "--unit", "kg", "--out", str(tmp_path / "a"))
    (first,) = (tmp_path / "a").iterdir()
    number = first.name.split("_")[0]
    run("save", number, "--out", str(tmp_path / "b"))
    assert (tmp_path / "b" / first.name).read_bytes() == first.read_bytes()
    assert "没有要导出的行" in run("export", "--portal", "portal_1")
    run("withdraw", number, "--reason", "没有上传")
    assert "✓" in run("export", "--portal", "portal_1")


def test_an_own_template_takes_the_place_of_the_shipped_one_and_a_bad_one_of_none(run, tmp_path, folder):
    own = tmp_path / "own.toml"
    own.write_text(
        run("profiles", "--show", "maker_portal").replace('"入库电池编码"', '"电池包编码"'), "utf-8"
    )
    run("profiles", "--add", str(own))
    run("export", "--portal", "portal_1", "--unit", "kg", "--out", str(tmp_path / "out"))
    (sheet,) = (tmp_path / "out").iterdir()
    (rows,) = workbook_rows(sheet.read_bytes(), sheet.name)
    assert rows[0][0] == "电池包编码"
    own.write_text("name = 1", "utf-8")
    assert "WORKBOOK-PROFILE-UNUSABLE" in run("profiles", "--add", str(own), code=3)
    shutil.copy(own, folder / "profiles" / "maker_portal.toml")
    assert "WORKBOOK-PROFILE-UNUSABLE" in run("export", "--portal", "portal_1", code=3)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_says_what_it_does_in_both_languages(run, language):
    assert isinstance(workbook_command, SpokenGroup)
    for name in workbook_command.commands:
        said = CliRunner().invoke(main, ["--language", language, "workbook", name, "--help"])
        assert said.exit_code == 0, name


def test_the_operators_page_names_every_command():
    page = (Path(resources.folder()).parent / "docs" / "operator" / "excel.md").read_text("utf-8")
    for name in workbook_command.commands:
        assert f"packtrail workbook {name}" in page
