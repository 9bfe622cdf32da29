"""A deliverer's list at intake: read, ticked off, held against the limit, found again, told at the end."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QSize

from packtrail.domain.delivery import DeliveryDraft
from packtrail.domain.delivery_list import RowFault, SheetFault
from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT
from packtrail.domain.records.gate import MassBasis, SourceType
from packtrail.ui.intake.expected.state import MOST_ROW_FAULTS, expected_state, ticked_of
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.work import Card, Work
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.announce_delivery import ticked_off_delivery
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import REPAIR_SHOP, pack
from tests.ui.stock.counter import code, counter, put_away, taken_in
from tests.ui.whole import cut_words

ZH = wording(CHINESE)
DAY = date(2026, 11, 24)
MASS_G = 310_000


def cards_of(*numbers):
    units = (pack(code(number), mass_g=MASS_G) for number in numbers)
    return tuple(
        Card(key=f"k{at}", unit=replace(unit, mass_basis=MassBasis.WEIGHED), mass="310")
        for at, unit in enumerate(units)
    )


def shown(listed, came, w=ZH, *, mass_g=MASS_G, faults=()):
    head = DeliveryDraft(expected_codes=tuple(map(code, listed)), expected_mass_g=mass_g)
    work = Work(head=head, cards=cards_of(*came))
    return expected_state(work, w, ticked=ticked_of(work), faults=faults, on=DAY)


def test_without_a_list_there_is_only_the_way_to_open_one():
    assert not shown((), (1,)).has_list


def test_what_is_missing_stands_first_then_what_is_too_many():
    state = shown((1, 2, 3), (2, 9))
    assert [(row.word, row.code) for row in state.rows] == [
        ("缺", code(1)),
        ("缺", code(3)),
        ("多", code(9)),
        ("已到", code(2)),
    ]
    assert [chip.word for chip in state.chips] == ["已到 1", "缺 2", "多 1"]


def test_a_reused_battery_is_ticked_off_by_either_code():
    first, second = code(1), code(2)
    unit = replace(pack(second), original_battery_code=first)
    work = Work(head=DeliveryDraft(expected_codes=(first,)), cards=(Card(key="k", unit=unit),))
    assert ticked_of(work).is_complete


def test_rows_left_out_are_named_by_number_and_the_many_are_counted():
    faults = [RowFault(row, SheetFault.CODE_IS_NUMBER, "1.2E+20") for row in range(2, 40)]
    notes = [words for _, words in shown((1,), (), faults=faults).notes]
    assert "38 行" in notes[0]
    assert notes[1].startswith("第 2 行")
    assert len(notes) == 1 + MOST_ROW_FAULTS


def test_a_list_that_does_not_say_every_mass_says_what_can_not_be_held_against_the_limit():
    assert [tone for tone, _ in shown((1,), (), mass_g=None).notes] == [Tone.INFO]


@pytest.fixture
def station(qapp, tmp_path):
    appearance().wear()
    with counter(tmp_path / "data") as (outlet, workers):
        yield outlet, workers


@pytest.fixture
def flow(qtbot, station):
    outlet, workers = station
    flow = IntakeFlow(outlet, workers, wording(CHINESE))
    flow.screen.resize(1280, 760)
    flow.screen.show()
    yield flow
    put_away(qtbot, workers, flow.screen)


def sheet(folder, *rows):
    file = folder / "list.csv"
    file.write_text("\n".join(("电池编码,质量(kg)", *rows)), encoding="utf-8")
    return file


def open_list(qtbot, flow, file):
    flow._expected.open(file)
    assert flow.is_busy
    qtbot.waitUntil(lambda: not flow.is_busy)


def lay(flow, *numbers):
    flow._bench.change(replace(flow._bench.work, cards=cards_of(*numbers)))


def state_of(flow):
    return flow.screen.right.expected._state


def test_a_list_is_found_again_after_a_crash(qtbot, flow, station, tmp_path):
    open_list(qtbot, flow, sheet(tmp_path, f"{code(1)},300", f"{code(2)},301"))
    assert flow._bench.work.claimed == "2"
    outlet, workers = station
    qtbot.waitUntil(lambda: len(outlet.read(lambda view: list(view.drafts("delivery")))) == 1)
    again = IntakeFlow(outlet, workers, wording(CHINESE))
    again.start()
    qtbot.waitUntil(lambda: state_of(again).has_list)
    head = again._bench.work.head
    assert (head.expected_codes, head.expected_mass_g) == ((code(1), code(2)), 601_000)
    put_away(qtbot, workers, again.screen)


def test_a_list_beyond_the_limit_warns_before_anything_is_unloaded(qtbot, flow, station, tmp_path):
    taken_in(station[0], pack(code(50), mass_g=4_000_000))
    open_list(qtbot, flow, sheet(tmp_path, f"{code(1)},1500"))
    qtbot.waitUntil(lambda: any("限量" in words for _, words in state_of(flow).notes))
    flow.screen.right.expected.drop_asked.emit()
    assert not state_of(flow).has_list
    assert flow._bench.work.head.expected_mass_g is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("电池编码\n1.23E+20\n", "没有一行可用"),
        ("电池编码\n" + "\n".join(map(code, range(MOST_IN_ONE_DOCUMENT + 1))), "超过 500 件"),
        ("车牌\n湘A12345\n", "编码"),
    ],
)
def test_a_file_that_is_no_usable_list_changes_nothing_and_says_what_next(
    qtbot, flow, tmp_path, content, said
):
    file = tmp_path / "list.csv"
    file.write_text(content, encoding="utf-8")
    open_list(qtbot, flow, file)
    assert said in flow.screen.banner._text.text()
    assert not state_of(flow).has_list


def test_at_the_end_what_is_missing_is_said_and_the_record_keeps_the_list(qtbot, flow, station, tmp_path):
    open_list(qtbot, flow, sheet(tmp_path, f"{code(1)},310", f"{code(2)},310"))
    lay(flow, 1, 9)
    flow.screen.source_chosen.emit(SourceType.REPAIR_SHOP)
    flow.screen.head_changed.emit("deliverer_name", "长沙测试汽修有限公司")
    flow.screen.head_changed.emit("deliverer_uscc", REPAIR_SHOP)
    done = []
    flow.taken_in.connect(done.append)
    flow.screen.finish_asked.emit()
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)
    assert "已到 1 件，缺 1 件，多 1 件" in flow.screen.banner._text.text()
    ticked = station[0].read(lambda view: ticked_off_delivery(view, done[0].document.delivery_id))
    assert (ticked.missing, ticked.extra) == ((code(2),), (code(9),))
    assert not state_of(flow).has_list


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_nothing_of_the_panel_is_cut(qtbot, flow, tmp_path, language):
    open_list(qtbot, flow, sheet(tmp_path, f"{code(1)},300", f"{code(2)},x", f"{code(3)},300"))
    lay(flow, 1, 9)
    flow.retranslate(wording(language))
    flow.screen.resize(QSize(1280, 900))
    qtbot.waitUntil(lambda: cut_words(flow.screen.right.expected) == [])
