"""A whole day in the real window with the keyboard alone: set up, take in, hand on, print, report."""

from PySide6.QtCore import Qt

from tests.e2e.desk import desk_open
from tests.trade import OUTLET, RECYCLER, REPAIR_SHOP

Key = Qt.Key
CODE = "04QPB768363000BC40000903"  # of a known maker: nothing about it has to be confirmed


def set_up(person):
    person.desk.frame.show_place("settings")
    person.fill("网点名称", "长沙测试回收服务网点")
    person.fill("统一社会信用代码", OUTLET)
    person.choose("收集型")
    person.press(Key.Key_F10)
    person.wait_to_see("已保存")


def take_in(person, code):
    person.press(Key.Key_F3)
    person.choose("维修")
    person.fill("交付单位", "长沙测试汽修有限公司")
    person.fill("统一社会信用代码", REPAIR_SHOP)
    person.desk.intake.screen.focus_code()
    for _ in range(2):  # typed codes are entered twice, the second time blind
        person.type(code)
        person.press(Key.Key_Return)
    person.wait(lambda: person.desk.intake.screen.isVisible() and person.sees("1 件"))


def hand_on(person, code):
    person.press(Key.Key_F6)
    person.fill("单位名称", "株洲测试再生利用有限公司")
    person.fill("统一社会信用代码", RECYCLER)
    person.desk.handoff.scanned(code)
    person.wait(lambda: person.desk.handoff.state.count == 1)
    person.press(Key.Key_F10)
    person.wait(lambda: any((person.outlet.folder / "papers").glob("HO-*.pdf")))


def report(person, hub):
    person.press(Key.Key_F7)
    person.fill("平台地址", hub)
    person.fill("一次性绑定码", "SANDBOX")
    person.press(Key.Key_Return)
    person.wait_to_see("企业平台接受")
    person.press(Key.Key_F10)
    person.wait_to_see("没有待上报")


def test_a_battery_typed_in_goes_out_on_paper_and_is_reported(qtbot, tmp_path, hub):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person)
        take_in(person, CODE)
        with qtbot.waitSignal(person.desk.intake.taken_in, timeout=20_000):
            person.press(Key.Key_F10)
        hand_on(person, CODE)
        report(person, hub)
        assert person.outlet.read(lambda view: view.backlog("hub")).unsent == 0


def test_the_day_goes_on_after_a_crash_where_it_stood(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person)
        take_in(person, CODE)
    with desk_open(qtbot, tmp_path / "station") as person:
        person.press(Key.Key_F3)
        person.wait_to_see("1 件")
        with qtbot.waitSignal(person.desk.intake.taken_in, timeout=20_000) as taken:
            person.press(Key.Key_F10)
    assert [unit.battery_code for unit in taken.args[0].units] == [CODE]
