"""检查表: which units of a real ledger are looked at again on a day, and who was in time."""

from datetime import date, timedelta

import pytest

from packtrail.app.act_papers.second_looks import rechecks_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.unit_acts import CheckDraft
from packtrail.papers.act_frame import Marks
from packtrail.papers.recheck_sheet import _Rechecks, recheck_sheet
from packtrail.usecases.check_condition import check_condition
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.papers.ledger import desk_in, outside_the_margins
from tests.station import codes
from tests.trade import CODE, OTHER_CODE, pack
from tests.usecases.floor import RECHECK, SAFETY

ZH, EN = wording(CHINESE), wording(ENGLISH)
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path / "station") as desk:
        yield desk


def hot(code, **changes):
    return pack(code, condition_class="overheating", **changes)


def content_of(desk, day):
    return desk.read(lambda view: rechecks_content(view, day, desk.clock.at, RECHECK))


def text_of(page_texts, content, words=ZH, **marks):
    return "".join(page_texts(recheck_sheet(content, words, Marks(**marks)))).replace("\r\n", "")


def test_what_is_due_by_the_end_of_the_day_stands_with_its_slot(desk, page_texts):
    desk.take_in(hot(CODE, storage_location="隔离㛃𬭎区/03-2"), pack(OTHER_CODE))
    assert content_of(desk, TODAY).lines == ()
    content = content_of(desk, TOMORROW)
    assert [line.label for line in content.lines] == [CODE]
    text = text_of(page_texts, content)
    for said in (CODE, "隔离㛃𬭎区/03-2", "发热", "2026-11-21 09:12", "应复检 1 件", "表面 ℃"):
        assert said in text, said
    assert OTHER_CODE not in text
    assert "已到时间" not in text
    assert "Surface °C" in text_of(page_texts, content, EN)


def test_an_overdue_look_stays_until_it_was_made_in_time(desk, page_texts):
    (unit,) = desk.take_in(hot(CODE)).units
    desk.clock.at += timedelta(hours=30)
    assert "已到时间" in text_of(page_texts, content_of(desk, TOMORROW))
    desk.act(check_condition, unit.unit_id, CheckDraft(condition_class="normal"), rules=SAFETY.rules)
    content = content_of(desk, TOMORROW)
    assert content.lines == ()
    assert ZH.say("papers.rechecks.none") in text_of(page_texts, content)


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (30, 2), (300, 16)])
def test_every_unit_stands_once_on_as_many_pages_as_it_takes(desk, page_texts, count, sheets):
    labels = codes(count)
    desk.take_in(*map(hot, labels))
    content = content_of(desk, TOMORROW)
    texts = page_texts(recheck_sheet(content, ZH))
    assert len(texts) == sheets
    assert [sum(text.count(code) for text in texts) for code in labels] == [1] * count
    assert recheck_sheet(content, ZH) == recheck_sheet(content, ZH)


def test_it_is_made_for_today_where_no_day_is_typed(desk):
    assert desk.subject(ActPaper.RECHECKS, "") == "2026-11-20"
    assert desk.print(ActPaper.RECHECKS, "2026-11-21").name.startswith("RC-S1-20261121-")


@pytest.mark.parametrize("words", [ZH, EN])
def test_nothing_stands_outside_the_margins(desk, words):
    long = hot("X" * 128, code_scheme="none", storage_location="长" * 60 + "/" + "宽" * 30)
    desk.take_in(long, *map(hot, codes(30)))
    assert not outside_the_margins(_Rechecks(content_of(desk, TOMORROW), words, Marks(practice=True)).paper())
