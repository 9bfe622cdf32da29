"""补录: what was written while the PC was dead is entered with its number, photograph and true time."""

from datetime import datetime, timedelta

import pytest

from packtrail.domain.delivery import DeliveryNumbers, delivery_faults, take_in
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import HandedOnBeforeTakenIn
from packtrail.domain.handoff import handoff_faults, release
from packtrail.domain.records import Attachment
from tests.trade import AFTERNOON, CODE, MORNING, delivery, ids, load, pack, stored

pytestmark = pytest.mark.practice(16)

YESTERDAY = MORNING - timedelta(days=1)
FORM = "DL-S1a-20261118-0003"
PHOTO = Attachment(digest="sha256:" + "1" * 64, media_type="image/jpeg", size=90_000, role="paper_original")
NUMBERS = DeliveryNumbers(delivery=FORM, intakes=("IN-S1a-20261120-0001",), local_ids=(None,))


def on_paper(**changes):
    paper = {
        "late_entry": True,
        "occurred_at": YESTERDAY,
        "paper_number": FORM,
        "paper_photos": (PHOTO,),
    }
    return paper | changes


def kinds(faults):
    return [fault.kind for fault in faults]


def test_the_delivery_of_a_day_without_the_pc_carries_its_paper_and_its_true_time():
    header, intake = take_in(
        delivery(pack(), **on_paper()),
        live={},
        numbers=NUMBERS,
        at=AFTERNOON,
        operator_ref="op_1",
        new_id=ids(),
    )
    assert header.occurred_at == intake.occurred_at == YESTERDAY
    assert header.body.delivery_number == header.body.paper_ref == intake.body.paper_ref == FORM
    assert header.body.late_entry is intake.body.late_entry is True
    assert header.attachments == (PHOTO,)


def test_the_load_of_a_day_without_the_pc_carries_its_paper_and_its_true_time():
    unit = stored(taken_in_at=YESTERDAY - timedelta(hours=2))
    header, line, released = release(
        load(CODE, **on_paper(paper_number="HO-S1a-20261118-0003")),
        [unit],
        number="HO-S1a-20261118-0003",
        at=AFTERNOON,
        operator_ref="op_1",
        new_id=ids(),
    )
    assert {header.occurred_at, line.occurred_at, released.occurred_at} == {YESTERDAY}
    assert (header.body.late_entry, header.body.paper_ref) == (True, "HO-S1a-20261118-0003")
    assert [len(each.attachments) for each in (header, line, released)] == [1, 0, 0]


def test_a_load_on_paper_cannot_have_left_before_its_unit_came_in():
    with pytest.raises(HandedOnBeforeTakenIn):
        release(
            load(CODE, **on_paper()), [stored()], number=FORM, at=AFTERNOON, operator_ref="op_1", new_id=ids()
        )


def test_everything_that_a_late_entry_lacks_is_said_at_once():
    wanted = [FaultKind.TIME_MISSING, FaultKind.PAPER_MISSING, FaultKind.PAPER_PHOTO_MISSING]
    assert kinds(delivery_faults(delivery(pack(), late_entry=True))) == wanted
    assert kinds(handoff_faults(load(CODE, late_entry=True))) == wanted


@pytest.mark.parametrize(
    "said", [{"occurred_at": YESTERDAY}, {"paper_number": FORM}, {"occurred_typed": "2"}]
)
def test_a_time_or_the_number_of_a_form_makes_a_late_entry_by_itself(said):
    assert FaultKind.PAPER_PHOTO_MISSING in kinds(delivery_faults(delivery(pack(), **said)))


def test_a_paper_that_is_on_no_pad_has_its_own_number():
    draft = delivery(pack(), **on_paper(paper_number=None, paper_ref="收据本 0042"))
    assert delivery_faults(draft, AFTERNOON) == ()
    header, _ = take_in(draft, live={}, numbers=NUMBERS, at=AFTERNOON, operator_ref="op_1", new_id=ids())
    assert header.body.paper_ref == "收据本 0042"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("2026-13-19 10:00", FaultKind.NO_SUCH_MONTH),
        ("2026-11-31 10:00", FaultKind.NO_SUCH_DAY),
        ("2026-11-19 25:00", FaultKind.NO_SUCH_HOUR),
        ("1900-01-01 10:00", FaultKind.TIME_TOO_EARLY),
        ("2026-11-20 15:11", FaultKind.TIME_IN_FUTURE),
        ("前天上午", FaultKind.TIME_UNREADABLE),
    ],
)
def test_a_typed_time_that_cannot_be_is_a_fault_at_its_field(typed, kind):
    draft = delivery(pack(), **on_paper(occurred_at=None, occurred_typed=typed))
    (fault,) = delivery_faults(draft, AFTERNOON)
    assert (fault.kind, fault.field, fault.value) == (kind, "occurred_at", typed)
    with pytest.raises(DraftIncomplete):
        take_in(draft, live={}, numbers=NUMBERS, at=AFTERNOON, operator_ref="op_1", new_id=ids())


def test_a_typed_time_is_the_true_time():
    draft = delivery(pack(), **on_paper(occurred_at=None, occurred_typed="2026年11月19日9点12"))
    header, _ = take_in(draft, live={}, numbers=NUMBERS, at=AFTERNOON, operator_ref="op_1", new_id=ids())
    assert header.occurred_at == YESTERDAY


def test_a_watch_ten_minutes_fast_is_no_future():
    just = on_paper(occurred_at=AFTERNOON + timedelta(minutes=10))
    beyond = on_paper(occurred_at=AFTERNOON + timedelta(minutes=10, seconds=1))
    assert delivery_faults(delivery(pack(), **just), AFTERNOON) == ()
    assert kinds(delivery_faults(delivery(pack(), **beyond), AFTERNOON)) == [FaultKind.TIME_IN_FUTURE]


def test_a_time_without_its_zone_is_asked_for_again_and_no_crash():
    draft = delivery(pack(), late_entry=True, occurred_at=datetime(2026, 11, 19, 8, 0))  # noqa: DTZ001 - on purpose
    assert FaultKind.TIME_UNREADABLE in {fault.kind for fault in delivery_faults(draft, AFTERNOON)}
