"""日报: the balance, the numbers and the root of one day of a real ledger."""

from datetime import date, timedelta

import pytest

from packtrail.app.act_papers.days import day_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.errors_papers import PaperOfNothing
from packtrail.papers.act_frame import Marks
from packtrail.papers.day_report import _Day, day_report
from packtrail.usecases.release_handoff import release_handoff
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.papers.ledger import RARE, desk_in, outside_the_margins
from tests.station import codes
from tests.trade import load, pack

ZH, EN = wording(CHINESE), wording(ENGLISH)
FIRST_DAY, SECOND_DAY = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path / "station") as desk:
        yield desk


@pytest.fixture
def two_days(desk):
    """Twelve packs on the first day, two in and three out on the second."""
    desk.take_in(*map(pack, codes(12)), deliverer_name=RARE)
    desk.clock.at += timedelta(days=1)
    desk.take_in(*map(pack, codes(2, first=50)))
    desk.act(release_handoff, load(*codes(3)))
    return desk


def content_of(desk, day):
    return desk.read(lambda view: day_content(view, day, desk.clock.at))


def text_of(page_texts, content, words=ZH, **marks):
    return "".join(page_texts(day_report(content, words, Marks(**marks)))).replace("\r\n", "")


def test_it_balances_what_came_went_and_stands(two_days, page_texts):
    content = content_of(two_days, SECOND_DAY)
    assert (content.balance.opening.count, content.balance.taken_in.count) == (12, 2)
    text = text_of(page_texts, content).replace(" ", "")
    for said in (
        "收支相符",
        "期初库存123750.0",
        "入库2625.0",
        "期末在场113437.5",
        "期末在途3937.5",
        "当日尚未结束",
    ):
        assert said in text, said
    assert "The balance is even" in text_of(page_texts, content, EN)


def test_the_root_is_that_of_the_day_and_not_of_now(two_days, page_texts):
    first, second = content_of(two_days, FIRST_DAY), content_of(two_days, SECOND_DAY)
    station = two_days.read(lambda view: view.station())
    assert first.is_over
    assert second.root.record_hash == station.head_hash
    assert first.root.seq < second.root.seq
    record = two_days.read(lambda view: view.record(first.root.record_id))
    assert record.recorded_at.date() == FIRST_DAY
    text = text_of(page_texts, first).replace(" ", "")
    assert record.record_hash.removeprefix("sha256:") in text


def test_a_day_before_the_first_record_says_that_there_was_none(two_days, page_texts):
    text = text_of(page_texts, content_of(two_days, date(2026, 11, 1)))
    assert ZH.say("papers.root.none") in text
    assert ZH.say("papers.day.numbers.none") in text


def test_the_numbers_of_the_day_stand_with_their_count(two_days):
    assert [(each.kind, each.drawn, each.gaps) for each in content_of(two_days, SECOND_DAY).numbers] == [
        ("DL", 1, ()),
        ("IN", 2, ()),
        ("HO", 1, ()),
    ]


def test_the_same_moment_gives_the_same_bytes_and_a_later_print_a_file_of_its_own(two_days):
    content = content_of(two_days, SECOND_DAY)
    assert day_report(content, ZH) == day_report(content, ZH)
    first = two_days.print(ActPaper.DAY, "2026-11-21")
    two_days.clock()
    assert two_days.print(ActPaper.DAY, "2026-11-21") != first


def test_a_day_is_typed_as_a_day_and_never_lies_ahead(two_days):
    assert two_days.subject(ActPaper.DAY, "") == "2026-11-21"
    assert two_days.subject(ActPaper.DAY, "2026年11月20日") == "2026-11-20"
    for junk in ("heute", "2026-13-01", "DL-S1a-20261120-0001"):
        with pytest.raises(PaperOfNothing):
            two_days.subject(ActPaper.DAY, junk)
    with pytest.raises(PaperOfNothing):
        two_days.print(ActPaper.DAY, "2026-11-22")


@pytest.mark.parametrize("words", [ZH, EN])
def test_nothing_stands_outside_the_margins(two_days, words):
    content = content_of(two_days, SECOND_DAY)
    assert not outside_the_margins(_Day(content, words, Marks(copy=True, practice=True)).paper())
