import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import combinations, pairwise

import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import PickedBy
from packtrail.papers import fonts
from packtrail.papers.content import (
    Carrier,
    LoadWeighing,
    Party,
    SafetyDetermination,
    SafetyItem,
    Signatory,
    kilograms,
)
from packtrail.papers.handoff_receipt import _Receipt, handoff_receipt
from packtrail.papers.layout import MARGIN_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM, Words, pages
from packtrail.wording import CHINESE, ENGLISH, wording

ZH, EN = wording(CHINESE), wording(ENGLISH)
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NATIONAL = st.builds(
    "{}{}{}{}".format,
    st.text(ALNUM, min_size=3, max_size=3),
    st.sampled_from("PMC"),
    st.sampled_from("ABCDEFGZ"),
    st.text(ALNUM, min_size=19, max_size=19),
)
PROVISIONAL = st.builds("TMP-S1a-20261120-{:04d}".format, st.integers(0, 9999))
INTERNAL = st.text(ALNUM + "-:[]>/.()<\\_", min_size=1, max_size=40)
NAMES = st.text("中国㛃𬭎䶮堃福建新能源·A1（）一丨", min_size=1, max_size=20)
ROOM_MM = 0.05
LONGEST_NUMBER = "HO-WWWWWWW9zz-20261120-10000"


def words_of(content, words=ZH, **marks):
    paper = _Receipt(content, words).paper(
        copy=marks.get("copy", False), practice=marks.get("practice", False)
    )
    return [[mark for mark in page.marks if isinstance(mark, Words)] for page in pages(paper)]


def everything(texts):
    return "\n".join(texts)


@FEW
@given(codes=st.lists(NATIONAL | PROVISIONAL | INTERNAL, min_size=1, max_size=60, unique=True))
def test_every_code_extracts_byte_for_byte(codes, receipt, line, page_texts):
    content = receipt([line(at, battery_code=code) for at, code in enumerate(codes, start=1)])
    rows = [row for text in page_texts(handoff_receipt(content, ZH)) for row in text.split("\r\n")]
    found = [row.split(" ")[1] for row in rows if re.match(r"\d+ \S+ 电池包 ", row)]
    assert found == codes


@FEW
@given(names=st.lists(NAMES.map(str.strip).filter(bool), min_size=3, max_size=3))
def test_names_with_rare_characters_extract_as_they_were_written(names, receipt, page_texts):
    outlet, recipient, carrier = names
    content = receipt(
        1, outlet=Party(name=outlet), recipient=Party(name=recipient), carrier=Carrier(name=carrier)
    )
    text = everything(page_texts(handoff_receipt(content, ZH)))
    assert all(name in text for name in names)


def test_a_character_that_no_face_has_extracts_too_and_the_paper_says_it_must_be_written_in(
    receipt, page_texts
):
    text = everything(page_texts(handoff_receipt(receipt(1, recipient=Party(name="𠮷野回收")), ZH)))
    assert "𠮷野回收" in text
    assert ZH.say("papers.notes.stand_in", count=1) in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("mode", [[], ["-layout"], ["-raw"]])
def test_codes_extract_with_poppler_too(receipt, tmp_path, mode):
    content = receipt(40, recipient=Party(name="福建㛃𬭎回收有限公司"))
    file = tmp_path / "receipt.pdf"
    file.write_bytes(handoff_receipt(content, ZH))
    run = subprocess.run(["pdftotext", *mode, "-enc", "UTF-8", file, "-"], capture_output=True, check=True)
    text = run.stdout.decode("utf-8")
    assert set(text.split()) >= {line.battery_code for line in content.lines}
    assert "福建㛃𬭎回收有限公司" in text


def test_the_same_content_gives_the_same_bytes(receipt):
    assert handoff_receipt(receipt(40), ZH) == handoff_receipt(receipt(40), ZH)


def test_other_papers_in_between_do_not_change_the_bytes(receipt, line):
    first = handoff_receipt(receipt(2), ZH)
    handoff_receipt(receipt([line(1, battery_code="另一单𠮷")]), EN, practice=True)
    assert handoff_receipt(receipt(2), ZH) == first


def test_papers_drawn_at_the_same_time_are_as_if_drawn_alone(receipt):
    loads = [receipt(lines) for lines in (1, 9, 30, 60)]
    alone = [handoff_receipt(load, ZH) for load in loads]
    with ThreadPoolExecutor(max_workers=4) as threads:
        assert list(threads.map(lambda load: handoff_receipt(load, ZH), loads)) == alone


def test_no_moment_but_that_of_the_record_is_in_the_file(receipt):
    with pypdfium2.PdfDocument(handoff_receipt(receipt(1), ZH)) as document:
        meta = document.get_metadata_dict()
    assert meta["CreationDate"] == "D:20000101000000+00'00'"
    assert meta["Title"] == "废旧动力电池移交单 HO-S1a-20261120-0002"


def test_every_face_is_embedded(receipt):
    data = handoff_receipt(receipt(3), ZH)
    assert data.count(b"/FontFile2") == data.count(b"/Type /FontDescriptor") == 4
    assert b"Helvetica" not in data


@pytest.mark.parametrize("number", ["HO-S1a-20261120-0002", "HO-K7QM4a-20261120-0002", LONGEST_NUMBER])
def test_document_number_and_qr_decode_from_the_printed_page(receipt, picture, number):
    content = receipt(3, document_number=number)
    found = {
        str(symbol.format): symbol.text
        for symbol in zxingcpp.read_barcodes(picture(handoff_receipt(content, ZH)))
    }
    assert sorted(found.values()) == sorted([content.document_number, content.qr_text])


def test_symbols_decode_through_the_watermark(receipt, picture):
    content = receipt(1)
    data = handoff_receipt(content, ZH, copy=True, practice=True)
    texts = {symbol.text for symbol in zxingcpp.read_barcodes(picture(data))}
    assert texts == {content.document_number, content.qr_text}


def test_a_receipt_without_a_qr_text_has_no_qr(receipt, picture):
    found = zxingcpp.read_barcodes(picture(handoff_receipt(receipt(1, qr_text=""), ZH)))
    assert [symbol.text for symbol in found] == ["HO-S1a-20261120-0002"]


def test_total_and_carried_sums_add_up(receipt, page_texts):
    content = receipt(100)
    grams = [line.mass_g for line in content.lines]
    texts = page_texts(handoff_receipt(content, ZH))
    carried = [re.search(r"过次页.本页止 (\d+) 件 ([\d.]+)", text) for text in texts]
    brought = [re.search(r"承前页.(\d+) 件 ([\d.]+)", text) for text in texts]
    breaks = [found for found in carried if found]
    assert len(breaks) >= 2
    for found in breaks:
        assert found[2] == kilograms(sum(grams[: int(found[1])]))
    assert [found.groups() for found in breaks] == [found.groups() for found in brought if found]
    assert f"合计\u3000100 件 {kilograms(sum(grams))}" in everything(texts)


def test_the_total_is_bold(receipt):
    content = receipt(2)
    (page,) = words_of(content)
    assert "Bold" in next(mark.face for mark in page if mark.text == "603.3")


def test_pages_are_numbered(receipt, page_texts):
    texts = page_texts(handoff_receipt(receipt(60), ZH))
    for number, text in enumerate(texts, start=1):
        assert f"第 {number} 页 共 {len(texts)} 页" in text


def test_every_page_names_its_document_and_its_record(receipt, page_texts):
    content = receipt(60)
    for text in page_texts(handoff_receipt(content, ZH)):
        assert content.document_number in text
        assert content.release_record_id in text
        assert content.ledger_hash in text


@pytest.mark.parametrize("words", [ZH, EN])
def test_a_reprint_says_so_on_every_page(receipt, page_texts, words):
    for text in page_texts(handoff_receipt(receipt(60), words, copy=True)):
        assert words.say("papers.copy.stamp") in text


def test_an_original_does_not_say_copy(receipt, page_texts):
    assert "副本" not in everything(page_texts(handoff_receipt(receipt(3), ZH)))


@pytest.mark.parametrize("words", [ZH, EN])
def test_a_training_paper_has_its_watermark_on_every_page(receipt, page_texts, words):
    for text in page_texts(handoff_receipt(receipt(60), words, practice=True)):
        assert words.say("papers.practice.watermark") in text
        assert words.say("papers.practice.stamp").replace("\u3000", "") in text.replace("\u3000", "")


@pytest.mark.parametrize(
    ("basis", "mass_g"),
    [(MassBasis.NAMEPLATE, 400_000), (MassBasis.ESTIMATED, 400_000), (MassBasis.UNKNOWN, None)],
)
def test_only_a_weighed_mass_prints_as_weighed(receipt, line, page_texts, basis, mass_g):
    content = receipt([line(1, mass_g=mass_g, mass_basis=basis)])
    text = everything(page_texts(handoff_receipt(content, ZH)))
    assert ZH.say(f"papers.basis.{basis}") in text
    assert ZH.say("papers.basis.weighed") not in text


def test_a_load_of_unknown_mass_prints_no_zero(receipt, line, page_texts):
    content = receipt([line(1, mass_g=None, mass_basis=MassBasis.UNKNOWN)])
    assert "0.0" not in everything(page_texts(handoff_receipt(content, ZH)))


def test_a_line_picked_from_a_list_says_so(receipt, line, page_texts):
    content = receipt([line(1), line(2, picked_by=PickedBy.LIST)])
    text = everything(page_texts(handoff_receipt(content, ZH)))
    assert re.search(r"2 \S+ 电池包 磷酸铁锂 [\d.]+ 实称 外观正常，未现场扫码", text)
    assert ZH.say("papers.notes.list_picked", lines=1) in text


def test_how_a_code_was_read_and_an_unconfirmed_intake_stand_on_the_line(receipt, line, page_texts):
    content = receipt([line(1, condition="", code_source="photo_decode", is_unconfirmed=True)])
    text = everything(page_texts(handoff_receipt(content, ZH)))
    assert "照片识读，入库未确认" in text
    assert ZH.say("papers.notes.unconfirmed", lines=1) in text


def test_a_scanned_code_needs_no_remark(receipt, line, page_texts):
    content = receipt([line(1, condition="", code_source="scan_qr")])
    assert re.search(r"实称 —", everything(page_texts(handoff_receipt(content, ZH))))


def test_masses_that_are_rounded_are_said_to_be(receipt, line, page_texts):
    content = receipt([line(1, mass_g=412_345)])
    assert ZH.say("papers.notes.rounded") in everything(page_texts(handoff_receipt(content, ZH))).replace(
        "\r\n", ""
    )


def test_the_prohibition_is_printed_with_its_source_and_signed_by_the_consignee(receipt, page_texts):
    text = everything(page_texts(handoff_receipt(receipt(1), ZH))).replace("\r\n", "")
    for part in ("text", "source", "declaration"):
        assert ZH.say(f"papers.notice.ebike.{part}") in text
    assert ZH.say("papers.sign.consignee_declares") in text


def test_without_a_notice_nothing_is_declared(receipt, page_texts):
    text = everything(page_texts(handoff_receipt(receipt(1, notices=()), ZH)))
    assert "声明" not in text


def test_the_weighbridge_ticket_is_set_against_the_total(receipt, page_texts):
    content = receipt(1, weighing=LoadWeighing(ticket="GB-71", gross_g=17_001_100, tare_g=16_700_000))
    text = everything(page_texts(handoff_receipt(content, ZH)))
    assert all(figure in text for figure in ("GB-71", "17001.1", "16700.0", "301.1", "0.0"))


def test_a_load_with_an_unknown_mass_is_not_set_against_the_weighbridge(receipt, line, page_texts):
    lines = [line(1, mass_g=None, mass_basis=MassBasis.UNKNOWN)]
    content = receipt(lines, weighing=LoadWeighing(ticket="GB-71", gross_g=2_000, tare_g=1_000))
    assert ZH.say("papers.weighing.difference") not in everything(page_texts(handoff_receipt(content, ZH)))


def test_the_safety_form_says_that_its_items_are_to_be_confirmed(receipt, page_texts):
    text = everything(page_texts(handoff_receipt(receipt(1), ZH))).replace("\r\n", "")
    assert "条目待确认" in text
    assert ZH.say("papers.safety.title") in text


@pytest.mark.parametrize(("found", "result"), [(False, "pass"), (True, "fail")])
def test_answers_and_their_result_are_printed(receipt, page_texts, found, result):
    safety = SafetyDetermination(checklist="FZ-3", items=(SafetyItem(item="鼓胀", is_found=found),))
    text = everything(page_texts(handoff_receipt(receipt(1, safety=safety), EN)))
    assert re.search(rf"1\. 鼓胀 {'yes' if found else 'no'}\b", text)
    assert f"Result {result}" in text


def test_an_open_item_keeps_both_boxes_and_the_result_open(receipt, page_texts):
    safety = SafetyDetermination(checklist="FZ-3", items=(SafetyItem(item="鼓胀"),))
    text = everything(page_texts(handoff_receipt(receipt(1, safety=safety), EN)))
    assert re.search(r"鼓胀 yes no", text)
    assert "Result pass fail" in text


def test_known_signatories_are_printed_in_legal_time(receipt, page_texts):
    signs = Signatory(name="陈㛃", signed_at=datetime(2026, 11, 20, 8, 50, tzinfo=UTC))
    text = everything(page_texts(handoff_receipt(receipt(1, recipient_signs=signs), ZH)))
    assert "陈㛃" in text
    assert "2026-11-20 16:50:00（北京时间）" in text


def test_a_missing_carrier_is_said_to_be_missing_and_may_still_sign(receipt, page_texts):
    text = everything(page_texts(handoff_receipt(receipt(1, carrier=None), ZH)))
    assert "未登记" in text
    assert text.count("签字（盖章）") == 3


def test_a_small_load_fits_one_page(receipt):
    content = receipt(5, weighing=LoadWeighing(ticket="GB-71", gross_g=18_640_000, tare_g=16_700_000))
    assert len(words_of(content)) == 1


LONG = "全国新能源汽车动力电池回收利用产业发展联合体福建省福州市仓山区金山大道第一回收服务网点"
LONG_NAMES = st.text("中国㛃𬭎（）·A1 ，", min_size=1, max_size=60) | st.just(LONG) | st.just("W" * 70)


@FEW
@given(data=st.data(), rows=st.integers(1, 70))
@pytest.mark.parametrize("words", [ZH, EN])
def test_nothing_overlaps_and_nothing_leaves_the_margins(receipt, line, words, data, rows):
    name = data.draw(st.lists(LONG_NAMES, min_size=4, max_size=4))
    odd = line(rows, condition=name[0], chemistry=name[1], battery_code="[>16P" + "0A" * 30, mass_g=10**9 + 1)
    content = receipt(
        [*(line(at) for at in range(1, rows)), odd],
        document_number=LONGEST_NUMBER,
        outlet=Party(name=name[0], uscc="9" * 18, set_up_by_name=name[1], address=name[2], phone=name[3]),
        recipient=Party(name=name[1], role=name[0], address=name[3]),
        carrier=Carrier(name=name[2], plate=name[3], driver=name[0]),
        weighing=LoadWeighing(ticket=name[3], gross_g=10**9, tare_g=10**7),
        safety=SafetyDetermination(
            checklist=name[0], items=(SafetyItem(item=name[1]), SafetyItem(item=name[2]))
        ),
        recipient_signs=Signatory(name=name[2]),
    )
    for page in words_of(content, words, copy=True, practice=True):
        boxes = [_box(mark) for mark in page]
        for left, top, right, bottom, text in boxes:
            assert left >= MARGIN_MM - ROOM_MM, text
            assert right <= PAGE_WIDTH_MM - MARGIN_MM + ROOM_MM, text
            assert top >= MARGIN_MM, text
            assert bottom <= PAGE_HEIGHT_MM - MARGIN_MM + ROOM_MM, text
        assert [pair for pair in combinations(boxes, 2) if _overlap(*pair)] == []


def _box(mark):
    size_mm = mark.size_pt * fonts.MM_PER_POINT
    right = mark.x_mm + fonts.width_mm(mark.text, mark.face, mark.size_pt)
    return (mark.x_mm, mark.y_mm - 0.8 * size_mm, right, mark.y_mm + 0.12 * size_mm, mark.text)


def _overlap(one, other):
    apart_across = one[2] <= other[0] + ROOM_MM or other[2] <= one[0] + ROOM_MM
    apart_down = one[3] <= other[1] + ROOM_MM or other[3] <= one[1] + ROOM_MM
    return not (apart_across or apart_down)


def test_lines_of_a_long_load_run_over_pages_in_order(receipt, page_texts):
    numbers = [
        int(found)
        for text in page_texts(handoff_receipt(receipt(100), ZH))
        for found in re.findall(r"^(\d+) 001P", text, flags=re.MULTILINE)
    ]
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert len(numbers) == 100
