"""The intake screen at work on a real ledger, with real pictures."""

import pytest
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from packtrail import resources
from packtrail.devices.frame_image import StillFrame
from packtrail.domain.errors import DiskFull
from packtrail.domain.records.gate import CodeSource, CodeStatus, MassBasis, SourceType
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.work import Outcome
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.drafts import DELIVERY, draft_content
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import CODE, REPAIR_SHOP, delivery, pack
from tests.ui.stock.counter import counter, on_writer, packs, taken_in
from tests.ui.whole import words_cut_at_rest

QR = resources.path("samples", "plate-qr.jpg")
TWO = resources.path("samples", "two-packs.jpg")
BURNT = resources.path("samples", "plate-burnt.jpg")


class Camera(QObject):
    """A source of frames in the test's hand."""

    frame_arrived = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.runs = False

    def start(self) -> None:
        self.runs = True

    def stop(self) -> None:
        self.runs = False


@pytest.fixture
def station(qapp, tmp_path):
    appearance().wear()
    with counter(tmp_path / "data") as (outlet, workers):
        yield outlet, workers


@pytest.fixture
def flow(qtbot, station):
    outlet, workers = station
    flow = IntakeFlow(outlet, workers, wording(CHINESE))
    qtbot.addWidget(flow.screen)
    flow.screen.resize(1280, 760)
    flow.screen.show()
    yield flow
    idle(qtbot, flow)


def work(flow):
    return flow._bench.work


def outcome(flow):
    happened = work(flow).happened
    return happened.outcome if happened else None


def idle(qtbot, flow):
    qtbot.waitUntil(lambda: not flow.is_busy, timeout=20_000)


def read(qtbot, flow, *files, cards):
    flow.screen.files_given.emit(files)
    qtbot.waitUntil(lambda: len(work(flow).cards) == cards and not flow.is_busy, timeout=20_000)
    qtbot.waitUntil(lambda: all(card.unit.photos for card in work(flow).cards), timeout=20_000)


def type_twice(flow, code):
    for _ in range(2):
        flow.screen.left.entry.set_code(code)
        flow.screen.code_entered.emit(code)


def fill_head(flow):
    flow.screen.source_chosen.emit(SourceType.REPAIR_SHOP)
    flow.screen.head_changed.emit("deliverer_name", "长沙测试汽修有限公司")
    flow.screen.head_changed.emit("deliverer_uscc", REPAIR_SHOP)


def complete(flow):
    """Answer everything that the cards still ask."""
    for card in work(flow).cards:
        for warning in card.warnings:
            flow.screen.warning_confirmed.emit(card.key, warning.kind, True)


def drafts(outlet):
    return outlet.read(lambda view: list(view.drafts(DELIVERY)))


def test_a_picture_becomes_a_card_with_its_photograph_and_the_hand_on_the_mass(qtbot, flow):
    read(qtbot, flow, QR, cards=1)
    unit = work(flow).cards[0].unit
    assert unit.code_source == CodeSource.PHOTO_DECODE
    assert unit.photos[0].size <= 300_000
    assert flow.screen.right.card(work(flow).cards[0].key).mass_edit.hasFocus()


def test_every_new_code_of_one_picture_becomes_a_card(qtbot, flow):
    read(qtbot, flow, TWO, cards=2)
    assert len({card.unit.battery_code for card in work(flow).cards}) == 2


def test_a_picture_without_a_code_offers_the_way_without(qtbot, flow):
    tones = []
    flow.toned.connect(tones.append)
    flow.screen.files_given.emit((BURNT,))
    qtbot.waitUntil(lambda: work(flow).happened is not None, timeout=20_000)
    assert work(flow).happened.outcome in {Outcome.NOTHING_READ, Outcome.NO_BATTERY_CODE}
    assert tones == ["reject"]
    flow.screen.result_acted.emit()
    assert work(flow).without_code is not None


def test_a_file_that_is_no_picture_is_said_in_the_banner(qtbot, flow, tmp_path):
    (tmp_path / "x.jpg").write_bytes(b"no picture")
    flow.screen.files_given.emit((tmp_path / "x.jpg",))
    qtbot.waitUntil(flow.screen.banner.isVisible, timeout=20_000)
    idle(qtbot, flow)


def test_a_tone_is_heard_only_after_the_draft_is_saved(qtbot, flow, station):
    outlet, _ = station
    heard = []
    flow.toned.connect(lambda tone: heard.append((tone, len(drafts(outlet)))))
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    assert heard == [("ok", 1)]


def test_a_typed_code_is_asked_twice_and_then_a_card(qtbot, flow):
    flow.screen.code_entered.emit(CODE)
    assert work(flow).cards == ()
    assert flow.screen.left.entry.code == ""
    flow.screen.code_entered.emit(CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    assert work(flow).cards[0].unit.code_source == CodeSource.MANUAL_DOUBLE_ENTRY


def test_esc_forgets_the_first_entry(flow):
    flow.screen.code_entered.emit(CODE)
    flow.back()
    assert work(flow).first_entry is None


def test_a_code_that_is_in_stock_opens_its_record_or_comes_in_as_a_conflict(qtbot, flow, station):
    outlet, _ = station
    known = taken_in(outlet, pack()).units[0]
    went = []
    flow.go.connect(lambda place, subject: went.append((place, subject)))
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: outcome(flow) is Outcome.LIVE_ALREADY)
    flow.screen.result_acted.emit()
    assert went == [("stock", known.unit_id)]
    flow.screen.result_second_acted.emit()
    assert work(flow).cards[0].unit.as_conflict


def test_the_same_code_twice_in_a_delivery_opens_its_card(qtbot, flow):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    flow.screen.focus_code()
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: outcome(flow) is Outcome.HERE_ALREADY)
    flow.screen.result_acted.emit()
    assert flow.screen.right.card(work(flow).cards[0].key).mass_edit.hasFocus()


def unsure(flow, *codes):
    """A live frame brought codes that nobody may take unseen."""
    from packtrail.domain.battery_code import parse
    from packtrail.ui.intake import work as steps
    from packtrail.ui.intake.work import Read

    for code in codes:
        found = parse(code, flow._bench.acts.tables).code
        doubt = Read(code=found, source=CodeSource.SCAN_CODE128, raw=code, is_sure=False)
        flow._bench.put(steps.proposed(work(flow), doubt))


def test_enter_on_the_empty_code_field_confirms_a_proposal(flow):
    unsure(flow, CODE)
    assert work(flow).cards == ()
    flow.screen.code_entered.emit("")
    assert [card.unit.battery_code for card in work(flow).cards] == [CODE]


def test_enter_on_the_band_confirms_and_esc_turns_down(flow):
    unsure(flow, CODE, CODE[:-1] + "4")
    flow.screen.left.band.focus_action()
    QTest.keyClick(flow.screen.focusWidget(), Qt.Key.Key_Return)
    assert len(work(flow).cards) == 1
    flow.back()
    assert (len(work(flow).cards), work(flow).proposals) == (1, ())
    assert work(flow).happened.outcome is Outcome.TURNED_DOWN


def test_a_label_that_cannot_be_read_comes_in_with_reason_and_photograph(qtbot, flow):
    flow.screen.files_given.emit((BURNT,))
    qtbot.waitUntil(lambda: work(flow).happened is not None, timeout=20_000)
    flow.screen.source_asked.emit("without_code")
    form = flow.screen.left.form
    form.reason_chosen.emit("burnt")
    form.photo_from_view_asked.emit()
    qtbot.waitUntil(lambda: work(flow).without_code.photo is not None, timeout=20_000)
    form.taken_in.emit()
    assert work(flow).cards[0].unit.code_status == CodeStatus.UNREADABLE
    fill_head(flow)
    with qtbot.waitSignal(flow.taken_in, timeout=10_000) as done:
        flow.screen.finish_asked.emit()
    assert done.args[0].units[0].local_id.startswith("TMP-")


def test_esc_leaves_the_form_without_a_card(flow):
    flow.screen.source_asked.emit("without_code")
    flow.back()
    assert (work(flow).without_code, work(flow).cards) == (None, ())


def test_the_whole_delivery_is_recorded_and_a_fresh_one_begins(qtbot, flow, station):
    outlet, _ = station
    fill_head(flow)
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    key = work(flow).cards[0].key
    flow.screen.mass_typed.emit(key, "312.5")
    flow.screen.card_changed.emit(key, "mass_basis", MassBasis.WEIGHED)
    flow.screen.card_changed.emit(key, "storage_location", "A-01")
    flow.screen.card_changed.emit(key, "responsible_maker", "长沙测试汽车有限公司")
    complete(flow)
    with qtbot.waitSignal(flow.taken_in, timeout=10_000) as done:
        flow.screen.finish_asked.emit()
    unit = done.args[0].units[0]
    assert (unit.battery_code, unit.mass_g, unit.mass_basis) == (CODE, 312_500, MassBasis.WEIGHED)
    assert unit.responsible_maker == "长沙测试汽车有限公司"
    assert work(flow).cards == ()
    assert flow.screen.banner.isVisible()
    qtbot.waitUntil(lambda: drafts(outlet) == [])
    went = []
    flow.go.connect(lambda place, _subject: went.append(place))
    with qtbot.waitSignal(flow.open_paper, timeout=10_000) as opened:
        qtbot.keyClick(flow.screen, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert opened.args[0].name == f"{done.args[0].document.number}.pdf"
    flow.screen.banner_acted.emit()
    assert went == ["stock"]


def test_the_next_delivery_offers_who_came_last(qtbot, flow):
    fill_head(flow)
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    complete(flow)
    with qtbot.waitSignal(flow.taken_in, timeout=10_000):
        flow.screen.finish_asked.emit()
    flow.screen.same_again_asked.emit()
    assert work(flow).head.deliverer_uscc == REPAIR_SHOP


def test_all_faults_are_said_at_once_and_f8_goes_from_one_to_the_next(qtbot, flow):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    key = work(flow).cards[0].key
    QTest.keyClicks(flow.screen.right.card(key).mass_edit, "x")
    flow.screen.finish_asked.emit()
    assert flow.screen.banner.isVisible()
    named = [flow.screen.focusWidget().accessibleName()]
    for _ in range(4):
        flow.next_fault()
        named.append(flow.screen.focusWidget().accessibleName())
    assert named[:3] == ["换电", "交付单位", "重量（千克）"]
    assert named[3].startswith("已对照")
    assert named[4] == "换电"


def test_a_fault_that_is_mended_is_said_no_more(qtbot, flow):
    flow.screen.finish_asked.emit()
    before = len(flow._bench.faults)
    flow.screen.source_chosen.emit(SourceType.DEALER)
    assert len(flow._bench.faults) == before - 1


def test_f8_without_faults_moves_nothing(flow):
    flow.screen.focus_code()
    before = flow.screen.focusWidget()
    flow.next_fault()
    assert flow.screen.focusWidget() is before


def test_a_code_that_went_live_meanwhile_is_refused_in_words_and_nothing_is_lost(qtbot, flow, station):
    outlet, _ = station
    fill_head(flow)
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    complete(flow)
    taken_in(outlet, pack())
    flow.screen.finish_asked.emit()
    qtbot.waitUntil(flow.screen.banner.isVisible, timeout=10_000)
    assert len(work(flow).cards) == 1
    flow.screen.banner_acted.emit()
    with qtbot.waitSignal(flow.taken_in, timeout=10_000) as done:
        flow.screen.finish_asked.emit()
    assert done.args[0].units[0].code_status == CodeStatus.CONFLICT


def test_an_unfinished_delivery_is_found_again_at_start(qtbot, flow, station):
    outlet, _ = station
    content = draft_content(delivery(*packs(2)))
    on_writer(outlet, lambda: outlet.save_draft("01a1f684-8f48-7a11-8a00-000000000001", DELIVERY, content))
    flow.start()
    qtbot.waitUntil(lambda: len(work(flow).cards) == 2)
    assert flow.screen.banner.isVisible()


def test_a_draft_of_a_version_that_nobody_can_read_is_left_alone(qtbot, flow, station):
    outlet, _ = station
    on_writer(
        outlet, lambda: outlet.save_draft("01a1f684-8f48-7a11-8a00-000000000001", DELIVERY, {"units": 7})
    )
    flow.start()
    qtbot.waitUntil(flow.screen.banner.isVisible)
    assert len(drafts(outlet)) == 1
    assert work(flow).cards == ()


def test_what_was_typed_is_in_the_draft(qtbot, flow, station):
    outlet, _ = station
    flow.screen.head_changed.emit("vehicle_plate", "湘AD12345")
    flow.screen.head_changed.emit("claimed_count", "7")
    qtbot.waitUntil(lambda: [each.content["claimed_count"] for each in drafts(outlet)] == [7])


def test_a_removed_card_is_gone_from_the_screen(qtbot, flow):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    key = work(flow).cards[0].key
    flow.screen.card_removed.emit(key)
    assert flow.screen.right.card(key) is None


def test_a_dangerous_condition_sounds_the_risk(qtbot, flow):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    key = work(flow).cards[0].key
    flow.screen.card_changed.emit(key, "condition_class", "more")
    assert work(flow).condition_open
    with qtbot.waitSignal(flow.toned, check_params_cb=lambda tone: tone == "risk"):
        flow.screen.card_changed.emit(key, "condition_class", "leaking")


def test_a_camera_reads_a_label_held_still_once(qtbot, flow):
    camera = Camera()
    flow.use_camera(camera)
    flow.screen.source_asked.emit("camera")
    assert camera.runs
    frame = StillFrame(QImage(str(QR)))
    for _ in range(3):
        camera.frame_arrived.emit(frame)
        qtbot.waitUntil(lambda: not flow._reading.is_reading_frame, timeout=20_000)
    qtbot.waitUntil(
        lambda: len(work(flow).cards) == 1 and bool(work(flow).cards[0].unit.photos), timeout=20_000
    )
    assert work(flow).cards[0].unit.code_source == CodeSource.SCAN_QR
    assert work(flow).happened.outcome is Outcome.ADDED
    flow.put_away()
    assert not camera.runs


def test_a_camera_that_is_pulled_out_is_said_in_words(flow):
    camera = Camera()
    flow.use_camera(camera)
    flow.screen.source_asked.emit("camera")
    camera.failed.emit("unplugged")
    assert flow.screen.banner.isVisible()
    flow.use_camera(None)


def test_a_folder_is_read_picture_by_picture(qtbot, flow, tmp_path):
    for name in ("b.jpg", "a.jpg"):
        (tmp_path / name).write_bytes(QR.read_bytes())
    (tmp_path / "notes.txt").write_text("x")
    flow.read_folder(tmp_path)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1 and not flow.is_busy, timeout=20_000)
    assert work(flow).happened.outcome is Outcome.HERE_ALREADY
    qtbot.waitUntil(lambda: bool(work(flow).cards[0].unit.photos), timeout=20_000)


def test_a_folder_without_pictures_is_said_in_words(qtbot, flow, tmp_path):
    flow.read_folder(tmp_path)
    qtbot.waitUntil(flow.screen.banner.isVisible)


def test_a_picture_on_the_clipboard_is_read_with_the_hand_on_the_code_field(qtbot, flow):
    QGuiApplication.clipboard().setImage(QImage(str(QR)))
    flow.screen.focus_code()
    QTest.keyClick(flow.screen.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1 and not flow.is_busy, timeout=20_000)
    qtbot.waitUntil(lambda: bool(work(flow).cards[0].unit.photos), timeout=20_000)


def test_picture_files_on_the_clipboard_are_read(qtbot, flow):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(QR))])
    QGuiApplication.clipboard().setMimeData(data)
    flow.screen.paste()
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1 and not flow.is_busy, timeout=20_000)
    qtbot.waitUntil(lambda: bool(work(flow).cards[0].unit.photos), timeout=20_000)


def test_another_language_is_said_everywhere(qtbot, flow):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    flow.retranslate(wording(ENGLISH))
    assert flow.screen.left.band.accessibleName().startswith("Added")


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut(qtbot, station, language, scale):
    outlet, workers = station
    appearance().wear(scale=scale)
    flow = IntakeFlow(outlet, workers, wording(language))
    qtbot.addWidget(flow.screen)
    flow.screen.resize(round(918 * scale), round(640 * scale))
    flow.screen.show()
    fill_head(flow)
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    QGuiApplication.processEvents()
    assert words_cut_at_rest(flow.screen) == []
    flow.screen.source_asked.emit("without_code")
    QGuiApplication.processEvents()
    assert words_cut_at_rest(flow.screen) == []


def choose(monkeypatch, **answers):
    """Answer the system's file dialogs."""
    for name, answer in answers.items():
        monkeypatch.setattr(QFileDialog, name, lambda *_, answer=answer: answer)


def test_pictures_and_folders_are_chosen_in_the_systems_dialogs(qtbot, flow, monkeypatch, tmp_path):
    (tmp_path / "a.jpg").write_bytes(QR.read_bytes())
    choose(monkeypatch, getOpenFileNames=([str(QR)], ""), getExistingDirectory=str(tmp_path))
    flow.screen.source_asked.emit("picture")
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1 and not flow.is_busy, timeout=20_000)
    flow.screen.source_asked.emit("folder")
    qtbot.waitUntil(lambda: outcome(flow) is Outcome.HERE_ALREADY, timeout=20_000)


def test_a_dialog_that_is_closed_changes_nothing(flow, monkeypatch):
    choose(monkeypatch, getOpenFileNames=([], ""), getExistingDirectory="", getOpenFileName=("", ""))
    flow.screen.source_asked.emit("picture")
    flow.screen.source_asked.emit("folder")
    flow.screen.photo_asked.emit("nobody")
    assert not flow.is_busy


def test_a_photograph_is_added_to_a_card_from_a_file(qtbot, flow, monkeypatch):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    choose(monkeypatch, getOpenFileName=(str(BURNT), ""))
    flow.screen.photo_asked.emit(work(flow).cards[0].key)
    qtbot.waitUntil(lambda: len(work(flow).cards[0].unit.photos) == 1, timeout=20_000)
    assert not work(flow).cards[0].photo_under_way


def test_a_photograph_that_cannot_be_read_leaves_the_card_as_it_was(qtbot, flow, monkeypatch, tmp_path):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    (tmp_path / "x.jpg").write_bytes(b"no picture")
    choose(monkeypatch, getOpenFileName=(str(tmp_path / "x.jpg"), ""))
    flow.screen.photo_asked.emit(work(flow).cards[0].key)
    qtbot.waitUntil(flow.screen.banner.isVisible, timeout=20_000)
    assert not work(flow).cards[0].photo_under_way
    assert work(flow).cards[0].unit.photos == ()


def test_a_photograph_from_a_file_serves_a_label_without_code(qtbot, flow, monkeypatch):
    choose(monkeypatch, getOpenFileName=(str(BURNT), ""))
    flow.screen.source_asked.emit("without_code")
    form = flow.screen.left.form
    form.level_chosen.emit("module")
    form.photo_from_view_asked.emit()
    form.taken_in.emit()
    assert work(flow).cards == ()
    form.photo_from_file_asked.emit()
    qtbot.waitUntil(lambda: work(flow).without_code.photo is not None, timeout=20_000)
    assert work(flow).without_code.level == "module"


def test_a_picture_is_dropped_on_the_screen(qtbot, flow):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(QR)), QUrl("https://example.test/a.jpg")])
    where = (QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    entering = QDragEnterEvent(*where, Qt.KeyboardModifier.NoModifier)
    flow.screen.dragEnterEvent(entering)
    assert entering.isAccepted()
    flow.screen.dropEvent(QDropEvent(QPointF(5, 5), *where[1:], Qt.KeyboardModifier.NoModifier))
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1 and not flow.is_busy, timeout=20_000)


def test_a_draft_that_could_not_be_saved_is_said_and_saved_with_the_next_change(
    qtbot, flow, station, monkeypatch
):
    outlet, _ = station
    with monkeypatch.context() as full:
        full.setattr(type(outlet), "save_draft", lambda *_: (_ for _ in ()).throw(DiskFull("data")))
        flow.screen.head_changed.emit("vehicle_plate", "湘A")
        qtbot.waitUntil(flow.screen.banner.isVisible)
    assert drafts(outlet) == []
    flow.screen.head_changed.emit("claimed_count", "2")
    qtbot.waitUntil(lambda: [each.content["vehicle_plate"] for each in drafts(outlet)] == ["湘A"])


def test_one_draft_among_several_is_gone_on_with(qtbot, flow, station):
    outlet, _ = station
    for number, count in (("1", 1), ("2", 2)):
        draft_id = f"01a1f684-8f48-7a11-8a00-00000000000{number}"
        content = draft_content(delivery(*packs(count)))
        on_writer(
            outlet, lambda draft_id=draft_id, content=content: outlet.save_draft(draft_id, DELIVERY, content)
        )
    flow.resume("01a1f684-8f48-7a11-8a00-000000000001")
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)


def test_the_hand_arrives_at_the_source_and_later_at_the_code(flow):
    flow.arrive()
    assert flow.screen.right.head.isAncestorOf(flow.screen.focusWidget())
    flow.screen.source_chosen.emit(SourceType.DEALER)
    flow.arrive()
    assert flow.screen.left.entry.isAncestorOf(flow.screen.focusWidget())


def test_enter_goes_through_the_head_and_on_to_the_labels(flow):
    flow.screen.source_chosen.emit(SourceType.DEALER)
    for typed in ("ACME", "", "", "2"):
        QTest.keyClicks(flow.screen.focusWidget(), typed)
        QTest.keyClick(flow.screen.focusWidget(), Qt.Key.Key_Return)
    assert work(flow).claimed == "2"
    assert flow.screen.left.entry.isAncestorOf(flow.screen.focusWidget())


def test_enter_in_the_mass_goes_back_to_the_labels(qtbot, flow):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    QTest.keyClicks(flow.screen.focusWidget(), "312.5")
    QTest.keyClick(flow.screen.focusWidget(), Qt.Key.Key_Return)
    assert work(flow).cards[0].mass_g == 312_500
    assert flow.screen.left.entry.isAncestorOf(flow.screen.focusWidget())


def test_the_hand_on_a_folded_card_opens_it(qtbot, flow):
    for code in (CODE, CODE[:-1] + "4"):
        flow.screen.focus_code()
        type_twice(flow, code)
        qtbot.waitUntil(lambda code=code: any(c.unit.battery_code == code for c in work(flow).cards))
    older = work(flow).cards[0].key
    flow.screen.right.card(older).focus_mass()
    assert work(flow).open_card == older


def test_what_is_pressed_on_a_card_is_in_its_unit(qtbot, flow):
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    card = flow.screen.right.card(work(flow).cards[0].key)
    chips = {chip.text(): chip for chip in card.findChildren(ChoiceChip)}
    chips["铭牌"].click()
    chips["异常…"].click()
    {chip.text(): chip for chip in card.findChildren(ChoiceChip)}["变形"].click()
    next(b for b in card.findChildren(RefusableButton) if b.text() == "已对照").click()
    unit = work(flow).cards[0].unit
    assert (unit.mass_basis, unit.condition_class) == (MassBasis.NAMEPLATE, "deformed")
    assert work(flow).cards[0].open_warnings == ()


def test_a_mass_without_basis_leads_to_the_choice_of_it(qtbot, flow):
    fill_head(flow)
    type_twice(flow, CODE)
    qtbot.waitUntil(lambda: len(work(flow).cards) == 1)
    complete(flow)
    QTest.keyClicks(flow.screen.focusWidget(), "312.5")
    flow.screen.finish_asked.emit()
    assert flow.screen.focusWidget().accessibleName() == "实称"
