"""A pack is opened: parts with their own records, a parent that stays, masses that are held side by side."""

import pytest

from packtrail.app.ids import new_id
from packtrail.app.opening_rules import load_opening_rules
from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import CodeAlreadyLive, NotAllowed
from packtrail.domain.errors_correcting import FindingNotCorrectable, HasDependents
from packtrail.domain.errors_unit import NothingInside, ReleasePending, UnitNotHere, WarningsUnconfirmed
from packtrail.domain.genealogy import mass_of_opening
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records.gate import CodeStatus, MassBasis, UnitLevel
from packtrail.domain.safety import Lack, MustStayIsolated
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.open_pack import warnings_of_opening
from tests.station import codes
from tests.trade import CODE
from tests.usecases.floor import RECHECK, SUPERVISOR, Floor, alone, module, weighed
from tests.usecases.road import Road
from tests.usecases.yard import Yard

M1, M2, M3 = (code[:3] + "M" + code[4:] for code in codes(3, first=700))


@pytest.fixture
def floor(station, clock):
    return Floor(station, clock)


@pytest.fixture
def whole(floor):
    return floor.take_in(CODE, vin="LGWEESK55SH210918", responsible_maker="测试汽车")


@pytest.mark.practice(13)
def test_parts_become_units_and_the_pack_stays_on_record(floor, whole):
    opened = floor.open(whole, weighed(M1, 100_000), weighed(M2, 101_000), residue_mass_g=90_000)
    assert (opened.parent.custody, opened.parent.unit_id) == (Custody.OPENED, whole.unit_id)
    assert [part.custody for part in opened.parts] == [Custody.IN_STORAGE] * 2
    first = opened.parts[0]
    assert (first.parent_id, first.vin, first.responsible_maker) == (whole.unit_id, whole.vin, "测试汽车")
    assert (opened.mass.parent_g, opened.mass.children_g, opened.mass.residue_g) == (312_500, 201_000, 90_000)
    assert opened.mass.difference_g == 21_500
    assert floor.unit(whole.unit_id).custody is Custody.OPENED


@pytest.mark.practice(6)
def test_parts_weighed_together_have_shares_that_are_marked_as_estimates(floor, whole):
    opened = floor.open(whole, module(M1), module(M2), weighed(M3, 99_000), group_mass_g=200_001)
    assert [part.mass_g for part in opened.parts] == [100_001, 100_000, 99_000]
    assert [part.mass_basis for part in opened.parts] == [MassBasis.ESTIMATED] * 2 + [MassBasis.WEIGHED]
    assert (opened.mass.estimated, opened.mass.difference_g) == (2, 13_499)


@pytest.mark.practice(6)
def test_parts_are_counted_against_the_filing_and_the_missing_ones_are_listed(floor, whole):
    opened = floor.open(whole, module(M1), filed_codes=(M1, M2, M3))
    assert (opened.counted.filed, opened.counted.missing) == (3, 2)
    assert opened.counted.missing_codes == (M2, M3)
    body = floor.records("pack_opened")[0].body
    assert (body.filed_count, body.missing_codes) == (3, (M2, M3))
    assert opened.mass.difference_g is None  # one part was not weighed


def test_a_part_without_a_code_gets_a_number_and_the_photograph_of_the_opening_shows_it(floor, whole):
    photo = floor.photo()
    opened = floor.open(whole, module(), module(), photos=(photo,))
    assert len({part.local_id for part in opened.parts}) == 2
    assert {part.code_status for part in opened.parts} == {CodeStatus.ABSENT}
    with pytest.raises(DraftIncomplete) as refused:
        floor.open(floor.take_in(codes(1, first=800)[0]), module())
    assert [fault.kind for fault in refused.value.faults] == [FaultKind.PHOTO_MISSING]


@pytest.mark.practice(13)
@pytest.mark.rule("opening-collection")
def test_what_an_outlet_may_not_do_is_said_with_its_source_and_confirmed(floor, whole):
    with floor.station.read() as view:
        (warning,) = warnings_of_opening(view, whole.unit_id, load_opening_rules(), legal_day(floor.clock.at))
    assert warning.kind == "beyond_safety_inspection"
    assert warning.is_to_be_confirmed
    assert warning.provenance.source
    with pytest.raises(WarningsUnconfirmed) as refused:
        floor.open(whole, module(M1), confirmed_warnings=())
    assert refused.value.unit_warnings == ("beyond_safety_inspection",)
    floor.open(whole, module(M1))
    assert floor.records("pack_opened")[0].body.confirmed_warnings == ("beyond_safety_inspection",)


@pytest.mark.parametrize(
    ("parts", "changes", "kind"),
    [
        ((), {}, FaultKind.NOTHING_BROUGHT),
        ((module(M1, level=UnitLevel.PACK),), {}, FaultKind.LEVEL_NOT_INSIDE),
        ((module(M1),), {"reason_code": ""}, FaultKind.REASON_MISSING),
        ((module(M1),), {"residue_mass_g": -1}, FaultKind.MASS_NOT_POSITIVE),
        ((module(M1),), {"residue_mass_g": 9_000_000}, FaultKind.MASS_IMPLAUSIBLE),
        ((weighed(M1, 2_000_000),), {}, FaultKind.MASS_IMPLAUSIBLE),
        ((weighed(M1, 0),), {}, FaultKind.MASS_NOT_POSITIVE),
        ((module(M1), module(M2)), {"group_mass_g": 1}, FaultKind.GROUP_MASS_SMALL),
        ((module(M1),), {"filed_count": 0}, FaultKind.COUNT_MISSING),
        ((module(M1),) * 501, {}, FaultKind.TOO_MANY),
    ],
)
def test_an_opening_that_cannot_be_is_named_at_its_field(floor, whole, parts, changes, kind):
    with pytest.raises(DraftIncomplete) as refused:
        floor.open(whole, *parts, **changes)
    assert [fault.kind for fault in refused.value.faults] == [kind]
    assert floor.unit(whole.unit_id) == whole


def test_a_part_with_a_code_that_is_live_is_a_conflict_or_a_slip(floor, whole):
    floor.take_in_unit(weighed(M1, 10_000))
    with pytest.raises(CodeAlreadyLive):
        floor.open(whole, module(M1))
    with pytest.raises(CodeAlreadyLive):
        floor.open(whole, module(M2), module(M2))
    opened = floor.open(whole, module(M1, as_conflict=True))
    assert opened.parts[0].custody is Custody.QUARANTINED


def test_nothing_is_in_a_cell_and_what_is_gone_is_not_opened(floor, whole):
    cell = floor.take_in_unit(module("0TXCB01A000001A5A0000001", level=UnitLevel.CELL))
    with pytest.raises(NothingInside):
        floor.open(cell, module(M1))
    road = Road(floor.station, floor.clock)
    road.sent_again(CODE)
    with pytest.raises(UnitNotHere):
        floor.open(whole, module(M1))


def test_an_opened_pack_is_not_opened_again_and_a_viewer_opens_nothing(floor, whole):
    with pytest.raises(NotAllowed):
        floor._open(None, by=Operator("op_9", "查看", Role.VIEWER))
    floor.open(whole, module(M1))
    with pytest.raises(UnitNotHere) as refused:
        floor.open(whole, module(M2))
    assert refused.value.custody == "opened"


def test_a_pack_whose_release_waits_is_not_opened_meanwhile(floor):
    unit = floor.take_in(CODE, condition_class="deformed")
    floor.passed(unit)
    floor.release(unit.unit_id, "x", second=None)
    with pytest.raises(ReleasePending):
        floor.open(unit, module(M1))


@pytest.mark.practice(9)
def test_parts_of_a_leaking_pack_are_of_high_risk_like_it(floor):
    unit = floor.take_in(CODE, condition_class="leaking")
    (part,) = floor.open(unit, module(M1)).parts
    assert (part.custody, part.is_dangerous, part.is_high_risk) == (Custody.QUARANTINED, True, True)
    floor.check(part)
    floor.passed(part)
    with pytest.raises(MustStayIsolated) as refused:
        floor.release(part.unit_id, "x", second=SUPERVISOR)
    assert refused.value.lacks == (Lack.HIGH_RISK,)


@pytest.mark.practice(9)
def test_parts_of_a_damaged_pack_are_released_one_by_one_by_two_persons(floor):
    unit = floor.take_in(CODE, condition_class="damaged_casing")
    part, _ = floor.open(unit, module(M1), module(M2)).parts
    assert (part.custody, part.is_high_risk) == (Custody.QUARANTINED, False)
    floor.passed(part)
    assert floor.release(part.unit_id, "单独检查无损", second=SUPERVISOR).custody is Custody.IN_STORAGE


@pytest.mark.practice(9)
def test_parts_of_a_hot_pack_wait_for_the_same_second_look(floor):
    unit = floor.take_in(CODE)
    floor.determine(unit, draft=alone("abnormal_temperature"))
    (due,) = floor.due()
    (part,) = floor.open(unit, module(M1)).parts
    (waiting,) = floor.due()
    assert (waiting.unit_id, waiting.due_at) == (part.unit_id, due.due_at)
    floor.clock.at += RECHECK.wait
    floor.check(part)
    assert floor.due() == ()


def test_parts_of_a_pack_that_was_released_are_ordinary(floor):
    unit = floor.take_in(CODE, condition_class="damaged_casing")
    floor.passed(unit)
    floor.release(unit.unit_id, "x", second=SUPERVISOR)
    (part,) = floor.open(unit, module(M1)).parts
    assert (part.custody, part.is_dangerous) == (Custody.IN_STORAGE, False)


def test_the_tree_is_whole_from_any_of_its_units(floor, whole):
    opened = floor.open(whole, module(M1), module(M2))
    cell = module("0TXCB01A000001A5A0000001", level=UnitLevel.CELL, mass_g=900, mass_basis="weighed")
    cells = floor.open(opened.parts[0], cell)
    for unit_id in (whole.unit_id, opened.parts[1].unit_id, cells.parts[0].unit_id):
        tree = floor.family(unit_id)
        assert (tree.unit.unit_id, tree.count) == (whole.unit_id, 4)
        assert [len(part.parts) for part in tree.parts] == [1, 0]
        assert tree.find(cells.parts[0].unit_id).unit == cells.parts[0]
    assert tree.mass.unknown == 2
    assert tree.parts[1].mass is None


def test_the_balance_of_an_opening_is_of_the_masses_as_the_parts_came_out(floor, whole):
    opened = floor.open(whole, weighed(M1, 100_000))
    assert mass_of_opening(opened.parent, opened.parts) == opened.mass
    later = floor.unit(opened.parts[0].unit_id)
    assert later.mass_in_g == 100_000


def test_a_pack_of_32_modules_of_12_cells_is_read_as_one_tree(floor, whole):
    runs = codes(32 + 32 * 12, first=1000)
    modules = floor.open(whole, *(module(code[:3] + "M" + code[4:]) for code in runs[:32])).parts
    for n, each in enumerate(modules):
        cells = runs[32 + n * 12 : 44 + n * 12]
        drafts = [module(code[:3] + "C" + code[4:], level=UnitLevel.CELL) for code in cells]
        floor.open(each, *drafts)
    tree = floor.family(modules[5].unit_id)
    assert (tree.count, {len(part.parts) for part in tree.parts}) == (1 + 32 + 32 * 12, {12})


@pytest.mark.practice(13)
def test_an_opening_that_did_not_happen_is_voided_with_its_parts_unless_one_has_left(floor, whole):
    yard = Yard(floor.station, floor.clock)
    yard.keep_able_recipient()
    parts = floor.open(whole, module(M1), module(M2)).parts
    (opening,) = floor.records("pack_opened")
    yard.hand_over(parts[0])
    undo = {"second": SUPERVISOR, "attachments": (yard.proof,)}
    with pytest.raises(HasDependents):
        yard.void(opening.record_id, "did_not_occur", "没有拆", **undo)
    other = floor.take_in(codes(1, first=900)[0])
    floor.open(other, module(M3))
    again = next(each for each in floor.records("pack_opened") if each.record_id != opening.record_id)
    done = yard.void(again.record_id, "did_not_occur", "没有拆", **undo)
    opened, part = done.records
    assert (opened.body.target_record_id, opened.station_seq) == (again.record_id, part.station_seq + 1)
    assert floor.unit(other.unit_id).custody is Custody.IN_STORAGE
    assert [part.unit.custody for part in floor.family(other.unit_id).parts] == [Custody.VOIDED]


@pytest.mark.practice(9)
def test_the_danger_that_a_part_carries_is_not_corrected_away(floor):
    (part,) = floor.open(floor.take_in(CODE, condition_class="leaking"), module(M1)).parts
    acts = {"by": SUPERVISOR, "store": floor.station, "now": floor.clock, "new_id": new_id}
    with pytest.raises(FindingNotCorrectable):
        correct_record(
            part.unit_id, {"inherited_danger": None}, reason_code="typo", reason_text="写错", **acts
        )
