"""车辆随车卡: what it says of a real case, and that every code of it is read back."""

import numpy as np
import pytest
from pypdfium2 import PdfDocument

from packtrail.app.act_papers.vehicles import card_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.commands import ON_A_CASE, code_of
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.papers.act_frame import Marks
from packtrail.papers.vehicle_card import vehicle_card
from packtrail.scan.pictures import Picture
from packtrail.scan.reader import read_still
from packtrail.usecases.match_battery import match_battery
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.papers.ledger import desk_in
from tests.scrapyard import PACK, SECOND_PACK, VIN, scan, vehicle
from tests.trade import pack

pytestmark = pytest.mark.practice(2)


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path) as desk:
        yield desk


def received(desk, *codes, **changes):
    return desk.act(receive_vehicle, vehicle(*codes, **changes), rules=desk.rules().vehicle)


def content_of(desk, case):
    return desk.read(lambda view: card_content(view, case.case_id, desk.clock.at, desk.rules()))


def read_from(picture, pdf):
    pages = (picture(pdf, at, dpi=200) for at in range(len(PdfDocument(pdf))))
    greys = (np.ascontiguousarray(page[..., 0]) for page in pages)
    return {s.text for grey in greys for s in read_still(Picture(grey, grey.shape[::-1], 1.0)).symbols}


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_number_vin_and_every_act_are_read_back_from_the_one_sheet(desk, picture, page_texts, language):
    case = received(desk, PACK, SECOND_PACK)
    pdf = vehicle_card(content_of(desk, case), wording(language))
    assert read_from(picture, pdf) == {case.case_number, VIN, *map(code_of, ON_A_CASE)}
    (text,) = page_texts(pdf)
    for printed in ("湘A·D12345", VIN, case.case_number, PACK, SECOND_PACK):
        assert printed in text.replace(" ", "")


def test_a_box_is_filled_once_its_battery_was_found_and_no_person_stands_there(desk, page_texts):
    case = received(desk, PACK, SECOND_PACK)
    desk.act(match_battery, case.case_id, scan(PACK), rules=desk.rules().vehicle)
    content = content_of(desk, case)
    assert [slot.is_filled for slot in content.slots] == [True, False]
    text = "".join(page_texts(vehicle_card(content, wording(CHINESE))))
    assert "李" not in text
    assert "13800138000" not in text


def test_a_vehicle_with_neither_plate_nor_vin_nor_codes_has_a_card(desk, page_texts):
    case = received(desk, vin="刮掉了", vin_reason="unreadable", plate="")
    (text,) = page_texts(vehicle_card(content_of(desk, case), wording(CHINESE), Marks(practice=True)))
    assert "无号牌" in text
    assert "刮掉了" in text


def test_fifty_batteries_are_counted_and_not_all_drawn(desk, page_texts):
    codes = [f"0TXPB01A000001A5A{number:07d}" for number in range(50)]
    text = "".join(page_texts(vehicle_card(content_of(desk, received(desk, *codes)), wording(CHINESE))))
    assert codes[11] in text
    assert codes[12] not in text
    assert "另有 38 件" in text


@pytest.mark.parametrize("typed", [VIN, "湘A·D12345", None])
def test_it_is_asked_for_by_number_vin_or_plate_and_lies_among_the_papers(desk, typed):
    case = received(desk, PACK)
    subject = desk.subject(ActPaper.VEHICLE, typed or case.case_number.lower())
    paper = desk.print(ActPaper.VEHICLE, subject)
    assert paper.name.startswith(f"{case.case_number}-card-")
    assert desk.print(ActPaper.VEHICLE, subject) != paper


def test_what_is_no_case_has_no_card(desk):
    with pytest.raises(PaperOfNothing):
        desk.print(ActPaper.VEHICLE, desk.take_in(pack(PACK)).document.delivery_id)
