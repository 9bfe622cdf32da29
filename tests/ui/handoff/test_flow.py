"""The handoff screen over a real ledger: pick, save as typed, sign away, print."""

from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from packtrail.domain.documents import HandoffState as DocumentState
from packtrail.domain.errors import DiskFull, NotInStock, UnitIsolated
from packtrail.domain.handoff import LineDraft
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.records.handoff import PickedBy
from packtrail.ui.handoff.flow import HandoffFlow
from packtrail.ui.handoff.state import Heard, Picked, Recipient, Work, known
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.usecases.drafts import HANDOFF, draft_from
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import MORNING, RECYCLER, load, pack
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import cut_words

NAME = "株洲测试再生利用有限公司"


@pytest.fixture
def open_flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    screens = []

    def opened(acts=outlet):
        flow = HandoffFlow(acts, workers, wording(CHINESE))
        screens.append(flow.screen)
        flow.screen.resize(1330, 760)
        flow.screen.show()
        flow.start()
        qtbot.waitUntil(lambda: flow.state.stock.total is not None)
        return flow

    yield opened
    put_away(qtbot, workers, *screens)


@pytest.fixture
def flow(at_work, open_flow):
    taken_in(at_work[0], *packs(4), pack(code(9), condition_class=ConditionClass.LEAKING))
    return open_flow()


def picked(qtbot, flow, *numbers):
    for number in numbers:
        before = flow.state.count
        flow.scanned(code(number))
        qtbot.waitUntil(lambda before=before: flow.state.count == before + 1)


def addressed(flow):
    flow.screen.recipient_chosen.emit(Recipient(NAME, RECYCLER, "utilisation_enterprise"))


def saved_draft(outlet):
    drafts = outlet.read(lambda view: view.drafts(HANDOFF))
    return draft_from(HANDOFF, drafts[0].content) if drafts else None


def said(flow):
    return " ".join(label.text() for label in flow.screen.findChildren(QLabel) if label.isVisible())


def test_a_scanned_unit_is_on_the_load_and_in_the_saved_draft_when_the_tone_sounds(qtbot, at_work, flow):
    with qtbot.waitSignal(flow.toned) as tone:
        flow.scanned(code(2))
    assert tone.args == ["ok"]
    assert [line.code for line in saved_draft(at_work[0]).lines] == [code(2)]


def test_the_load_keeps_the_order_of_the_scans(qtbot, flow):
    for number in (3, 1, 4, 2):
        flow.scanned(code(number))
    qtbot.waitUntil(lambda: flow.state.count == 4)
    assert [line.code for line in flow.state.draft.lines] == [code(3), code(1), code(4), code(2)]


def test_a_scan_during_the_release_begins_the_next_load(qtbot, flow):
    picked(qtbot, flow, 1)
    addressed(flow)
    flow.release()
    flow.scanned(code(2))
    qtbot.waitUntil(lambda: [line.code for line in flow.state.draft.lines] == [code(2)])
    qtbot.waitUntil(lambda: not flow.is_busy)


def test_an_isolated_unit_is_refused_at_once_with_the_reason(qtbot, flow):
    with qtbot.waitSignal(flow.toned) as tone:
        flow.scanned(code(9))
    assert tone.args == ["no"]
    assert flow.state.count == 0
    assert isinstance(flow.state.picked.error, UnitIsolated)
    assert "漏液" in said(flow)


def test_a_unit_that_never_came_in_is_refused(qtbot, flow):
    with qtbot.waitSignal(flow.toned):
        flow.scanned(code(77))
    assert isinstance(flow.state.picked.error, NotInStock)
    assert "没有入库记录" in said(flow)


def test_a_unit_scanned_twice_is_loaded_once(qtbot, flow):
    picked(qtbot, flow, 1)
    with qtbot.waitSignal(flow.toned, check_params_cb=lambda tone: tone == "again"):
        flow.scanned(code(1))
    assert flow.state.count == 1
    assert flow.state.picked.heard is Heard.AGAIN


def test_a_unit_from_the_list_says_that_nobody_scanned_it(qtbot, flow):
    flow.pick_listed([flow.state.to_pick[0].unit_id])
    qtbot.waitUntil(lambda: flow.state.count == 1)
    assert flow.state.draft.lines[0].picked_by == PickedBy.LIST
    assert "1 件未现场扫码" in said(flow)


def test_a_code_that_is_typed_twice_is_picked_with_enter(qtbot, flow):
    flow.screen.focus_code()
    field = flow.screen.focusWidget()
    for _ in range(2):
        qtbot.keyClicks(field, code(3).lower())
        qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: flow.state.count == 1)
    assert flow.state.draft.lines[0].code_source == "manual_double_entry"


def test_what_was_left_is_found_again(qtbot, at_work, flow, open_flow):
    picked(qtbot, flow, 1, 2)
    flow.screen.field_edited.emit("vehicle_plate", "湘A·D12345")
    qtbot.waitUntil(lambda: saved_draft(at_work[0]) == flow.state.draft)
    again = open_flow()
    qtbot.waitUntil(lambda: again.state.count == 2)
    assert again.state.draft == flow.state.draft
    assert again.state.mass_g == flow.state.mass_g


def test_every_letter_reaches_the_draft(qtbot, at_work, flow):
    name = next(
        field for field in flow.screen.findChildren(QLineEdit) if field.accessibleName() == "单位名称"
    )
    qtbot.keyClicks(name, "ABC")
    qtbot.waitUntil(lambda: (draft := saved_draft(at_work[0])) and draft.consignee_name == "ABC")


def test_the_one_button_says_what_is_missing(flow):
    button = flow.screen.findChild(PrimaryButton)
    assert "没有选收货单位" in button.refusal
    assert "还没有装单" in button.refusal


def test_f8_puts_the_hand_on_what_is_missing(qtbot, flow):
    picked(qtbot, flow, 1)
    flow.next_fault()
    assert flow.screen.focusWidget().accessibleName() == "单位名称"


def test_the_one_button_says_what_it_will_do(qtbot, flow):
    picked(qtbot, flow, 1, 2)
    addressed(flow)
    button = flow.screen.findChild(PrimaryButton)
    assert button.refusal is None
    assert button.text() == "签发并打印 2 件 600.5 kg"


def test_f10_signs_the_load_away_and_makes_its_receipt(qtbot, at_work, flow):
    picked(qtbot, flow, 1, 2)
    addressed(flow)
    with qtbot.waitSignal(flow.handed_on) as handed:
        qtbot.keyClick(flow.screen, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: flow.state.released is not None and flow.state.released.paper is not None)
    (document,) = at_work[0].read(lambda view: view.handoffs())
    assert (document.state, document.line_count) == (DocumentState.RELEASED, 2)
    assert handed.args[0].document.number == document.number
    assert document.number in said(flow)
    assert flow.state.count == 0
    assert saved_draft(at_work[0]) is None


def test_the_receipt_opens_when_it_is_asked_for_and_not_before(qtbot, flow):
    opened = []
    flow.open_paper.connect(opened.append)
    picked(qtbot, flow, 1)
    addressed(flow)
    flow.release()
    qtbot.waitUntil(lambda: flow.state.released is not None and flow.state.released.paper is not None)
    assert opened == []
    flow.screen.open_asked.emit()
    assert [path.read_bytes()[:5] for path in opened] == [b"%PDF-"]


def test_a_second_print_is_another_file_and_opens(qtbot, flow):
    picked(qtbot, flow, 1)
    addressed(flow)
    flow.release()
    qtbot.waitUntil(lambda: flow.state.released is not None and flow.state.released.paper is not None)
    first = flow.state.released.paper
    with qtbot.waitSignal(flow.open_paper) as opened:
        flow.screen.print_asked.emit("")
    assert str(opened.args[0]) != first


def test_an_older_handoff_prints_again_from_the_list(qtbot, at_work, flow):
    outlet = at_work[0]
    handed = on_writer(outlet, partial(outlet.release_handoff, load(code(1))))
    flow.refresh()
    qtbot.waitUntil(lambda: len(flow.state.recent) == 1)
    with qtbot.waitSignal(flow.open_paper) as opened:
        flow.screen.print_asked.emit(handed.document.handoff_id)
    assert handed.document.number in str(opened.args[0])


def test_a_unit_that_left_meanwhile_keeps_the_load_and_the_draft(qtbot, at_work, flow):
    outlet = at_work[0]
    picked(qtbot, flow, 1, 2)
    addressed(flow)
    on_writer(outlet, partial(outlet.release_handoff, load(code(2))))
    flow.release()
    qtbot.waitUntil(lambda: flow.state.trouble is not None)
    assert isinstance(flow.state.trouble, NotInStock)
    assert (flow.state.count, flow.state.work) == (2, Work.NONE)
    qtbot.waitUntil(lambda: len(saved_draft(outlet).lines) == 2)


class _NoPaper:
    """The real outlet, except that there is no room for its papers."""

    def __init__(self, outlet):
        self._outlet = outlet

    def __getattr__(self, name):
        return getattr(self._outlet, name)

    def print_handoff(self, _handoff_id):
        raise DiskFull(folder="papers")


def test_a_receipt_that_could_not_be_made_is_not_called_printed(qtbot, at_work, open_flow):
    outlet = at_work[0]
    taken_in(outlet, *packs(1))
    flow = open_flow(_NoPaper(outlet))
    picked(qtbot, flow, 1)
    addressed(flow)
    flow.release()
    qtbot.waitUntil(lambda: isinstance(flow.state.trouble, DiskFull))
    assert flow.state.released is not None
    assert flow.state.released.paper is None
    assert "回执还没有生成" in said(flow)


def test_units_taken_off_are_to_be_picked_again(qtbot, flow):
    picked(qtbot, flow, 1, 2)
    flow.screen.removed.emit((flow.state.draft.lines[0].unit_id,))
    assert [line.code for line in flow.state.draft.lines] == [code(2)]
    assert code(1) in [unit.label for unit in flow.state.to_pick]


def test_a_label_with_two_codes_is_left_to_the_operator(qtbot, flow):
    with qtbot.waitSignal(flow.toned) as tone:
        flow.scanned(f"{code(1)}\n{code(2)}")
    assert tone.args == ["no"]
    assert flow.state.picked.heard is Heard.TWO_CODES
    assert flow.state.count == 0


def test_escape_forgets_the_last_refusal(qtbot, flow):
    with qtbot.waitSignal(flow.toned):
        flow.scanned(code(9))
    flow.back()
    assert flow.state.picked is None
    assert "漏液" not in said(flow)


def whole(screen):
    assert cut_words(screen) == []
    return True


@pytest.mark.parametrize("size", [(1330, 760), (880, 600)])
def test_nothing_is_cut_in_either_language(qtbot, flow, size):
    picked(qtbot, flow, 1, 2)
    flow.screen.resize(*size)
    for language in (CHINESE, ENGLISH):
        flow.retranslate(wording(language))
        qtbot.waitUntil(lambda: whole(flow.screen))


def test_a_unit_that_another_station_took_in_is_loaded_by_the_banners_button_and_says_so(
    qtbot, at_work, flow
):
    with qtbot.waitSignal(flow.toned):
        flow.scanned(code(77))
    button = next(each for each in flow.screen.findChildren(QPushButton) if "另一工位已入库" in each.text())
    with qtbot.waitSignal(flow.toned) as tone:
        button.click()
    assert (tone.args, flow.state.count) == (["ok"], 1)
    assert saved_draft(at_work[0]).lines[0].elsewhere
    found = at_work[0].read(known)
    assert found.units[0].battery_code == code(77)
    addressed(flow)
    with qtbot.waitSignal(flow.handed_on) as handed:
        flow.release()
    assert handed.args[0].items[0].open_reason == "taken_in_elsewhere"
    qtbot.waitUntil(lambda: not flow.is_busy)


def test_a_unit_that_has_left_is_not_offered_as_taken_in_elsewhere(flow):
    left = NotInStock(code(1), left_at=MORNING)
    picked = Picked(heard=Heard.REFUSED, code=code(1), error=left, line=LineDraft(code=code(1)))
    assert replace(flow.state, picked=picked).elsewhere is None
