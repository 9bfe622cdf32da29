"""更正单: what was said and what is said now, from corrections and voids in a real ledger."""

import pytest

from packtrail.app.act_papers.corrections import amendment_of, correction_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.consignee import AckDraft
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.domain.rewriting import CodeReading
from packtrail.papers.act_frame import Marks
from packtrail.papers.correction_slip import _Correction, correction_slip
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.void_record import void_record
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.papers.ledger import RARE, desk_in, outside_the_margins
from tests.station import codes
from tests.trade import CODE, OTHER_CODE, load, pack
from tests.usecases.test_rewrite_code import PHOTO, RIGHT

ZH, EN = wording(CHINESE), wording(ENGLISH)


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path / "station") as desk:
        yield desk


def reweighed(desk, target_id, gross_mass_g=299_500, **changes):
    fields = {"gross_mass_g": gross_mass_g, **changes}
    return desk.act(
        correct_record, target_id, fields, reason_code="reweighed", reason_text="复称，㛃𬭎地磅不准"
    ).correction


def content_of(desk, record_id):
    return desk.read(lambda view: correction_content(view, amendment_of(view, record_id)))


def text_of(page_texts, content, words=ZH, **marks):
    return "".join(page_texts(correction_slip(content, words, Marks(**marks)))).replace("\r\n", "")


def test_a_correction_shows_both_values_who_why_and_both_records(desk, page_texts):
    (unit,) = desk.take_in(pack(CODE), deliverer_name=RARE).units
    correction = reweighed(desk, unit.unit_id, mass_basis="estimated", chemistry_code="E")
    content = content_of(desk, unit.unit_id)
    assert {(each.field, each.before, each.now) for each in content.changes} == {
        ("gross_mass_g", 312_500, 299_500),
        ("mass_basis", "weighed", "estimated"),
        ("chemistry_code", "B", "E"),
    }
    text = text_of(page_texts, content)
    for said in (
        "312.5 kg", "299.5 kg", "实称", "估重", "磷酸铁锂", "三元", "复称", "㛃𬭎地磅不准", "op_1", CODE,
        RARE, correction.record_id, unit.unit_id, unit.intake_number,
    ):  # fmt: skip
        assert said in text, said
    assert "estimated" in text_of(page_texts, content, EN)


def test_a_void_shows_what_counts_no_more(desk, page_texts):
    (unit,) = desk.take_in(pack(CODE)).units
    void = desk.act(void_record, unit.unit_id, "duplicate_entry", "登记了两次").records[0]
    text = text_of(page_texts, content_of(desk, unit.unit_id))
    for said in ("作废，不再计入", "重复登记", "登记了两次", void.record_id, unit.unit_id, CODE):
        assert said in text, said


def test_a_wrong_code_stands_beside_the_right_one_and_both_find_it(desk, page_texts):
    (unit,) = desk.take_in(pack(CODE)).units
    again = desk.act(rewrite_code, unit.unit_id, RIGHT, reason_text="手输看错", evidence=(PHOTO,)).unit
    content = content_of(desk, again.unit_id)
    assert content == content_of(desk, unit.unit_id)
    (change,) = content.changes
    assert (change.field, change.before, change.now) == ("battery_code", CODE, OTHER_CODE)
    assert content.replaced_by == (again.unit_id,)
    text = text_of(page_texts, content)
    assert "作废并重写" in text
    assert CODE in text
    assert OTHER_CODE in text
    for typed in (CODE, OTHER_CODE):
        assert desk.subject(ActPaper.CORRECTION, typed) == again.unit_id


def test_a_code_that_stood_nowhere_before_stands_on_the_slip(desk, page_texts):
    nameless = pack(
        None, code_status="unreadable", code_reason="burnt", raw_scan=None, photos=(desk.photo(role="label"),)
    )
    (unit,) = desk.take_in(nameless).units
    desk.act(rewrite_code, unit.unit_id, RIGHT, reason_text="清洗后可读", evidence=(PHOTO,))
    content = content_of(desk, unit.unit_id)
    said = {each.field: (each.before, each.now) for each in content.changes}
    assert said["battery_code"] == (None, OTHER_CODE)
    assert said["code_reason"] == ("burnt", None)
    assert OTHER_CODE in text_of(page_texts, content)


def test_the_slip_of_an_intake_written_anew_leaves_the_former_one_where_it_is(desk):
    (unit,) = desk.take_in(pack(CODE)).units
    former = desk.print(ActPaper.SLIP, unit.unit_id)
    said = former.read_bytes()
    again = desk.act(rewrite_code, unit.unit_id, RIGHT, reason_text="手输看错", evidence=(PHOTO,)).unit
    assert desk.print(ActPaper.SLIP, again.unit_id).name == f"{unit.intake_number}-2.pdf"
    assert former.read_bytes() == said


def test_a_code_that_there_is_not_gives_way_to_a_provisional_number_on_the_slip(desk, page_texts):
    (unit,) = desk.take_in(pack(CODE)).units
    reading = CodeReading(battery_code=None, code_status="unreadable", code_reason="burnt")
    again = desk.act(
        rewrite_code, unit.unit_id, reading, reason_text="标签不是这台的", evidence=(PHOTO,)
    ).unit
    content = content_of(desk, unit.unit_id)
    said = {each.field: (each.before, each.now) for each in content.changes}
    assert said["battery_code"] == (CODE, None)
    assert said["local_id"] == (None, again.local_id)
    assert again.local_id in text_of(page_texts, content)


def test_what_the_recipient_acknowledged_waits_for_his_answer(desk, page_texts):
    desk.take_in(pack(CODE))
    handed = desk.act(release_handoff, load(CODE))
    desk.act(depart_handoff, handed.document.handoff_id)
    desk.act(
        acknowledge_all,
        handed.document.handoff_id,
        AckDraft(answers=(), source="phone", acknowledged_at=desk.clock.at),
    )
    line = handed.items[0].line_id
    reweighed(desk, line)
    content = content_of(desk, line)
    assert content.awaits_answer
    text = text_of(page_texts, content)
    assert ZH.say("papers.correction.awaits") in text
    assert "株洲测试再生利用有限公司" in text


def test_the_newest_is_meant_and_a_taken_back_one_says_so(desk, page_texts):
    (unit,) = desk.take_in(pack(CODE)).units
    first = reweighed(desk, unit.unit_id)
    second = reweighed(desk, unit.unit_id, gross_mass_g=298_000)
    assert content_of(desk, unit.unit_id).issue.record_id == second.record_id
    assert content_of(desk, first.record_id).issue.record_id == first.record_id
    desk.act(void_record, second.record_id, "did_not_occur", "第二次没有称")
    assert "已作废" in text_of(page_texts, content_of(desk, second.record_id))
    assert content_of(desk, unit.unit_id).issue.record_id == first.record_id


def test_what_was_never_put_right_makes_no_paper(desk):
    (unit,) = desk.take_in(pack(CODE)).units
    for record_id in (unit.unit_id, "01a1f684-8f48-7a11-8a00-000000000001"):
        with pytest.raises(PaperOfNothing):
            desk.print(ActPaper.CORRECTION, record_id)


def test_the_second_print_is_a_copy_and_the_bytes_are_the_record_s(desk, page_texts):
    (unit,) = desk.take_in(pack(CODE)).units
    reweighed(desk, unit.unit_id)
    first, second = (desk.print(ActPaper.CORRECTION, unit.unit_id) for _ in range(2))
    assert first.read_bytes() == correction_slip(content_of(desk, unit.unit_id), ZH)
    assert "副本" in "".join(page_texts(second))


@pytest.mark.parametrize("words", [ZH, EN])
def test_the_longest_texts_stay_within_the_margins(desk, words):
    taken_in = desk.take_in(*map(pack, codes(40)), deliverer_name="长" * 100)
    unit = taken_in.units[0]
    desk.act(void_record, unit.unit_id, "wrong_unit", "长" * 200)
    paper = _Correction(content_of(desk, unit.unit_id), words, Marks(copy=True, practice=True)).paper()
    assert not outside_the_margins(paper)
