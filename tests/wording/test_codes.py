"""Every name, warning and fault about codes has a sentence in both languages."""

from datetime import date

import pytest

from packtrail.app.refdata import load_code_tables
from packtrail.domain.battery_code import (
    CodePart,
    CodeWarning,
    CodeWarningKind,
    Form,
    FormFault,
    FormRule,
    HalvesFault,
    ReadingWarning,
    ReadingWarningKind,
    Scheme,
    form_faults,
    level_mismatch,
    parse,
)
from packtrail.domain.look_alikes import proposals
from packtrail.domain.plate import PlateEnergy, PlateKind
from packtrail.domain.records.gate import UnitLevel
from packtrail.domain.resident_id import ResidentIdFault, ResidentIdRule
from packtrail.domain.uscc import UsccFault, UsccRule, check_uscc
from packtrail.domain.vin import VinFault, VinRule, parse_vin
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording import codes as words

TABLES = load_code_tables()
EVE = "04QCB76836300JBC40000903"
ZH, EN = wording(CHINESE), wording(ENGLISH)


@pytest.fixture(params=[ZH, EN], ids=["zh", "en"])
def w(request):
    return request.param


NAMES = [
    (words.level_name, UnitLevel),
    (words.form_name, Form),
    (words.scheme_name, Scheme),
    (words.part_name, CodePart),
    (words.plate_kind_name, PlateKind),
    (words.plate_energy_name, PlateEnergy),
]


@pytest.mark.parametrize(("name", "values"), NAMES, ids=[values.__name__ for _, values in NAMES])
def test_every_value_has_a_name_of_its_own(w, name, values):
    assert len({name(w, value) for value in values}) == len(values)


@pytest.mark.parametrize("letter", sorted(TABLES.chemistries))
def test_every_chemistry_of_the_tables_has_a_name(w, letter):
    assert words.chemistry_name(w, letter) != words.chemistry_name(w, "?").replace("?", letter)


@pytest.mark.parametrize("letter", ["H", "", "unknown"])
def test_a_letter_without_a_name_is_shown_as_unknown(letter):
    assert words.chemistry_name(ZH, letter) == f"未知类型（{letter}）"


@pytest.mark.parametrize("kind", list(CodeWarningKind))
def test_every_code_warning_has_a_sentence(w, kind):
    warning = CodeWarning(kind, 15, "XYZ", date(2029, 4, 5), UnitLevel.PACK, UnitLevel.CELL)
    assert words.warning_text(w, warning)


@pytest.mark.parametrize("kind", list(ReadingWarningKind))
def test_every_reading_warning_has_a_sentence(w, kind):
    assert words.warning_text(w, ReadingWarning(kind, 7, "XYZ", ("A", "B")))


FAULTS = [
    *(FormFault(15, rule, "O", "P", 23, 24) for rule in FormRule),
    *HalvesFault,
    *(VinFault(rule, 9, "O", 16) for rule in VinRule),
    *(UsccFault(rule, 18, "O", 17, "L") for rule in UsccRule),
    *(ResidentIdFault(rule, 7, 17) for rule in ResidentIdRule),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_fault_has_a_sentence(w, fault):
    assert words.fault_text(w, fault)


def test_a_form_fault_names_its_position():
    (fault,) = form_faults(EVE[:14] + "O" + EVE[15:])
    assert words.fault_text(ZH, fault).startswith("格式不符 · 第 15 位 O 不能用作生产年份（可用 1")


def test_a_long_alphabet_is_not_listed():
    (fault,) = form_faults("-" + EVE[1:])
    assert words.fault_text(ZH, fault) == "格式不符 · 第 1 位 - 不能用作厂商代码"


def test_a_length_fault_names_both_lengths():
    assert words.fault_text(ZH, form_faults(EVE[:-1])[0]) == "格式不符 · 共 23 位，应为 24 位"


def test_a_level_that_differs_is_said_with_both_levels():
    warning = level_mismatch(parse(EVE, TABLES).code, UnitLevel.PACK)
    assert words.warning_text(ZH, warning) == "第 4 位 C 表示电池单体，与所选的电池包不一致"


def test_a_year_before_the_standard_is_said_with_the_year():
    (warning,) = parse(EVE[:14] + "54E" + EVE[17:], TABLES).code.warnings
    assert "2015" in words.warning_text(EN, warning)


def test_two_codes_are_both_in_the_sentence():
    (warning,) = parse(f"{EVE} 001CB240000003B3C0221953", TABLES).warnings
    assert words.warning_text(ZH, warning) == (
        "读到 2 个不同的编码，请选择：04QCB76836300JBC40000903；001CB240000003B3C0221953"
    )


@pytest.mark.parametrize(("language", "name"), [(ZH, "亿纬锂能（04Q）"), (EN, "EVE Energy (04Q)")])
def test_a_maker_is_named_in_the_language_with_its_code(language, name):
    assert words.maker_name(language, parse(EVE, TABLES).code) == name


def test_an_unknown_maker_is_shown_by_its_code():
    assert words.maker_name(ZH, parse("ZZZ" + EVE[3:], TABLES).code) == "未收录厂商（ZZZ）"


def test_a_date_stands_beside_its_characters():
    assert words.made_on_text(ZH, parse(EVE, TABLES).code) == "2021-12-04（BC4）"


def test_an_impossible_date_is_shown_by_its_characters():
    assert words.made_on_text(ZH, parse(EVE[:14] + "B2Y" + EVE[17:], TABLES).code) == "日期不成立（B2Y）"


def test_a_vin_whose_check_digit_fits_needs_no_advice(w):
    assert words.vin_advice(w, parse_vin("1M8GDM9AXKP042788")) is None


def test_a_vin_with_faults_needs_no_advice_about_its_check_digit(w):
    assert words.vin_advice(w, parse_vin("")) is None


def test_a_vin_whose_check_digit_does_not_fit_is_advised_on():
    advice = words.vin_advice(ZH, parse_vin("LGWEESK55SH210918"))
    assert advice == "VIN 校验位（第 9 位）为 5，按其余各位应为 8，请核对"


@pytest.mark.parametrize(("text", "is_advised"), [("91110000600037341L", False), ("", False)])
def test_a_right_or_refused_uscc_needs_no_advice(w, text, is_advised):
    assert bool(words.uscc_advice(w, check_uscc(text))) is is_advised


def test_an_organisation_code_that_fails_is_advised_on(w):
    unchecked = "91110000600037342"
    assert words.uscc_advice(w, check_uscc(unchecked + check_uscc(unchecked + "0").expected))


def test_a_proposal_is_a_question_that_marks_each_position():
    (proposal,) = proposals("O4Q" + EVE[3:], TABLES)
    assert words.proposal_text(ZH, proposal) == f"是否为 {EVE}？第 1 位 O → 0（请对照标签）"


def test_no_sentence_says_a_digit_of_an_id_number(w):
    facts = {"position": 7, "found_length": 17}
    for rule in ResidentIdRule:
        pattern = w.sentences[f"codes.fault.resident_id.{rule.value}"]
        assert pattern.format(**facts)
