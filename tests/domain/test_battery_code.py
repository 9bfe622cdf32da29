"""What battery-code texts say: published codes, awkward payloads, and any text at all."""

import time
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from packtrail.app.refdata import load_code_tables
from packtrail.domain.battery_code import (
    CodeWarningKind,
    Form,
    FormRule,
    HalvesFault,
    ReadingWarningKind,
    Scheme,
    could_be_half,
    form_faults,
    join_halves,
    level_mismatch,
    parse,
    read_whole,
    warnings_on,
)
from packtrail.domain.battery_code.folding import LONGEST_PAYLOAD, fold
from packtrail.domain.battery_code.form import SLOTS, SPLITS
from packtrail.domain.records.gate import UnitLevel

TABLES = load_code_tables()
TODAY = date(2026, 8, 31)
EVE = "04QCB76836300JBC40000903"
CATL = "001CB240000003B3C0221953"
LETTERED = "03UPE01000011C85A00FTY20"
REUSED = "04QPB76BC40000903RP"


def kinds(code, today=TODAY):
    return [warning.kind for warning in warnings_on(code, today)]


def found(text):
    return [candidate.code.text for candidate in parse(text, TABLES).candidates]


def drawn(form, *, strictly=True):
    """Any text of the form."""
    slots = [slot.strict if strictly else slot.allowed for slot in SLOTS[form]]
    return st.tuples(*(st.sampled_from(allowed) for allowed in slots)).map("".join)


any_code = st.sampled_from(list(Form)).flatmap(lambda form: drawn(form, strictly=False))
strict_full = drawn(Form.FULL)


# Published codes (domain.md 4.5)


@pytest.mark.parametrize(
    ("text", "maker", "level", "chemistry", "spec", "made_on", "serial"),
    [
        (EVE, "亿纬锂能", "cell", "B", "76", date(2021, 12, 4), "0000903"),
        (CATL, "宁德时代", "cell", "B", "24", date(2021, 3, 12), "0221953"),
        ("001CB310000009B960502763", "宁德时代", "cell", "B", "31", date(2021, 9, 6), "0502763"),
        ("04QCB76718400JB630001092", "亿纬锂能", "cell", "B", "76", date(2021, 6, 3), "0001092"),
        ("04QCB76830200JD2A0005567", "亿纬锂能", "cell", "B", "76", date(2023, 2, 10), "0005567"),
        (LETTERED, "正力蔚来", "pack", "E", "01", date(2018, 5, 10), "00FTY20"),
        ("A01PAC812345UYYBC2345788", None, "pack", "A", "C8", date(2040, 11, 12), "2345788"),
        ("X12MCPM27KLPCLX2M2382320", None, "module", "C", "PM", date(2039, 2, 21), "2382320"),
        (REUSED, "亿纬锂能", "pack", "B", "76", date(2021, 12, 4), "0000903"),
    ],
)
def test_a_published_code_is_decoded(text, maker, level, chemistry, spec, made_on, serial):
    code = parse(text, TABLES).code
    decoded = (code.maker_name, code.level.value, code.chemistry_code, code.spec, code.made_on, code.serial)
    assert decoded == (maker, level, chemistry, spec, made_on, serial)


def test_every_field_of_a_full_code_is_where_the_standard_puts_it():
    code = parse(EVE, TABLES).code
    fields = (code.maker_code, code.product_type, code.chemistry_code, code.spec, code.trace)
    assert (*fields, code.date_raw, code.serial, code.reuse_suffix, code.model_key) == (
        *("04Q", "C", "B", "76", "836300J", "BC4", "0000903"),
        *("", "04QCB76836300J"),
    )


def test_a_reuse_code_has_neither_trace_nor_model_key():
    code = parse(REUSED, TABLES).code
    assert (code.form, code.trace, code.model_key, code.reuse_suffix) == (Form.REUSE, "", None, "RP")


@pytest.mark.parametrize("text", ["jbc4000090304qcb76836300", "A765101015"])
def test_a_published_wrong_code_has_no_candidate(text):
    assert parse(text, TABLES).candidates == ()


def test_leading_zeros_of_maker_and_serial_stay():
    assert str(parse(CATL, TABLES).code) == CATL


def test_a_clean_code_has_no_warning():
    assert kinds(parse(EVE, TABLES).code) == []


# Dates


@pytest.mark.parametrize(
    ("raw", "made_on"),
    [
        ("111", date(2011, 1, 1)),
        ("A1J", date(2020, 1, 18)),
        ("G8T", date(2026, 8, 26)),
        ("G8V", date(2026, 8, 27)),
        ("G8Y", date(2026, 8, 30)),
        ("G80", date(2026, 8, 31)),
        ("HC1", date(2027, 12, 1)),
        ("JA1", date(2028, 10, 1)),
    ],
)
def test_date_characters_are_read_as_the_vehicle_makers_own_list_has_them(raw, made_on):
    assert parse(EVE[:14] + raw + EVE[17:], TABLES).code.made_on == made_on


@pytest.mark.parametrize("bad", ["O", "I", "Q", "U", "Z", "0"])
def test_a_letter_outside_the_date_alphabet_is_no_year(bad):
    assert read_whole(EVE[:14] + bad + EVE[15:], TABLES) is None


@pytest.mark.parametrize(
    ("raw", "warned"),
    [
        ("B2Y", [CodeWarningKind.DATE_IMPOSSIBLE, CodeWarningKind.DAY_DISPUTED]),
        ("111", [CodeWarningKind.DATE_TOO_EARLY]),
        ("211", [CodeWarningKind.YEAR_BEFORE_STANDARD]),
        ("6C1", [CodeWarningKind.YEAR_BEFORE_STANDARD]),
        ("711", []),
        ("H11", [CodeWarningKind.DATE_IN_FUTURE]),
        ("B3V", [CodeWarningKind.DAY_DISPUTED]),
        ("B30", [CodeWarningKind.DAY_DISPUTED]),
        ("B3T", []),
    ],
)
def test_an_odd_date_is_a_warning(raw, warned):
    assert kinds(parse(EVE[:14] + raw + EVE[17:], TABLES).code) == warned


def test_a_code_made_today_is_not_in_the_future():
    assert kinds(parse(EVE[:14] + "G80" + EVE[17:], TABLES).code) == [CodeWarningKind.DAY_DISPUTED]


def test_without_a_today_nothing_is_said_about_the_future():
    code = parse("X12MCPM27KLPCLX2M2382320", TABLES).code
    assert CodeWarningKind.DATE_IN_FUTURE not in kinds(code, None)


# Other warnings


def test_letters_in_the_serial_are_named_with_the_first_ones_position():
    (warning,) = parse(LETTERED, TABLES).code.warnings
    expected = (CodeWarningKind.LETTERS_IN_SERIAL, 20, "FTY")
    assert (warning.kind, warning.position, warning.characters) == expected


def test_a_serial_of_zeros_is_doubted():
    assert kinds(parse(EVE[:17] + "0000000", TABLES).code) == [CodeWarningKind.SERIAL_ZERO]


def test_an_unknown_maker_is_a_warning_that_names_its_characters():
    (warning,) = parse("ZZZ" + EVE[3:], TABLES).code.warnings
    assert (warning.kind, warning.position, warning.characters) == (CodeWarningKind.MAKER_UNKNOWN, 1, "ZZZ")


def test_an_unknown_chemistry_is_a_warning_and_not_a_refusal():
    code = parse(EVE[:4] + "H" + EVE[5:], TABLES).code
    assert (kinds(code), code.chemistry) == ([CodeWarningKind.CHEMISTRY_UNKNOWN], None)


def test_a_digit_is_no_chemistry():
    assert read_whole(EVE[:4] + "8" + EVE[5:], TABLES) is None


def test_twenty_six_characters_are_a_code_with_a_warning():
    code = parse(EVE + "RC", TABLES).code
    assert (code.form, kinds(code)) == (Form.FULL_REUSE, [CodeWarningKind.FULL_WITH_REUSE_ENDING])


def test_an_ending_that_names_another_level_is_a_warning_with_both_levels():
    (warning,) = parse(REUSED[:-1] + "M", TABLES).code.warnings
    assert (warning.kind, warning.position) == (CodeWarningKind.REUSE_LEVEL_DIFFERS, 19)
    assert (warning.own_level, warning.level) == (UnitLevel.PACK, UnitLevel.MODULE)


def test_a_level_that_differs_from_the_fourth_character_is_a_warning():
    warning = level_mismatch(parse(EVE, TABLES).code, UnitLevel.PACK)
    assert (warning.kind, warning.position, warning.characters) == (CodeWarningKind.LEVEL_DIFFERS, 4, "C")


def test_the_level_of_the_fourth_character_is_no_mismatch():
    assert level_mismatch(parse(EVE, TABLES).code, UnitLevel.CELL) is None


# Ways of writing


@pytest.mark.parametrize(
    "text",
    [
        EVE.lower(),
        f"  {EVE}\r\n",
        f"\x1d{EVE}\x04",
        f"{EVE[:14]}\r\n{EVE[14:]}",
        " ".join(EVE),
        f"{EVE[:5]}\u200b{EVE[5:9]}\ufeff{EVE[9:]}",
        "".join(chr(ord(character) + 0xFEE0) for character in EVE.lower()),
        f"\u3000{EVE[:12]}\u00a0{EVE[12:]}\u2028",
    ],
    ids=["lower", "blanks", "separators", "two lines", "spaced", "no width", "full width", "odd blanks"],
)
def test_a_way_of_writing_does_not_change_the_code(text):
    reading = parse(text, TABLES)
    assert (found(text), reading.normalised, reading.raw) == ([EVE], EVE, text)


@pytest.mark.parametrize(
    "stranger",
    ["\u0660", "\u2460", "\u00b2", "\u0966", "\U0001d7d8", "\u0131", "\u017f", "\u0410", "\u00df"],
    ids=["arabic", "circled", "superscript", "devanagari", "maths", "dotless i", "long s", "cyrillic", "sz"],
)
def test_a_character_that_only_looks_right_is_not_folded(stranger):
    assert found(EVE[:17] + stranger + EVE[18:]) == []


# Longer payloads


def test_a_pack_label_with_an_internal_number_before_the_code_is_read():
    payload = "[>16" + "AB12CD34EF56GH78IJ90KL12MN34OP56QR78" + EVE
    assert found(payload) == [EVE]


def test_a_lettered_serial_after_an_internal_number_is_read_when_the_maker_is_known():
    assert found("[>16" + "AB12CD34EF56GH78IJ90KL12MN34OP56QR78" + LETTERED) == [LETTERED]


def test_a_lettered_serial_after_an_internal_number_is_not_guessed_for_an_unknown_maker():
    assert found("[>16" + "AB12CD34EF56GH78IJ90KL12MN34OP56QR78" + "ZZZ" + LETTERED[3:]) == []


@pytest.mark.parametrize("code", [EVE, LETTERED])
def test_a_module_label_with_one_letter_after_the_code_is_read_without_a_warning(code):
    reading = parse(code + "X", TABLES)
    assert (reading.code.text, reading.best.is_whole, reading.warnings) == (code, False, ())


def test_a_code_between_punctuation_is_read():
    assert found(f"P:7654;S:{EVE};V2") == [EVE]


@pytest.mark.parametrize(
    ("text", "position", "characters"),
    [(EVE + "4", 25, "4"), ("1" + EVE, 1, "1"), (f"PART-12{EVE}", 6, "12"), (EVE + "AB", 25, "AB")],
)
def test_a_few_characters_too_many_are_warned_about(text, position, characters):
    (warning,) = parse(text, TABLES).warnings
    expected = (ReadingWarningKind.EXTRA_CHARACTERS, position, characters)
    assert (warning.kind, warning.position, warning.characters) == expected


def test_characters_beyond_a_break_are_not_too_many():
    assert parse(f"12 {EVE} 34", TABLES).warnings == ()


def test_the_last_of_two_codes_is_the_best_and_both_are_shown():
    reading = parse(f"{EVE}\n{CATL}", TABLES)
    assert found(reading.raw) == [EVE, CATL]
    assert (reading.code.text, reading.needs_choice) == (CATL, True)
    assert [(warning.kind, warning.codes) for warning in reading.warnings] == [
        (ReadingWarningKind.TWO_CODES, (EVE, CATL))
    ]


def test_the_same_code_twice_is_one_code():
    reading = parse(f"{EVE},{EVE}", TABLES)
    assert (len(reading.candidates), reading.warnings) == (1, ())


def test_a_code_seen_again_last_is_the_best():
    assert found(f"{EVE},{CATL},{EVE}") == [CATL, EVE]


def test_a_reused_product_with_its_old_code_beside_it_needs_a_choice():
    assert found(f"{EVE} {REUSED}") == [EVE, REUSED]


def test_two_codes_without_a_break_are_both_found():
    assert found(EVE + CATL) == [EVE, CATL]


def test_a_form_that_arises_only_across_a_break_does_not_beat_whole_pieces():
    first, second = "04QCB76836300JBC4001PB76", "001CB24B3C00007110221953"
    across = first[17:] + second[:17]
    assert found(across) == [across]  # it would be a code if it stood alone
    assert found(f"{first}\n{second}") == [first, second]


def test_a_whole_code_with_letters_in_its_serial_beats_a_reuse_form_inside_it():
    whole = "001PB" + "002PB76BC41100903RP"
    assert found(whole) == [whole]


def test_a_reuse_form_inside_a_longer_code_is_not_a_second_code():
    both = "04QCB7612XPB76BC40000903RP"
    assert found(both) == [both]


def test_a_reuse_ending_that_goes_on_belongs_to_what_follows():
    assert found(EVE + "RPX1234567890") == [EVE]


# Schemes


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        (EVE, "gbt34014_full"),
        (REUSED, "gbt34014_reuse"),
        (EVE + "RC", "gbt34014_reuse"),
        ("A1B2C3D4E5-250601000123", "other_national"),
        ("A1B2C3D4E5-R250601000123", "other_national"),
        ("A1B2C3D4E5-R-250601000123", "other_national"),
        ("SN-2024-00031", "oem_internal"),
        ("编号：ABC12345", "oem_internal"),
        ("jbc4000090304qcb76836300", "oem_internal"),
        ("", "none"),
        (" \r\n\x1d\u200b", "none"),
        ("电池包", "none"),
        ("PACK", "none"),
        ("12-3", "none"),
        ("https://example.org/12345678", "none"),
        ("7" * 129, "none"),
        ("٠١٢٣٤٥٦٧٨٩", "none"),
    ],
)
def test_a_text_is_classified(text, scheme):
    assert parse(text, TABLES).scheme == Scheme(scheme)


# Any text


@given(st.text())
def test_any_text_has_a_reading_and_no_candidate_that_is_not_in_it(text):
    reading = parse(text, TABLES)
    for candidate in reading.candidates:
        start = candidate.position - 1
        assert reading.normalised[start : start + len(candidate.code.text)] == candidate.code.text


@given(st.text(alphabet="0O1IPMCBER8 \n\x1d-", max_size=120))
def test_text_that_is_nearly_a_code_has_a_reading_too(text):
    assert parse(text, TABLES).raw == text


@given(any_code)
def test_a_whole_code_prints_back_to_itself(text):
    reading = parse(text, TABLES)
    assert (str(reading.code), reading.best.is_whole) == (text, True)
    assert parse(str(reading.code), TABLES).code == reading.code


@given(strict_full, st.text(max_size=40), st.text(max_size=40))
def test_a_code_embedded_between_blanks_is_found(code, before, after):
    assume(not fold(after).text.startswith("R"))  # might be the ending of a reused product
    assert code in found(f"{before} {code} {after}")


@given(strict_full, st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", max_size=36))
def test_a_code_at_the_end_of_a_run_of_letters_is_the_best(code, before):
    assert parse(before + code, TABLES).code.text == code


@pytest.mark.parametrize(
    "text",
    ["A" * 100_000, "A " * 50_000, "电" * 100_000, EVE * 4_200, "CB1 111111" * 10_000, "\x1d" * 100_000],
)
def test_a_huge_text_is_read_up_to_the_cap_and_says_so(text):
    started = time.process_time()
    reading = parse(text, TABLES)
    assert reading.warnings[-1].kind is ReadingWarningKind.TEXT_CUT
    assert len(reading.normalised) <= LONGEST_PAYLOAD
    assert (
        time.process_time() - started < 1
    )  # a bound that only runaway work can miss; figures in tests/bench


# Halves


@pytest.mark.parametrize("at", [front for front, _ in SPLITS])
@pytest.mark.parametrize("code", [EVE, CATL])
def test_two_halves_in_either_order_make_the_code(code, at):
    front, back = code[:at], code[at:]
    assert join_halves(front, back, TABLES).codes == join_halves(back, front, TABLES).codes
    assert str(join_halves(back, front, TABLES).code) == code


@given(strict_full, st.sampled_from(SPLITS), st.booleans())
def test_the_code_is_always_among_what_its_halves_make(code, split, swapped):
    halves = [code[: split[0]], code[split[0] :]]
    joined = join_halves(*(reversed(halves) if swapped else halves), TABLES)
    if halves[0] != halves[1]:
        assert code in [str(made) for made in joined.codes]


def test_halves_that_fit_in_both_orders_are_both_given_and_none_is_picked():
    one, other = "001CB24A1BC3", "002CB25A1BC4"
    reading = join_halves(one, other, TABLES)
    assert [str(code) for code in reading.codes] == [one + other, other + one]
    assert (reading.code, reading.needs_choice, reading.fault) == (None, True, None)


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        (EVE, EVE[:14], HalvesFault.ALREADY_WHOLE),
        (CATL[:12], CATL[:12], HalvesFault.SAME_TWICE),
        (EVE[:14], EVE[15:], HalvesFault.LENGTHS),
        ("", EVE, HalvesFault.ALREADY_WHOLE),
        ("", "", HalvesFault.SAME_TWICE),
        ("-" * 14, EVE[14:], HalvesFault.FORM),
    ],
)
def test_halves_that_make_no_code_say_why(first, second, fault):
    reading = join_halves(first, second, TABLES)
    assert (reading.fault, reading.codes, reading.code) == (fault, (), None)


@pytest.mark.parametrize(
    ("text", "could"),
    [
        (EVE[:14].lower(), True),
        (EVE[14:], True),
        (CATL[:12], True),
        (CATL[12:], True),
        (EVE, False),
        ("", False),
        ("A76510101", False),
        ("ABCDEFGHIJKLMN", False),
    ],
)
def test_a_half_is_recognised_so_that_the_other_can_be_asked_for(text, could):
    assert could_be_half(text) is could


# Faults


@pytest.mark.parametrize("text", [EVE, LETTERED, REUSED, EVE + "RC", f" {EVE.lower()}\n"])
def test_a_code_has_no_form_fault(text):
    assert form_faults(text) == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (EVE[:14] + "O" + EVE[15:], [(15, FormRule.YEAR)]),
        (EVE[:15] + "D" + EVE[16:], [(16, FormRule.MONTH)]),
        (EVE[:16] + "Z" + EVE[17:], [(17, FormRule.DAY)]),
        (EVE[:3] + "X" + EVE[4:], [(4, FormRule.PRODUCT_TYPE)]),
        (EVE[:4] + "8" + EVE[5:], [(5, FormRule.CHEMISTRY)]),
        (
            "-" + EVE[1:6] + "." + "包" + EVE[8:-1] + "٠",
            [(1, FormRule.MAKER), (7, FormRule.SPEC), (8, FormRule.TRACE), (24, FormRule.SERIAL)],
        ),
        (REUSED[:-2] + "XP", [(18, FormRule.REUSE_MARK)]),
        (REUSED[:-1] + "X", [(19, FormRule.REUSE_LEVEL)]),
        (EVE[:-1], [(24, FormRule.LENGTH)]),
        (EVE + "7", [(25, FormRule.LENGTH)]),
        (REUSED[1:], [(19, FormRule.LENGTH), (4, FormRule.PRODUCT_TYPE)]),
        ("", [(1, FormRule.EMPTY)]),
    ],
)
def test_an_almost_code_says_where_it_fails(text, faults):
    assert [(fault.position, fault.rule) for fault in form_faults(text)] == faults


def test_a_length_fault_says_how_many_characters_there_are_and_should_be():
    fault = form_faults(REUSED[1:])[0]
    assert (fault.found_length, fault.wanted_length) == (18, 19)


@pytest.mark.parametrize("text", [EVE[at:] + EVE[:at] for at, _ in SPLITS])
def test_halves_in_the_wrong_order_are_said_first(text):
    assert form_faults(text)[0].rule is FormRule.HALVES_SWAPPED


@given(st.text(max_size=40))
def test_a_text_has_form_faults_exactly_when_it_is_no_code(text):
    reading = parse(text, TABLES)
    is_code = reading.best is not None and reading.best.is_whole
    assert (form_faults(text) == ()) is is_code


@given(st.text())
def test_form_faults_stay_few(text):
    assert len(form_faults(text)) <= 8
