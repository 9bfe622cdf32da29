"""Finding a party in the real window: initials, Down, Enter; its papers; and a supervisor who lets it go."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from packtrail.domain.party import Party, PartyDraft, PartyKind
from packtrail.domain.records import PartyPaper
from packtrail.usecases.keep_party import keep_party
from tests.e2e.desk import desk_open
from tests.e2e.stations import act, set_up, take_in
from tests.trade import AFTERNOON, CODE, RECYCLER, REPAIR_SHOP

Key = Qt.Key
NAME = "株洲贾谊再生利用有限公司"
PAPERS = (
    "business_licence",
    "project_approval",
    "eia_approval",
    "safety_environment_acceptance",
    "discharge_permit",
)
TODAY = AFTERNOON.date()


def card(*papers, **changes):
    seen = tuple(PartyPaper(paper=paper, checked_on=TODAY) for paper in papers)
    return replace(
        PartyDraft(uscc=RECYCLER, name=NAME, role="utilisation_enterprise", papers=seen), **changes
    )


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station", clock=lambda: AFTERNOON) as person:
        set_up(person.outlet)
        take_in(person.outlet, CODE)
        person.press(Key.Key_F6)
        person.desk.handoff.scanned(CODE)
        person.wait(lambda: person.desk.handoff.state.count == 1)
        yield person


def kept(person, draft):
    return act(person.outlet, lambda: person.outlet.act(keep_party, draft))


def offers(person):
    lists = [
        view for view in QApplication.topLevelWidgets() if isinstance(view, QListView) and view.isVisible()
    ]
    return lists[0] if lists else None


def offered(person):
    view = offers(person)
    return (
        [view.model().index(row, 0).data().split("\n")[0] for row in range(view.model().rowCount())]
        if view
        else []
    )


def draft(person):
    return person.desk.handoff.state.draft


def parties(person):
    return person.desk.handoff.state.parties


def named(person, **fields):
    for name, text in {"单位名称": NAME, "统一社会信用代码": RECYCLER, **fields}.items():
        person.fill(name, text)
    person.press(Key.Key_Escape)  # the list of whom was found, where there is one


def test_initials_down_and_enter_fill_name_code_and_kind(person):
    kept(person, card(role="regeneration_enterprise"))
    person.fill("单位名称", "zzjy")
    person.wait(lambda: offered(person) == [NAME])
    QTest.keyClick(offers(person), Key.Key_Down)
    QTest.keyClick(offers(person), Key.Key_Return)
    person.wait(lambda: draft(person).consignee_uscc == RECYCLER)
    assert (draft(person).consignee_name, draft(person).consignee_role) == (NAME, "regeneration_enterprise")
    assert offers(person) is None


def test_a_code_finds_the_carrier_in_its_own_field_and_no_recipient(person):
    kept(person, card())
    kept(person, card(kind=PartyKind.CARRIER, name="长沙平安危运有限公司", uscc=REPAIR_SHOP, role=""))
    person.fill("承运单位信用代码", "9143")
    person.wait(lambda: offered(person) == ["长沙平安危运有限公司"])
    QTest.keyClick(offers(person), Key.Key_Down)
    QTest.keyClick(offers(person), Key.Key_Return)
    person.wait(lambda: draft(person).carrier_uscc == REPAIR_SHOP)
    assert draft(person).carrier_name == "长沙平安危运有限公司"
    assert draft(person).consignee_name is None


def test_enter_takes_nothing_that_merely_stands_first(person):
    kept(person, card())
    person.fill("单位名称", "zz")
    person.wait(lambda: offered(person) == [NAME])
    QTest.keyClick(offers(person), Key.Key_Return)
    person.settle()
    assert draft(person).consignee_name == "zz"


def test_only_the_newest_text_is_answered(person):
    kept(person, card())
    for text in ("z", "zx", "zz"):
        person.desk.handoff.screen.field_edited.emit("consignee_name", text)
    person.settle()
    person.settle()
    assert [party.name for party in parties(person).found] == [NAME]
    person.desk.handoff.screen.field_edited.emit("consignee_name", "")
    person.settle()
    assert parties(person).found == ()


@pytest.mark.practice(11)
def test_a_company_is_kept_and_its_missing_papers_stand_there(person):
    named(person)
    person.wait_to_see("没有这家单位的资料")
    person.desk.handoff.screen.keep_asked.emit(PartyKind.RECIPIENT)
    person.wait_to_see("缺少：营业执照")
    (party,) = person.outlet.read(lambda view: view.search_parties("zzjy"))
    assert (party.name, party.uscc, party.kind) == (NAME, RECYCLER, PartyKind.RECIPIENT)
    assert not person.sees("没有这家单位的资料")


@pytest.mark.practice(11)
def test_a_paper_that_was_seen_is_noted_with_its_last_day(person):
    party = kept(person, card(*PAPERS[1:]))
    named(person)
    person.wait_to_see("缺少：营业执照")
    person.choose("营业执照")
    person.fill("有效期至（没有就不填）", "2027-05-01")
    person.press(Key.Key_Return)
    person.wait_to_see("都看过")
    papers = person.outlet.read(lambda view: view.one(Party, party.party_id)).papers
    assert PartyPaper(paper="business_licence", checked_on=TODAY, expires_on=date(2027, 5, 1)) in papers


def test_a_day_that_is_none_is_said_at_its_field_and_nothing_is_kept(person):
    party = kept(person, card(*PAPERS[1:]))
    named(person)
    person.wait_to_see("缺少：营业执照")
    person.choose("营业执照")
    person.fill("有效期至（没有就不填）", "2027-13-01")
    person.press(Key.Key_Return)
    person.settle()
    assert person.sees("2027-13-01")
    assert person.outlet.read(lambda view: view.one(Party, party.party_id)).papers == party.papers


@pytest.mark.practice(11)
def test_without_papers_the_load_stays_until_a_supervisor_says_why(person):
    expired = PartyPaper(paper="business_licence", checked_on=date(2025, 1, 1), expires_on=date(2026, 1, 1))
    kept(person, replace(card(*PAPERS[1:]), papers=(expired, *card(*PAPERS[1:]).papers)))
    named(person)
    person.wait_to_see("已过期：营业执照")
    person.press(Key.Key_F10)
    person.wait_to_see("的凭证缺少或已过期：营业执照")
    assert QApplication.focusWidget() is person.field("主管放行理由")
    person.type("on its way")
    person.press(Key.Key_F10)
    person.wait(lambda: person.sees("已签发 HO-") and not person.desk.handoff.is_busy)
    (handoff,) = person.outlet.read(lambda view: view.handoffs())
    header = person.outlet.read(lambda view: view.record(handoff.handoff_id)).body
    assert (header.override_reason, header.override_by) == ("on its way", person.outlet.operator.ref)


def test_another_recipient_gets_no_reason_that_was_given_for_the_first(person):
    party = kept(person, card())
    named(person)
    person.desk.handoff.screen.field_edited.emit("override_reason", "急")
    person.desk.handoff.screen.party_chosen.emit("consignee_name", replace(party, name="另一家"))
    assert draft(person).override_reason is None
