"""Each maker's portal gets its own lines in its own sheets, stage by stage, as files that never change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail import resources
from packtrail.app.ids import new_id
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_routing import NoSuchPortal
from packtrail.domain.errors_workbook import (
    MassUnitNotChosen,
    NoSuchProfile,
    NotConfirmedBefore,
    ReasonNeeded,
    WorkbookIsClosed,
)
from packtrail.domain.operators import Operator, Role
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.sheet_rows import workbook_rows
from packtrail.protocol.workbook_profile import MassUnit, read_profile
from packtrail.store.check import check
from packtrail.store.workbooks import shelf_of
from packtrail.usecases.cancel_handoff import cancel_handoff
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.export_workbook import export_again, export_workbooks
from packtrail.usecases.name_maker import name_responsible_maker
from packtrail.usecases.plan_workbook import ExportAsked, HoldReason, preview_workbooks
from packtrail.usecases.read_back import confirm_count, withdraw_workbook
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.route_makers import add_portal
from packtrail.usecases.void_record import void_record
from packtrail.usecases.workbook_ports import LoadedProfile
from tests.station import ADMIN, TEST_KEY, SteppedClock, codes, opened, set_up
from tests.trade import delivery, load, pack

pytestmark = pytest.mark.practice(7)

FIRST, SECOND = "甲汽车有限公司", "乙汽车有限公司"
CODES = codes(8)


def shipped(name, **changed):
    content = resources.path("profiles", f"{name}.toml").read_bytes()
    for old, new in changed.items():
        content = content.replace(f"{old} = ".encode() + b"5000", f"{old} = {new}".encode())
    return LoadedProfile(read_profile(content), sha256_digest(content))


def with_mass():
    content = resources.path("profiles", "maker_portal.toml").read_bytes()
    own = content.replace(b'field = "outlet_uscc"', b'field = "gross_mass"')
    return LoadedProfile(read_profile(own), sha256_digest(own), is_own=True)


MAKER, WEB = shipped("maker_portal"), shipped("dismantler_web")


class Desk:
    """One station, its portals, and the workbooks it seals."""

    def __init__(self, station, clock):
        self.station, self.clock = station, clock

    def act(self, what, *given, **more):
        who = {"by": ADMIN, "store": self.station, "now": self.clock, "new_id": new_id}
        return what(*given, **{**who, **more})

    def portal(self, title, *makers):
        return add_portal(title, makers=makers, by=ADMIN, store=self.station, now=self.clock).name

    def take(self, *makers, numbers=CODES):
        units = (pack(code, responsible_maker=maker) for code, maker in zip(numbers, makers, strict=False))
        return self.act(record_delivery, delivery(*units)).units

    def asked(self, portal, **more):
        return ExportAsked(**{"portal": portal, "profile": MAKER, "mass_unit": MassUnit.KG, **more})

    def export(self, portal, by=ADMIN, **more):
        return self.act(
            export_workbooks, self.asked(portal, **more), by=by, shelf=shelf_of, on_writer=lambda act: act()
        )

    def again(self, portal, *numbers, reason="平台误删，重新导入", **more):
        return self.act(
            export_again,
            self.asked(portal, **{"stage": "intake", **more}),
            numbers,
            reason,
            shelf=shelf_of,
            on_writer=lambda act: act(),
        )

    def confirm(self, workbook, shown=None):
        return self.act(
            confirm_count,
            workbook.number,
            workbook.row_count if shown is None else shown,
            shelf=shelf_of,
            on_writer=lambda act: act(),
        )

    def codes_in(self, workbook):
        return self.codes_in_column(workbook, 0)

    def codes_in_column(self, workbook, column):
        return [row[column] for row in self.sheet(workbook)[1:]]

    def sheet(self, workbook):
        with self.station.read() as view:
            content = shelf_of(view).content(workbook.number)
        assert sha256_digest(content) == workbook.digest
        (rows,) = workbook_rows(content, workbook.file_name)
        return rows

    def states(self, portal):
        with self.station.read() as view:
            return [(row.record_type, row.state.value) for row in reversed(view.submissions(portal))]


@pytest.fixture
def desk(station, clock):
    return Desk(station, clock)


@pytest.fixture
def portals(desk):
    return desk.portal("甲平台", FIRST), desk.portal("乙平台", SECOND)


def test_each_portal_gets_its_makers_lines_and_no_others(desk, portals):
    desk.take(FIRST, SECOND, None, "丙客车", FIRST)
    (first,), (second,) = (desk.export(portal).workbooks for portal in portals)
    assert (desk.codes_in(first), desk.codes_in(second)) == ([CODES[0], CODES[4]], [CODES[1]])
    assert desk.states(portals[0]) == [("intake", "batched")] * 2


def test_the_sheet_has_the_portals_headings_and_the_file_its_template_version(desk, portals):
    desk.take(FIRST)
    (workbook,) = desk.export(portals[0]).workbooks
    assert desk.sheet(workbook) == [
        ["入库电池编码", "产品类型", "入库日期", "回收服务网点名称", "回收服务网点统一社会信用代码"],
        [CODES[0], "电池包", "2026-11-20", "长沙测试回收服务网点", "91430100MA0FAKE013"],
    ]
    assert workbook.file_name.startswith(f"{workbook.number}_甲平台_回收网点入库_")
    assert workbook.file_name.endswith("-2023-08.xlsx")


def test_a_retirement_waits_until_the_intake_is_accepted(desk, portals):
    desk.take(FIRST, FIRST)
    desk.act(release_handoff, load(CODES[0]))
    both = desk.export(portals[0])
    assert [workbook.stage for workbook in both.workbooks] == ["intake"]
    assert [(each.code, each.reason) for each in both.held] == [(CODES[0], HoldReason.EARLIER_STAGE)]
    desk.confirm(both.workbooks[0])
    (retirement,) = desk.export(portals[0]).workbooks
    assert (retirement.stage, desk.codes_in(retirement)) == ("retirement", [CODES[0]])
    assert retirement.mass_unit is MassUnit.KG


def test_without_a_chosen_unit_the_sheet_with_a_mass_is_refused_and_the_other_is_not(desk, portals):
    desk.take(FIRST)
    (intake,) = desk.export(portals[0], mass_unit=None).workbooks
    assert intake.mass_unit is None
    desk.act(release_handoff, load(CODES[0]))
    with pytest.raises(MassUnitNotChosen) as caught:
        desk.export(portals[0], mass_unit=None)
    assert caught.value.header == "电池质量(kg)"


def test_a_portal_that_takes_few_rows_gets_several_files(desk, portals):
    desk.take(*[FIRST] * 5)
    made = desk.export(portals[0], profile=shipped("maker_portal", max_rows=2)).workbooks
    assert [desk.codes_in(workbook) for workbook in made] == [CODES[:2], CODES[2:4], CODES[4:5]]
    assert len({workbook.number for workbook in made}) == 3


def test_what_waits_for_its_answer_is_in_no_second_workbook(desk, portals):
    desk.take(FIRST)
    desk.export(portals[0])
    assert desk.export(portals[0]).workbooks == ()


def test_a_preview_writes_nothing_and_says_the_mass(desk, portals, station):
    desk.take(FIRST)
    intake, _ = preview_workbooks(desk.asked(portals[0]), store=station, shelf=shelf_of)
    assert [row.code for row in intake.rows] == [CODES[0]]
    assert desk.states(portals[0]) == [("intake", "pending")]


def test_a_unit_without_a_code_and_a_mass_nobody_knows_are_held_back_by_name(desk, portals):
    desk.act(record_delivery, delivery(pack(responsible_maker=FIRST, mass_g=None, mass_basis="none")))
    (intake,) = desk.export(portals[0]).workbooks
    desk.confirm(intake)
    desk.act(release_handoff, load(pack().battery_code))
    out = desk.export(portals[0])
    assert out.workbooks == ()
    (held,) = out.held
    assert [(lack.header, lack.kind) for lack in held.lacks] == [("电池质量(kg)", "missing")]


def test_what_is_corrected_before_the_export_stands_corrected_and_goes_with_its_row(desk, portals):
    (unit,) = desk.take(FIRST)
    desk.act(correct_record, unit.unit_id, {"gross_mass_g": 300_000}, reason_code="typo", reason_text="改")
    (workbook,) = desk.export(portals[0], profile=with_mass()).workbooks
    assert desk.sheet(workbook)[1][4] == "300"
    assert desk.states(portals[0]) == [("intake", "batched"), ("correction", "batched")]
    desk.confirm(workbook)
    assert desk.states(portals[0]) == [("intake", "accepted"), ("correction", "accepted")]


def test_a_correction_of_what_the_portal_accepted_is_a_persons_task_there(desk, portals):
    (unit,) = desk.take(FIRST)
    desk.confirm(desk.export(portals[0]).workbooks[0])
    desk.act(correct_record, unit.unit_id, {"gross_mass_g": 1}, reason_code="typo", reason_text="改")
    assert desk.export(portals[0]).workbooks == ()
    assert desk.states(portals[0]) == [("intake", "accepted"), ("correction", "manual_action")]


def test_what_was_voided_before_the_portal_heard_of_it_needs_no_telling(desk, portals):
    (unit,) = desk.take(FIRST)
    desk.act(void_record, unit.unit_id, "did_not_occur", "登记错了")
    assert desk.export(portals[0]).workbooks == ()
    assert desk.states(portals[0]) == [("intake", "not_required"), ("void", "not_required")]


def test_a_load_that_was_cancelled_is_no_retirement_and_bars_no_change_of_the_maker(desk, portals, station):
    (unit,) = desk.take(FIRST)
    handed = desk.act(release_handoff, load(CODES[0]))
    desk.act(cancel_handoff, handed.document.handoff_id, reason_code="weather", reason_text="大雨")
    assert [workbook.stage for workbook in desk.export(portals[0], stage="retirement").workbooks] == []
    assert desk.states(portals[0]) == [("intake", "pending"), ("handoff_line", "not_required")]
    desk.act(name_responsible_maker, unit.unit_id, SECOND, "按行驶证认定")
    (intake,) = desk.export(portals[1]).workbooks
    assert desk.codes_in(intake) == [CODES[0]]


def test_a_confirmed_row_goes_once_more_only_with_a_reason_which_is_kept(desk, portals, station):
    desk.take(FIRST, FIRST)
    (workbook,) = desk.export(portals[0]).workbooks
    with pytest.raises(NotConfirmedBefore):
        desk.again(portals[0], CODES[0])
    desk.confirm(workbook)
    assert desk.export(portals[0], rejected=True).workbooks == ()
    with pytest.raises(ReasonNeeded):
        desk.again(portals[0], CODES[0], reason=" ")
    (second,) = desk.again(portals[0], CODES[0].lower()).workbooks
    assert (desk.codes_in(second), second.reason) == ([CODES[0]], "平台误删，重新导入")
    assert desk.states(portals[0]) == [("intake", "accepted")] * 2
    with station.read() as view:
        assert [row.stands for row in shelf_of(view).rows(second.number)] == [True]


def test_a_workbook_that_was_never_uploaded_is_taken_back_and_its_rows_wait_again(desk, portals, station):
    desk.take(FIRST)
    (workbook,) = desk.export(portals[0]).workbooks
    taken_back = {"by": ADMIN, "store": station, "shelf": shelf_of, "now": desk.clock}
    with pytest.raises(ReasonNeeded):
        withdraw_workbook(workbook.number, "", **taken_back)
    withdraw_workbook(workbook.number, "单位选错了", **taken_back)
    with pytest.raises(WorkbookIsClosed):
        withdraw_workbook(workbook.number, "再来", **taken_back)
    with pytest.raises(WorkbookIsClosed):
        desk.confirm(workbook)
    assert len(desk.export(portals[0]).workbooks) == 1


def test_a_hub_and_a_profile_of_another_portal_are_refused(desk, portals):
    with pytest.raises(NoSuchPortal):
        desk.export("hub")
    with pytest.raises(NoSuchProfile):
        desk.export(portals[0], profile=WEB)
    with pytest.raises(NoSuchProfile):
        desk.export(portals[0], stage="nowhere")
    with pytest.raises(NotAllowed):
        desk.export(portals[0], by=Operator("op_2", "看", Role.VIEWER))


def test_a_change_between_reading_and_the_act_is_seen_in_the_file(desk, portals):
    (unit,) = desk.take(FIRST)
    changes = iter([{"gross_mass_g": mass_g} for mass_g in (301_000, 302_000, 303_000)])

    def on_writer(act):
        change = next(changes, None)
        if change:
            desk.act(correct_record, unit.unit_id, change, reason_code="typo", reason_text="改")
        return act()

    made = desk.act(
        export_workbooks, desk.asked(portals[0], profile=with_mass()), shelf=shelf_of, on_writer=on_writer
    ).workbooks
    assert [desk.sheet(workbook)[1][4] for workbook in made] == ["303"]


@settings(max_examples=25)
@given(data=st.data())
def test_nothing_routed_to_another_maker_ever_stands_in_a_workbook(tmp_path_factory, data):
    clock = SteppedClock()
    makers = data.draw(
        st.lists(st.sampled_from([FIRST, SECOND, "甲 汽车有限公司", None, "丙"]), min_size=1, max_size=8)
    )
    with opened(tmp_path_factory.mktemp("any"), clock) as ledger:
        set_up(ledger, clock)
        desk = Desk(ledger, clock)
        portals = {
            desk.portal("甲平台", FIRST): {FIRST, "甲 汽车有限公司"},
            desk.portal("乙平台", SECOND): {SECOND},
        }
        desk.take(*makers)
        gone = data.draw(st.lists(st.sampled_from(CODES[: len(makers)]), unique=True))
        if gone:
            desk.act(release_handoff, load(*gone))
        for _ in range(2):
            for portal, theirs in portals.items():
                mine = {code for code, maker in zip(CODES, makers, strict=False) if maker in theirs}
                for workbook in desk.export(portal).workbooks:
                    assert set(desk.codes_in(workbook)) <= mine
                    desk.confirm(workbook)
        for portal, theirs in portals.items():
            mine = [code for code, maker in zip(CODES, makers, strict=False) if maker in theirs]
            expected = len(mine) + len(set(mine) & set(gone))
            assert [state for _, state in desk.states(portal)] == ["accepted"] * expected


def test_the_ledger_stays_sound_with_workbooks_in_it(desk, portals, station):
    desk.take(FIRST, FIRST)
    desk.confirm(desk.export(portals[0]).workbooks[0])
    assert check(station.folder, TEST_KEY, rebuild=True).problems == ()
