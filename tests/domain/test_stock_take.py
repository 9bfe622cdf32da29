"""Counting the floor: what each scan says while it comes, and what is left at the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors_places import CountTooLarge
from packtrail.domain.places import Place
from packtrail.domain.records import Attachment
from packtrail.domain.stock_take import (
    CountScan,
    FindingKind,
    StockCount,
    StockTakeDraft,
    close_count,
    differences,
)
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, ids, stored

PHOTO = Attachment(digest="sha256:" + "1" * 64, media_type="image/jpeg", size=9, role="overall")


def code(number):
    return f"0TXPB01A000001A5A{number:07d}"


def unit(number, zone="A", slot=None, **changes):
    fields = {"unit_id": f"01a1f684-8f48-7a11-8a00-{number:012d}", "intake_number": f"IN-{number}"}
    return stored(code(number), **{**fields, "zone": zone, "slot": slot, **changes})


def scans(*numbers, place="A"):
    return [CountScan(code(number), place) for number in numbers]


def closed(draft, found):
    return close_count(draft, found, at=AFTERNOON, operator_ref="op_1", new_id=ids())


def test_a_floor_as_the_ledger_has_it_is_clean_and_needs_no_photograph():
    found = differences([unit(1), unit(2)], scans(1, 2))
    assert (found.is_clean, found.counted, found.counted_mass_g) == (True, 2, 625_000)
    body = closed(StockTakeDraft(zone="A"), found).body
    assert (body.zone, body.counted, body.expected, body.missing_record_ids) == ("A", 2, 2, ())


def test_missing_extra_and_misplaced_are_told_apart():
    here, elsewhere = [unit(1, slot="01"), unit(2)], unit(3, zone="B")
    gone = unit(4, custody=Custody.DELIVERED, left_at=AFTERNOON)
    known = {code(3): [elsewhere], code(4): [gone]}
    found = differences(here, [CountScan(code(1), "A/02"), *scans(3, 4, 9)], known)
    assert [each.unit_id for each in found.missing] == [here[1].unit_id]
    assert [(each.unit.unit_id, each.stands_in) for each in found.misplaced] == [
        (here[0].unit_id, Place("A", "01")),
        (elsewhere.unit_id, Place("B")),
    ]
    assert [each.unit for each in found.extra] == [gone]
    assert [each.scan.code for each in found.unknown] == [code(9)]
    assert [(each.unit_id, place) for each, place in found.proposed_moves] == [
        (here[0].unit_id, "A/02"),
        (elsewhere.unit_id, "A"),
    ]


@pytest.mark.practice(12)
def test_a_pack_that_was_delivered_and_stands_here_opens_its_life():
    gone = unit(4, custody=Custody.DELIVERED)
    finding = StockCount([], lambda _: [gone]).add(CountScan(code(4)))
    assert (finding.kind, finding.unit) == (FindingKind.EXTRA, gone)


def test_a_code_misread_by_one_look_alike_proposes_the_pack_that_nobody_has_scanned_yet():
    count = StockCount([unit(8), unit(1)], lambda _: ())
    misread = code(8)[:-1] + "B"
    assert [each.label for each in count.add(CountScan(misread)).choices] == [code(8)]
    count.add(CountScan(code(8)))
    assert count.add(CountScan(misread[:-2] + "OB")).choices == ()


def test_the_same_pack_scanned_again_counts_once():
    count = StockCount([unit(1)], lambda _: ())
    kinds = [count.add(each).kind for each in (*scans(1, 1), *scans(9, 9))]
    assert kinds == [FindingKind.FOUND, FindingKind.AGAIN, FindingKind.UNKNOWN, FindingKind.AGAIN]
    assert count.differences().counted == 2


def test_two_packs_with_one_code_are_both_found_once_somebody_says_which():
    twins = [unit(1), unit(2, battery_code=code(1))]
    count = StockCount(twins, lambda _: ())
    assert count.add(CountScan(code(1), "A")).kind is FindingKind.WHICH
    with pytest.raises(DraftIncomplete):
        closed(StockTakeDraft(photos=(PHOTO,)), count.differences())
    again = differences(twins, [CountScan(code(1), "A", each.unit_id) for each in twins])
    assert (again.is_clean, len(again.found)) == (True, 2)


def test_a_count_without_place_labels_judges_no_place():
    assert differences([unit(1), unit(2, zone=None)], scans(1, 2, place="")).is_clean


def test_a_pack_that_had_no_place_yet_gets_one_proposed():
    found = differences([unit(1, zone=None)], scans(1, place="A/01"))
    assert [(each.kind, each.stands_in) for each in found.misplaced] == [(FindingKind.MISPLACED, None)]


def test_a_difference_needs_its_photograph():
    found = differences([unit(1)], [])
    with pytest.raises(DraftIncomplete) as refusal:
        closed(StockTakeDraft(zone="A"), found)
    assert [fault.kind for fault in refusal.value.faults] == ["photo_missing"]
    record = closed(StockTakeDraft(zone="A", photos=(PHOTO,)), found)
    assert record.body.missing_record_ids == (unit(1).unit_id,)
    assert record.attachments == (PHOTO,)


def test_more_differences_than_a_record_can_name_are_counted_zone_by_zone():
    lost = [unit(number) for number in range(2001)]
    draft = StockTakeDraft(photos=(PHOTO,))
    with pytest.raises(CountTooLarge):
        closed(draft, differences(lost, []))
    long = [CountScan(f"{number:0128d}") for number in range(1500)]
    with pytest.raises(CountTooLarge):
        closed(draft, differences([], long))


def test_what_a_draft_takes_has_its_limits():
    draft = StockTakeDraft(zone="A").at(Place("A", "01")).with_scan("x" * 500).with_scan(" \r\n")
    assert [(len(each.code), each.place) for each in draft.scans] == [(128, "A/01")]
    full = StockTakeDraft(scans=(CountScan("x"),) * 20_000)
    with pytest.raises(CountTooLarge):
        full.with_scan("y")


@given(st.lists(st.integers(0, 12), max_size=30), st.sets(st.integers(0, 9)))
def test_every_expected_pack_is_found_or_missing_and_every_scan_is_judged_once(numbers, expected):
    units = [unit(number) for number in sorted(expected)]
    found = differences(units, scans(*numbers))
    seen = {each.unit.unit_id for each in (*found.found, *found.misplaced)}
    assert seen | {each.unit_id for each in found.missing} == {each.unit_id for each in units}
    assert len(found.missing) == len(expected - set(numbers))
    assert found.counted + len(found.again) == len(numbers)
    assert found.counted == len(set(numbers))


def test_what_is_missing_shrinks_with_each_of_three_hundred_scans():
    units = [unit(number) for number in range(300)]
    count = StockCount(units, lambda _: ())
    left = []
    for number in range(300):
        count.add(CountScan(code(number), "A"))
        left.append(len(count.differences().missing))
    assert left == list(range(299, -1, -1))


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_finding_has_its_word(language):
    assert all(wording(language).knows(f"words.finding.{kind}") for kind in (*FindingKind, "missing"))
