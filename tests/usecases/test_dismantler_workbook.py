"""A dismantler's two web forms: the vehicle's battery first, and what left once that was taken."""

import pytest

from packtrail.domain.deadlines import DestinationKind, Duty
from packtrail.domain.records import ReportProof
from packtrail.domain.reportable import Reportable
from packtrail.store.workbooks import shelf_of
from packtrail.usecases.plan_workbook import HoldReason
from packtrail.usecases.release_handoff import release_handoff
from tests.scrapyard import PACK, VIN, unit
from tests.station import codes, take_in
from tests.trade import RECYCLER, load
from tests.usecases.test_export_workbook import WEB, Desk
from tests.usecases.test_vehicle_case import Acts

pytestmark = pytest.mark.practice(2)

(OUR_OWN,) = codes(1, first=500)


@pytest.fixture
def desk(station, clock):
    return Desk(station, clock)


@pytest.fixture
def acts(station, clock):
    return Acts(station, clock)


def removed(acts, **changes):
    """A case up to the battery's removal; the certificate comes before it."""
    case = acts.issue(acts.match(acts.receive(PACK), PACK).case, PACK)
    return acts.remove(case, unit=unit(PACK, chemistry_code="B", **changes))


def export(desk, **more):
    return desk.export(None, profile=WEB, **more)


def test_the_vehicles_battery_goes_first_and_what_left_once_it_was_taken(desk, acts, station, clock):
    take_in(station, clock, OUR_OWN)
    removed(acts)
    desk.act(release_handoff, load(PACK, OUR_OWN))
    first = export(desk)
    (scrapped,) = first.workbooks
    assert desk.sheet(scrapped) == [
        ["车辆识别码", "报废日期", "电池包编码", "电池类型"],
        [VIN, "2026-11-20", PACK, "磷酸铁锂电池"],
    ]
    assert [(held.code, held.reason) for held in first.held] == [(PACK, HoldReason.EARLIER_STAGE)]
    assert export(desk).workbooks == ()
    desk.confirm(scrapped)
    (out,) = export(desk).workbooks
    assert desk.sheet(out)[1] == [PACK, "2026-11-20", "株洲测试再生利用有限公司", RECYCLER]
    desk.confirm(out)
    assert export(desk).workbooks == ()


def test_what_was_confirmed_proves_the_certificate_and_the_line_to_the_national_platform(desk, acts, station):
    case = removed(acts).case
    desk.act(release_handoff, load(PACK))
    (scrapped,) = export(desk).workbooks
    desk.confirm(scrapped)
    with station.read() as view:
        proof = view.latest(ReportProof.record_type).body
        certificate = view.one(Reportable, case.certificate_id)
    assert (proof.destination, proof.target_record_ids) == (
        DestinationKind.NATIONAL_PLATFORM,
        (case.certificate_id,),
    )
    assert (certificate.duty, [given.confirmed_count for given in certificate.proofs]) == (
        Duty.CERTIFICATE,
        [1],
    )
    (out,) = export(desk).workbooks
    desk.confirm(out)
    with station.read() as view:
        (target,) = view.latest(ReportProof.record_type).body.target_record_ids
        assert view.one(Reportable, target).duty is Duty.HANDOFF


def test_a_vehicle_without_a_certificate_waits_and_says_for_what(desk, acts):
    case = acts.match(acts.receive(PACK, case_kind="supervised"), PACK).case
    acts.remove(case, unit=unit(PACK, chemistry_code="B"))
    told = export(desk)
    assert told.workbooks == ()
    assert [(lack.header, lack.kind) for held in told.held for lack in held.lacks] == [
        ("报废日期", "missing")
    ]


def test_a_confirmed_row_of_the_web_form_goes_again_only_by_its_code_and_a_reason(desk, acts, station):
    removed(acts)
    (scrapped,) = export(desk).workbooks
    desk.confirm(scrapped)
    with station.read() as view:
        assert shelf_of(view).workbook(scrapped.number).portal is None
    (again,) = desk.again(None, PACK, stage="vehicle_scrapped", profile=WEB).workbooks
    assert desk.codes_in_column(again, 2) == [PACK]
    desk.confirm(again)
    assert export(desk, rejected=True).workbooks == ()
