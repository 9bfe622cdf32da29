"""One battery's whole way in the real window, from a scrapped vehicle to a settled handoff, without a mouse.

Keys and scans alone, in Chinese and in English; in the middle the power fails and the next window goes on.
"""

import shutil
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from packtrail import resources
from packtrail.app.hub_process import HubProcess
from packtrail.devices.scanner_keys import watch_keys
from packtrail.domain.documents import HandoffState
from packtrail.domain.vehicle_case import CaseState, VehicleCase
from packtrail.ui.widgets.chip import ChoiceChip
from packtrail.ui.widgets.data_table import DataTable
from packtrail.wording import CHINESE, ENGLISH
from tests.devices.keyboard import Keyboard
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up
from tests.scrapyard import PACK, VIN
from tests.trade import RECYCLER

Key = Qt.Key
PHOTO = resources.path("samples", "plate-qr.jpg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the screens call what the hand goes to and the eye looks for."""

    plate: str = "车牌号"
    choices: tuple[str, ...] = (
        "纯电动",
        "个人",
        "没有改动",
        "机动车登记证书",
        "行驶证",
        "号牌",
        "车主身份证明",
    )
    seen: str = "车上看到几件电池"
    owner: str = "车主"
    record: str = "确认记录"
    may_certify: str = "没有阻碍，可以出具回收证明"
    certificate: str = "回收证明编号"
    seen_warning: str = "已看过"
    normal: str = "正常"
    mass: str = "质量（千克）"
    basis: str = "质量依据"
    weighed: str = "实称"
    taken_out: str = "已拆下入库"
    photo: str = "加照片"
    closed: str = "已结案"
    open_intake: str = "打开入库记录"
    recipient: str = "单位名称"
    uscc: str = "统一社会信用代码"
    recent: str = "最近的移交单"
    departed: str = "已发运"
    phone: str = "电话"
    address: str = "平台地址"
    code: str = "一次性绑定码"
    accepted: str = "企业平台接受"
    all_sent: str = "没有待上报"


IN_ENGLISH = Said(
    plate="Plate",
    choices=(
        "battery electric",
        "person",
        "not altered",
        "registration certificate",
        "driving licence of the vehicle",
        "plates",
        "identity of the owner",
    ),
    seen="How many batteries are in it",
    owner="Owner",
    record="Record it",
    may_certify="Nothing in the way: the certificate may be issued.",
    certificate="Certificate number",
    seen_warning="seen",
    normal="normal",
    mass="Mass (kg)",
    basis="Mass basis",
    weighed="weighed",
    taken_out="is out and taken in",
    photo="Add a photo",
    closed="closed",
    open_intake="Open its intake",
    recipient="Name",
    uscc="Credit code (USCC)",
    recent="Newest handoffs",
    departed="departed",
    phone="phone",
    address="Address of the platform",
    code="One-time code",
    accepted="Accepted by company",
    all_sent="nothing waits",
)


class AtTheDesk:
    """Somebody with a keyboard and a hand scanner."""

    def __init__(self, person, said):
        self.person, self.said = person, said
        self._keyboard = Keyboard(person.desk.frame.windowHandle())
        self._heard = []
        for flow in (person.desk.vehicles, person.desk.handoff):
            flow.toned.connect(self._heard.append)

    def scan(self, text):
        heard = len(self._heard)
        self._keyboard.scan(text)
        self.person.wait(lambda: len(self._heard) > heard)
        self.person.settle()

    def press_on(self, words, kind=QAbstractButton):
        """Put the hand on what says ``words``, as Tab does, and press it."""
        found = [b for b in self.person.desk.frame.findChildren(kind) if words in b.text() and b.isVisible()]
        assert found, words
        found[0].setFocus()
        self.person.press(Key.Key_Space)

    def act(self, number):
        """Open an act of the panel by its key."""
        hand = QApplication.focusWidget() or self.person.desk.frame
        QTest.keyClick(hand, getattr(Key, f"Key_{number}"), Qt.KeyboardModifier.AltModifier)

    def record(self):
        self.press_on(self.said.record)
        self.person.wait(lambda: not self.person.desk.vehicles.is_busy)
        self.person.settle()

    def go_on(self):
        self.person.desk.frame.activateWindow()  # offscreen, a bubble that closes leaves no window active
        self.person.press(Key.Key_F10)
        self.person.wait(lambda: self.person.desk.vehicles.form.act is not None)


def receive(at_desk):
    """The vehicle comes in, its battery is matched and the certificate issued."""
    person, said = at_desk.person, at_desk.said
    person.press(Key.Key_F4)
    person.wait(lambda: person.desk.frame.place == "vehicles")
    person.settle()
    at_desk.scan(VIN)
    at_desk.scan(PACK)
    person.fill(said.plate, "湘AD12345")
    for choice in said.choices:
        person.choose(choice)
    person.fill(said.seen, "1")
    person.fill(said.owner, "李建国")
    at_desk.record()
    at_desk.scan(PACK)
    person.wait_to_see(said.may_certify)
    at_desk.go_on()
    person.fill(said.certificate, "HS-430000-1")
    at_desk.scan(PACK)
    at_desk.press_on(said.seen_warning)  # nobody looked whether it is pledged
    at_desk.record()


def take_apart(at_desk):
    """The battery comes out, and the case is closed with its photographs."""
    person, said = at_desk.person, at_desk.said
    at_desk.scan(PACK)
    person.choose(said.normal)
    person.fill(said.mass, "312.5")
    person.wait_to_see(said.basis)
    person.choose(said.weighed)
    at_desk.record()
    person.wait_to_see(said.taken_out)
    for _ in range(3):
        at_desk.go_on()
        at_desk.press_on(said.photo)
        person.wait(lambda: not person.desk.vehicles.is_busy)
        at_desk.record()
    at_desk.go_on()
    at_desk.record()
    person.wait_to_see(said.closed)
    at_desk.press_on(said.open_intake)
    person.wait(lambda: person.desk.frame.place == "stock" and person.desk.frame.is_detail_open)


def begin_load(at_desk):
    person, said = at_desk.person, at_desk.said
    person.press(Key.Key_F6)
    person.fill(said.recipient, "株洲测试再生利用有限公司")
    person.fill(said.uscc, RECYCLER)
    at_desk.scan(PACK)
    person.wait(lambda: person.desk.handoff.state.count == 1)


def hand_on(at_desk):
    """What was begun before the window went is released, goes off and is accepted."""
    person, said = at_desk.person, at_desk.said
    person.press(Key.Key_F6)
    person.wait(lambda: person.desk.handoff.state.count == 1)
    person.press(Key.Key_F10)
    person.wait(lambda: any((person.outlet.folder / "papers").glob("HO-*.pdf")))
    person.wait(lambda: len(person.desk.handoff.state.recent) == 1)
    open_load(at_desk)
    at_desk.act(1)
    person.type("A")
    at_desk.press_on(said.record)
    person.wait_to_see(said.departed)
    at_desk.act(3)
    at_desk.press_on(said.phone, ChoiceChip)
    at_desk.press_on(said.record)
    person.wait(lambda: person.desk.way.way.state is HandoffState.ACCEPTED)


def open_load(at_desk):
    """Enter on the newest load shows it in the panel."""
    person, said = at_desk.person, at_desk.said
    table = next(t for t in person.desk.frame.findChildren(DataTable) if t.accessibleName() == said.recent)
    table.setFocus()
    table.selectRow(0)
    person.press(Key.Key_Return)
    person.wait(lambda: person.desk.frame.is_detail_open)


def report(at_desk, hub):
    person, said = at_desk.person, at_desk.said
    person.press(Key.Key_F7)
    person.fill(said.address, hub)
    person.fill(said.code, "SANDBOX")
    person.press(Key.Key_Return)
    person.wait_to_see(said.accepted)
    person.press(Key.Key_F10)
    person.wait_to_see(said.all_sent)


def choose_our_photo(desk):
    """The file dialog is the system's own; what it would give is given."""
    for form in (desk.vehicles.form, desk.vehicles.reception.form):
        form.choose_photo = lambda: PHOTO


@pytest.mark.practice(2)
@pytest.mark.parametrize(("language", "said"), [(CHINESE, Said()), (ENGLISH, IN_ENGLISH)])
def test_a_scrapped_vehicles_battery_ends_in_a_settled_handoff(qtbot, tmp_path, language, said):
    station, as_the_power_went = tmp_path / "station", tmp_path / "as_the_power_went"
    opened = {"language": language, "keys": watch_keys()}
    with desk_open(qtbot, station, **opened) as person:
        set_up(person.outlet)
        choose_our_photo(person.desk)
        at_desk = AtTheDesk(person, said)
        receive(at_desk)
        take_apart(at_desk)
        begin_load(at_desk)
        person.settle()
        shutil.copytree(station, as_the_power_went)  # nothing is put in order first
    shutil.rmtree(station)
    as_the_power_went.rename(station)
    with (
        HubProcess(tmp_path / "hub") as hub,  # to another one the battery may be known by now
        desk_open(qtbot, station, **opened) as person,
    ):
        person.settle()
        at_desk = AtTheDesk(person, said)
        hand_on(at_desk)
        report(at_desk, hub.url)
        (case,) = person.outlet.read(lambda view: view.in_order(VehicleCase))
        assert case.state is CaseState.CLOSED
        assert person.outlet.read(lambda view: view.backlog("hub")).unsent == 0
        person.press(Key.Key_F6)
        open_load(at_desk)
        person.wait(lambda: person.desk.way.way.state is HandoffState.SETTLED)
