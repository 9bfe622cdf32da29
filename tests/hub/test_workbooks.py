"""One workbook per maker for all outlets of a company, and the failure file split back to its stations."""

import csv
import io

import pytest

from packtrail import resources
from packtrail.domain.errors_workbook import (
    FailureSheetDoubtful,
    MassUnitNotChosen,
    NoSuchWorkbook,
    PortalCountDiffers,
    WorkbookIsClosed,
)
from packtrail.protocol import changes
from packtrail.protocol.sheet_rows import workbook_rows
from packtrail.protocol.workbook_profile import MassUnit, read_portal_texts, read_profile
from packtrail_hub.portal_batches import verdicts_by_station
from packtrail_hub.workbooks import (
    confirm_workbook,
    read_failure_file,
    write_workbooks,
)

pytestmark = pytest.mark.practice(7)

FIRST, SECOND = "甲汽车有限公司", "乙汽车有限公司"
# The stations of these tests give recipients no name.
PROFILE = read_profile(
    resources.path("profiles", "maker_portal.toml")
    .read_bytes()
    .replace(b'"consignee_name"', b'"consignee_uscc"')
)
TEXTS = read_portal_texts(resources.path("profiles", "portal_texts.toml").read_bytes())
OTHER_OUTLET = "91430100MA0FAKE039"


@pytest.fixture
def stations(new_station):
    return new_station(), new_station(outlet=OTHER_OUTLET, label="S9")


@pytest.fixture
def write(hub):
    def run(*makers, **more):
        return write_workbooks(hub, makers or (FIRST,), PROFILE, **{"mass_unit": MassUnit.KG, **more})

    return run


def codes_in(workbook):
    (rows,) = workbook_rows(workbook.content, workbook.file_name)
    return [row[0] for row in rows[1:]]


def failures(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([("电池编码", "失败原因"), *rows])
    return out.getvalue().encode()


def take_in(station, first, *makers):
    taken = [
        station.take_in(responsible_maker=maker, battery_code=f"0TXPB01A000001A5A{first + number:07d}")
        for number, maker in enumerate(makers)
    ]
    station.send_new()
    return taken


def told(station):
    """The answers of portals in the station's feed."""
    answer = station.client.get("/v1/changes", headers=station.headers)
    page = changes.verify_changes(
        answer.content, station.hub_keys, expect_station_id=station.station_id, expect_since=None
    )
    return [each for each in page.changes if each.kind == "authority_ack"]


def test_one_workbook_holds_the_makers_lines_of_all_outlets_and_nobody_elses(stations, write):
    one, two = stations
    mine = take_in(one, 1, FIRST, SECOND, None)
    theirs = take_in(two, 50, FIRST, "甲 汽车有限公司")
    (workbook,) = write(FIRST).workbooks
    assert codes_in(workbook) == [each.body.battery_code for each in (mine[0], *theirs)]
    (rows,) = workbook_rows(workbook.content, "x")
    assert [row[4] for row in rows[1:]] == [one.outlet, OTHER_OUTLET, OTHER_OUTLET]
    assert write(FIRST).workbooks == ()
    (second,) = write(SECOND).workbooks
    assert codes_in(second) == [mine[1].body.battery_code]


def test_the_failure_file_is_split_back_to_the_stations_that_wrote_the_records(hub, stations, write):
    one, two = stations
    (mine,), (first, second) = take_in(one, 1, FIRST), take_in(two, 50, FIRST, FIRST)
    (workbook,) = write(FIRST).workbooks
    content = failures((first.body.battery_code, "电池供应商未上传电池备案信息"))
    said = read_failure_file(hub, workbook.number, content, "x.csv", profile=PROFILE, texts=TEXTS)
    assert (said.expected, verdicts_by_station(hub, workbook.number)) == (2, {})
    confirm_workbook(hub, workbook.number, 2)
    split = verdicts_by_station(hub, workbook.number)
    assert {key: [ack.record_id for ack in acks] for key, acks in split.items()} == {
        one.station_id: [mine.record_id],
        two.station_id: [first.record_id, second.record_id],
    }
    assert [(ack.record_id, ack.status) for ack in told(one)] == [(mine.record_id, "submitted")]
    (refused, taken) = told(two)
    assert (refused.status, refused.issues[0].code) == ("rejected", "BT-2005")
    assert refused.issues[0].upstream_text == "电池供应商未上传电池备案信息"
    assert (taken.status, taken.destination) == ("submitted", "maker_portal")
    confirm_workbook(hub, workbook.number, 2)
    assert len(told(two)) == 2


def test_another_count_and_a_foreign_failure_file_settle_nothing(hub, stations, write):
    take_in(stations[0], 1, FIRST, FIRST)
    (workbook,) = write(FIRST).workbooks
    foreign = failures(("0TXPB01A000001A5A9999999", "x"))
    with pytest.raises(FailureSheetDoubtful):
        read_failure_file(hub, workbook.number, foreign, "x.csv", profile=PROFILE, texts=TEXTS)
    with pytest.raises(PortalCountDiffers):
        confirm_workbook(hub, workbook.number, 1)
    assert verdicts_by_station(hub, workbook.number) == {}
    with pytest.raises(NoSuchWorkbook):
        confirm_workbook(hub, "WB-nowhere", 1)
    confirm_workbook(hub, workbook.number, 2)
    with pytest.raises(WorkbookIsClosed):
        confirm_workbook(hub, workbook.number, 1)
    with pytest.raises(WorkbookIsClosed):
        read_failure_file(hub, workbook.number, foreign, "x.csv", profile=PROFILE, texts=TEXTS)


def test_a_retirement_waits_for_its_intake_and_for_the_unit_of_mass(hub, stations, write):
    station = stations[0]
    (intake,) = take_in(station, 1, FIRST)
    station.hand_on(intake)
    station.send_new()
    first = write(FIRST)
    assert [workbook.stage for workbook in first.workbooks] == ["intake"]
    assert [held.code for held in first.held] == [intake.body.battery_code]
    confirm_workbook(hub, first.workbooks[0].number, 1)
    with pytest.raises(MassUnitNotChosen):
        write(FIRST, mass_unit=None)
    (out,) = write(FIRST).workbooks
    assert (out.stage, codes_in(out)) == ("retirement", [intake.body.battery_code])


def test_what_the_portal_turned_away_goes_again_only_when_asked(hub, stations, write):
    (intake,) = take_in(stations[0], 1, FIRST)
    (workbook,) = write(FIRST).workbooks
    content = failures((intake.body.battery_code, "x"))
    read_failure_file(hub, workbook.number, content, "x.csv", profile=PROFILE, texts=TEXTS)
    confirm_workbook(hub, workbook.number, 0)
    assert write(FIRST).workbooks == ()
    (again,) = write(FIRST, rejected=True).workbooks
    assert codes_in(again) == [intake.body.battery_code]


def test_what_was_voided_or_corrected_is_not_sent_as_it_was(stations, write):
    station = stations[0]
    kept, gone = take_in(station, 1, FIRST, FIRST)
    station.void(gone)
    station.correct(kept.record_id, kept.record_hash, ("/responsible_maker", FIRST, SECOND))
    station.send_new()
    assert write(FIRST).workbooks == ()
    (workbook,) = write(SECOND).workbooks
    assert codes_in(workbook) == [kept.body.battery_code]
