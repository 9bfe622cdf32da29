"""Which known codes a partly read label can have said."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from packtrail.domain.battery_code.form import ALPHANUMERIC, SLOTS, Form
from packtrail.domain.label_doctor import (
    MOST_FITS,
    UNKNOWN,
    DifferenceKind,
    KnownCode,
    Origin,
    PartialCode,
    SeenCharacter,
    judged,
    may_be,
    read_part,
    typed_part,
)

CODE = "04QPE76A00012BJBC0000903"
codes = st.builds("".join, st.tuples(*(st.sampled_from(slot.strict) for slot in SLOTS[Form.FULL])))
holes = st.sets(st.integers(0, 23), min_size=1, max_size=14)


def known(*texts, origin=Origin.KNOWN):
    return [KnownCode(text, origin) for text in texts]


@given(codes, holes)
def test_the_code_itself_always_fits_what_was_read_of_it_and_only_the_gaps_are_marked(code, gaps):
    partial = typed_part("".join(UNKNOWN if at in gaps else one for at, one in enumerate(code)))
    (fit,) = judged(partial, known(code)).fits
    assert fit.code == code
    assert fit.marked() == tuple(sorted(at + 1 for at in gaps))
    assert {each.kind for each in fit.differences} == {DifferenceKind.FILLED}


@given(codes, codes, holes)
def test_whatever_fits_says_the_same_at_every_position_that_is_not_marked(code, other, gaps):
    partial = typed_part("".join(UNKNOWN if at in gaps else one for at, one in enumerate(code)))
    for fit in judged(partial, known(code, other)).fits:
        marked = fit.marked()
        assert all(at + 1 in marked or fit.code[at] == code[at] for at in range(24))


@given(codes, st.integers(0, 23), st.sampled_from(ALPHANUMERIC))
def test_a_code_with_a_character_that_looks_like_none_read_is_never_proposed(code, at, instead):
    partial = typed_part(code)
    assume(instead not in partial.allowed(widely=True)[at])
    assert not judged(partial, known(code[:at] + instead + code[at + 1 :])).fits


@given(codes, st.integers(4, 23), st.integers(0, 20))
def test_a_piece_is_found_wherever_it_stands(code, length, start):
    piece = code[start : start + length]
    assume(4 <= len(piece) != 19)
    diagnosis = judged(typed_part(piece), known(code))
    assert [fit.code for fit in diagnosis.fits] == [code]
    assert len(diagnosis.fits[0].marked()) == 24 - len(piece)


@given(codes, st.lists(codes, max_size=20), holes)
def test_a_code_that_may_stand_by_its_characters_is_one_that_fits(code, others, gaps):
    partial = typed_part("".join(UNKNOWN if at in gaps else one for at, one in enumerate(code)))
    allowed = partial.allowed(widely=True)
    expected = {one for one in (code, *others) if may_be(one, allowed, anywhere=False)}
    assert judged(partial, known(code, *others)).count == len(expected)


def test_look_alikes_of_a_plainly_read_character_come_after_all_that_agree():
    partial = typed_part("04QPE76A00012BJBC00009?3")
    alike, agreeing = "04QPE76A00012BJBC0000983".replace("12B", "128"), "04QPE76A00012BJBC0000913"
    fits = judged(partial, [KnownCode(alike, Origin.ON_LIST), KnownCode(agreeing, Origin.HERE)]).fits
    assert [fit.code for fit in fits] == [agreeing, alike]
    assert fits[1].marked(DifferenceKind.AGAINST) == (14,)
    assert fits[1].marked(DifferenceKind.FILLED) == (23,)


def test_what_the_delivery_should_bring_comes_before_what_is_only_known():
    partial = typed_part("04QPE76A00012BJBC00009?3")
    ends = "12345"
    given_codes = [
        KnownCode(f"04QPE76A00012BJBC00009{end}3", origin)
        for end, origin in zip(ends, reversed(Origin), strict=True)
    ]
    assert [fit.origin for fit in judged(partial, given_codes).fits] == list(Origin)


def test_a_code_known_from_two_places_counts_by_the_likelier():
    both = [KnownCode(CODE, Origin.HERE), KnownCode(CODE, Origin.EXPECTED)]
    diagnosis = judged(typed_part(CODE), both)
    assert [(fit.code, fit.origin) for fit in diagnosis.fits] == [(CODE, Origin.EXPECTED)]


def test_of_two_that_fit_the_one_with_the_likelier_characters_is_first():
    seen = [SeenCharacter(one) for one in CODE]
    seen[23] = SeenCharacter("8", 0.6, (("3", 0.35), ("B", 0.05)))
    partial = PartialCode(tuple(seen))
    eight, three = CODE[:-1] + "8", CODE
    fits = judged(partial, known(three, eight)).fits
    assert [fit.code for fit in fits] == [eight, three]
    assert fits[1].marked(DifferenceKind.DOUBTFUL) == (24,)


def test_more_than_can_be_compared_are_counted_and_not_all_shown():
    partial = typed_part("04QPE76A00012BJBC0000???")
    diagnosis = judged(partial, known(*(f"04QPE76A00012BJBC0000{at:03}" for at in range(17))))
    assert diagnosis.count == 17
    assert len(diagnosis.fits) == MOST_FITS
    assert diagnosis.is_too_many


@pytest.mark.parametrize("typed", ["04qpe7？*", " 04QPE7 ?? ", "０４ＱＰＥ７??"])
def test_blanks_case_width_and_either_mark_are_ways_of_typing_one_thing(typed):
    assert typed_part(typed).text == "04QPE7??"


def test_what_a_reader_could_not_make_out_is_a_gap():
    partial = read_part("04Q?�E", (1.0, 0.9, 0.4, 0.0, 0.2, 1.0))
    assert partial.text == "04Q??E"
    assert partial.known == 4
    assert set(partial.allowed(widely=False)[2]) == {"Q", "O", "0"}  # doubtful, so its look-alikes may stand
    assert partial.allowed(widely=False)[0] == "0"
    assert partial.allowed(widely=True)[0] != "0"


def test_a_code_of_another_length_never_fits_a_whole_one():
    assert not judged(typed_part("?" * 20 + "0903"), known("04QPE76JBC0000903RP")).fits
