"""A delivery without its papers is recorded, and each paper becomes a duty with a day."""

from datetime import date, timedelta

import pytest

from packtrail.domain.delivery_draft import UnitDraft, same_again
from packtrail.domain.delivery_faults import delivery_faults
from packtrail.domain.draft_faults import FaultKind
from packtrail.domain.owed_papers import LONGEST_PROMISE, OwedDraft, OwedPaper, duties, owed_faults
from packtrail.wording import CHINESE, wording
from packtrail.wording.errors import fault_words
from tests.trade import MORNING, delivery, pack

TODAY = MORNING.date()

pytestmark = pytest.mark.practice(14)


def promise(**changes):
    return OwedDraft(**{"paper": "source_declaration", "reason": "车主明天来签", "due_on": TODAY} | changes)


def kinds(*drafts):
    return [fault.kind for fault in owed_faults(drafts, MORNING)]


def test_a_promise_for_today_is_one():
    assert kinds(promise()) == []
    assert kinds(promise(due_on=None, due_typed="2026年12月1日")) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"reason": " "}, FaultKind.OWED_REASON_MISSING),
        ({"reason": "长" * 201}, FaultKind.TEXT_TOO_LONG),
        ({"due_on": None}, FaultKind.OWED_DAY_MISSING),
        ({"due_on": None, "due_typed": "2026-13-01"}, FaultKind.NO_SUCH_MONTH),
        ({"due_on": None, "due_typed": "1900-01-01"}, FaultKind.TIME_TOO_EARLY),
        ({"due_on": TODAY - timedelta(days=1)}, FaultKind.OWED_DAY_PAST),
        ({"due_on": TODAY + LONGEST_PROMISE + timedelta(days=1)}, FaultKind.OWED_DAY_FAR),
    ],
)
def test_a_promise_that_is_none_is_told_what_it_lacks(changes, fault):
    assert kinds(promise(**changes)) == [fault]


def test_one_paper_is_not_promised_twice():
    assert kinds(promise(), promise()) == [FaultKind.OWED_TWICE]


def test_a_fault_names_the_paper_in_words():
    (fault,) = owed_faults((promise(reason=""),), MORNING)
    assert "来源声明" in fault_words(wording(CHINESE), fault)


def test_open_papers_come_with_the_most_urgent_first_and_what_came_is_gone():
    def owed(name, day, **more):
        fields = {"subject_id": "s", "paper": "vin", "reason_text": "", "owed_at": MORNING}
        return OwedPaper(owed_id=name, due_on=date(2026, 11, day), **fields, **more)

    found = duties([owed("a", 25), owed("b", 19), owed("c", 18, is_open=False)], TODAY)
    assert [(each.owed.owed_id, each.days_left, each.is_overdue) for each in found] == [
        ("b", -1, True),
        ("a", 5, False),
    ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"original_battery_code": "0TXPB01A000001A5A0000123"}, FaultKind.ORIGINAL_CODE_SAME),
        ({"voltage_mv": -1}, FaultKind.VOLTAGE_IMPLAUSIBLE),
        ({"voltage_mv": 380_000_000}, FaultKind.VOLTAGE_IMPLAUSIBLE),
        ({"battery_code": "9" * 129}, FaultKind.TEXT_TOO_LONG),
        ({"parent_code": "9" * 129}, FaultKind.TEXT_TOO_LONG),
        ({"opened_by": "某" * 201}, FaultKind.TEXT_TOO_LONG),
        ({"mass_g": 10_000_000, "level": "module"}, FaultKind.MASS_IMPLAUSIBLE),
        ({"mass_g": 0}, FaultKind.MASS_NOT_POSITIVE),
        ({"mass_g": -1}, FaultKind.MASS_NOT_POSITIVE),
        ({"vin": "LSVAA12345678901O"}, FaultKind.VIN_WRONG),
    ],
)
def test_a_field_of_a_unit_that_can_not_be_is_told_at_its_unit(changes, fault):
    (found,) = delivery_faults(delivery(pack(**changes)), MORNING)
    assert (found.kind, found.line) == (fault, 1)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"claimed_count": 100_001}, FaultKind.COUNT_IMPLAUSIBLE),
        ({"claimed_count": 0}, FaultKind.COUNT_MISSING),
        ({"gross_mass_g": 9_000_000, "tare_mass_g": 12_000_000}, FaultKind.TARE_ABOVE_GROSS),
        ({"gross_mass_g": 0}, FaultKind.MASS_NOT_POSITIVE),
        ({"gross_mass_g": 100_000_001}, FaultKind.TOO_HEAVY),
        ({"expected_codes": ("A1", "a1")}, FaultKind.LISTED_TWICE),
        ({"expected_codes": (" ",)}, FaultKind.CODE_MISSING),
        ({"expected_codes": ("9" * 129,)}, FaultKind.TEXT_TOO_LONG),
        ({"expected_codes": tuple(f"A{n}" for n in range(501))}, FaultKind.TOO_MANY),
    ],
)
def test_a_head_that_can_not_be_is_told(changes, fault):
    (found,) = delivery_faults(delivery(pack(), **changes), MORNING)
    assert found.kind is fault


def test_same_again_keeps_who_came_and_nothing_of_what_he_brought():
    last = delivery(
        pack(), vehicle_plate="湘A12345", driver_name="张师傅", deliverer_phone="138", announced_id="x",
        papers_owed=(promise(),), weighbridge_ticket="7", late_entry=True,
    )  # fmt: skip
    again = same_again(last)
    assert again.deliverer_uscc == last.deliverer_uscc
    assert (again.source_type, again.vehicle_plate, again.driver_name) == (
        last.source_type,
        "湘A12345",
        "张师傅",
    )
    assert again.units == again.papers_owed == ()
    assert again.announced_id is again.claimed_count is again.weighbridge_ticket is None
    assert not again.late_entry
    assert UnitDraft().voltage_mv is None
