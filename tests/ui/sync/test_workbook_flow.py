"""The page of the road by Excel over a real ledger: seal, save, read back, confirm, and what is refused."""

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit

from packtrail.app.workbook_acts import WorkbookActs
from packtrail.domain.records import ReportProof
from packtrail.ui.forms.state import Typed
from packtrail.ui.sync.portal_form import AddPortalForm
from packtrail.ui.sync.workbook_flow import WorkbookFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.usecases.workbook_ports import WorkbookState
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import pack
from tests.ui.stock.counter import code, on_writer, put_away, taken_in
from tests.ui.whole import words_cut_at_rest

pytestmark = pytest.mark.practice(7, 10)

FIRST, SECOND, NOBODYS = "甲汽车有限公司", "乙汽车有限公司", "丙汽车有限公司"
NOT_FILED = "电池供应商未上传电池备案信息"


class Desk:
    """The page with somebody in front of it."""

    def __init__(self, qtbot, outlet, flow, monkeypatch):
        self.qtbot, self.outlet, self.flow, self.view = qtbot, outlet, flow, flow.view
        self._monkeypatch = monkeypatch

    def portal(self, name="甲平台", makers=f"{FIRST}、{SECOND}"):
        typed = Typed(values={"name": name, "makers": makers})
        return on_writer(self.outlet, lambda: AddPortalForm().do(self.outlet, typed)).name

    def show(self):
        self.flow.show()
        self.wait(lambda: self.flow.state.offer is not None)
        self.settle()

    def choose_folder(self, folder):
        answer = str(folder) if folder else ""
        self._monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: answer)

    def choose_file(self, file):
        self._monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file) if file else "", ""))

    def export(self, folder):
        self.choose_folder(folder)
        self.view.plan.export.click()
        self.wait(lambda: not self.flow.is_busy)
        self.settle()

    def open(self, number=None):
        number = number or self.flow.state.offer.sealed[0].number
        self.view.workbook_chosen.emit(number)
        self.wait(lambda: self.flow.opened is not None)

    def read_back(self, file):
        self.choose_file(file)
        self.view.opened.read_back_asked.emit()
        self.wait(lambda: not self.flow.is_busy)

    def confirm(self, shown):
        self.view.opened.edited.emit("shown", str(shown))
        self.view.opened.confirmed.emit()
        self.wait(lambda: not self.flow.is_busy)
        self.settle()

    def said(self):
        labels = self.view.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def wait(self, until):
        self.qtbot.waitUntil(until, timeout=20_000)

    def settle(self):
        """Until the question that was asked last is answered."""
        asked = self.flow.state.offer
        self.flow.show()
        self.wait(lambda: self.flow.state.offer is not asked)


@pytest.fixture
def desk(qtbot, at_work, monkeypatch):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    flow = WorkbookFlow(WorkbookActs(outlet), outlet, workers, wording(CHINESE))
    flow.view.resize(1100, 1400)
    flow.view.show()
    yield Desk(qtbot, outlet, flow, monkeypatch)
    put_away(qtbot, workers, flow.view)


@pytest.fixture
def owed(desk):
    """Three packs of two makers that the portal takes, and one that goes to no portal."""
    desk.name = desk.portal()
    makers = (FIRST, FIRST, SECOND, NOBODYS)
    units = [
        pack(code(at), mass_g=312_500, responsible_maker=maker) for at, maker in enumerate(makers, start=1)
    ]
    taken_in(desk.outlet, *units)
    desk.show()
    desk.view.unit_chosen.emit("kg")
    desk.settle()
    return desk


@pytest.fixture
def sealed(owed, tmp_path):
    owed.export(tmp_path)
    owed.open()
    return owed


def failures(folder, *rows):
    file = folder / "失败.csv"
    file.write_bytes("\r\n".join(["电池编码,失败原因", *(",".join(row) for row in rows)]).encode("gbk"))
    return file


def book(desk):
    return desk.flow.state.offer.sealed[0]


def test_without_a_portal_the_page_says_what_comes_first(desk):
    desk.show()
    assert desk.view.plan.export.refusal == "还没有登记企业平台，请先登记。"
    assert "还没有登记企业平台" in desk.said()


def test_what_would_go_is_told_by_maker_and_nothing_of_another_maker_is_in_it(owed):
    assert owed.flow.state.offer.rows == 3
    assert "甲汽车有限公司 2 行、乙汽车有限公司 1 行" in owed.said()
    assert NOBODYS not in owed.said()


def test_nothing_is_sealed_before_the_unit_of_mass_was_chosen(desk):
    desk.portal()
    taken_in(desk.outlet, pack(code(1), responsible_maker=FIRST))
    desk.show()
    assert desk.flow.state.offer.unit is None
    assert desk.view.plan.export.refusal == "先选质量单位。"
    desk.view.unit_chosen.emit("t")
    desk.settle()
    assert desk.view.plan.export.refusal is None


def test_no_folder_chosen_seals_nothing(owed):
    owed.choose_folder(None)
    owed.view.plan.export.click()
    owed.settle()
    assert owed.flow.state.offer.sealed == ()


def test_the_sealed_file_lies_in_the_folder_and_its_rows_wait_for_the_portal(sealed, tmp_path):
    assert (tmp_path / book(sealed).file_name).exists()
    assert "已封存 1 份、3 行" in sealed.said()
    assert sealed.view.plan.export.refusal == "没有要导出的行。"


def test_a_folder_that_cannot_be_written_is_said_and_the_workbook_can_be_saved_again(owed, tmp_path):
    (tmp_path / "full").write_text("no folder")
    owed.export(tmp_path / "full")
    assert book(owed).state is WorkbookState.OPEN
    assert not owed.flow.is_busy
    owed.open()
    owed.choose_folder(tmp_path)
    owed.view.opened.save_asked.emit()
    owed.wait((tmp_path / book(owed).file_name).exists)


def test_the_count_settles_every_row_and_without_a_picture_it_is_a_statement(sealed, tmp_path):
    sealed.read_back(failures(tmp_path, (code(1), NOT_FILED)))
    assert "平台显示的成功条数应为 2" in sealed.said()
    assert book(sealed).state is WorkbookState.OPEN
    sealed.confirm(2)
    assert book(sealed).state is WorkbookState.CONFIRMED
    assert "平台接受 2 行，退回 1 行" in sealed.said()
    assert "按“人工声明”计" in sealed.said()
    (proof,) = sealed.outlet.read(lambda view: view.of_type(ReportProof.record_type))
    assert proof.record.body.confirmed_count == 2


def test_another_count_than_the_rows_make_changes_nothing(sealed):
    sealed.confirm(2)
    assert book(sealed).state is WorkbookState.OPEN
    assert "没有改动任何状态" in sealed.said()


def test_a_failure_file_of_another_month_changes_nothing_and_is_said(sealed, tmp_path):
    sealed.read_back(failures(tmp_path, (code(77), NOT_FILED)))
    assert "有这份表格里没有的编码" in sealed.said()
    assert sealed.flow.opened.read.failures == ()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"\xff\xfe\x00\x00", b"<html>502</html>"])
def test_a_file_that_is_no_sheet_is_one_sentence(sealed, tmp_path, content):
    file = tmp_path / "失败.xlsx"
    file.write_bytes(content)
    sealed.read_back(file)
    assert sealed.view.told.isVisible()
    assert book(sealed).state is WorkbookState.OPEN


def test_what_was_never_uploaded_is_taken_back_with_a_reason(sealed):
    opened = sealed.view.opened
    opened.edited.emit("reason", "单位选错")
    opened.withdrawn.emit()
    sealed.wait(lambda: not sealed.flow.is_busy)
    sealed.settle()
    assert book(sealed).state is WorkbookState.WITHDRAWN
    assert sealed.flow.state.offer.rows == 3


def test_accepted_rows_go_again_only_with_a_reason(sealed, tmp_path):
    sealed.confirm(3)
    sealed.wait(lambda: sealed.flow.opened.workbook.state is WorkbookState.CONFIRMED)
    opened = sealed.view.opened
    opened.edited.emit("codes", code(1))
    opened.again_asked.emit()
    sealed.wait(lambda: not sealed.flow.is_busy)
    assert "写明原因" in sealed.said()
    opened.edited.emit("reason", "平台误删，重新导入")
    opened.again_asked.emit()
    sealed.wait(lambda: not sealed.flow.is_busy)
    sealed.settle()
    assert len(sealed.flow.state.offer.sealed) == 2
    assert book(sealed).reason == "平台误删，重新导入"


def test_esc_puts_the_opened_workbook_away(sealed):
    assert sealed.flow.close_opened()
    assert not sealed.view.opened.isVisible()
    assert not sealed.flow.close_opened()


def test_a_template_that_cannot_be_used_is_said_with_its_next_step(owed, tmp_path):
    bad = tmp_path / "我的.toml"
    bad.write_text("name = 3")
    owed.choose_file(bad)
    owed.view.template_wanted.emit()
    owed.wait(lambda: not owed.flow.is_busy)
    assert "模板 我的.toml 不能用" in owed.said()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut_and_every_field_has_a_name(sealed, tmp_path, language, scale):
    sealed.read_back(failures(tmp_path, (code(1), NOT_FILED)))
    appearance().wear(Scheme.LIGHT, scale)
    sealed.flow.retranslate(wording(language))
    sealed.view.resize(int(1000 * scale), int(1500 * scale))
    assert words_cut_at_rest(sealed.view) == []
    assert all(field.accessibleName() for field in sealed.view.findChildren(QLineEdit))
    appearance().wear(Scheme.LIGHT)
