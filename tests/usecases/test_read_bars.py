"""Where characters of bars stand that were made out in part, by what was seen of the bars' ends."""

import pytest

from packtrail.domain.label_doctor import PartialCode, read_part
from packtrail.usecases.read_bars import laid_out

CODE = "04QPB76A00012BJBC0000903"
REUSED = "04QPB76BJC0000903R2"


def laid(text: str, *, is_whole: bool = True) -> str | None:
    found = laid_out(read_part(text, (0.95,) * len(text)), is_whole=is_whole)
    return found.text if found else None


@pytest.mark.parametrize("hidden", [3, 5, 6, 9])
def test_what_is_known_is_counted_from_its_own_end_however_long_the_hidden_part_seemed(hidden):
    assert laid(CODE[:9] + "?" * hidden + CODE[15:]) == CODE[:7] + "?" * 10 + CODE[17:]


def test_the_characters_beside_a_hidden_part_are_left_out_and_those_beside_a_faint_one_kept():
    assert laid(CODE[:4] + "?" + CODE[5:]) == CODE[:4] + "?" + CODE[5:]
    assert laid(CODE[:4] + "???" + CODE[7:]) == CODE[:2] + "???????" + CODE[9:]


@pytest.mark.parametrize("hidden", [3, 4, 5])
def test_the_mark_of_a_reused_product_tells_the_shorter_code(hidden):
    assert laid(REUSED[:6] + "?" * hidden + REUSED[10:]) == REUSED[:4] + "?" * 8 + REUSED[12:]


def test_a_piece_loses_the_characters_beside_what_is_hidden():
    assert laid("??" + CODE[10:], is_whole=False) == CODE[12:]
    assert laid(CODE[:12] + "???", is_whole=False) == CODE[:10]
    assert laid(CODE[4:16], is_whole=False) == CODE[6:14]  # it can be hidden on either side


@pytest.mark.parametrize("length", [19, 21, 22, 23])
def test_a_piece_is_never_taken_for_the_whole_of_a_shorter_code(length):
    piece = laid_out(read_part(CODE[:length], (0.95,) * length), is_whole=False)
    assert piece is not None
    assert piece.is_piece


def test_what_is_longer_than_a_code_and_was_not_read_is_nothing():
    assert laid(CODE + "1", is_whole=False) is None
    assert laid(CODE[:15] + "?" + CODE[:15]) is None


@pytest.mark.parametrize("text", ["", "????????", "04Q", "04Q?????????????????????"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_too_little_is_nothing(text, is_whole):
    assert laid_out(PartialCode(()), is_whole=is_whole) is None
    assert laid(text, is_whole=is_whole) is None
