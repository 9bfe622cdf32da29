"""What the intake screen says, without a window."""

from dataclasses import replace
from datetime import timedelta

import pytest

from packtrail.app.refdata import load_code_tables
from packtrail.domain.battery_code import parse
from packtrail.domain.delivery import DeliveryDraft
from packtrail.domain.records import Attachment
from packtrail.domain.records.gate import CodeSource, MassBasis, SourceType
from packtrail.ui.intake import work as steps
from packtrail.ui.intake.faults import work_faults
from packtrail.ui.intake.in_view import InView
from packtrail.ui.intake.results import overlays_of, proposal_result, result_of
from packtrail.ui.intake.state import intake_state
from packtrail.ui.intake.typing import not_a_code, nothing_found, type_code
from packtrail.ui.intake.work import Deliverer, Happened, Outcome, Read, WithoutCode, Work
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.read_label import SeenSymbol, label_in
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, CODE, OTHER_CODE, stored

TABLES = load_code_tables()
ZH, EN = wording(CHINESE), wording(ENGLISH)
PHOTO = Attachment(digest="sha256:" + "a" * 64, media_type="image/jpeg", size=7, role="overall")


def read(code: str = CODE) -> Read:
    found = parse(code, TABLES).code
    assert found is not None
    return Read(code=found, source=CodeSource.SCAN_QR, raw=code)


def one_card(**head) -> Work:
    work = Work(head=DeliveryDraft(**head))
    return steps.take(work, read(), None, key="k1", at=AFTERNOON)


def seen(text: str, left: float = 0) -> SeenSymbol:
    corners = ((left, 0.0), (left + 9, 0.0), (left + 9, 9.0), (left, 9.0))
    return SeenSymbol(text=text, format="qr", corners=corners, engine="zxing", stage="whole", is_sure=True)


def reading(*texts: str):
    symbols = [seen(text, 20.0 * at) for at, text in enumerate(texts)]
    return label_in(symbols, TABLES, size=(100, 50), elapsed_ms=1.0)


def test_a_new_card_says_so_with_maker_chemistry_and_date():
    result = result_of(one_card().happened, ZH)
    assert (result.word, result.tone, result.code) == ("已加入", Tone.OK, CODE)
    assert "磷酸铁锂" in result.meaning


def test_a_duplicate_names_the_day_and_both_ways_on():
    happened = Happened(outcome=Outcome.LIVE_ALREADY, at=AFTERNOON, read=read(), unit=stored())
    result = result_of(happened, ZH)
    assert result.word == "重复 · 11 月 20 日已入库"
    assert (result.action, result.second_action) == ("打开原记录", "按编码冲突收下")


def test_a_duplicate_of_another_year_names_the_year():
    later = AFTERNOON + timedelta(days=400)
    happened = Happened(outcome=Outcome.LIVE_ALREADY, at=later, read=read(), unit=stored())
    assert result_of(happened, ZH).word == "重复 · 2026-11-20已入库"


def test_a_wrong_form_names_position_and_rule():
    result = result_of(not_a_code(CODE[:14] + "O" + CODE[15:], TABLES, AFTERNOON), ZH)
    assert result.word == "格式不符 · 第 15 位"
    assert "“O”不能用作生产年份" in result.meaning
    assert (result.tone, result.marked) == (Tone.DANGER, (15,))


def test_a_long_alphabet_is_not_listed():
    result = result_of(not_a_code("0T?" + CODE[3:], TABLES, AFTERNOON), ZH)
    assert "可用" not in result.meaning


def test_a_wrong_length_says_how_many_and_how_many_it_should_be():
    assert result_of(not_a_code(CODE[:-1], TABLES, AFTERNOON), ZH).word == "格式不符 · 共 23 位，应为 24 位"


def test_swapped_halves_are_named():
    result = result_of(not_a_code(CODE[14:] + CODE[:14], TABLES, AFTERNOON), ZH)
    assert result.word == "前后两段顺序颠倒"


def test_the_first_of_two_entries_is_not_shown_before_the_second_is_there():
    work, _ = type_code(Work(), CODE, TABLES, AFTERNOON)
    state = intake_state(work, ZH)
    assert CODE not in f"{state.result}"
    assert state.entry.is_second
    work, _ = type_code(work, CODE[:-1] + "9", TABLES, AFTERNOON)
    assert intake_state(work, ZH).result.other == CODE
    assert intake_state(work, ZH).entry.marked == (24,)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("w", [ZH, EN], ids=["zh", "en"])
def test_every_outcome_has_its_words(w, outcome):
    fault = not_a_code(CODE[:-1], TABLES, AFTERNOON).fault
    happened = Happened(outcome=outcome, at=AFTERNOON, text="X", fault=fault, unit=stored())
    assert result_of(happened, w).word


def test_before_the_first_read_there_is_nothing_to_say():
    assert result_of(None, ZH) is None


def test_the_question_about_a_proposal_says_how_many_wait_behind_it():
    assert proposal_result((read(),), ZH).time == ""
    assert "1" in proposal_result((read(), read(OTHER_CODE)), ZH).time
    assert intake_state(Work(proposals=(read(),)), ZH).asks


def test_a_picture_marks_new_known_wrong_and_other_symbols():
    wrong = CODE[:14] + "O" + CODE[15:]
    fates = {CODE: Outcome.ADDED, OTHER_CODE: Outcome.LIVE_ALREADY}
    boxes = overlays_of(reading(CODE, OTHER_CODE, wrong, "SN1"), fates.get, TABLES, ZH)
    assert [(box.word, box.tone) for box in boxes] == [
        ("新", Tone.OK), ("重复", Tone.WARN), ("格式不符", Tone.DANGER), ("其他编码", Tone.QUIET),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "word", "tone"),
    [
        ("PFB44870-02:S24B22K45012", "其他编码", Tone.QUIET),
        ("15182881", "其他编码", Tone.QUIET),
        ("A1B2C3D4E5F6G7H8J9K0L1M2", "其他编码", Tone.QUIET),
        (CODE[:-1], "格式不符", Tone.DANGER),
        (CODE[:14], "半个编码", Tone.INFO),
    ],
)
def test_a_number_that_nobody_meant_as_a_battery_code_is_no_fault(text, word, tone):
    box = overlays_of(reading(text), {}.get, TABLES, ZH)[0]
    assert (box.word, box.tone) == (word, tone)


def test_a_code_still_to_be_confirmed_is_marked_so():
    boxes = overlays_of(reading(CODE), {}.get, TABLES, ZH)
    assert (boxes[0].word, boxes[0].tone) == ("待核对", Tone.INFO)


def test_a_picture_without_code_tells_of_the_text_nearest_to_one():
    wrong = CODE[:14] + "O" + CODE[15:]
    assert nothing_found(reading("SN1", wrong), TABLES, AFTERNOON).text == wrong
    assert nothing_found(reading(), TABLES, AFTERNOON).outcome is Outcome.NOTHING_READ


def test_a_wrong_text_is_asked_about_as_what_it_could_have_been_meant_to_be():
    result = result_of(not_a_code(CODE[:14] + "I" + CODE[15:], TABLES, AFTERNOON), ZH)
    assert CODE[:14] + "1" + CODE[15:] in result.meaning


def test_a_wrong_text_that_looks_like_nothing_is_not_asked_about():
    result = result_of(not_a_code(CODE[:15] + "O" + CODE[16:], TABLES, AFTERNOON), ZH)
    assert "\n" not in result.meaning


def test_a_place_that_looks_like_a_symbol_and_says_nothing_is_dashed():
    place = ((1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 9.0))
    (box,) = overlays_of(replace(reading(), unread=(place,)), {}.get, TABLES, ZH)
    assert (box.corners, box.word, box.is_dashed) == (place, "未读出", True)


def fresh_codes(*frames):
    """What is fresh in each of ``frames``: (ms, codes with whether they are sure)."""
    view, told = InView({}), []
    for at_ms, codes in frames:
        view, fresh = view.saw(codes, at_ms)
        told.append(set(fresh))
    return told


def test_a_label_held_still_is_one_read():
    held = [(at * 33.0, {CODE: True}) for at in range(300)]
    assert fresh_codes(*held) == [{CODE}, *[set()] * 299]


def test_a_label_that_joins_another_is_read_for_itself():
    assert fresh_codes((0, {CODE: True}), (50, {CODE: True, OTHER_CODE: True})) == [{CODE}, {OTHER_CODE}]


def test_a_label_that_was_away_two_seconds_is_shown_again_and_one_lost_for_a_moment_is_not():
    assert fresh_codes((0, {CODE: True}), (1999, {CODE: True}), (3999, {CODE: True})) == [
        {CODE},
        set(),
        {CODE},
    ]


def test_an_unsure_read_waits_for_the_frames_that_settle_it():
    frames = [(0, {CODE: False}), (300, {CODE: False}), (600, {CODE: True}), (900, {CODE: False})]
    assert fresh_codes(*frames) == [set(), set(), {CODE}, set()]


def test_a_read_that_stays_unsure_is_put_to_a_person_once_and_taken_when_it_is_sure_after_all():
    frames = [(at * 400.0, {CODE: False}) for at in range(6)]
    told = fresh_codes(*frames, (2500, {CODE: True}))
    assert told == [set(), set(), set(), {CODE}, set(), set(), {CODE}]


def test_cards_stand_newest_first_with_their_numbers():
    work = steps.take(one_card(), read(OTHER_CODE), None, key="k2", at=AFTERNOON)
    assert [(card.number, card.is_open) for card in intake_state(work, ZH).cards] == [
        ("2", True),
        ("1", False),
    ]


def test_totals_count_against_the_claim_and_name_what_is_not_weighed():
    work = steps.type_mass(replace(one_card(), claimed="4"), "k1", "312.5")
    assert intake_state(work, ZH).totals == "1 / 申报 4 件 · 312.5 kg"
    assert intake_state(one_card(), ZH).totals == "1 件 · 0.0 kg · 1 件未称"


def test_a_folded_card_says_in_chips_what_its_open_form_shows():
    work = steps.change_card(one_card(), "k1", condition_class="leaking", mass_basis=MassBasis.WEIGHED)
    work = replace(steps.type_mass(work, "k1", "300"), open_card=None)
    card = intake_state(work, ZH).cards[0]
    assert [chip.word for chip in card.chips if chip.word in {"漏液", "实称"}] == ["漏液", "实称"]
    assert card.conditions_open


def test_a_conflict_a_photograph_and_open_warnings_stand_on_the_card():
    work = steps.add(Work(), read(), key="k1", at=AFTERNOON, as_conflict=True)
    words = [chip.word for chip in intake_state(steps.attach(work, "k1", PHOTO), ZH).cards[0].chips]
    assert words == ["编码冲突", "1 处待核对", "照片 1"]
    under_way = steps.attach(work, "k1", None, under_way=True)
    assert "照片保存中" in [chip.word for chip in intake_state(under_way, ZH).cards[0].chips]


def test_a_unit_without_code_says_why_and_that_its_number_is_provisional():
    form = WithoutCode(reason="burnt", photo=PHOTO)
    work = steps.add_without_code(Work(without_code=form), key="k", at=AFTERNOON)
    card = intake_state(work, ZH).cards[0]
    assert (card.code, card.meaning) == ("无编码", "电池包 · 过火烧毁")
    assert "临时编号" in [chip.word for chip in card.chips]


@pytest.mark.parametrize(
    ("form", "refusal"),
    [
        (WithoutCode(), "请先选原因"),
        (WithoutCode(reason="torn"), "请先拍一张照片"),
        (WithoutCode(reason="torn", photo=PHOTO), None),
    ],
)
def test_the_form_without_code_says_what_is_still_missing(form, refusal):
    assert intake_state(Work(without_code=form), ZH).without_code.refusal == refusal


def test_the_head_folds_to_one_line():
    work = replace(one_card(source_type=SourceType.DEALER, deliverer_name="某公司"), claimed="2")
    head = intake_state(work, ZH).head
    assert (head.summary, head.is_open) == ("经销 · 某公司 · 申报 2 件", False)


def test_a_fault_in_the_head_spreads_it_out():
    work = replace(one_card(source_type=SourceType.DEALER, deliverer_name="某公司"), claimed="x")
    head = intake_state(work, ZH, faults=work_faults(work)).head
    assert head.is_open
    assert "claimed_count" in head.faults


def test_who_came_last_is_offered_to_an_empty_head_only():
    last = Deliverer(source_type=SourceType.DEALER, name="某公司")
    assert intake_state(Work(), ZH, last=last).head.same_again == "同上次：经销 · 某公司"
    started = Work(head=DeliveryDraft(source_type=SourceType.LEASING))
    assert intake_state(started, ZH, last=last).head.same_again == ""


def test_while_it_is_recorded_the_button_says_why_it_waits():
    assert intake_state(Work(), ZH, is_recording=True).refusal
