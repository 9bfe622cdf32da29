"""Looking up what a partly read label can have said: lists, drafts, stock, in the real ledger."""

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.announcement import AnnouncementDraft
from packtrail.domain.delivery_draft import DeliveryDraft, UnitDraft
from packtrail.domain.label_doctor import DifferenceKind, Origin, typed_part
from packtrail.domain.records.gate import SourceType
from packtrail.usecases.announce_delivery import announce_delivery
from packtrail.usecases.drafts import DELIVERY, draft_content
from packtrail.usecases.label_doctor import propose_codes
from packtrail.usecases.ports import Draft
from tests.station import take_in

HERE = "04QPE76A00012BJBC0000903"
ALIKE = "04QPE76A00012BJBC000090B"
EXPECTED = "04QPE76A00012BJBC0000913"
DRAFTED = "04QPE76A00012BJBC0000923"


def asked(station, text, **more):
    with station.read() as view:
        return propose_codes(view, typed_part(text), **more)


def found(station, text, **more):
    return [(fit.code, fit.origin) for fit in asked(station, text, **more).fits]


@pytest.fixture
def named(station, clock, act):
    """One pack here, one announced, one in a draft."""
    take_in(station, clock, HERE)
    draft = AnnouncementDraft(source_type=SourceType.REPAIR_SHOP, deliverer_name="修理厂", codes=(EXPECTED,))
    act(announce_delivery, draft)
    typed = DeliveryDraft(units=(UnitDraft(battery_code=DRAFTED),))
    with station.act() as tx:
        tx.save_draft(
            Draft(draft_id=new_id(), kind=DELIVERY, content=draft_content(typed), updated_at=clock())
        )
    return station


def test_what_was_announced_drafted_and_taken_in_is_proposed_in_that_order(named):
    assert found(named, "04QPE76A00012BJBC00009?3") == [
        (EXPECTED, Origin.EXPECTED),
        (DRAFTED, Origin.DRAFT),
        (HERE, Origin.HERE),
    ]


def test_the_list_of_the_delivery_at_hand_comes_first(named):
    listed = "04QPE76A00012BJBC0000993"
    assert found(named, "04QPE76A00012BJBC00009?3", on_list=[listed])[0] == (listed, Origin.ON_LIST)


def test_a_code_that_is_settled_already_is_not_proposed_again(named):
    assert found(named, "04QPE76A00012BJBC00009?3", besides={EXPECTED, HERE}) == [(DRAFTED, Origin.DRAFT)]


def test_a_piece_of_the_serial_is_enough(named):
    assert (HERE, Origin.HERE) in found(named, "0903")


def test_too_little_to_look_up_is_said(named):
    diagnosis = asked(named, "04Q?????????????????????")
    assert diagnosis.needs_more
    assert not diagnosis.fits


def test_nothing_that_fits_is_said_too(named):
    diagnosis = asked(named, "9XXPE76A00012BJBC00009?3")
    assert (diagnosis.count, diagnosis.needs_more, diagnosis.is_too_many) == (0, False, False)


def test_only_where_nothing_agrees_look_alikes_are_tried(named):
    (fit,) = asked(named, ALIKE.replace("12B", "128").replace("090B", "0903")).fits
    assert fit.code == HERE
    assert fit.marked(DifferenceKind.AGAINST) == (14,)


def test_a_pasted_page_is_too_long_to_be_a_code(named):
    assert asked(named, "04QPE76A00012BJBC0000903" * 50).needs_more
