"""未报情况说明: duties, records and the ledger's root, from a real ledger that nobody answered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from packtrail.app.act_papers import unreported as unreported_app
from packtrail.app.act_papers.unreported import unreported_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.deadlines import DutyState
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.papers.act_frame import Marks
from packtrail.papers.unreported import _Unreported, unreported_paper
from packtrail.usecases.ports import Verdict
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.problems import problem_words
from tests.papers.ledger import desk_in, outside_the_margins
from tests.station import codes
from tests.trade import CODE, pack
from tests.ui.stock.counter import HUB

ZH, EN = wording(CHINESE), wording(ENGLISH)
RARE_HUB = replace(HUB, title="福建㛃𬭎平台")


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path / "station") as desk:
        yield desk


def bound(desk):
    with desk.ledger.act() as tx:
        tx.add_destination(RARE_HUB)


def content_of(desk):
    return desk.read(lambda view: unreported_content(view, desk.clock.at, desk.rules()))


def text_of(page_texts, content, words=ZH, **marks):
    return "".join(page_texts(unreported_paper(content, words, Marks(**marks)))).replace("\r\n", "")


def test_duties_that_ran_out_stand_with_every_record_and_the_root(desk, page_texts):
    bound(desk)
    desk.take_in(pack(CODE))
    desk.clock.at += timedelta(days=60)
    content = content_of(desk)
    (duty,) = content.duties
    assert (duty.count, duty.state) == (1, DutyState.OVERDUE)
    station = desk.read(lambda view: view.station())
    assert (content.root.seq, content.root.record_hash) == (station.head_seq, station.head_hash)
    text = text_of(page_texts, content).replace(" ", "")
    for said in (
        "入库报送",
        "逾期",
        CODE,
        "福建㛃𬭎平台",
        "待上报",
        "网络中断",
        "起止时间",
        content.root.record_id,
    ):
        assert said in text, said
    assert station.head_hash.removeprefix("sha256:") in text


def test_a_refused_record_stands_with_the_answer(desk, page_texts):
    bound(desk)
    unit = desk.take_in(pack(CODE)).units[0]
    refused = Verdict(
        record_id=unit.unit_id,
        state=SubmissionState.REJECTED,
        ack_level=AckLevel.NONE,
        remote_no=None,
        issues=({"code": "BT-3001"},),
        said_at=desk.clock.at,
    )
    with desk.ledger.act() as tx:
        tx.settle(RARE_HUB.name, [refused])
    found = [each for each in content_of(desk).records if each.state == "rejected"]
    assert [(each.subject, each.issue) for each in found] == [(CODE, "BT-3001")]
    text = text_of(page_texts, content_of(desk))
    assert "被拒" in text
    assert problem_words(ZH, "BT-3001").what in text


def test_an_unbound_station_says_that_nothing_was_reported(desk, page_texts):
    desk.take_in(pack(CODE))
    content = content_of(desk)
    assert content.records == ()
    assert f"{content.root.seq} 条记录都没有上报" in text_of(page_texts, content)
    assert "No platform is bound" in text_of(page_texts, content, EN)


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (30, 2), (300, 8)])
def test_every_record_stands_once_on_as_many_pages_as_it_takes(desk, page_texts, count, sheets):
    bound(desk)
    labels = codes(count)
    desk.take_in(*map(pack, labels))
    content = content_of(desk)
    texts = page_texts(unreported_paper(content, ZH))
    assert len(texts) == sheets
    assert [sum(text.count(code) for text in texts) for code in labels] == [1] * count
    assert unreported_paper(content, ZH) == unreported_paper(content, ZH)


def test_what_is_too_much_for_paper_is_counted(desk, page_texts, monkeypatch):
    bound(desk)
    desk.take_in(*map(pack, codes(9)))
    everything = len(content_of(desk).records)
    monkeypatch.setattr(unreported_app, "MOST_LISTED", 5)
    content = content_of(desk)
    assert (len(content.records), content.left_out) == (5, everything - 5)
    assert f"{everything - 5} 条未列" in text_of(page_texts, content)


@pytest.mark.parametrize("state", ["received", "deferred", "manual_action"])
def test_what_was_answered_and_not_confirmed_is_counted_too(desk, page_texts, monkeypatch, state):
    bound(desk)
    units = desk.take_in(*map(pack, codes(9))).units
    everything = len(content_of(desk).records)
    answers = [
        Verdict(
            record_id=unit.unit_id,
            state=SubmissionState(state),
            ack_level=AckLevel.NONE,
            remote_no=None,
            issues=(),
            said_at=desk.clock.at,
        )
        for unit in units
    ]
    with desk.ledger.act() as tx:
        tx.settle(RARE_HUB.name, answers)
    monkeypatch.setattr(unreported_app, "MOST_LISTED", 5)
    content = content_of(desk)
    assert (len(content.records), content.left_out) == (5, everything - 5)
    assert "已送达、待定或待人工办理 9 条" in text_of(page_texts, content)


@pytest.mark.parametrize("words", [ZH, EN])
def test_nothing_stands_outside_the_margins(desk, words):
    bound(desk)
    desk.take_in(*(pack("X" * 100 + code, code_scheme="none") for code in codes(40)))
    assert not outside_the_margins(_Unreported(content_of(desk), words, Marks(practice=True)).paper())


def test_it_is_about_now_and_needs_no_subject(desk):
    assert desk.subject(ActPaper.UNREPORTED, "") == ""
    assert desk.print(ActPaper.UNREPORTED).name.startswith("UR-S1-20261120-")
