"""Lists come from anybody: what they say is read, what is hostile or unclear is refused in words."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app import delivery_list
from packtrail.app.delivery_list import open_delivery_list, read_delivery_list
from packtrail.domain.delivery_list import DeliveryList, SheetFault, read_list
from packtrail.domain.errors import OutletError
from packtrail.domain.errors_gate import SheetTooLarge, SheetUnreadable, SheetWithoutCodes
from packtrail.protocol import sheet_rows
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.errors import explain
from packtrail.wording.gate import row_fault_text
from tests.station import codes

pytestmark = pytest.mark.practice(1)

ONE, TWO = codes(2)
CSV = f"序号,电池编码,重量(kg),车架号\n1,{ONE},312.5,LSVAA123456789012\n2,{TWO.lower()},298,\n合计,,610.5,\n"

WORKBOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
 <sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Target="worksheets/sheet1.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
 <Relationship Id="rId2" Target="sharedStrings.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>"""
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
 <Default Extension="xml" ContentType="application/xml"/></Types>"""
ROOT = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Target="xl/workbook.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number, *cells):
    return f'<row r="{number}">{"".join(cells)}</row>'


def xlsx(*rows, texts="", **parts):
    sheet = f"<worksheet {MAIN}><sheetData>{''.join(rows)}</sheetData></worksheet>"
    held = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f"<sst {MAIN}>{texts}</sst>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (held | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


def two_packs():
    return xlsx(
        row(1, text_cell("A1", "电池编码"), text_cell("B1", "质量(kg)")),
        row(2, text_cell("A2", ONE), '<c r="B2"><v>312.5</v></c>'),
        row(3, text_cell("A3", TWO), '<c r="B3"><f>SUM(1)</f><v>298</v></c>'),
    )


def refused(content, kind=OutletError):
    with pytest.raises(kind) as caught:
        read_delivery_list(content, "清单.xlsx")
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_of_any_usual_encoding_is_read(encoding):
    found = read_delivery_list(CSV.encode(encoding), "清单.csv")
    assert found.codes == (ONE, TWO)
    assert found.mass_g == 610_500
    assert found.units[0].vin == "LSVAA123456789012"
    assert found.faults == ()


def test_a_workbook_is_read_with_the_values_saved_beside_its_formulas():
    found = read_delivery_list(two_packs(), "清单.xlsx")
    assert found.codes == (ONE, TWO)
    assert [unit.mass_g for unit in found.units] == [312_500, 298_000]


def test_a_formula_in_a_text_file_is_text():
    (fault,) = read_delivery_list(f"电池编码,重量\n{ONE},=1+1\n".encode(), "清单.csv").faults
    assert (fault.kind, fault.row, fault.value) == (SheetFault.MASS_UNREADABLE, 2, "=1+1")
    assert read_delivery_list(f'电池编码\n"=""{ONE}"""\n'.encode(), "清单.csv").codes == (ONE,)


def test_a_code_that_the_sheet_made_a_number_is_refused_since_its_end_is_lost():
    sheet = xlsx(row(1, text_cell("A1", "编码")), row(2, '<c r="A2"><v>4.0176e+23</v></c>'))
    (fault,) = read_delivery_list(sheet, "清单.xlsx").faults
    assert fault.kind is SheetFault.CODE_IS_NUMBER
    (typed,) = read_delivery_list("编码,重量\n4.02E+23,3\n".encode(), "清单.csv").faults
    assert typed.kind is SheetFault.CODE_IS_NUMBER


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"{ONE},-3,,", SheetFault.MASS_NOT_POSITIVE),
        (f"{ONE},0,,", SheetFault.MASS_NOT_POSITIVE),
        (f"{ONE},十斤,,", SheetFault.MASS_UNREADABLE),
        (f"{ONE},6000,,", SheetFault.MASS_IMPLAUSIBLE),
        (f"{ONE},3,LSVAA,", SheetFault.VIN_WRONG),
        (f"{ONE},3,,2026-13-01", SheetFault.DAY_UNREADABLE),
        (f"{ONE},3,,1900-01-01", SheetFault.DAY_UNREADABLE),
        (",3,,", SheetFault.CODE_MISSING),
        ("9" * 129 + ",3,,", SheetFault.CODE_TOO_LONG),
        (f"{TWO},3,,", SheetFault.LISTED_TWICE),
    ],
)
def test_a_row_that_says_nothing_clear_is_told_and_the_others_are_taken(line, kind):
    listed = read_delivery_list(f"编码,重量,VIN,入库日期\n{TWO},1,,\n{line}\n".encode(), "清单.csv")
    assert listed.codes == (TWO,)
    assert [(fault.row, fault.kind) for fault in listed.faults] == [(3, kind)]
    for language in (CHINESE, ENGLISH):
        assert "3" in row_fault_text(wording(language), listed.faults[0])


@pytest.mark.practice(3)
def test_a_list_of_the_floor_tells_since_when_a_pack_stands_there_and_what_was_reported():
    listed = read_delivery_list(
        f"电池编码;原入库日期;是否上报;上报平台;上报日期;库位\n{ONE};2025年3月4日;是;厂家门户;2025/3/20;A-1\n"
        f"{TWO};;否;;;\n{codes(1, 3)[0]};;也许;;;\n".encode(),
        "库存.csv",
    )
    first, second = listed.units
    assert (first.intake_on, first.is_reported, first.reported_on) == (
        date(2025, 3, 4),
        True,
        date(2025, 3, 20),
    )
    assert (first.reported_where, first.place, second.is_reported) == ("厂家门户", "A-1", False)
    assert [fault.kind for fault in listed.faults] == [SheetFault.REPORTED_UNCLEAR]


def test_a_bare_column_of_codes_needs_no_heading_and_other_texts_are_no_list():
    assert read_delivery_list(f"{ONE}\n\n{TWO}\n".encode(), "清单.txt").codes == (ONE, TWO)
    refused("会议纪要\n下周一开会\n".encode(), SheetWithoutCodes)


def test_a_mass_is_announced_only_when_every_row_has_one():
    assert read_delivery_list(f"编码,重量\n{ONE},3\n{TWO},\n".encode(), "清单.csv").mass_g is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04 and no zip", "not_a_sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old or locked", "old_format"),
        (b"\x80\x81\xff\xfe\xff", "encoding"),
        (b"code\0,\0", "not_a_sheet"),
        (b'code\n"' + b"9" * 200_000, "not_a_sheet"),
        (xlsx(row(1, '<c r="&#65;1"><v>1</v></c>')), "not_a_sheet"),
        (xlsx() + b"", None),
        (xlsx(**{"xl/workbook.xml": "<workbook"}), "not_a_sheet"),
        (xlsx(**{"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}), "not_a_sheet"),
    ],
)
def test_what_is_no_list_is_refused_in_words(content, reason):
    error = refused(content, SheetUnreadable if reason else SheetWithoutCodes)
    assert reason is None or error.reason == reason
    for language in (CHINESE, ENGLISH):
        assert "{" not in str(explain(wording(language), error))


@pytest.mark.parametrize(
    ("content", "beyond"),
    [
        ("\n".join(["x"] * 5001).encode(), "rows"),
        (b"a," * 61, "columns"),
        ("编码\n".encode() + b"9" * 1001, "cell"),
        (xlsx(row(1, text_cell("XFD1", "far"))), "columns"),
        (xlsx(row(1_048_576, text_cell("A1048576", "deep"))), "rows"),
        (xlsx(texts="<si><t>" + "长" * 1500 + "</t></si>"), "cell"),
        (xlsx(row(1, *["<c><v>1</v></c>"] * 100_001)), "cells"),
        (xlsx(**{"xl/big.xml": " " * (65 * 1024 * 1024)}), "unpacked"),
        (xlsx(**{f"xl/{n}.bin": "" for n in range(2001)}), "parts"),
    ],
)
def test_a_list_larger_than_any_lorry_is_refused_before_it_takes_the_memory(content, beyond):
    error = refused(content, SheetTooLarge)
    assert error.beyond == beyond
    assert str(error.limit) in explain(wording(CHINESE), error).what


def test_a_part_that_unpacks_to_more_than_it_says_is_refused():
    content = bytearray(xlsx(**{"xl/worksheets/sheet1.xml": " " * 1_000_000}))
    place = content.rfind(b"xl/worksheets/sheet1.xml") - 46  # its entry in the directory
    content[place + 24 : place + 28] = (100).to_bytes(4, "little")
    assert refused(bytes(content), SheetUnreadable).reason == "not_a_sheet"


def test_a_file_beyond_the_limit_of_bytes_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(delivery_list, "MOST_BYTES", 100)
    monkeypatch.setattr(sheet_rows, "MOST_BYTES", 100)
    file = tmp_path / "清单.csv"
    file.write_bytes(b"x" * 5000)
    with pytest.raises(SheetTooLarge):
        open_delivery_list(file)


def test_a_file_that_is_gone_and_a_folder_are_told_apart(tmp_path):
    for place, reason in ((tmp_path / "weg.csv", "missing"), (tmp_path, "folder")):
        with pytest.raises(SheetUnreadable) as caught:
            open_delivery_list(place)
        assert caught.value.reason == reason


def test_pictures_and_macros_in_a_workbook_are_not_unpacked():
    held = two_packs()
    out = io.BytesIO(held)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/media/photo.jpg", b"\xff" * 200_000)
    assert read_delivery_list(out.getvalue(), "清单.xlsx").codes == (ONE, TWO)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_one_clear_refusal(content):
    for each in (content, sheet_rows.ZIP + content, two_packs()[: 200 + len(content)]):
        try:
            found = read_delivery_list(each, "x")
        except (SheetUnreadable, SheetTooLarge, SheetWithoutCodes):
            continue
        assert isinstance(found, DeliveryList)


_CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates()


@given(st.lists(st.lists(_CELLS, max_size=4), max_size=6))
def test_any_cells_below_a_heading_are_taken_or_told(rows):
    found = read_list([["电池编码", "重量", "入库日期", "已上报"], *rows])
    assert len(found.units) + len(found.faults) <= len(rows)
    assert len(set(found.codes)) == len(found.codes)
