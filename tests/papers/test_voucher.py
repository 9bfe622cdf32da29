"""回收凭证: what it says of a delivery in a real ledger, what it keeps to itself, and how it is kept."""

from dataclasses import replace
from datetime import date

import pytest
import zxingcpp

from packtrail.app.act_papers.vouchers import voucher_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.owed_papers import OwedDraft
from packtrail.domain.records.gate import CodeStatus, MassBasis
from packtrail.domain.unit_acts import CheckDraft
from packtrail.domain.vehicle_case import ReplacementDraft
from packtrail.papers.act_frame import Marks
from packtrail.papers.voucher import _Voucher, voucher_paper
from packtrail.protocol.paper_code import PaperVerdict, check_text
from packtrail.usecases.check_condition import check_condition
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.record_replacement import record_replacement
from packtrail.usecases.void_record import void_record
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.papers.ledger import RARE, desk_in, outside_the_margins
from tests.station import codes
from tests.trade import CODE, OTHER_CODE, OUTLET, pack
from tests.usecases.floor import SAFETY

ZH, EN = wording(CHINESE), wording(ENGLISH)
VIN = "LSVAU2180N2123456"


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path / "station") as desk:
        yield desk


def content_of(desk, taken_in):
    return desk.read(lambda view: voucher_content(view, taken_in.document.delivery_id))


def text_of(page_texts, content, words=ZH, **marks):
    return "".join(page_texts(voucher_paper(content, words, Marks(**marks)))).replace("\r\n", "")


def test_it_says_who_brought_what_how_it_looked_and_what_is_owed(desk, page_texts):
    taken_in = desk.take_in(
        pack(CODE, vin=VIN, condition_class="leaking"),
        pack(OTHER_CODE, mass_basis=MassBasis.NAMEPLATE, code_source="manual_double_entry"),
        deliverer_name=RARE,
        vehicle_plate="闽A12345",
        driver_name="欧阳建国",
        papers_present=("transfer_list",),
        papers_owed=(OwedDraft(paper="ownership_statement", reason="负责人外出", due_on=date(2026, 12, 1)),),
        weighbridge_ticket="BD-0091",
        gross_mass_g=8_300_000,
        tare_mass_g=7_600_000,
    )
    text = text_of(page_texts, content_of(desk, taken_in))
    for said in (
        RARE, "长沙测试回收服务网点", OUTLET, "机动车维修企业", "闽A12345", CODE, OTHER_CODE,
        "漏液", "外观正常", "铭牌", "手工录入（两遍）", VIN, "磅单 BD-0091，毛重 8300.0 kg", "净重 700.0 kg",
        "交接清单", "权属说明，请于 2026-12-01 前补交（原因：负责人外出）", "单价", "付款期限", "2 件",
        taken_in.document.number, taken_in.document.delivery_id,
    ):  # fmt: skip
        assert said in text, said
    assert "欧＊＊＊" in text
    assert "欧阳建国" not in text


def test_of_a_person_only_the_family_name_is_printed(desk, page_texts):
    taken_in = desk.take_in(
        pack(vin=VIN), source_type="vehicle_owner", deliverer_name=None, deliverer_uscc=None,
        deliverer_person="李晓华", deliverer_phone="13900000000",
    )  # fmt: skip
    text = text_of(page_texts, content_of(desk, taken_in))
    assert "李＊＊" in text
    assert "李晓华" not in text
    assert "13900000000" not in text


def test_mass_and_condition_are_those_of_the_intake_as_corrected_and_no_later_finding(desk):
    taken_in = desk.take_in(pack())
    (unit,) = taken_in.units
    desk.act(check_condition, unit.unit_id, CheckDraft(condition_class="leaking"), rules=SAFETY.rules)
    desk.act(
        correct_record, unit.unit_id, {"gross_mass_g": 299_500},
        reason_code="reweighed", reason_text="复称",
    )  # fmt: skip
    (line,) = content_of(desk, taken_in).lines
    assert (line.condition, line.mass_g) == ("normal", 299_500)


def test_a_replaced_battery_stands_with_its_vehicle_and_the_new_code(desk, page_texts):
    taken_in = desk.take_in(pack(CODE))
    desk.act(
        record_replacement,
        ReplacementDraft(vin=VIN, old_code=CODE, new_code=OTHER_CODE, replaced_on=date(2026, 11, 19)),
    )
    content = content_of(desk, taken_in)
    (vehicle,) = content.vehicles
    assert (vehicle.vin, vehicle.old_code, vehicle.new_code) == (VIN, CODE, OTHER_CODE)
    assert OTHER_CODE in text_of(page_texts, content)


def test_a_unit_without_a_code_goes_by_its_provisional_number(desk, page_texts):
    unreadable = pack(
        None, code_status=CodeStatus.UNREADABLE, code_scheme="none", code_source="none", raw_scan=None,
        code_reason="burnt", mass_g=None, mass_basis=MassBasis.UNKNOWN, photos=(desk.photo(),),
    )  # fmt: skip
    taken_in = desk.take_in(unreadable)
    text = text_of(page_texts, content_of(desk, taken_in))
    assert taken_in.units[0].local_id in text
    assert "标签不可读" in text
    assert "其中 1 件质量未知" in text


def test_a_voided_delivery_says_so_and_a_voided_unit_is_not_on_it(desk, page_texts):
    taken_in = desk.take_in(*map(pack, codes(2)))
    first, second = taken_in.units
    desk.act(void_record, first.unit_id, "did_not_occur", "没有这一件")
    assert [line.battery_code for line in content_of(desk, taken_in).lines] == [second.battery_code]
    desk.act(void_record, second.unit_id, "did_not_occur", "没有这一件")
    desk.act(void_record, taken_in.document.delivery_id, "did_not_occur", "没有来过")
    text = text_of(page_texts, content_of(desk, taken_in))
    assert "已作废" in text
    assert ZH.say("papers.voucher.nothing_left") in text


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (30, 2), (300, 9)])
def test_every_unit_stands_once_on_as_many_pages_as_it_takes(desk, page_texts, count, sheets):
    labels = codes(count)
    content = content_of(desk, desk.take_in(*map(pack, labels)))
    texts = page_texts(voucher_paper(content, ZH))
    assert len(texts) == sheets
    assert [sum(text.count(code) for text in texts) for code in labels] == [1] * count
    assert all(f"第 {at} 页 共 {sheets} 页" in text for at, text in enumerate(texts, start=1))
    assert voucher_paper(content, ZH) == voucher_paper(content, ZH)


def test_the_symbol_proves_number_count_and_mass_offline(desk, picture):
    taken_in = desk.take_in(*map(pack, codes(3)))
    symbols = zxingcpp.read_barcodes(picture(voucher_paper(content_of(desk, taken_in), ZH)))
    texts = {symbol.text for symbol in symbols}
    assert taken_in.document.number in texts
    (signed,) = texts - {taken_in.document.number}
    station = desk.read(lambda view: view.station())
    verdict, claim = check_text(signed, {}, station.signer.public_key)
    assert verdict is PaperVerdict.GENUINE
    assert (claim.content.document_number, claim.content.line_count, claim.content.mass_g) == (
        taken_in.document.number, 3, 937_500,
    )  # fmt: skip


@pytest.mark.parametrize("words", [ZH, EN])
def test_nothing_stands_outside_the_margins(desk, words):
    long = "长" * 100
    unit = pack("X" * 60, code_scheme="none", vin=VIN, original_battery_code="Y" * 100)
    content = content_of(desk, desk.take_in(unit, *map(pack, codes(40)), deliverer_name=long))
    content = replace(content, issue=replace(content.issue, is_voided=True))
    assert not outside_the_margins(_Voucher(content, words, Marks(copy=True, practice=True)).paper())


def test_the_second_print_is_a_copy_in_a_file_of_its_own(desk, page_texts):
    taken_in = desk.take_in(pack())
    subject, number = taken_in.document.delivery_id, taken_in.document.number
    first, second = (desk.print(ActPaper.VOUCHER, subject) for _ in range(2))
    assert (first.name, second.name) == (f"{number}.pdf", f"{number}-2.pdf")
    assert "副本" not in "".join(page_texts(first))
    assert "副本" in "".join(page_texts(second))


def test_a_delivery_that_there_is_not_makes_no_paper(desk):
    taken_in = desk.take_in(pack())
    for subject in ("01a1f684-8f48-7a11-8a00-000000000001", taken_in.units[0].unit_id):
        with pytest.raises(PaperOfNothing):
            desk.print(ActPaper.VOUCHER, subject)
    assert not (desk.folder / "papers").exists()


def test_what_is_typed_is_a_number_or_an_id(desk):
    document = desk.take_in(pack()).document

    def found(typed):
        return desk.subject(ActPaper.VOUCHER, typed)

    assert found(f" {document.number} ") == found(document.delivery_id) == document.delivery_id
    for junk in ("", "DL-S1a-20261120-9999", "../x", "0" * 36, "㛃𬭎" * 400):
        with pytest.raises(PaperOfNothing):
            found(junk)
