"""What a line of the stock table says of a unit."""

import pytest

from packtrail.ui.stock.words import row
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, stored


def texts(language, **changes):
    return " ".join(cell.text for cell in row(wording(language), stored(**changes), AFTERNOON).cells)


@pytest.mark.parametrize(("language", "said"), [(CHINESE, "工位 S2"), (ENGLISH, "station S2")])
def test_a_unit_of_another_station_says_which_and_ours_says_nothing(language, said):
    assert said in texts(language, station="S2")
    assert said.split()[0] not in texts(language)
