"""What stands in a portal's sheet is what the records say, as text, in the portal's words."""

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.domain.moments import SHANGHAI
from packtrail.protocol.sheet_rows import workbook_rows
from packtrail.protocol.workbook_file import write_workbook
from packtrail.protocol.workbook_profile import MassUnit, read_profile
from packtrail.protocol.workbook_rows import (
    Lack,
    LackKind,
    Row,
    handoff_facts,
    intake_facts,
    mass_text,
    row_of,
)

PROFILE = read_profile(resources.path("profiles", "maker_portal.toml").read_bytes())
INTAKE, RETIREMENT = PROFILE.stages
OUTLET = {"outlet_name": "长沙测试回收服务网点", "outlet_uscc": "91430100MA0FAKE013"}
CODE = "0TXPB01A000001A5A0000123"
BODY = {"battery_code": CODE, "unit_level": "pack", "chemistry_code": "B", "gross_mass_g": 312_500}
HEADER = {"consignee_name": "株洲测试再生利用有限公司", "consignee_uscc": "91430200MA0FAKE02B"}
AT = datetime(2026, 11, 21, 8, 0, tzinfo=SHANGHAI)


def facts(**changes):
    return intake_facts({**BODY, **changes}, "2026-11-20T09:12:00+08:00", OUTLET)


def test_an_intake_stands_in_the_portals_columns_and_words():
    assert row_of(INTAKE, facts(), None) == Row(
        CODE, (CODE, "电池包", "2026-11-20", "长沙测试回收服务网点", "91430100MA0FAKE013")
    )


def test_a_line_of_a_load_takes_the_day_of_its_handoff_and_the_recipient():
    line = handoff_facts(
        {"battery_code": CODE, "unit_level": "pack"}, "2026-11-21T00:30:00+08:00", HEADER, facts()
    )
    row = row_of(RETIREMENT, line, MassUnit.KG)
    assert row.cells == (
        CODE,
        "电池包",
        "2026-11-21",
        "长沙测试回收服务网点",
        "株洲测试再生利用有限公司",
        "磷酸铁锂电池",
        "312.5",
    )


def test_a_day_is_shanghais_whatever_offset_the_record_carries():
    late = intake_facts(BODY, "2026-11-20T23:30:00+00:00", OUTLET)
    assert row_of(INTAKE, late, None).cells[2] == "2026-11-21"


def test_without_a_chosen_unit_no_mass_is_written():
    line = handoff_facts({}, "2026-11-21T15:00:00+08:00", HEADER, facts())
    with pytest.raises(ValueError, match="unit of mass"):
        row_of(RETIREMENT, line, None)


def test_everything_that_a_row_lacks_is_said_at_once():
    line = handoff_facts({}, "2026-11-21T15:00:00+08:00", {}, facts(unit_level="lot", gross_mass_g=None))
    assert row_of(RETIREMENT, line, MassUnit.T) == (
        Lack("产品类型", LackKind.NO_LABEL, "lot"),
        Lack("退役去向单位名称", LackKind.MISSING),
        Lack("电池质量(kg)", LackKind.MISSING),
    )


@pytest.mark.parametrize(
    ("mass_g", "kg", "t"),
    [(312_500, "312.5", "0.3125"), (1, "0.001", "0.000001"), (2_000_000, "2000", "2"), (0, "0", "0")],
)
def test_a_mass_is_exact_in_either_unit(mass_g, kg, t):
    assert (mass_text(mass_g, MassUnit.KG), mass_text(mass_g, MassUnit.T)) == (kg, t)


texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=30)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=8))
def test_whatever_stands_in_a_cell_comes_back_as_the_same_text(cells):
    rows = [Row(code, (code, "=1+1", "00123456789012345678", name, "+x")) for code, name in cells]
    content = write_workbook(INTAKE, rows, mark="m", at=AT)
    (sheet,) = workbook_rows(content, "x.xlsx")
    assert sheet[0] == [column.header for column in INTAKE.columns]
    assert [tuple(row) for row in sheet[1:]] == [row.cells for row in rows]


def test_a_workbook_has_text_cells_only_and_no_formula_or_merged_cell():
    content = write_workbook(INTAKE, [row_of(INTAKE, facts(), None)], mark="m", at=AT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "mergeCell" not in sheet
    assert sheet.count('t="s"') == 2 * len(INTAKE.columns)
    assert 'numFmtId="49"' in styles  # the built-in format of texts


def test_more_rows_than_the_portal_takes_are_never_written():
    with pytest.raises(ValueError, match="5001 rows"):
        write_workbook(INTAKE, [Row("x", ("x",) * 5)] * 5001, mark="m", at=AT)
