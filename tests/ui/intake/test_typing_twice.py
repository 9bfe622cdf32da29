"""A code that nobody scanned is typed twice unseen; where the entries differ, both are shown."""

import random

from packtrail.app.refdata import load_code_tables
from packtrail.ui.intake.difference import difference_words
from packtrail.ui.intake.results import result_of
from packtrail.ui.intake.typing import type_code
from packtrail.ui.intake.work import Outcome, Work
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import CODE, MORNING

TABLES = load_code_tables()
ZH, EN = wording(CHINESE), wording(ENGLISH)
WRONG = CODE[:-1] + "9"


def typed(*entries):
    work, read = Work(), None
    for entry in entries:
        work, read = type_code(work, entry, TABLES, MORNING)
    return work, read


def test_where_the_entries_differ_both_are_shown_with_the_place_marked():
    work, read = typed(CODE, WRONG)
    band = result_of(work.happened, ZH)
    assert (read, band.code, band.other, band.marked) == (None, WRONG, CODE, (24,))
    assert f"第 24 位是 {CODE[-1]} 还是 9" in band.meaning
    assert band.second_action == "第二遍才对"


def test_the_first_is_not_shown_before_the_second_is_there():
    work, _ = typed(CODE)
    band = result_of(work.happened, ZH)
    assert (work.happened.outcome, CODE in band.code + band.other + band.meaning) == (
        Outcome.TYPE_AGAIN,
        False,
    )


def test_many_places_are_counted_and_missing_characters_are_named():
    sentence = difference_words("ABCDEF", "ZYXWVU", (1, 2, 3, 4, 5, 6), EN)
    assert sentence.endswith("is position 4 D or W and 2 more")
    assert "第 3 位是 C 还是 （无）" in difference_words("ABC", "AB", (3,), ZH)


def test_of_five_thousand_codes_typed_with_slips_at_most_one_is_wrong():
    """A slip in each hundred characters, of the kinds that typists make."""
    chance, wrong = random.Random(11), 0
    for n in range(5000):
        code = CODE[:17] + f"{n:07d}"
        taken = None
        while taken is None:
            work, _ = type_code(Work(), with_slips(code, chance), TABLES, MORNING)
            if work.first_entry is not None:
                work, taken = type_code(work, with_slips(code, chance), TABLES, MORNING)
        wrong += taken.code.text != code
    assert wrong <= 1


def with_slips(code, chance):
    characters = list(code)
    for at in range(len(characters) - 1):
        if chance.random() < 0.01:
            slip = chance.choice(("swap", "drop", "double", "other"))
            if slip == "swap":
                characters[at], characters[at + 1] = characters[at + 1], characters[at]
            elif slip == "drop":
                characters[at] = ""
            elif slip == "double":
                characters[at] *= 2
            else:
                characters[at] = chance.choice("0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
    return "".join(characters)
