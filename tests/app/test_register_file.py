"""A register as a spreadsheet: texts stay texts, masses add up, and a file is whole or not there."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from packtrail.app.ids import new_id
from packtrail.app.register_file import LINES_AT_ONCE, write_register
from packtrail.papers.register_sheet import RegisterSheet
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.registers import RegisterAsked, RegisterKind
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.registers import COLUMNS, Mass
from tests.station import ADMIN, PROFILE, SteppedClock, codes, opened, set_up, take_in
from tests.trade import MORNING, delivery, load, pack
from tests.usecases.road import Road

TODAY = MORNING.date()


@pytest.fixture
def station(tmp_path, clock):
    with opened(tmp_path / "station", clock) as ledger:
        set_up(ledger, clock)
        yield ledger


@pytest.fixture
def clock():
    return SteppedClock()


def written(station, target, kind="intake", language=CHINESE, is_cancelled=lambda: False):
    asked, told = RegisterAsked(kind=RegisterKind(kind), from_day=TODAY, to_day=TODAY), []
    with station.read() as view:
        count = write_register(
            view,
            asked,
            target,
            wording(language),
            MORNING,
            told=lambda *so_far: told.append(so_far),
            is_cancelled=is_cancelled,
        )
    return count, told


def rows(target):
    """The cells as a spreadsheet program takes them: texts, figures, '' for none."""
    return CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_codes_are_texts_and_masses_are_kilograms_that_add_up(station, clock, tmp_path):
    draft = delivery(pack(codes(1)[0], mass_g=312_505), pack(codes(2)[1], mass_g=None, mass_basis="unknown"))
    record_delivery(draft, by=ADMIN, store=station, now=clock, new_id=new_id)
    target = tmp_path / "入库台账.xlsx"
    assert written(station, target) == (2, [(2, 2)])
    head, register, titles, one, other = rows(target)
    assert (head[0], register[0]) == (PROFILE.outlet_name, f"入库台账 {TODAY}")
    assert titles[:3] == ["时间", "电池编码", "质量 kg"]
    assert one[1:3] == [codes(1)[0], 312.505]
    assert other[1:3] == [codes(2)[1], ""]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("kind", list(RegisterKind))
def test_every_register_has_all_its_columns_in_either_language(station, clock, tmp_path, kind, language):
    road = Road(station, clock)
    road.sent(*codes(1))
    take_in(station, clock, *codes(1, first=2))
    target = tmp_path / "register.xlsx"
    count, _ = written(station, target, kind, language)
    assert count == 1 + (kind is RegisterKind.INTAKE)
    assert [len(row) for row in rows(target)[2:]] == [len(COLUMNS[kind])] * (count + 1)


def test_the_mass_of_a_cancelled_load_is_no_figure_that_is_added_up(station, clock, tmp_path):
    road = Road(station, clock)
    take_in(station, clock, *codes(1))
    document = road.release(load(*codes(1))).document
    road.cancel(document.handoff_id, reason_code="data_wrong", reason_text="装错了")
    written(station, tmp_path / "r.xlsx", "handoff")
    assert rows(tmp_path / "r.xlsx")[3][2] == "312.5"


def test_a_sheet_that_does_not_list_all_exceptions_says_so_above_them(station, clock, tmp_path, monkeypatch):
    monkeypatch.setattr("packtrail.usecases.exceptions_register.MOST_OF_A_KIND", 1)
    draft = delivery(*(pack(each, code_source="manual_double_entry") for each in codes(2)))
    record_delivery(draft, by=ADMIN, store=station, now=clock, new_id=new_id)
    assert written(station, tmp_path / "r.xlsx", "exceptions")[0] == 1
    said = rows(tmp_path / "r.xlsx")[1][0]
    assert said == f"例外登记 {TODAY} （没有列全，每种最多列 2000 行：手工录入编码）"


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "00012", "2026-11-20", "http://x.test", "1" * 24, "x" * 40_000]
)
def test_whatever_a_text_looks_like_it_is_no_formula_number_date_or_link(text):
    sheet = RegisterSheet("网点", "台账", "2026-11", ("甲", "乙"), MORNING)
    sheet.add([(text, Mass(None))])
    content = sheet.bytes()
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert lines[-1][0] == text[:32_000]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert ("<f>" in xml, "hyperlink" in xml) == (False, False)


def test_a_cancelled_export_leaves_what_was_there(station, clock, tmp_path):
    take_in(station, clock, *codes(1))
    target = tmp_path / "register.xlsx"
    target.write_bytes(b"yesterday's")
    assert written(station, target, is_cancelled=lambda: True) == (None, [])
    answers = iter([False, True])
    assert written(station, target, is_cancelled=lambda: next(answers))[0] is None
    assert target.read_bytes() == b"yesterday's"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["register.xlsx"]


def test_progress_is_told_after_every_page(station, clock, tmp_path, monkeypatch):
    monkeypatch.setattr("packtrail.app.register_file.LINES_AT_ONCE", 2)
    assert LINES_AT_ONCE > 2
    take_in(station, clock, *codes(5))
    assert written(station, tmp_path / "r.xlsx")[1] == [(2, 5), (4, 5), (5, 5)]
