"""24 loose modules are one act: one photo, one mass, and shares that add up to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.delivery import DeliveryNumbers
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.group_intake import (
    GroupDraft,
    counted,
    group_faults,
    lot_of_scrap,
    shares,
    take_in_group,
    uncoded_run,
)
from packtrail.domain.records import Attachment, GroupIntake, Intake
from packtrail.domain.records.gate import MassBasis, SourceType, UnitLevel
from tests.station import codes
from tests.trade import MORNING, delivery, ids, pack

pytestmark = pytest.mark.practice(6)

PHOTO = Attachment(digest="sha256:" + "a" * 64, media_type="image/jpeg", size=9, role="overall")
MODULES = codes(24)


def modules(count=24, **changes):
    run = tuple(pack(code, level=UnitLevel.MODULE, mass_g=None) for code in MODULES[:count])
    return GroupDraft(**{"delivery": delivery(*run), "group_mass_g": 300_007, "group_photo": PHOTO} | changes)


def taken(draft):
    count = len(draft.delivery.units)
    numbers = DeliveryNumbers(
        delivery="DL-1", intakes=tuple(f"IN-{n}" for n in range(count)), local_ids=tuple("T" * count)
    )
    return take_in_group(draft, live={}, numbers=numbers, at=MORNING, operator_ref="op_1", new_id=ids())


def kinds(draft):
    return [fault.kind for fault in group_faults(draft)]


def test_24_modules_get_estimated_shares_that_add_up_to_the_gram():
    *_, group = records = taken(modules())
    intakes = [each.body for each in records if isinstance(each.body, Intake)]
    assert sum(each.gross_mass_g for each in intakes) == 300_007 == group.body.group_mass_g
    assert {each.mass_basis for each in intakes} == {MassBasis.ESTIMATED}
    assert group.body.intake_record_ids == group.depends_on
    assert len(group.depends_on) == 24
    assert group.attachments == (PHOTO,)


def test_the_modules_missing_from_their_pack_are_listed():
    draft = modules(22, filed_count=24, filed_codes=tuple(MODULES))
    assert counted(draft).missing_codes == tuple(MODULES[22:])
    assert counted(draft).missing == 2
    body = taken(draft)[-1].body
    assert isinstance(body, GroupIntake)
    assert (body.filed_count, body.missing_codes) == (24, tuple(MODULES[22:]))


def test_where_only_the_filed_number_is_known_the_count_says_how_many_lack():
    assert counted(modules(20, filed_count=24)).missing == 4
    assert counted(modules(20)).missing == 0


def test_uncoded_modules_of_a_group_stand_on_its_photo():
    run = uncoded_run(3, level=UnitLevel.MODULE, reason="missing")
    records = taken(GroupDraft(delivery=delivery(*run), group_mass_g=9_000, group_photo=PHOTO))
    assert all(each.attachments == (PHOTO,) for each in records if isinstance(each.body, Intake))


def test_a_makers_production_scrap_is_one_uncoded_lot_that_was_weighed():
    maker = delivery(source_type=SourceType.BATTERY_MAKER)
    records = taken(lot_of_scrap(maker, 1_250_000, PHOTO))
    (lot,) = (each.body for each in records if isinstance(each.body, Intake))
    assert (lot.unit_level, lot.gross_mass_g, lot.mass_basis) == ("lot", 1_250_000, MassBasis.WEIGHED)
    assert records[-1].body.lot_kind == "production_scrap"


def test_nobody_but_a_battery_maker_brings_uncoded_lots():
    assert FaultKind.LOT_NOT_OF_MAKER in kinds(lot_of_scrap(delivery(), 1_250_000, PHOTO))
    assert FaultKind.GROUP_MASS_MISSING in kinds(lot_of_scrap(delivery(), None, PHOTO))


def test_a_group_without_mass_or_photo_or_of_two_kinds_is_refused_with_everything_at_once():
    bare = modules(2, group_mass_g=None, group_photo=None)
    mixed = GroupDraft(delivery=delivery(pack(MODULES[0]), pack(MODULES[1], level=UnitLevel.MODULE)))
    assert {FaultKind.GROUP_MASS_MISSING, FaultKind.EVIDENCE_MISSING} <= set(kinds(bare))
    assert FaultKind.LEVELS_MIXED in kinds(mixed)
    with pytest.raises(DraftIncomplete):
        taken(bare)


@pytest.mark.parametrize(
    ("mass", "fault"),
    [(3, FaultKind.GROUP_MASS_SMALL), (-1, FaultKind.GROUP_MASS_SMALL), (0, FaultKind.MASS_NOT_POSITIVE)],
)
def test_a_mass_that_no_group_has_is_refused(mass, fault):
    assert fault in kinds(modules(group_mass_g=mass))


@given(st.integers(0, 10**8), st.integers(1, 500))
def test_shares_add_up_and_differ_by_a_gram_at_most(total, count):
    parts = shares(total, count)
    assert sum(parts) == total
    assert len(parts) == count
    assert max(parts) - min(parts) <= 1


def test_nothing_can_not_be_shared_out():
    with pytest.raises(ValueError, match="nothing to share"):
        shares(100, 0)
