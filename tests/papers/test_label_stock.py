import copy

import pytest

from packtrail import resources
from packtrail.domain.errors_printing import PrintTooLarge
from packtrail.papers.labels.stock import MOST_LABELS, label_stocks, stocks_from
from packtrail.papers.layout import PAGE_HEIGHT_MM, PAGE_WIDTH_MM

STOCKS = label_stocks()


@pytest.mark.parametrize("stock", [each for each in STOCKS.values() if each.kind == "sheet"])
def test_the_grid_of_a_sheet_stands_in_its_middle(stock):
    spots = list(stock.spots(stock.per_page))
    right = PAGE_WIDTH_MM - spots[-1].left_mm - stock.label_width_mm
    below = PAGE_HEIGHT_MM - spots[-1].top_mm - stock.label_height_mm
    assert spots[0].left_mm == pytest.approx(right, abs=0.05)
    assert spots[0].top_mm == pytest.approx(below, abs=0.05)


def test_used_labels_are_left_out_on_the_first_sheet_only():
    stock = STOCKS["a4_21"]
    spots = list(stock.spots(30, skip=4))
    everywhere = list(stock.spots(stock.per_page))
    assert [spot.page for spot in spots].count(0) == 17
    assert spots[0][1:] == everywhere[4][1:]
    assert spots[17][1:] == everywhere[0][1:]


@pytest.mark.parametrize("name", sorted(STOCKS))
def test_no_two_labels_of_a_page_overlap(name):
    stock = STOCKS[name]
    places = [(spot.left_mm, spot.top_mm) for spot in stock.spots(stock.per_page)]
    for at, (left, top) in enumerate(places):
        for x, y in places[at + 1 :]:
            assert (
                abs(x - left) >= stock.label_width_mm - 0.01 or abs(y - top) >= stock.label_height_mm - 0.01
            )


def test_more_labels_than_a_job_may_have_are_refused():
    with pytest.raises(PrintTooLarge) as refused:
        list(STOCKS["roll_60_40"].spots(MOST_LABELS + 1))
    assert (refused.value.count, refused.value.most) == (MOST_LABELS + 1, MOST_LABELS)


def test_no_more_places_are_skipped_than_a_page_has():
    with pytest.raises(ValueError, match="after 21"):
        list(STOCKS["a4_21"].spots(1, skip=21))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"left": 60.0}, "leave their sheet"),
        ({"pitch": [50.0, 38.1]}, "each other"),
        ({"name": "roll_60_40"}, "twice"),
        ({"label": [0.0, 38.1]}, "greater than"),
        ({"colour": "white"}, "Extra inputs"),
    ],
)
def test_stock_that_can_not_be_is_refused(change, why):
    document = copy.deepcopy(resources.toml("labels", "stock.toml"))
    document["sheet"][3] |= change
    with pytest.raises(ValueError, match=why):
        stocks_from(document)
