"""The steps of a delivery in the hand, without a screen."""

from dataclasses import replace
from datetime import date

import pytest

from packtrail.app.refdata import load_code_tables
from packtrail.domain.battery_code import parse
from packtrail.domain.delivery import DeliveryDraft
from packtrail.domain.records import Attachment
from packtrail.domain.records.gate import CodeSource, CodeStatus, MassBasis, SourceType
from packtrail.ui.intake import work as steps
from packtrail.ui.intake.desk_memory import deliverer_of, last_from, last_text
from packtrail.ui.intake.faults import TypingKind, fault_sentence, fault_with_line, work_faults
from packtrail.ui.intake.typing import differing, not_a_code, type_code
from packtrail.ui.intake.work import Deliverer, Outcome, Read, WithoutCode, Work
from packtrail.wording import CHINESE, wording
from tests.trade import AFTERNOON, CODE, OTHER_CODE, REPAIR_SHOP, delivery, pack, stored

TABLES = load_code_tables()
PHOTO = Attachment(digest="sha256:" + "a" * 64, media_type="image/jpeg", size=7, role="overall")
ZH = wording(CHINESE)


def read(code: str = CODE, **changes) -> Read:
    found = parse(code, TABLES).code
    assert found is not None
    return replace(Read(code=found, source=CodeSource.SCAN_QR, raw=code), **changes)


def taken(work: Work, what: Read, live=None, key: str = "k1") -> Work:
    return steps.take(work, what, live, key=key, at=AFTERNOON)


def test_a_sure_read_becomes_an_open_card():
    work = taken(Work(), read())
    assert (work.cards[0].unit.battery_code, work.open_card) == (CODE, "k1")
    assert work.happened.outcome is Outcome.ADDED


def test_an_unsure_read_waits_for_a_person_and_makes_no_card():
    work = taken(Work(), read(is_sure=False))
    assert work.cards == ()
    assert [each.code.text for each in work.proposals] == [CODE]


def test_the_same_unsure_read_waits_once():
    work = taken(taken(Work(), read(is_sure=False)), read(is_sure=False))
    assert len(work.proposals) == 1


def test_adding_a_proposal_ends_its_waiting():
    work = taken(taken(Work(), read(is_sure=False)), read())
    assert work.proposals == ()


def test_a_second_read_of_a_card_opens_that_card():
    work = taken(taken(taken(Work(), read()), read(OTHER_CODE), key="k2"), read(), key="k3")
    assert len(work.cards) == 2
    assert (work.happened.outcome, work.open_card) == (Outcome.HERE_ALREADY, "k1")


def test_a_live_code_is_no_card_until_somebody_says_it_is_a_second_pack():
    work = taken(Work(), read(), live=stored())
    assert (work.cards, work.happened.outcome) == ((), Outcome.LIVE_ALREADY)
    work = steps.add(work, read(), key="k1", at=AFTERNOON, as_conflict=True)
    assert steps.as_recorded(work).units[0].as_conflict


def test_a_basis_chosen_in_this_delivery_holds_for_the_next_card():
    work = steps.change_card(taken(Work(), read()), "k1", mass_basis=MassBasis.WEIGHED)
    assert taken(work, read(OTHER_CODE), key="k2").cards[1].unit.mass_basis == MassBasis.WEIGHED


def test_a_mass_that_nobody_typed_is_recorded_without_a_basis():
    work = steps.change_card(taken(Work(), read()), "k1", mass_basis=MassBasis.WEIGHED)
    unit = steps.as_recorded(work).units[0]
    assert (unit.mass_g, unit.mass_basis) == (None, MassBasis.UNKNOWN)


def test_a_typed_mass_is_recorded_in_whole_grams():
    work = steps.type_mass(taken(Work(), read()), "k1", " 312.5 ")
    assert steps.as_recorded(work).units[0].mass_g == 312_500


def test_a_label_without_code_needs_reason_and_photograph():
    assert steps.add_without_code(Work(), key="k", at=AFTERNOON).cards == ()
    no_photo = Work(without_code=WithoutCode(reason="burnt"))
    assert steps.add_without_code(no_photo, key="k", at=AFTERNOON).cards == ()


@pytest.mark.parametrize(
    ("reason", "status"), [("burnt", CodeStatus.UNREADABLE), ("missing", CodeStatus.ABSENT)]
)
def test_why_there_is_no_code_decides_its_status(reason, status):
    form = WithoutCode(reason=reason, photo=PHOTO, level="module")
    work = steps.add_without_code(Work(without_code=form), key="k", at=AFTERNOON)
    unit = work.cards[0].unit
    assert (unit.code_status, unit.photos, unit.level) == (status, (PHOTO,), "module")
    assert steps.is_without_code(work.cards[0])
    assert work.without_code is None


def test_the_same_photograph_counts_once():
    work = steps.attach(steps.attach(taken(Work(), read()), "k1", PHOTO), "k1", PHOTO)
    assert work.cards[0].unit.photos == (PHOTO,)


def test_a_removed_card_is_open_no_more():
    work = steps.remove(taken(Work(), read()), "k1")
    assert (work.cards, work.open_card) == ((), None)


def test_a_warning_is_confirmed_and_taken_back():
    work = taken(Work(), read())
    kind = work.cards[0].warnings[0].kind
    confirmed = steps.confirm_warning(work, "k1", kind, is_confirmed=True)
    assert confirmed.cards[0].open_warnings == ()
    assert steps.confirm_warning(confirmed, "k1", kind, is_confirmed=False) == work
    assert steps.confirm_warning(work, "nobody", kind, is_confirmed=True) == work


def test_a_person_is_recorded_without_the_company_typed_before():
    head = DeliveryDraft(
        source_type=SourceType.VEHICLE_OWNER, deliverer_name="某公司", deliverer_uscc=REPAIR_SHOP,
        deliverer_person="张三", vehicle_plate="湘A·D12345",
    )  # fmt: skip
    draft = steps.as_recorded(Work(head=head))
    assert (draft.deliverer_name, draft.deliverer_uscc) == (None, None)
    assert (draft.deliverer_person, draft.vehicle_plate) == ("张三", "湘AD12345")


def test_a_company_is_recorded_without_the_person_typed_before():
    head = DeliveryDraft(
        source_type=SourceType.DEALER, deliverer_name="某公司", deliverer_person="张三"
    )  # fmt: skip
    assert steps.as_recorded(Work(head=head)).deliverer_person is None


def test_a_saved_draft_comes_back_as_it_was_typed():
    draft = delivery(pack(mass_g=312_500), pack(OTHER_CODE, mass_g=None))
    work = steps.resumed("d", draft, TABLES, date(2026, 11, 20), ("a", "b"))
    assert [card.mass for card in work.cards] == ["312.5", ""]
    assert (work.claimed, work.head_open, work.open_card) == ("2", False, "b")
    assert steps.as_typed(work) == draft


def test_a_blank_delivery_is_not_worth_a_draft():
    assert not steps.has_something(Work())
    assert steps.has_something(Work(claimed="3"))
    assert steps.has_something(Work(head=DeliveryDraft(vehicle_plate="湘A")))


def test_the_head_folds_with_the_first_card_once_it_is_complete():
    complete = Work(head=DeliveryDraft(source_type=SourceType.DEALER, deliverer_name="某公司"))
    assert not taken(complete, read()).head_open
    assert taken(Work(), read()).head_open


def test_the_last_company_is_offered_again_and_a_person_never_remembered():
    company = Deliverer(source_type=SourceType.DEALER, name="某公司", uscc=REPAIR_SHOP)
    assert last_from(last_text(company)) == company
    work = steps.same_again(Work(), company)
    assert deliverer_of(work) == company
    owner = Work(head=DeliveryDraft(source_type=SourceType.VEHICLE_OWNER, deliverer_person="张三"))
    assert "张三" not in last_text(deliverer_of(owner))


@pytest.mark.parametrize("text", [None, "", "{", "[1]"])
def test_a_setting_of_another_version_offers_nobody(text):
    assert last_from(text) is None


def test_a_typed_code_is_taken_only_after_the_second_entry():
    work, first = type_code(Work(), CODE, TABLES, AFTERNOON)
    assert (first, work.happened.outcome) == (None, Outcome.TYPE_AGAIN)
    work, second = type_code(work, CODE, TABLES, AFTERNOON)
    assert (second.code.text, second.source) == (CODE, CodeSource.MANUAL_DOUBLE_ENTRY)
    assert work.first_entry is None


def test_two_entries_that_differ_say_where():
    work, _ = type_code(Work(), CODE, TABLES, AFTERNOON)
    wrong = CODE[:4] + "E" + CODE[5:]
    work, found = type_code(work, wrong, TABLES, AFTERNOON)
    assert (found, work.happened.outcome, work.happened.marked) == (None, Outcome.DIFFERS, (5,))
    assert work.first_entry is not None


def test_a_missing_character_differs_to_the_end():
    assert differing("ABC", "AB") == (3,)


def test_two_codes_typed_at_once_are_no_entry():
    work, found = type_code(Work(), f"{CODE} {OTHER_CODE}", TABLES, AFTERNOON)
    assert (found, work.happened.outcome, work.first_entry) == (None, Outcome.SEVERAL_TYPED, None)


def test_a_wrong_character_is_named_by_its_position():
    happened = not_a_code(CODE[:14] + "O" + CODE[15:], TABLES, AFTERNOON)
    assert (happened.outcome, happened.marked) == (Outcome.WRONG_FORM, (15,))


def test_one_character_too_many_is_not_cut_off():
    work, found = type_code(Work(), CODE + "5", TABLES, AFTERNOON)
    assert (found, work.happened.outcome) == (None, Outcome.WRONG_FORM)


def test_a_short_number_is_no_battery_code():
    assert not_a_code("SN12345", TABLES, AFTERNOON).outcome is Outcome.NO_BATTERY_CODE


def faulty() -> Work:
    work = steps.type_mass(taken(Work(claimed="vier"), read()), "k1", "viel")
    return replace(work, head=DeliveryDraft(source_type=SourceType.VEHICLE_OWNER))


def test_all_faults_come_at_once_and_the_head_first():
    faults = work_faults(faulty())
    assert [(fault.line, fault.field) for fault in faults] == [
        (0, "deliverer_person"), (0, "claimed_count"), (1, "mass_g"), (1, "confirmed_warnings"),
    ]  # fmt: skip


def test_a_mass_without_basis_is_a_fault_at_the_basis():
    work = steps.type_mass(taken(Work(), read()), "k1", "312")
    assert (1, "mass_basis") in [(fault.line, fault.field) for fault in work_faults(work)]


def test_every_fault_of_typing_has_its_words():
    for fault in work_faults(faulty()):
        assert fault_sentence(ZH, fault)
    sentences = [fault_with_line(ZH, fault) for fault in work_faults(faulty())]
    assert sentences[1] == "申报件数 vier 不是数字"
    assert sentences[2].startswith("第 1 件")
    assert {kind.value for kind in TypingKind} <= {
        key.removeprefix("intake.fault.") for key in ZH.sentences if key.startswith("intake.fault.")
    }


def test_a_code_in_the_picture_is_known_here_or_in_the_ledger_or_neither():
    work = taken(Work(), read())
    assert steps.fate(work, {}, CODE) is Outcome.HERE_ALREADY
    assert steps.fate(work, {OTHER_CODE: stored(OTHER_CODE)}, OTHER_CODE) is Outcome.LIVE_ALREADY
    assert steps.fate(work, {}, OTHER_CODE) is None
