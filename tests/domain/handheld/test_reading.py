"""What bends a scan on its way through the keyboard is undone and named, or the scan is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.battery_code.folding import LONGEST_PAYLOAD
from packtrail.domain.handheld import (
    GS,
    HandScan,
    KeyStroke,
    Notice,
    ScannerHabits,
    StrokeKind,
    Symbology,
    each_code,
    read_burst,
    read_bytes,
)
from tests.domain.handheld.hands import hear, key, scan_of, struck
from tests.trade import CODE

FRENCH_DIGITS = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))
OTHER_CODE = CODE[:-1] + ("1" if CODE[-1] != "1" else "2")


def composing(*shown, begin=1000.0, gap=10.0):
    return [KeyStroke(StrokeKind.COMPOSING, each, begin + n * gap) for n, each in enumerate(shown)]


def alt_codes(text, begin=1000.0):
    strokes, at = [], begin
    for byte in text:
        for digit in f"0{byte:03d}":
            strokes.append(KeyStroke(StrokeKind.ALT_DIGIT, digit, at))
            at += 4
        strokes.append(KeyStroke(StrokeKind.ALT_UP, "", at))
        at += 4
    return strokes


def test_caps_lock_is_undone_and_named():
    strokes = [key(each.swapcase(), 1000.0 + 10 * n, shift=each.isupper()) for n, each in enumerate(CODE)]
    scan = scan_of(strokes)
    assert (scan.text, scan.notices, scan.is_sure) == (CODE, (Notice.CAPS_LOCK,), True)


def test_a_scanner_that_knows_of_caps_lock_is_left_alone():
    scan = scan_of(struck(CODE, shift=False))
    assert (scan.text, scan.notices) == (CODE, ())


def test_a_code_in_small_letters_is_made_upper_and_named():
    scan = scan_of(struck(CODE.lower() + "\n"))
    assert (scan.text, scan.notices) == (CODE, (Notice.LOWER_CASE,))


def test_small_letters_that_are_no_code_stay_small():
    assert scan_of(struck("https://example.cn/p?id=4a\n")).text == "https://example.cn/p?id=4a"


def test_num_lock_that_is_off_is_undone_and_named():
    strokes = [
        KeyStroke(StrokeKind.KEYPAD, each.text, each.at_ms) if each.text.isdigit() else each
        for each in struck(CODE + "\n")
    ]
    scan = scan_of(strokes)
    assert (scan.text, scan.notices) == (CODE, (Notice.NUM_LOCK,))


def test_a_french_keyboard_is_undone_where_the_text_proves_it():
    letters = str.maketrans(FRENCH_DIGITS | dict(zip("AQZWM", "QAWZ?", strict=True)))
    scan = scan_of(struck(CODE.translate(letters) + "\n"))
    assert (scan.text, scan.notices) == (CODE, (Notice.LAYOUT,))


def test_a_german_keyboard_is_noticed_by_the_places_of_the_keys_and_refused():
    code = CODE[:7] + "YZ" + CODE[9:]
    swapped = code.translate(str.maketrans("YZ", "ZY"))
    strokes = [
        KeyStroke(each.kind, typed, each.at_ms, each.shift, place=each.text)
        for each, typed in zip(struck(code), swapped, strict=True)
    ]
    assert not read_burst(strokes).is_sure
    assert Notice.LAYOUT_UNSURE in read_burst(strokes).notices
    assert read_burst(strokes, ScannerHabits(by_place=True)).text == code
    assert read_burst(strokes, ScannerHabits(by_place=False)).text == swapped


def test_places_that_agree_with_the_text_leave_it_as_it_is():
    strokes = [
        KeyStroke(each.kind, each.text, each.at_ms, each.shift, place=each.text)
        for each in struck("LOC:A/1 x")
    ]
    assert read_burst(strokes) == HandScan(text="LOC:A/1 x", typed="LOC:A/1 x", ms_per_key=10.0)


def test_caps_lock_on_a_foreign_layout_is_settled_by_the_places_alone():
    strokes = [
        KeyStroke(
            each.kind, "q" if each.text == "A" else each.text.lower(), each.at_ms, each.shift, each.text
        )
        for each in struck("A1B2")
    ]
    assert read_burst(strokes, ScannerHabits(by_place=True)).text == "A1B2"


def test_full_width_characters_become_narrow_and_are_named():
    wide = "".join(chr(ord(each) + 0xFEE0) for each in CODE)
    strokes = [KeyStroke(StrokeKind.COMMITTED, each, 1000.0 + n * 10) for n, each in enumerate(wide)]
    scan = scan_of(strokes)
    assert (scan.text, scan.notices) == (CODE, (Notice.FULL_WIDTH,))


def test_letters_that_an_input_method_puts_in_unchanged_are_taken():
    tail = CODE[3:]
    shown = [tail[: n + 1] for n in range(len(tail))]
    commit = KeyStroke(StrokeKind.COMMITTED, tail, 1300.0)
    scan = scan_of([*struck(CODE[:3], begin=970.0), *composing(*shown), commit])
    assert (scan.text, scan.is_sure) == (CODE, True)
    assert Notice.COMPOSED in scan.notices


def test_a_candidate_that_an_input_method_chose_is_never_taken():
    shown = ["p", "pb", "pb'c", "pb'ca", "pb'cat", "pb'cath"]
    scan = scan_of([*composing(*shown), KeyStroke(StrokeKind.COMMITTED, "排版菜单", 1070.0)])
    assert not scan.is_sure
    assert Notice.INPUT_METHOD in scan.notices


def test_a_scan_that_stays_inside_the_input_method_is_never_taken():
    scan = scan_of(composing("p", "pb", "pbc", "pbca", "pbcat", "pbcath", "pbcathe"))
    assert not scan.is_sure


@pytest.mark.parametrize(
    ("separator", "notice"),
    [
        ([key(GS, 0.0)], Notice.GS_AS_CONTROL),
        ([KeyStroke(StrokeKind.CONTROL, GS, 0.0, place="F8")], Notice.GS_AS_KEY),
        ([key("^", 0.0), key("]", 4.0)], Notice.GS_AS_CARET),
        (alt_codes(b"\x1d", 0.0), Notice.GS_AS_ALT),
    ],
)
def test_the_separator_is_kept_however_the_scanner_strikes_it(separator, notice):
    before, after = struck("21ABC", begin=0.0), struck(CODE, begin=200.0)
    moved = [KeyStroke(each.kind, each.text, each.at_ms + 60, each.shift, each.place) for each in separator]
    scan = scan_of([*before, *moved, *[KeyStroke(e.kind, e.text, e.at_ms - 110, e.shift) for e in after]])
    assert scan.text == f"21ABC{GS}{CODE}"
    assert scan.notices == (notice,)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x5C), min_size=2, max_size=12))
def test_a_scanner_that_strikes_alt_codes_is_understood(text):
    scan = scan_of(alt_codes(text.encode()))
    assert (scan.text, scan.is_sure) == (text, True)


def test_han_characters_as_alt_codes_of_a_chinese_windows_are_put_together():
    strokes, at = [], 0.0
    for number in ("52946", "48327", "0065"):
        strokes += [KeyStroke(StrokeKind.ALT_DIGIT, digit, at + 3 * n) for n, digit in enumerate(number)]
        at += 3 * len(number)
        strokes.append(KeyStroke(StrokeKind.ALT_UP, "", at))
        at += 3
    numbers = [n.to_bytes(2, "big").decode("gb2312") for n in (52946, 48327)]
    assert scan_of(strokes).text == "".join(numbers) + "A"


@pytest.mark.parametrize(("encoding", "notice"), [("utf-8", Notice.UTF8_BYTES), ("gb2312", Notice.GBK_BYTES)])
@pytest.mark.parametrize("windows", [False, True])
def test_han_characters_typed_byte_by_byte_are_put_together(encoding, notice, windows):
    payload = "电池包-7".encode(encoding)
    typed = payload.decode("latin-1")
    if windows:
        typed = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in payload)
    scan = scan_of(struck(typed + "\n"))
    assert scan.text == "电池包-7"
    assert notice in scan.notices


def test_an_accent_that_is_no_byte_of_anything_stays():
    scan = scan_of(struck("Müller 12\n"))
    assert (scan.text, scan.notices) == ("Müller 12", (Notice.UNKNOWN_BYTES,))


def test_marks_around_the_text_are_left_out_and_named():
    (strokes,), typed = hear(struck(f"\x02{CODE}\x03\n"))
    assert [stroke.text for stroke in typed] == ["\x02"]  # types nothing where it goes
    scan = read_burst(strokes)
    assert (scan.text, scan.notices) == (CODE, (Notice.CONTROLS_CUT,))


def test_what_this_scanner_puts_around_every_text_is_taken_off():
    scan = scan_of(struck(f"S1*{CODE}#\n"), ScannerHabits(prefix="S1*", suffix="#"))
    assert scan.text == CODE


@pytest.mark.parametrize(
    ("aim", "symbology"),
    [("]Q1", Symbology.QR), ("]d2", Symbology.DATA_MATRIX), ("]C0", Symbology.CODE128), ("]A0", None)],
)
def test_the_kind_of_symbol_is_known_from_a_scanner_that_says_it(aim, symbology):
    scan = scan_of(struck(f"{aim}{CODE}\n"))
    assert (scan.text, scan.symbology) == (CODE, symbology)


def test_a_text_longer_than_any_symbol_is_refused_in_bounded_size():
    scan = scan_of(struck("AB" * LONGEST_PAYLOAD + "\n", [2]))
    assert not scan.is_sure
    assert Notice.TOO_LONG in scan.notices
    assert len(scan.text) == LONGEST_PAYLOAD


def test_a_scan_with_keys_that_type_nothing_is_refused():
    strokes = struck(CODE)
    strokes[10] = KeyStroke(StrokeKind.OTHER, "", strokes[10].at_ms)
    assert not scan_of(strokes).is_sure


def test_several_codes_struck_in_one_go_are_several_scans():
    scan = scan_of(struck(f"{CODE}\n{OTHER_CODE}\n"))
    assert [each.text for each in each_code(scan)] == [CODE, OTHER_CODE]
    assert each_code(HandScan(text=f"Pack\n{CODE}", typed="")) == (HandScan(text=f"Pack\n{CODE}", typed=""),)


@given(st.text(max_size=40))
def test_bytes_of_a_serial_line_are_the_text_in_utf_8_whatever_it_is(text):
    scan = read_bytes(text.strip("\r\n").encode("utf-8", errors="ignore") + b"\r\n")
    assert scan.typed == text.strip("\r\n").encode("utf-8", errors="ignore").decode() + "\r\n"


def test_bytes_of_a_serial_line_in_gbk_are_read_as_such_with_rare_characters_and_gs():
    scan = read_bytes(f"镕{GS}{CODE}".encode("gbk") + b"\r")
    assert (scan.text, scan.notices, scan.ending) == (f"镕{GS}{CODE}", (Notice.GBK_BYTES,), "\r")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(payload):
    scan = read_bytes(payload)
    assert len(scan.text) <= LONGEST_PAYLOAD


@given(
    st.lists(st.builds(KeyStroke, st.sampled_from(StrokeKind), st.text(max_size=2), st.just(1.0)), min_size=1)
)
def test_no_strokes_break_the_reading(strokes):
    strokes = [
        KeyStroke(each.kind, "7", 1.0) if each.kind is StrokeKind.ALT_DIGIT else each for each in strokes
    ]
    assert isinstance(read_burst(strokes), HandScan)
