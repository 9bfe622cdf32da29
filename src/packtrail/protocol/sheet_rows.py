"""Opens a sheet from anywhere, an .xlsx workbook or a text file, without trusting it.

Deliverers' lists and portals' failure files come this way, at the desk and at the hub: bytes in, rows out.

A workbook of some kilobytes can claim, and take, gigabytes: parts that unpack to more than they say, one
cell in the last corner of a sheet, a long text that every cell repeats. So its XML is unpacked and measured
here first, and calamine gets a fresh archive of what passed, without pictures and macros. Formulas are never
evaluated: calamine gives the values that were saved with them.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

from packtrail.domain.delivery_list import Cell
from packtrail.domain.errors_gate import SheetTooLarge, SheetUnreadable

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_CELLS = 100_000
LONGEST_CELL = 1_000
MOST_SHEETS = 10


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """How large a sheet of one kind may be; what no sheet may pass stands above."""

    rows: int = MOST_ROWS
    cells: int = MOST_CELLS


LIST_LIMITS = SheetLimits()
"""Of a deliverer's list: more than any lorry brings."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Begins an .xls, and every workbook with a password."""

_SHEET_PART = "xl/worksheets/"
_TEXTS_PART = "sharedStrings"
_LONGEST_TEXT_XML = 4 * LONGEST_CELL  # bytes of one text with its markup

_PLACE = re.compile(rb"""\sr\s*=\s*["']([^"']*)["']""")
_PLAIN_PLACE = re.compile(rb"([A-Z]{0,3})([0-9]{0,7})")
_CELL = re.compile(rb"<(?:[A-Za-z0-9]+:)?c[\s/>]")
_TEXT_END = re.compile(rb"</(?:[A-Za-z0-9]+:)?si\s*>")

# What a damaged workbook makes zipfile, zlib and calamine raise; none of it is a bug of ours.
_ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    EOFError,
    RuntimeError,
    NotImplementedError,
)
_DAMAGE = (
    python_calamine.CalamineError,
    python_calamine.XmlError,
    python_calamine.ZipError,
    python_calamine.WorksheetNotFound,
    OSError,
    ValueError,
)

_ENCODINGS = ("utf-8-sig", "gb18030")  # the second is what Excel in Chinese saves text files as
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ("\t", ";", ",")

Rows = list[list[Cell]]


def sheets_of(content: bytes, name: str, limits: SheetLimits = LIST_LIMITS) -> Iterator[Rows]:
    """The sheets in the bytes of a file called ``name``; a text file (commas, semicolons, tabs) is one.

    Raises SheetUnreadable or SheetTooLarge.
    """
    if len(content) > MOST_BYTES:
        raise SheetTooLarge(name, "bytes", MOST_BYTES)
    if not content.strip():
        raise SheetUnreadable(name, "empty")
    if content.startswith((ZIP, OLE)):
        yield from workbook_rows(content, name, limits)
    else:
        yield _text_rows(content, name, limits)


def workbook_rows(content: bytes, name: str, limits: SheetLimits = LIST_LIMITS) -> Iterator[Rows]:
    """The sheets of a workbook in order, hidden ones too: what is hidden was sent all the same.

    Raises SheetUnreadable or SheetTooLarge, the latter as soon as any limit is passed.
    """
    if content.startswith(OLE):
        raise SheetUnreadable(name, "old_format")
    measured = _measured(content, name, limits)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(measured))
        for title in workbook.sheet_names[:MOST_SHEETS]:
            rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
            yield [[_cell(cell, name) for cell in row] for row in rows]
    except _DAMAGE as error:
        raise SheetUnreadable(name, "not_a_sheet") from error


def short(text: str, name: str) -> str:
    """``text``, if it is no longer than a cell of a list needs; raises SheetTooLarge."""
    if len(text) > LONGEST_CELL:
        raise SheetTooLarge(name, "cell", LONGEST_CELL)
    return text


def _measured(content: bytes, name: str, limits: SheetLimits) -> bytes:
    """The XML of a workbook in a new archive, once nothing in it grows beyond the limits."""
    fresh = io.BytesIO()
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(fresh, "w") as kept:
            parts = {part.filename: part for part in archive.infolist()}
            if len(parts) > MOST_PARTS:
                raise SheetTooLarge(name, "parts", MOST_PARTS)
            for part in parts.values():
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(part) as opened:
                    xml = opened.read(left + 1)
                left -= len(xml)
                if left < 0:
                    raise SheetTooLarge(name, "unpacked", MOST_UNPACKED)
                _measure(part.filename, xml, name, limits)
                kept.writestr(part.filename, xml)
    except _ZIP_DAMAGE as error:
        raise SheetUnreadable(name, "not_a_sheet") from error
    return fresh.getvalue()


def _measure(part: str, xml: bytes, name: str, limits: SheetLimits) -> None:
    if b"\0" in xml or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise SheetUnreadable(name, "not_a_sheet")
    if part.startswith(_SHEET_PART):
        if len(_CELL.findall(xml)) > limits.cells:
            raise SheetTooLarge(name, "cells", limits.cells)
        for place in _PLACE.finditer(xml):
            _measure_place(place[1], name, limits)
    if _TEXTS_PART in part and any(len(each) > _LONGEST_TEXT_XML for each in _TEXT_END.split(xml)):
        raise SheetTooLarge(name, "cell", LONGEST_CELL)


def _measure_place(place: bytes, name: str, limits: SheetLimits) -> None:
    """A sheet is laid out from its first to its last cell, so one far off is as large as all between."""
    plain = _PLAIN_PLACE.fullmatch(place)
    if plain is None:
        raise SheetUnreadable(name, "not_a_sheet")
    column = 0
    for letter in plain[1]:
        column = column * 26 + letter - ord("A") + 1
    if column > MOST_COLUMNS:
        raise SheetTooLarge(name, "columns", MOST_COLUMNS)
    if int(plain[2] or 0) > limits.rows:
        raise SheetTooLarge(name, "rows", limits.rows)


def _cell(cell: object, name: str) -> Cell:
    if isinstance(cell, str):
        return short(cell, name)
    if isinstance(cell, bool | int | float | datetime | date):
        return cell
    return str(cell) if isinstance(cell, time | timedelta) else None


def _text_rows(content: bytes, name: str, limits: SheetLimits) -> Rows:
    text = _decoded(content, name)
    if "\0" in text:
        raise SheetUnreadable(name, "not_a_sheet")
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            if len(rows) == limits.rows:
                raise SheetTooLarge(name, "rows", limits.rows)
            if len(row) > MOST_COLUMNS:
                raise SheetTooLarge(name, "columns", MOST_COLUMNS)
            rows.append([short(_unwrapped(cell), name) for cell in row])
    except csv.Error as error:  # a quote that never closes makes one cell of all the rest
        raise SheetUnreadable(name, "not_a_sheet") from error
    return rows


def _decoded(content: bytes, name: str) -> str:
    for encoding in ("utf-16",) if content.startswith(_WIDE) else _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable(name, "encoding")


def _separator(text: str) -> str:
    """Whichever stands in the beginning most often; a list of one column has none of them."""
    return max(reversed(_SEPARATORS), key=text[:4096].count)


def _unwrapped(cell: str) -> str:
    """``="0012"`` is how spreadsheets keep digits as a text in a text file; anything else stays as it is."""
    return cell[2:-1] if len(cell) > 3 and cell.startswith('="') and cell.endswith('"') else cell
