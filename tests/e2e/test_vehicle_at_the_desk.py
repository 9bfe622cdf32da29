"""A scrapped vehicle in the real window, from its VIN to a battery in stock, without a mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from packtrail import resources
from packtrail.devices.scanner_keys import watch_keys
from packtrail.domain.vehicle_case import CaseState, VehicleCase
from packtrail.ui.widgets.refusal import RefusableButton
from tests.devices.keyboard import Keyboard
from tests.e2e.desk import desk_open
from tests.e2e.stations import set_up
from tests.scrapyard import PACK, VIN

Key = Qt.Key
PHOTO = resources.path("samples", "plate-qr.jpg")


class Dismantler:
    """Somebody at the desk with a hand scanner; nobody touches the mouse."""

    def __init__(self, person):
        self.person, self.flow = person, person.desk.vehicles
        self._keyboard = Keyboard(person.desk.frame.windowHandle())
        self._heard = []
        self.flow.toned.connect(self._heard.append)
        for form in (self.flow.form, self.flow.reception.form):
            form.choose_photo = lambda: PHOTO

    def scan(self, text):
        heard = len(self._heard)
        self._keyboard.scan(text)
        self.person.wait(lambda: len(self._heard) > heard)
        self.person.settle()

    def press_on(self, words):
        """Put the hand on the button that says ``words``, as Tab does, and press it."""
        buttons = self.flow.screen.findChildren(RefusableButton)
        button = next(each for each in buttons if words in each.text() and each.isVisible())
        assert button.refusal is None, button.refusal
        button.setFocus()
        self.person.press(Key.Key_Space)

    def confirm(self):
        self.press_on("确认记录")
        self.person.wait(lambda: not self.flow.is_busy)
        self.person.settle()

    def go_on(self):
        self.person.desk.frame.activateWindow()  # offscreen, a bubble that closes leaves no window active
        self.person.press(Key.Key_F10)
        self.person.wait(lambda: self.flow.form.act is not None)

    def photograph(self):
        self.press_on("加照片")
        self.person.wait(lambda: not self.flow.is_busy)


@pytest.mark.practice(2)
def test_a_vehicle_is_received_matched_certified_taken_apart_and_closed(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station", keys=watch_keys()) as person:
        set_up(person.outlet)
        at_desk = Dismantler(person)
        person.press(Key.Key_F4)
        person.wait(lambda: person.desk.frame.place == "vehicles")
        person.settle()
        at_desk.scan(VIN)
        at_desk.scan(PACK)
        person.fill("车牌号", "湘AD12345")
        for choice in ("纯电动", "个人", "没有改动", "机动车登记证书", "行驶证", "号牌", "车主身份证明"):
            person.choose(choice)
        person.fill("车上看到几件电池", "1")
        person.fill("车主", "李建国")
        at_desk.confirm()
        person.wait_to_see("还有 1 件电池没有扫码匹配")
        at_desk.scan(PACK)
        person.wait_to_see("没有阻碍，可以出具回收证明")
        at_desk.go_on()
        person.fill("回收证明编号", "HS-430000-1")
        at_desk.scan(PACK)
        at_desk.press_on("已看过")  # nobody looked whether it is pledged
        at_desk.confirm()
        at_desk.scan(PACK)  # the battery is out
        person.choose("正常")
        person.fill("质量（千克）", "312.5")
        person.wait_to_see("质量依据")
        person.choose("实称")
        at_desk.confirm()
        person.wait_to_see("已拆下入库")
        for _ in range(3):
            at_desk.go_on()
            at_desk.photograph()
            at_desk.confirm()
        at_desk.go_on()
        at_desk.confirm()
        person.wait_to_see("已结案")
        (case,) = person.outlet.read(lambda view: view.in_order(VehicleCase))
        assert case.state is CaseState.CLOSED
        at_desk.press_on("打开入库记录")
        person.wait(lambda: person.desk.frame.place == "stock" and person.desk.frame.is_detail_open)
        assert person.desk.stock.state.chosen == case.batteries[0].unit_id
        QApplication.processEvents()
