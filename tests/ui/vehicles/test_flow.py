"""The Vehicles screen at work over a real ledger: a vehicle from its plate to its closed case."""

import threading
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from packtrail import resources
from packtrail.app.vehicle_rules import load_vehicle_rules
from packtrail.domain.handheld import HandScan
from packtrail.domain.owed_papers import OwedDraft
from packtrail.domain.vehicle_case import CaseState, SlotState, VehicleCase
from packtrail.domain.vehicle_case.receive import MOST_BATTERIES
from packtrail.ui.forms.state import Typed
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.undo_flow import MATCH, VEHICLE, UndoFlow
from packtrail.ui.vehicles.battery_forms import NameCodesForm
from packtrail.ui.vehicles.flow import VehiclesFlow
from packtrail.ui.vehicles.state import CaseAct
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.undo_bar import STAYS_S, UndoBar
from packtrail.usecases.drafts import VEHICLE as VEHICLE_DRAFT
from packtrail.usecases.owe_paper import owe_paper
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.usecases.undo import act_of, undo
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.scrapyard import LOOK_ALIKE, OTHER_VIN, PACK, SECOND_PACK, THIRD_PACK, VIN, vehicle
from tests.trade import pack
from tests.ui.stock.counter import on_writer, put_away, taken_in
from tests.ui.whole import cut_words

pytestmark = pytest.mark.practice(2)
WORDS = wording(CHINESE)
OWED = OwedDraft(paper="vehicle_licence", reason="证件没带", due_on=date(2026, 11, 27))
PHOTO = resources.path("samples", "plate-qr.jpg")


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    made = VehiclesFlow(outlet, workers, WORDS)
    place = QScrollArea()  # as the window shows a place
    place.setWidgetResizable(True)
    place.setWidget(made.screen)
    place.resize(1330, 800)
    place.show()
    for form in (made.form, made.reception.form):
        form.choose_photo = lambda: PHOTO
    made.start()
    qtbot.waitUntil(lambda: made.state.stands is not None)
    yield made
    put_away(qtbot, workers, place)


def received(outlet, *codes, **changes):
    act = partial(outlet.act, receive_vehicle, vehicle(*codes, **changes), rules=load_vehicle_rules())
    return on_writer(outlet, act)


def opened(qtbot, flow, case):
    flow.refresh()
    flow.open_case(case.case_id)
    qtbot.waitUntil(lambda: flow.page is not None and flow.page.case.case_id == case.case_id)
    qtbot.waitUntil(lambda: any(each.case.case_id == case.case_id for each in flow.state.stands))


def scanned(flow, text):
    heard = []
    is_taken = flow.scanned(HandScan(text=text, typed=text, tell=heard.append))
    return is_taken, heard


def matched(qtbot, flow, code):
    with qtbot.waitSignal(flow.written):
        assert scanned(flow, code)[0]
    qtbot.waitUntil(lambda: not flow.is_busy)


def give(form, **values):
    for key, value in values.items():
        form.panel.changed.emit(key.replace("__", "."), value)


def photographed(qtbot, form):
    form.panel.photo_asked.emit()
    qtbot.waitUntil(lambda: not form.is_busy)


def confirmed(qtbot, flow, form):
    with qtbot.waitSignal(flow.written):
        next(b for b in form.panel.findChildren(RefusableButton) if "确认记录" in b.text()).click()
    qtbot.waitUntil(lambda: not flow.is_busy and form.act is None)


def said(flow):
    return " ".join(label.text() for label in flow.screen.findChildren(QLabel) if label.isVisible())


def sees(qtbot, flow, words):
    qtbot.waitUntil(lambda: words in said(flow))  # what was made anew is shown a turn later


def next_button(flow):
    buttons = flow.screen.case.findChildren(PrimaryButton)
    return next(button for button in buttons if button.key == "F10")


def case_of(outlet, case):
    return outlet.read(lambda view: view.one(VehicleCase, case.case_id))


def test_a_vehicle_goes_from_its_plate_to_its_closed_case_by_scans_and_the_next_button(qtbot, at_work, flow):
    outlet, form, reception = at_work[0], flow.form, flow.reception.form
    assert scanned(flow, "湘AD12345") == (True, ["ok"])
    for text in (VIN, PACK):
        assert scanned(flow, text) == (True, ["ok"])
    assert scanned(flow, PACK) == (True, ["duplicate"])
    give(
        reception, energy_type="battery_electric", owner_kind="person", owner_name="李建国",
        battery_count_seen="1", pledged="no", vin_altered="no", paper__plates="plates",
        paper__registration_certificate="registration_certificate",
        paper__driving_licence="driving_licence", paper__owner_identity="owner_identity",
    )  # fmt: skip
    confirmed(qtbot, flow, reception)
    qtbot.waitUntil(lambda: flow.page is not None and bool(flow.state.stands))
    assert (flow.page.case.vin, flow.page.case.plate, flow.page.owner) == (VIN, "湘AD12345", "李**")
    assert "李建国" not in said(flow)
    matched(qtbot, flow, PACK)
    sees(qtbot, flow, "没有阻碍，可以出具回收证明")
    next_button(flow).click()
    give(form, certificate_no="HS-1")
    assert scanned(flow, PACK) == (True, ["ok"])
    assert scanned(flow, "https://qclt.mofcom.gov.cn/deal/1") == (True, ["ok"])
    confirmed(qtbot, flow, form)
    qtbot.waitUntil(lambda: flow.page.case.certificate_no == "HS-1")
    assert scanned(flow, PACK) == (
        True,
        ["ok"],
    )  # the battery is out: its label opens the form of the removal
    give(form, condition="normal", mass="312.5", basis="weighed")
    confirmed(qtbot, flow, form)
    sees(qtbot, flow, "已拆下入库，IN-")
    for kind in ("photo_before", "photo_vin", "photo_after"):
        qtbot.waitUntil(lambda kind=kind: flow.page.stand.next.evidence == kind)
        next_button(flow).click()
        photographed(qtbot, form)
        confirmed(qtbot, flow, form)
    sees(qtbot, flow, "凭证齐全，可以结案")
    next_button(flow).click()
    confirmed(qtbot, flow, form)
    sees(qtbot, flow, "已结案 2026-11-20")
    qtbot.waitUntil(lambda: flow.state.stands == ())
    case = case_of(outlet, flow.page.case)
    assert case.state is CaseState.CLOSED
    unit = outlet.read(lambda view: view.unit(case.batteries[0].unit_id))
    assert (unit.battery_code, unit.mass_g, unit.vin) == (PACK, 312_500, VIN)


def test_boxes_turn_green_one_by_one_by_scan(qtbot, at_work, flow):
    opened(qtbot, flow, received(at_work[0], PACK, SECOND_PACK, THIRD_PACK))
    for code in (SECOND_PACK, PACK):
        matched(qtbot, flow, code)
    states = [slot.state for slot in flow.page.case.slots]
    assert states == [SlotState.MATCHED, SlotState.MATCHED, SlotState.EMPTY]
    sees(qtbot, flow, "已找到 2 / 3")


def test_a_code_that_does_not_fit_is_told_aloud_and_explained_with_its_proof(qtbot, at_work, flow):
    case = received(at_work[0], PACK)
    opened(qtbot, flow, case)
    heard = []
    flow.toned.connect(heard.append)
    matched(qtbot, flow, LOOK_ALIKE)
    assert heard == ["reject"]
    sees(qtbot, flow, "只差形近字符")
    next_button(flow).click()
    give(flow.form, proof="lawful_replacement", proof_text="2025 年维修时换过")
    assert (
        "照片"
        in next(b for b in flow.form.panel.findChildren(RefusableButton) if "确认记录" in b.text()).refusal
    )
    photographed(qtbot, flow.form)
    confirmed(qtbot, flow, flow.form)
    qtbot.waitUntil(lambda: flow.page.case.slots[0].state is SlotState.EXPLAINED)


def test_a_label_out_of_sight_is_matched_by_photograph_and_named_source(qtbot, at_work, flow):
    opened(qtbot, flow, received(at_work[0], PACK))
    flow.screen.case.act_chosen.emit(CaseAct.MATCH)
    give(flow.form, how="hidden", code_origin="certificate")
    assert flow.form.typed.text("expected_code") == PACK
    photographed(qtbot, flow.form)
    confirmed(qtbot, flow, flow.form)
    qtbot.waitUntil(lambda: flow.page.case.slots[0].state is SlotState.LABEL_HIDDEN)


@pytest.mark.practice(12)
def test_a_code_with_an_earlier_life_opens_the_form_that_explains_it(qtbot, at_work, flow):
    taken_in(at_work[0], pack(PACK))
    case = received(at_work[0], PACK)
    opened(qtbot, flow, case)
    assert scanned(flow, PACK)[0]
    qtbot.waitUntil(lambda: flow.form.act is not None)
    assert flow.form.typed.text("code") == PACK
    sees(qtbot, flow, "在本机有入库记录")
    give(flow.form, earlier_life="网点换下后又装回本车")
    confirmed(qtbot, flow, flow.form)
    assert case_of(at_work[0], case).slots[0].state is SlotState.MATCHED


def test_a_battery_of_another_vehicle_opens_that_case_and_is_not_matched_here(qtbot, at_work, flow):
    other = received(at_work[0], SECOND_PACK, vin=OTHER_VIN)
    here = received(at_work[0], PACK)
    opened(qtbot, flow, here)
    qtbot.waitUntil(lambda: len(flow.state.stands) == 2)
    assert scanned(flow, SECOND_PACK) == (True, ["ok"])
    qtbot.waitUntil(lambda: flow.page is not None and flow.page.case.case_id == other.case_id)
    assert case_of(at_work[0], here).batteries == ()


def test_a_battery_scanned_while_its_case_is_being_opened_is_not_written_to_the_case_before(
    qtbot, at_work, flow
):
    there = received(at_work[0], THIRD_PACK, vin=OTHER_VIN)
    here = received(at_work[0], PACK)
    opened(qtbot, flow, here)
    assert scanned(flow, OTHER_VIN) == (True, ["ok"])
    assert flow.page is None
    assert scanned(flow, SECOND_PACK) == (True, ["reject"])
    sees(qtbot, flow, "请再扫一次电池")
    qtbot.waitUntil(lambda: flow.page is not None and flow.page.case.case_id == there.case_id)
    matched(qtbot, flow, THIRD_PACK)
    assert case_of(at_work[0], here).batteries == ()


@pytest.mark.practice(12)
def test_an_earlier_life_in_a_case_that_was_left_opens_no_form_of_the_next_case(qtbot, at_work, flow):
    taken_in(at_work[0], pack(PACK))
    there = received(at_work[0], THIRD_PACK, vin=OTHER_VIN)
    opened(qtbot, flow, received(at_work[0], PACK))
    page = flow.page
    opened(qtbot, flow, there)
    flow._matching.match(page, PACK, HandScan(text=PACK, typed=PACK))
    qtbot.waitUntil(lambda: not flow.is_busy)
    assert flow.form.act is None
    sees(qtbot, flow, "在本机有入库记录")


def test_what_is_scanned_while_a_form_is_busy_is_refused_and_not_called_kept(qtbot, at_work, flow):
    opened(qtbot, flow, received(at_work[0], PACK))
    for act in (CaseAct.NAME_CODES, CaseAct.MATCH):
        flow.screen.case.act_chosen.emit(act)
        flow.form.panel.photo_asked.emit()
        assert flow.form.is_busy
        assert scanned(flow, SECOND_PACK) == (True, ["reject"])
        qtbot.waitUntil(lambda: not flow.form.is_busy)
        flow.back()
    assert scanned(flow, OTHER_VIN) == (True, ["ok"])
    flow.reception.form.panel.photo_asked.emit()
    assert scanned(flow, SECOND_PACK) == (True, ["reject"])
    qtbot.waitUntil(lambda: not flow.is_busy)


def test_a_code_stands_once_in_a_list_and_a_full_list_takes_no_more(qtbot, at_work, flow):
    opened(qtbot, flow, received(at_work[0], PACK))
    flow.screen.case.act_chosen.emit(CaseAct.NAME_CODES)
    assert [scanned(flow, SECOND_PACK)[1] for _ in range(2)] == [["ok"], ["duplicate"]]
    last = f"named.{MOST_BATTERIES}"
    full = {f"named.{at}": f"X{at}" for at in range(1, MOST_BATTERIES + 1)}
    flow.form.open(NameCodesForm(flow.page.case), Typed(values=full))
    assert scanned(flow, THIRD_PACK) == (True, ["reject"])
    assert flow.form.typed.text(last) == full[last]


def test_a_scan_without_a_use_here_is_left_to_its_record(flow):
    assert scanned(flow, "LOC:A/1") == (False, [])


def test_a_form_left_half_way_is_there_again_after_a_crash(qtbot, at_work, flow):
    outlet, workers = at_work
    scanned(flow, VIN)
    give(flow.reception.form, owner_name="李建国")
    qtbot.waitUntil(lambda: _saved_name(outlet) == "李建国")
    again = VehiclesFlow(outlet, workers, WORDS)
    again.screen.show()
    again.start()
    qtbot.waitUntil(lambda: again.state.begun == VIN)
    again.resume(flow.reception.draft_id)
    assert again.reception.form.typed.text("owner_name") == "李建国"
    again.back()
    again.reception.discard()
    qtbot.waitUntil(lambda: outlet.read(lambda view: view.drafts(VEHICLE_DRAFT)) == [])
    put_away(qtbot, workers, again.screen)


def test_the_older_of_two_answers_shows_nothing(qtbot, at_work, flow, monkeypatch):
    outlet, case = at_work[0], received(at_work[0], PACK)
    opened(qtbot, flow, case)
    answers = _held_back(flow, monkeypatch)
    flow.refresh()
    received(outlet, SECOND_PACK, vin=OTHER_VIN)
    on_writer(outlet, partial(outlet.act, owe_paper, case.case_id, OWED))
    flow.refresh()
    for show in reversed(answers):
        show()
    assert (len(answers), len(flow.state.stands), len(flow.page.owed)) == (4, 2, 1)


def test_an_older_answer_does_not_bring_a_discarded_vehicle_back(qtbot, at_work, flow, monkeypatch):
    scanned(flow, VIN)
    qtbot.waitUntil(lambda: at_work[0].read(lambda view: view.drafts(VEHICLE_DRAFT)) != [])
    answers = _held_back(flow, monkeypatch)
    flow.refresh()
    flow.back()
    flow.reception.discard()
    answers[0]()
    assert flow.state.begun is None


def _held_back(flow, monkeypatch):
    """What was asked is answered at once, and shown when the test says so."""
    held, run = [], flow._workers.run

    def asked(lane, fn, *, done, failed, priority=0):
        if lane is not flow._workers.reads:
            return run(lane, fn, done=done, failed=failed, priority=priority)
        held.append(partial(done, fn()))
        return None

    monkeypatch.setattr(flow._workers, "run", asked)
    return held


def test_a_discarded_vehicle_is_brought_back_as_it_was_typed(qtbot, at_work, flow):
    outlet, workers = at_work
    bar = UndoBar(WORDS)
    undo = UndoFlow(outlet, workers, bar, WORDS)
    flow.undoable.connect(undo.offer)
    scanned(flow, VIN)
    give(flow.reception.form, owner_name="李建国")
    flow.back()
    with qtbot.waitSignal(flow.undoable):
        flow.reception.discard()
    assert any(label.text() == f"已清空 {VIN}" for label in bar.findChildren(QLabel))
    for _ in range(STAYS_S):
        bar._tick()  # late: nothing was recorded, so nothing forbids it
    with qtbot.waitSignal(undo.undone):
        undo.undo()
    assert flow.reception.form.typed.text("owner_name") == "李建国"
    assert _saved_name(outlet) == "李建国"
    put_away(qtbot, workers, bar)


def _saved_name(outlet):
    drafts = outlet.read(lambda view: view.drafts(VEHICLE_DRAFT))
    return drafts[0].content["owner_name"] if drafts else None


def test_what_a_refused_vehicle_lacks_stands_at_its_fields_and_f8_goes_there(qtbot, at_work, flow):
    flow.screen.window().activateWindow()
    scanned(flow, VIN)
    form = flow.reception.form
    give(
        form, energy_type="battery_electric", owner_kind="company", owner_name="甲公司",
        battery_count_seen="99",
    )  # fmt: skip
    next(b for b in form.panel.findChildren(RefusableButton) if "确认记录" in b.text()).click()
    qtbot.waitUntil(lambda: not form.is_busy)
    flow.next_fault()
    qtbot.waitUntil(lambda: flow.screen.focusWidget() is not None)
    assert flow.screen.focusWidget().accessibleName() == "车上看到几件电池"
    assert case_count(at_work[0]) == 0


def case_count(outlet):
    return outlet.read(lambda view: view.count(VehicleCase))


def test_a_match_and_a_received_vehicle_can_be_taken_back(qtbot, at_work, flow):
    outlet = at_work[0]
    offered = []
    flow.undoable.connect(offered.append)
    scanned(flow, VIN)
    give(
        flow.reception.form, energy_type="battery_electric", owner_kind="company", owner_name="甲公司",
        battery_count_seen="1", expected__1=PACK,
    )  # fmt: skip
    confirmed(qtbot, flow, flow.reception.form)
    qtbot.waitUntil(lambda: flow.page is not None)
    matched(qtbot, flow, PACK)
    assert [each.kind for each in offered] == [VEHICLE, MATCH]
    case = flow.page.case
    for each in reversed(offered):
        ids = each.act_ids or outlet.read(partial(_act_of, each.document_id))
        on_writer(outlet, partial(outlet.act, undo, ids, draft=each.draft))
        assert each.restore()
    assert case_of(outlet, case).state is CaseState.VOIDED
    assert flow.reception.form.typed.text("owner_name") == "甲公司"


def _act_of(document_id, view):
    return act_of(view, document_id)


def test_the_ledger_is_never_written_on_the_gui_thread(qtbot, at_work, flow, monkeypatch):
    opened(qtbot, flow, received(at_work[0], PACK))
    threads = []
    real = type(at_work[0]).act

    def watched(self, *asked, **also):
        threads.append(threading.current_thread())
        return real(self, *asked, **also)

    monkeypatch.setattr(type(at_work[0]), "act", watched)
    matched(qtbot, flow, PACK)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_the_card_of_the_case_is_made_to_be_printed(qtbot, at_work, flow):
    case = received(at_work[0], PACK)
    opened(qtbot, flow, case)
    button = next(b for b in flow.screen.case.findChildren(RefusableButton) if "随车卡" in b.text())
    assert button.key == "Ctrl+P"
    with qtbot.waitSignal(flow.open_paper) as made:
        button.click()
        assert "正在做单据" in button.refusal
    assert made.args[0].name.startswith(f"{case.case_number}-card-")
    assert button.refusal is None


def test_esc_leaves_the_form_then_the_case(qtbot, at_work, flow):
    opened(qtbot, flow, received(at_work[0], PACK))
    flow.screen.case.act_chosen.emit(CaseAct.EVIDENCE)
    assert flow.form.panel.isVisible()
    qtbot.keyClick(flow.form.panel, Qt.Key.Key_Escape)
    assert not flow.form.panel.isVisible()
    flow.back()
    assert flow.page is None


def test_the_page_and_its_forms_are_whole_in_both_languages(qtbot, at_work, flow):
    case = received(at_work[0], PACK, SECOND_PACK)
    opened(qtbot, flow, case)
    matched(qtbot, flow, LOOK_ALIKE)
    for language in (ENGLISH, CHINESE):
        flow.retranslate(wording(language))
        qtbot.waitUntil(lambda: cut_words(flow.screen) == [])
        for act in CaseAct:
            flow.screen.case.act_chosen.emit(act)
            qtbot.waitUntil(lambda: cut_words(flow.screen) == [])
            flow.form.leave()
        flow.receive()
        qtbot.waitUntil(lambda: cut_words(flow.screen) == [])
        flow.back()
