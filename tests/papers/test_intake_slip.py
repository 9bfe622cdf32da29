"""入库单: what it says of a unit in a real ledger, two on a sheet, each in its half."""

from datetime import timedelta

import pytest
import zxingcpp

from packtrail.app.act_papers.slips import slip_of, units_for_slips
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.unit_acts import CheckDraft
from packtrail.papers.act_frame import Marks
from packtrail.papers.intake_slip import _sheets, intake_slips
from packtrail.usecases.check_condition import check_condition
from packtrail.usecases.void_record import void_record
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.papers.ledger import desk_in, outside_the_margins
from tests.station import codes
from tests.trade import CODE, OTHER_CODE, pack
from tests.usecases.floor import RECHECK, SAFETY

ZH, EN = wording(CHINESE), wording(ENGLISH)


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path / "station") as desk:
        yield desk


def slips_of(desk, subject_id):
    return desk.read(
        lambda view: [
            slip_of(view, unit, RECHECK, is_copy=False) for unit in units_for_slips(view, subject_id)
        ]
    )


def text_of(page_texts, slips, words=ZH, **marks):
    return "".join(page_texts(intake_slips(slips, words, Marks(**marks)))).replace("\r\n", "")


def test_it_says_place_danger_and_the_second_look(desk, page_texts):
    taken_in = desk.take_in(
        pack(CODE, condition_class="overheating", storage_location="隔离㛃𬭎区/03-2"),
        deliverer_name="某某汽修",
        driver_name="欧阳建国",
    )
    (unit,) = taken_in.units
    (slip,) = slips_of(desk, taken_in.document.delivery_id)
    assert slip.recheck_at == unit.taken_in_at + timedelta(hours=24)
    text = text_of(page_texts, [slip])
    for said in (
        CODE,
        "隔离㛃𬭎区/03-2",
        "高风险",
        "异常隔离",
        "发热",
        "复检：2026-11-21 09:12",
        unit.intake_number,
    ):
        assert said in text, said
    assert "汽修" not in text
    assert "欧" not in text


def test_it_follows_what_was_found_after_the_intake(desk, page_texts):
    (unit,) = desk.take_in(pack()).units
    assert "未见危险" in text_of(page_texts, slips_of(desk, unit.unit_id))
    desk.act(check_condition, unit.unit_id, CheckDraft(condition_class="deformed"), rules=SAFETY.rules)
    text = text_of(page_texts, slips_of(desk, unit.unit_id), EN)
    assert "damaged" in text
    assert "quarantine" in text


def test_the_symbol_is_the_code(desk, picture):
    labels = codes(2)
    slips = slips_of(desk, desk.take_in(*map(pack, labels)).document.delivery_id)
    found = zxingcpp.read_barcodes(picture(intake_slips(slips, ZH), dpi=150))
    assert sorted(each.text for each in found) == labels


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (30, 15)])
def test_two_stand_on_a_sheet_and_every_unit_has_one(desk, page_texts, count, sheets):
    labels = codes(count)
    slips = slips_of(desk, desk.take_in(*map(pack, labels)).document.delivery_id)
    texts = page_texts(intake_slips(slips, ZH))
    assert len(texts) == sheets
    assert [sum(text.replace("\r\n", "").count(code) for text in texts) for code in labels] == [1] * count
    assert intake_slips(slips, ZH) == intake_slips(slips, ZH)


@pytest.mark.parametrize("words", [ZH, EN])
def test_the_longest_texts_stay_in_their_half(desk, words):
    long = pack("X" * 128, code_scheme="none", storage_location="长" * 40 + "/" + "宽" * 20)
    slips = slips_of(desk, desk.take_in(long, pack(CODE, condition_class="leaking")).document.delivery_id)
    paper = _sheets(slips, words, Marks(practice=True))
    assert not outside_the_margins(paper)
    assert all(piece.height_mm <= 127 and _lowest(piece) <= 127 for piece in paper.body)


def _lowest(piece):
    return max(mark.y_mm for mark in piece.marks)


def test_only_what_was_printed_before_is_a_copy_and_a_voided_unit_says_so(desk, page_texts):
    taken_in = desk.take_in(pack(CODE), pack(OTHER_CODE))
    first, second = taken_in.units
    alone = desk.print(ActPaper.SLIP, first.unit_id)
    beside = desk.print(ActPaper.SLIP, taken_in.document.delivery_id)
    assert (alone.stem, beside.stem) == (first.intake_number, f"{first.intake_number}-2")
    assert "副本" not in "".join(page_texts(alone))
    both = "".join(page_texts(beside))
    assert both.count("副本") == 1
    desk.act(void_record, second.unit_id, "did_not_occur", "没有这一件")
    assert "已作废" in text_of(page_texts, slips_of(desk, second.unit_id))
    assert len(slips_of(desk, taken_in.document.delivery_id)) == 1


def test_a_code_means_the_unit_that_carries_it_now(desk):
    (first,) = desk.take_in(pack(CODE)).units
    desk.act(void_record, first.unit_id, "did_not_occur", "没有这一件")
    taken_in = desk.take_in(pack(CODE))

    def found(typed):
        return desk.subject(ActPaper.SLIP, typed)

    assert found(CODE) == found(CODE.lower()) == taken_in.units[0].unit_id
    assert found(taken_in.document.number) == taken_in.document.delivery_id
    with pytest.raises(PaperOfNothing):
        found(OTHER_CODE)
    with pytest.raises(PaperOfNothing):
        slips_of(desk, "01a1f684-8f48-7a11-8a00-000000000001")
