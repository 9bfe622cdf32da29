"""What is in the way of a case and what comes next, without a window."""

from datetime import timedelta

import pytest

from packtrail.app.refdata import load_code_tables
from packtrail.domain.battery_code import parse
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Operator, Role
from packtrail.domain.vehicle_case import CaseState, RemovalDraft
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.vehicles import words
from packtrail.ui.vehicles.acts import offers
from packtrail.ui.vehicles.scan_meaning import ScanMeans, meaning
from packtrail.ui.vehicles.state import CaseAct, CasePage, Next, Stand, case_meant, found_by, worst_first
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.scrapyard import (
    LOOK_ALIKE,
    OTHER_VIN,
    PACK,
    PAPERS,
    SECOND_PACK,
    THIRD_PACK,
    VIN,
    Yard,
    certificate,
    scan,
    unit,
    vehicle,
)
from tests.station import ADMIN

pytestmark = pytest.mark.practice(2)

WORDS = wording(CHINESE)
SET = ("photo_before", "photo_vin", "photo_after")


@pytest.fixture
def yard():
    return Yard()


def stand(yard, case, later=0):
    return Stand(
        case=yard.cases[case.case_id], rules=yard.rules, on=legal_day(yard.at + timedelta(days=later))
    )


def page(yard, case, operator=ADMIN):
    return CasePage(stand=stand(yard, case), operator=operator, owner="李**", units=(), owed=())


def out(yard, case):
    draft = RemovalDraft(match_id=yard.cases[case.case_id].batteries[0].match_id, unit=unit(PACK))
    return yard.remove(case, draft)


def test_a_case_goes_from_scan_to_certificate_to_removal_to_closing_by_its_one_next_act(yard):
    case = yard.receive(vehicle(PACK))
    assert stand(yard, case).next == Next(CaseAct.MATCH)
    yard.match(case, scan(PACK))
    assert stand(yard, case).next == Next(CaseAct.CERTIFICATE)
    yard.issue(case, certificate(PACK))
    assert stand(yard, case).next == Next(CaseAct.REMOVE)
    out(yard, case)
    assert stand(yard, case).next == Next(CaseAct.EVIDENCE, "photo_before")
    yard.evidence(case, *SET)
    assert stand(yard, case).next == Next(CaseAct.CLOSE)
    yard.close(case)
    assert stand(yard, case).next is None


def test_under_supervision_the_battery_comes_out_before_the_certificate(yard):
    case = yard.receive(vehicle(PACK, case_kind="supervised"))
    yard.match(case, scan(PACK))
    assert stand(yard, case).next == Next(CaseAct.REMOVE)
    steps = [step.what for step in words.steps(WORDS, page(yard, case))]
    assert steps.index("拆卸入库") < steps.index("回收证明")
    out(yard, case)
    assert stand(yard, case).next == Next(CaseAct.EVIDENCE, "photo_after")


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"vin_altered": True}, Next(CaseAct.EVIDENCE, "police_clearance")),
        ({"pledged": True}, Next(CaseAct.EVIDENCE, "pledge_release")),
        ({"battery_count_seen": 0}, Next(CaseAct.MATCH)),
        ({"battery_count_seen": 0, "case_kind": "swap"}, Next(CaseAct.CERTIFICATE)),
    ],
)
def test_each_block_has_its_own_next_act(yard, changes, after):
    assert stand(yard, yard.receive(vehicle(PACK, **changes))).next == after


def test_a_code_that_does_not_fit_has_to_be_explained(yard):
    case = yard.receive(vehicle(PACK))
    yard.match(case, scan(LOOK_ALIKE))
    now = stand(yard, case)
    assert now.next == Next(CaseAct.EXPLAIN)
    assert [one.battery_code for one in now.unexplained] == [LOOK_ALIKE]
    (box,) = words.boxes(WORDS, now.case)
    assert (box.state.tone, box.code) == (Tone.DANGER, LOOK_ALIKE)
    assert "第 20 位 O → 0" in box.more
    assert "已找到 0 / 1" in words.boxes_hint(WORDS, now)


def test_what_blocks_is_one_sentence_that_counts_the_rest(yard):
    case = yard.receive(vehicle(PACK, pledged=True))
    said = words.standing(WORDS, stand(yard, case))
    assert said.sentence == "车辆有抵押或质押：解除前不能出证（另有 1 项）"
    assert (said.tone, said.action) == (Tone.DANGER, "补：解除抵押或质押证明")
    assert "and 1 more" in words.standing(wording(ENGLISH), stand(yard, case)).sentence


def test_a_box_turns_green_by_its_scan(yard):
    case = yard.receive(vehicle(PACK, SECOND_PACK))
    yard.match(case, scan(PACK))
    tones = [box.state.tone for box in words.boxes(WORDS, yard.cases[case.case_id])]
    assert tones == [Tone.OK, Tone.QUIET]


def test_the_worst_case_stands_first_and_of_equals_the_oldest(yard):
    plain = yard.receive(vehicle(PACK))
    older = yard.receive(vehicle(SECOND_PACK, vin=OTHER_VIN, pledged=True))
    held = yard.receive(vehicle(vin=None, vin_reason="burnt", vin_altered=True))
    later = yard.receive(vehicle(vin=None, vin_reason="unreadable", pledged=True))
    shown = worst_first(stand(yard, each) for each in (plain, later, older, held))
    assert [each.case.case_id for each in shown] == [
        held.case_id, older.case_id, later.case_id, plain.case_id,
    ]  # fmt: skip
    assert words.line(WORDS, stand(yard, plain, later=3)).number == "3"


def test_a_whole_vin_plate_number_or_code_names_its_case_and_a_shared_code_none(yard):
    first = yard.receive(vehicle(PACK))
    second = yard.receive(vehicle(PACK, SECOND_PACK, vin=OTHER_VIN, plate="粤B12345"))
    stands = (stand(yard, first), stand(yard, second))
    assert case_meant(stands, VIN.lower()) == first.case_id
    assert case_meant(stands, "粤B·12345") == second.case_id
    assert case_meant(stands, first.case_number) == first.case_id
    assert case_meant(stands, SECOND_PACK) == second.case_id
    assert case_meant(stands, PACK) is None
    assert [each.case.case_id for each in found_by(stands, "粤b1")] == [second.case_id]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        (SECOND_PACK, ScanMeans.MATCH),
        (PACK, ScanMeans.AGAIN),  # matched, and who looks may take nothing out
        ("LOC:A/1", ScanMeans.NOTHING),
        ("PT!D2", ScanMeans.NOTHING),
        (VIN, ScanMeans.OPEN),
        (OTHER_VIN, ScanMeans.OPEN),
        (THIRD_PACK, ScanMeans.OPEN),
        ("京AF99999", ScanMeans.RECEIVE),
    ],
)
def test_a_scan_beside_a_case_means_the_obvious_thing(yard, text, means):
    here = yard.receive(vehicle(PACK, SECOND_PACK))
    other = yard.receive(vehicle(THIRD_PACK, vin=OTHER_VIN, plate="粤B12345"))
    yard.match(here, scan(PACK))
    viewer = Operator("op_3", "访客", Role.VIEWER)
    view = page(yard, here, viewer if means is ScanMeans.AGAIN else ADMIN)
    stands = (stand(yard, here), stand(yard, other))
    assert meaning(text, parse(text, load_code_tables()), view, stands).means is means


def test_a_battery_that_is_out_is_a_unit_and_opens_its_record(yard):
    case = yard.receive(vehicle(PACK))
    yard.match(case, scan(PACK))
    yard.issue(case, certificate(PACK))
    read = parse(PACK, load_code_tables())
    assert meaning(PACK, read, page(yard, case), ()).means is ScanMeans.TAKE_OUT
    out(yard, case)
    assert meaning(PACK, read, page(yard, case), ()).means is ScanMeans.NOTHING


def test_every_act_says_why_it_cannot_be_done(yard):
    case = yard.receive(vehicle(PACK))
    shown = {offer.act: offer.refusal for offer in offers(page(yard, case))}
    assert CaseAct.EXPLAIN not in shown
    assert CaseAct.SUPPLY not in shown
    refused = {act: error.code for act, error in shown.items() if error}
    assert refused == {
        CaseAct.CERTIFICATE: "VEHICLE-CERTIFICATE-BLOCKED",
        CaseAct.REMOVE: "VEHICLE-REMOVED-BEFORE-MATCHED",
        CaseAct.CLOSE: "VEHICLE-CASE-NOT-COMPLETE",
    }
    viewer = Operator("op_3", "访客", Role.VIEWER)
    assert all(offer.refusal for offer in offers(page(yard, case, viewer)))


def test_a_closed_case_refuses_every_act(yard):
    case = yard.receive(vehicle(PACK, papers_present=PAPERS))
    yard.match(case, scan(PACK))
    yard.issue(case, certificate(PACK))
    out(yard, case)
    yard.evidence(case, *SET)
    yard.close(case)
    assert yard.cases[case.case_id].state is CaseState.CLOSED
    assert {offer.refusal.code for offer in offers(page(yard, case))} == {"VEHICLE-CASE-CLOSED"}
    assert words.standing(WORDS, stand(yard, case)).sentence.startswith("已结案 ")
